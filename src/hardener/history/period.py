"""What is remembered of a time: what was known of each program when, looks, changes and who made them. Pure data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from hardener.findings import State
from hardener.history.difference import FindingRecord, SettingChange


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What one look knew of a program, as it stood at a moment."""

    run: int
    began: datetime
    """When it began to read."""
    ended: datetime
    profile: str
    state: State
    findings: int
    """The number of the set, in the store."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """One program on one date."""

    title: str
    platform: str
    """The vendor's id: `zoom`."""
    kind: str
    start: datetime
    day_before: Known | None
    """What was last known 24 hours ahead; None: nobody had looked by then."""
    at_start: Known | None
    only_looked_at: bool
    """Its profile changes nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unlisted:
    """One date of a program that a whole look before it did not find any more: it may have been called off."""

    title: str
    platform: str
    start: datetime
    last: Known
    """The last look that found it."""
    missing: datetime
    """When the first look ended that did not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlwaysOpen:
    """One program without dates, as it was last known at the end of the time."""

    title: str
    platform: str
    kind: str
    last: Known


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """One look."""

    run: int
    kind: str
    began: datetime
    ended: datetime
    whole: bool
    """Not at one program or connection alone."""
    complete: bool
    """All that was listed could be judged."""
    profile: str
    """The one that everything was held against; empty: as configured."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """One setting that hardener was asked to change, and what a second reading showed."""

    run: int
    undo: bool
    when: datetime
    operator: str
    by_watch: bool
    """Nobody was asked: the watch closes what may be closed by itself."""
    reason: str
    title: str
    """Empty where it is a host or a personal room, whose title names a person."""
    kind: str
    platform: str
    setting: str
    controls: tuple[str, ...]
    before: str
    after: str
    result: str
    """What came of it: `applied` is read back as asked; `begun`: nobody knows."""
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A time of a library's accounts."""

    begin: datetime
    end: datetime
    """Without this moment itself."""
    kept_to: datetime | None
    """When the last look or change of it was; None: there is none."""
    due: tuple[Due, ...]
    unlisted: tuple[Unlisted, ...]
    """Dates of the time that are not in `due`, as nobody knows whether they were held."""
    always_open: tuple[AlwaysOpen, ...]
    looks: tuple[Looked, ...]
    made: tuple[Made, ...]
    others: tuple[SettingChange, ...]
    """What somebody changed at a platform, not by hardener."""
    sets: Mapping[int, Mapping[str, FindingRecord]]
    """Every set that something above names: its findings by control."""
    words: Mapping[int, Mapping[str, Mapping[str, str | None]]]
    """By set and control: whose word a finding carries, as it was then."""
    profiles: tuple[str, ...]
    """By which looks of the time, or those above, judged."""
    platforms: tuple[str, ...]
