"""What is remembered of one program at one moment: what was in force, since when, and whose doing it was. Pure data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hardener.history.difference import FindingRecord, SettingChange
from hardener.history.period import Known, Made


@dataclass(frozen=True, slots=True, kw_only=True)
class InForce:
    """One thing that was as it was found, at that moment."""

    control: str
    found: FindingRecord
    since: datetime
    """When the first look that found it so began to read."""
    before: datetime | None
    """When the last look that found it otherwise ended; None: it was so at the first look that is kept."""
    change: SettingChange | None
    """The latest change of the setting that decides it; None: nobody has seen one."""
    by: Made | None
    """That change, where hardener made it: who asked for it, and why."""
    shared: tuple[str, ...] = ()
    """Titles of the other programs in which the same setting of the same host, group or account leaves it open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One program at one moment."""

    title: str
    platform: str
    """The vendor's id: `zoom`."""
    at: datetime
    look: Known
    """The last look at it that had ended by then."""
    start: datetime | None
    """When it was to be next, as that look saw it."""
    complete: bool
    """That look could judge all that was listed."""
    looks: int
    """How many looks at it are kept up to then."""
    open: tuple[InForce, ...]
    """What failed, the most harmful first."""
    accepted: tuple[InForce, ...]
    """What failed and somebody had accepted."""
    unread: tuple[InForce, ...]
    """What could not be read."""
    unshown: tuple[InForce, ...]
    """What no interface of the platform shows, and nobody had looked at."""
    advisory: tuple[InForce, ...]
    """What was set, and each visitor could undo."""
    met: tuple[tuple[str, FindingRecord], ...]
    """By control."""
    later: tuple[Made, ...]
    """What hardener changed, of it or above it, after that look and up to the moment."""
