"""When something is: Graph's times, in the time zones that it writes. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from hardener.vendor import at

WINDOWS_ZONES: Mapping[str, str] = json.loads(Path(__file__).with_name("zones.json").read_text(encoding="utf-8"))
"""Windows' names of time zones, as Graph writes them, and the IANA zone of each by Unicode's table."""


def moment(given: object) -> datetime | None:
    """Return the time of `{"dateTime", "timeZone"}`, in UTC; None where it does not tell one: no zone is guessed."""
    text, name = at(given, "dateTime"), at(given, "timeZone")
    try:
        found = datetime.fromisoformat(text) if isinstance(text, str) else None
        if found is None or (found.tzinfo is None and not isinstance(name, str)):
            return None
        zone = found.tzinfo or ZoneInfo(WINDOWS_ZONES.get(str(name), str(name)))
        return found.replace(tzinfo=zone).astimezone(UTC)
    except (LookupError, ValueError, OSError, OverflowError):  # a zone's name is looked up as a file's
        return None
