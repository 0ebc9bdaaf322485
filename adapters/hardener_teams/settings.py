"""The whole table: how Teams spells each control it has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hardener.setting import Setting
from hardener_teams.forms import AlwaysAsked, OwnQuestions
from hardener_teams.on_events import EVENT_ROWS
from hardener_teams.on_meetings import MEETINGS
from hardener_teams.on_policies import POLICY_ROWS

SETTINGS: tuple[Setting, ...] = (*MEETINGS, *EVENT_ROWS, *POLICY_ROWS)


def settings_of(cards: Sequence[str]) -> tuple[Setting, ...]:
    """Return the table as it holds for a library that calls its card one of `cards`."""
    asks = (OwnQuestions, AlwaysAsked)
    return tuple(replace(row, cards=tuple(cards)) if isinstance(row, asks) else row for row in SETTINGS)
