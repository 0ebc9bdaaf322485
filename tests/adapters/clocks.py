"""The weeks in which the clocks change in New York: a series at half past ten stays at half past ten."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from hardener.adapter import Window

NEW_YORK = "America/New_York"
BEFORE_A_CHANGE = pytest.mark.parametrize("tuesday", [date(2026, 10, 27), date(2027, 3, 9)])
"""The last Tuesdays before 1 November 2026 and 14 March 2027."""


def begun(tuesday: date) -> datetime:
    """Return the first start of a series that had one date before that Tuesday."""
    return datetime.combine(tuesday - timedelta(weeks=1), time(10, 30), ZoneInfo(NEW_YORK))


def in_view(tuesday: date) -> Window:
    """Return four weeks from the morning of that Tuesday."""
    now = datetime.combine(tuesday, time(9), UTC)
    return Window(now, now + timedelta(weeks=4))


def half_past_ten(tuesday: date) -> list[str]:
    """Return the starts of the four weeks, as New York has them."""
    return [f"{tuesday + timedelta(weeks=week):%m-%d} 10:30" for week in range(4)]


def in_new_york(starts: Iterable[datetime]) -> list[str]:
    return [f"{start.astimezone(ZoneInfo(NEW_YORK)):%m-%d %H:%M}" for start in starts]
