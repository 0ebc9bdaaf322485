"""Times as Webex writes them, and the dates of a series."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta, tzinfo
from functools import cache, lru_cache
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

FOREVER = timedelta(days=5 * 365)
"""How far a series without an end goes."""
STAMP = "%Y%m%dT%H%M%SZ"
"""How the id of a date ends."""


@lru_cache(10_000)
def moment(text: str) -> datetime:
    """Return a time. Raises `ValueError`."""
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


@lru_cache(10_000)
def iso(when: datetime) -> str:
    """Return a time as Webex writes it."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@lru_cache(10_000)
def stamped(when: datetime) -> str:
    """Return how the id of the date that starts then ends."""
    return when.strftime(STAMP)


def occurrences(values: Mapping[str, Any]) -> Iterator[tuple[datetime, datetime]]:
    """Yield start and end of every date of a series, at the same local time all year; of a single meeting its own."""
    start, end = moment(values["start"]), moment(values["end"])
    text = values.get("recurrence")
    if not text:
        yield start, end
        return
    rule = dict(part.split("=", 1) for part in text.split(";") if "=" in part)
    unit = {"DAILY": 1, "WEEKLY": 7, "MONTHLY": 28}.get(rule.get("FREQ", ""), 7)
    step = timedelta(days=unit * int(rule.get("INTERVAL", "1")))
    length = end - start
    local = start.astimezone(_zone(str(values.get("timezone") or "UTC")))
    until = datetime.strptime(rule["UNTIL"], STAMP).replace(tzinfo=UTC) if "UNTIL" in rule else start + FOREVER
    for number in range(int(rule.get("COUNT", "10000"))):
        begins = (local + number * step).astimezone(UTC)
        if begins > until:
            return
        yield begins, begins + length


@cache
def _zone(name: str) -> tzinfo:
    """Return the time zone of that name; UTC where this machine does not know it."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return UTC
