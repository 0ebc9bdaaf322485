"""What is remembered of runs and programs. Pure data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from hardener.findings import State
from hardener.history.difference import FindingRecord, SettingChange


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """One run, of whatever kind."""

    id: int
    kind: str
    began: datetime
    ended: datetime | None
    operator: str
    reason: str
    undoes: int | None
    profile: str
    whole: bool
    complete: bool
    told: Mapping[str, Mapping[str, int]]
    """Counts of a look: `states`, `statuses`, `failures`, and `apart`: `programs` that are looked at only."""
    plan: bool
    """It is an apply or undo, not a look."""
    outcomes: Mapping[str, int]
    """Counts of an apply or undo by result."""
    accounts: tuple[str, ...] = ()
    """The keys of the accounts that it looked at or changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One program at one look at which something about it was otherwise, or at the first."""

    run: int
    kind: str
    began: datetime
    profile: str
    state: State
    turned: tuple[tuple[str, FindingRecord | None, FindingRecord], ...]
    """Findings that became another: control, before, after."""
    moves: tuple[SettingChange, ...]
    looks: int
    """How many looks found it so, this one included."""
    causes: Mapping[str, SettingChange] = field(default_factory=dict)
    """By control: the change, above the program, of the setting that decides a finding that became another."""
