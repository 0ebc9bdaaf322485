"""When an event is, as the calendar says it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from hardener.errors import MalformedError

Json = Mapping[str, Any]
YEARS = (1970, 9000)
"""Between which every time of a program lies: beyond them not even time zones can be worked out."""


def slot(event: Json, zone: str | None) -> tuple[datetime, int]:
    """Return when an event starts and how many minutes it lasts. Raises `MalformedError` where it does not say."""
    start, end = moment(event.get("start"), zone), moment(event.get("end"), zone)
    if start is None or end is None:
        raise MalformedError("Google does not say when it is")
    if end < start:
        raise MalformedError("Google gave an event that ends before it starts")
    return start, int((end - start) / timedelta(minutes=1))


def moment(given: object, zone: str | None) -> datetime | None:
    """Return a time as the calendar gives it: with an offset, in a named zone, or a whole day in `zone`.

    Raises `MalformedError`.
    """
    if not isinstance(given, Mapping) or not (given.get("dateTime") or given.get("date")):
        return None
    try:
        if given.get("dateTime"):
            found = datetime.fromisoformat(str(given["dateTime"]))
        else:
            found = datetime.combine(date.fromisoformat(str(given["date"])), time())
    except ValueError:
        raise MalformedError("Google gave a time that is none") from None
    found = found if found.tzinfo else found.replace(tzinfo=_zone(given.get("timeZone") or zone))
    if not YEARS[0] < found.year < YEARS[1]:
        raise MalformedError("Google gave a time that is none")
    return found


def _zone(name: object) -> tzinfo:
    """Return a time zone; which one an unknown name means is not guessed. Raises `MalformedError`."""
    try:
        return ZoneInfo(str(name)) if name else UTC
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise MalformedError("Google gave a time in a zone that nobody knows") from None
