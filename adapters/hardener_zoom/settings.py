"""The whole table: how Zoom spells each control it has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hardener.by_hand import whole
from hardener.setting import Setting
from hardener_zoom.cis import CIS
from hardener_zoom.effects import MoreRegions, Regions
from hardener_zoom.forms import Form
from hardener_zoom.kinds import MEETING, PROGRAM, WEBINAR
from hardener_zoom.on_hosts import HOSTS
from hardener_zoom.on_programs import PROGRAMS

KINDS = {"meeting": MEETING, "room": ("room",), "webinar": WEBINAR, "program": PROGRAM}
"""What by_hand.yaml calls the kinds of program."""
SETTINGS: tuple[Setting, ...] = (*whole("hardener_zoom", (*PROGRAMS, *HOSTS), KINDS), *CIS)


def settings_of(cards: Sequence[str], home: Sequence[str]) -> tuple[Setting, ...]:
    """Return the table of a library that calls its card one of `cards` and whose own regions are `home`."""
    regions = tuple(name.upper() for name in home)
    return tuple(_own(row, tuple(cards), regions) for row in SETTINGS)


def _own(row: Setting, cards: tuple[str, ...], regions: tuple[str, ...]) -> Setting:
    if isinstance(row, Form):
        return replace(row, cards=cards)
    return replace(row, home=regions) if isinstance(row, Regions | MoreRegions) else row
