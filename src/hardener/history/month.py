"""What is remembered of a month: programs with their verdicts, weeks, what was accepted and changed. Pure data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from hardener.findings import State


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One program on one date of the month, as the last look before it found it."""

    title: str
    platform: str
    """The vendor's id: `zoom`."""
    profile: str
    start: datetime
    looked: datetime
    state: State
    open: tuple[str, ...]
    """Sentences of what was open, the worst first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """The first whole look of a week."""

    began: datetime
    states: Mapping[State, int]
    complete: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Exempt:
    """One thing that was accepted, as the last whole look of the month found it."""

    sentence: str
    control: str
    reason: str
    until: date
    titles: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One apply or undo; whose name stood beside it is not told."""

    run: int
    undo: bool
    began: datetime
    asked: int
    done: int
    """Changes that were read back as asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """A month of a library."""

    first: date
    held: tuple[Held, ...]
    weeks: tuple[Week, ...]
    accepted: tuple[Exempt, ...]
    work: tuple[Work, ...]
    other: int
    """Settings that somebody changed at a platform, not by hardener."""
    looks: int
    incomplete: int
    """Looks that could not read everything."""
