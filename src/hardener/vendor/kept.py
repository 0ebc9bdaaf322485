"""What adapters have in common that count what is left of families: ids and numbers, never a name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Protocol

from hardener import redact
from hardener.attendance import Attended
from hardener.errors import AdapterError, MalformedError, RefusedError, ScopeError, ThrottledError
from hardener.model import Program, Target
from hardener.traces import Held

_PEOPLE = re.compile(r"(/(?:registrants|registrations|participants)/)(?!questions\b|status\b)[^/?]+")


class Timed(Protocol):
    """A date, as far as a vendor says when it is."""

    @property
    def start(self) -> datetime | None:
        """Return when it begins."""

    @property
    def minutes(self) -> int | None:
        """Return how long it lasts."""


def without_people(path: str) -> str:
    """Return a path as logs and messages may have it: without the id of whoever has signed up."""
    return _PEOPLE.sub(rf"\g<1>{redact.GONE}", path)


def ids_of(items: Iterable[Mapping[str, object]], key: str = "id") -> frozenset[str]:
    """Return the ids of a list's entries, and nothing else of them. Raises `MalformedError` where one has none."""
    found = [item.get(key) for item in items]
    if not all(isinstance(ident, str | int) and not isinstance(ident, bool) and str(ident).strip() for ident in found):
        raise MalformedError("a sign-up was listed without an id")
    return frozenset(map(str, found))


def how_many(value: object, otherwise: str) -> int:
    """Return a number of people or things as a vendor gives it. Raises `MalformedError`, with `otherwise`, for none."""
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise MalformedError(otherwise)
    return value


def counted(ask: Callable[[], int], note: str = "") -> Held:
    """Return how many `ask` finds, or why it could not be told."""
    try:
        return Held(count=ask(), note=note)
    except AdapterError as error:
        return Held(reason=_told(error))


def _told(error: AdapterError) -> str:
    """Return why something could not be told, but not in the platform's words: a family's name may be in them."""
    if not isinstance(error, RefusedError) or isinstance(error, ScopeError) or not error.status:
        return str(error)
    if isinstance(error, ThrottledError):
        return f"the platform asks to wait (status {error.status})"
    return f"the platform refuses to tell it (status {error.status})"


def last_end(ends: Iterable[datetime], now: datetime) -> datetime | None:
    """Return when the last of some dates was over that are; None where none is."""
    return max((end for end in ends if end <= now), default=None)


def end_of(date: Timed) -> datetime | None:
    """Return when a date is over; None where the vendor does not say."""
    start, minutes = date.start, date.minutes
    return start + timedelta(minutes=minutes) if start is not None and minutes is not None else None


def bare(ident: str, title: str, program: Program) -> Target:
    """Return a program as counts tell of it: without its document."""
    return Target(id=ident, kind=program.kind, title=title, document={}, program=program)


def uncounted(target: Target, dates: Iterable[Timed], reason: str) -> list[Attended]:
    """Return why nobody can tell how many came to some dates; of one without a start there is nothing to tell."""
    timed = ((date.start, date.minutes) for date in dates)
    return [
        Attended(target=target, start=start, minutes=minutes, count=None, reason=reason)
        for start, minutes in timed
        if start is not None
    ]
