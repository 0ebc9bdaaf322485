"""The whole table: how Zoom spells each control it has."""

from __future__ import annotations

from hardener.setting import Setting
from hardener_zoom.cis import CIS
from hardener_zoom.on_hosts import HOSTS
from hardener_zoom.on_programs import PROGRAMS

SETTINGS: tuple[Setting, ...] = (*PROGRAMS, *HOSTS, *CIS)
