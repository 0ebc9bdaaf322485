"""What adapters have in common that count what is left of families: ids and numbers, never a name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from hardener import redact
from hardener.errors import AdapterError, MalformedError, RefusedError, ScopeError, ThrottledError
from hardener.traces import Held

_PEOPLE = re.compile(r"(/(?:registrants|registrations|participants)/)(?!questions\b|status\b)[^/?]+")


def without_people(path: str) -> str:
    """Return a path as logs and messages may have it: without the id of whoever has signed up."""
    return _PEOPLE.sub(rf"\g<1>{redact.GONE}", path)


def ids_of(items: Iterable[Mapping[str, object]], key: str = "id") -> frozenset[str]:
    """Return the ids of a list's entries, and nothing else of them. Raises `MalformedError` where one has none."""
    found = [item.get(key) for item in items]
    if not all(isinstance(ident, str | int) and not isinstance(ident, bool) and str(ident).strip() for ident in found):
        raise MalformedError("a sign-up was listed without an id")
    return frozenset(map(str, found))


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
