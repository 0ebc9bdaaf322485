"""The whole table: how Webex spells each control it has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hardener.setting import Setting
from hardener_webex.kinds import Asked
from hardener_webex.on_hosts import HOSTS
from hardener_webex.on_programs import PROGRAMS
from hardener_webex.on_sight import SIGHT

SETTINGS: tuple[Setting, ...] = (*PROGRAMS, *HOSTS, *SIGHT)


def settings_of(cards: Sequence[str]) -> tuple[Setting, ...]:
    """Return the table as it holds for a library that calls its card one of `cards`."""
    return tuple(replace(row, cards=tuple(cards)) if isinstance(row, Asked) else row for row in SETTINGS)
