"""Which programs somebody wants to see. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Self


@dataclass(frozen=True, slots=True)
class Window:
    """Which programs are wanted: those that start between two moments, or one by id or title."""

    start: datetime
    end: datetime
    program: str | None = None
    """An id, or part of a title in any case; None for all."""
    titles: set[str] = field(default_factory=set, compare=False)
    """The titles that were held against it."""
    parts: frozenset[str] | None = field(default=None, compare=False)
    """The parts of programs' documents that somebody asks about; None: all of them."""

    place: str | None = None
    """The one calendar or host whose programs alone are read, as its adapter names it to subscribers; None: all."""

    @property
    def all(self) -> bool:
        """Tell whether every program in its time is wanted."""
        return self.program is None and self.place is None

    def within(self, place: str) -> bool:
        """Tell whether what is in this calendar, or of this host, is read."""
        return self.place is None or self.place == place

    def asks(self, part: str) -> bool:
        """Tell whether somebody asks about a part of programs' documents. One that is not read is named as unread."""
        return self.parts is None or part in self.parts

    def wants(self, ident: str, title: str) -> bool:
        """Tell whether the program with this id and title is the one asked for, if one is."""
        if self.program is None:
            return True
        self.titles.add(title)
        sought = self.program.strip().casefold()
        return sought == ident.casefold() or (bool(sought) and sought in title.casefold())

    @classmethod
    def onward(cls, now: datetime) -> Self:
        """Return the window of a program that is read again by itself: all that comes."""
        return cls(now, datetime.max.replace(tzinfo=UTC))

    def coming(self, dates: Iterable[tuple[datetime | None, int | None]]) -> tuple[datetime, ...]:
        """Return the starts of `dates` that are not over and not after the window's end, soonest first, each once.

        A date is its start, with time zone, and how many minutes it lasts; one without a start is left out.
        """
        found = {
            start
            for start, minutes in dates
            if start is not None and start <= self.end and self.start - start <= timedelta(minutes=minutes or 0)
        }
        return tuple(sorted(found))
