"""The whole table: how Webex spells each control it has."""

from __future__ import annotations

from hardener.setting import Setting
from hardener_webex.on_hosts import HOSTS
from hardener_webex.on_programs import PROGRAMS
from hardener_webex.on_sight import SIGHT

SETTINGS: tuple[Setting, ...] = (*PROGRAMS, *HOSTS, *SIGHT)
