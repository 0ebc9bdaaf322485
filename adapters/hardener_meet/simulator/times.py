"""Times as Google Calendar writes them: with an offset, in a named zone, or a whole day."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from hardener_meet.simulator.shapes import Json


def read_when(when: Json, zone: str) -> datetime:
    """Return when that is, in its own zone if it names one, else in `zone`. Raises `ValueError`."""
    named = ZoneInfo(str(when.get("timeZone") or zone))
    if "date" in when:
        return datetime.combine(date.fromisoformat(when["date"]), time(), named)
    found = datetime.fromisoformat(when["dateTime"])
    return found.astimezone(named) if found.tzinfo else found.replace(tzinfo=named)


def write_when(at: datetime, like: Json, zone: str) -> Json:
    """Return `at` as an answer in `zone` has it; `like` says whether it is a whole day, and its zone."""
    if "date" in like:
        return {"date": at.date().isoformat()}
    return {"dateTime": at.astimezone(ZoneInfo(zone)).isoformat(), "timeZone": like.get("timeZone") or zone}


def rfc3339(text: str) -> datetime:
    """Return a parameter's time, which must have an offset. Raises `ValueError`."""
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError(text)
    return found


def stamp(now: float) -> str:
    """Return a moment as Google writes it."""
    return datetime.fromtimestamp(now, UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
