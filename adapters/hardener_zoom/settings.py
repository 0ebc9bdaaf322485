"""The whole table: how Zoom spells each control it has."""

from __future__ import annotations

from collections.abc import Sequence

from hardener.by_hand import whole
from hardener.setting import Setting
from hardener.vendor.forms import owned
from hardener_zoom.cis import CIS
from hardener_zoom.kinds import MEETING, PROGRAM, WEBINAR
from hardener_zoom.on_hosts import HOSTS
from hardener_zoom.on_programs import PROGRAMS

KINDS = {"meeting": MEETING, "room": ("room",), "webinar": WEBINAR, "program": PROGRAM}
"""What by_hand.yaml calls the kinds of program."""
SETTINGS: tuple[Setting, ...] = (*whole("hardener_zoom", (*PROGRAMS, *HOSTS), KINDS), *CIS)


def settings_of(cards: Sequence[str], home: Sequence[str]) -> tuple[Setting, ...]:
    """Return the table of a library that calls its card one of `cards` and whose own regions are `home`."""
    return owned(SETTINGS, cards=tuple(cards), home=tuple(name.upper() for name in home))
