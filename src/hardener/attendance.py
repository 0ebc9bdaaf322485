"""How many came to each time that a program was on, as its platform counts; never who. Pure data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, runtime_checkable

from hardener.model import Target, Unreadable


@dataclass(frozen=True, slots=True, kw_only=True)
class Attended:
    """One time that a program was on."""

    target: Target
    """The program, without a document."""
    start: datetime
    """When it began, with time zone."""
    minutes: int | None
    count: int | None
    """How many came; None: it could not be told."""
    reason: str = ""
    """Why it could not be told; empty where the platform's API has no call for it."""


@runtime_checkable
class Counting(Protocol):
    """An adapter whose platform tells how many came."""

    counts: str
    """What the platform counts, in a sentence that begins with its name."""

    def attended(self, since: datetime, until: datetime) -> Iterator[Attended | Unreadable]:
        """Yield each time between two moments that a program was on. Must not change anything."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Time:
    """One time that a program was on, and where."""

    connection: str
    platform: str
    attended: Attended


@dataclass(slots=True, kw_only=True)
class AttendanceReport:
    """How many came to what was on between two moments."""

    made: datetime
    """In the library's time zone, as all times of it are told."""
    since: datetime
    until: datetime
    times: list[Time] = field(default_factory=list)
    unread: list[tuple[str, str, str]] = field(default_factory=list)
    """Connection, title and reason of what could not be read; of a whole connection the title is empty."""
    notes: list[tuple[str, str]] = field(default_factory=list)
    """Each platform, and what it counts; empty where it tells no number."""

    @property
    def sessions(self) -> int:
        """Return how many sessions were counted."""
        return sum(time.attended.count is not None for time in self.times)

    @property
    def attendance(self) -> int:
        """Return how many came to all of them."""
        return sum(time.attended.count or 0 for time in self.times)

    @property
    def counting(self) -> bool:
        """Tell whether any number is there: of a session, or of a platform that counts and had none."""
        return self.sessions > 0 or (not self.times and any(said for _, said in self.notes))

    @property
    def complete(self) -> bool:
        """Tell whether all that was on was counted; what was on where no number is told, nobody knows."""
        known = all(said for _, said in self.notes)
        return known and not self.unread and all(time.attended.count is not None for time in self.times)
