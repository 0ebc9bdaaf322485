"""The whole table: how Zoom spells each control it has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hardener.setting import Setting
from hardener_zoom.cis import CIS
from hardener_zoom.forms import Form
from hardener_zoom.on_hosts import HOSTS
from hardener_zoom.on_programs import PROGRAMS

SETTINGS: tuple[Setting, ...] = (*PROGRAMS, *HOSTS, *CIS)


def settings_of(cards: Sequence[str]) -> tuple[Setting, ...]:
    """Return the table as it holds for a library that calls its card one of `cards`."""
    return tuple(replace(row, cards=tuple(cards)) if isinstance(row, Form) else row for row in SETTINGS)
