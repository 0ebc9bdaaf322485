"""Whether a Zoom series is over, where its answer leaves something open. Pure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from hardener_zoom.kept import is_over

pytestmark = pytest.mark.unit

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def weekly(times: int, **last: Any) -> dict[str, Any]:
    """Return a series of so many weekly dates, the last of them 40 days ago."""
    first = NOW - timedelta(days=40 + 7 * (times - 1))
    dates = [
        {
            "occurrence_id": str(1_000 + number), "start_time": f"{first + timedelta(days=7 * number):%Y-%m-%dT%H:%M:%SZ}",
            "duration": 30, "status": "available",
        }
        for number in range(times)
    ]  # fmt: skip
    dates[-1].update(last)
    return {"type": 8, "status": "waiting", "occurrences": dates, "recurrence": {"type": 2}}


def test_a_series_is_over_when_all_its_dates_are() -> None:
    told, ends = is_over(weekly(4), NOW)
    assert (told, len(ends)) == (True, 4)


def test_a_list_of_dates_that_may_be_cut_off_is_not_whole_because_one_of_them_is_called_off() -> None:
    assert is_over(weekly(50, status="deleted"), NOW) == (None, [])


def test_of_a_date_without_a_length_nobody_knows_when_the_series_ended() -> None:
    assert is_over(weekly(4, duration=None), NOW)[1] == []
