"""Which look counts at which moment: the last that had ended, to the very second, also where clocks are changed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from hardener.history.timeline import Timeline

pytestmark = pytest.mark.unit
START = datetime(2026, 11, 1, 10, tzinfo=ZoneInfo("America/New_York")).astimezone(UTC)
"""On the day on which clocks are set back: 24 hours before it is eleven in the morning."""
MOVED = START + timedelta(days=7)
DAY = timedelta(hours=24)


def look(run: int, before: timedelta, start: datetime = START) -> SimpleNamespace:
    """Return a look that ended so long before START."""
    return SimpleNamespace(run=run, ended=START - before, start=start)


def test_the_last_look_that_had_ended_counts() -> None:
    second = timedelta(seconds=1)
    line = Timeline([look(1, DAY + second), look(2, DAY), look(3, DAY - second), look(4, -second)])
    assert line.at(START - DAY).run == 2
    assert line.at(START - DAY - second).run == 1
    assert line.at(START - DAY - 2 * second) is None
    assert line.at(START).run == 3
    assert line.named_after(START)
    assert (START - DAY).astimezone(ZoneInfo("America/New_York")).hour == 11


def test_a_start_that_was_moved_is_named_by_the_looks_before_alone() -> None:
    line = Timeline([look(1, 2 * DAY), look(2, DAY, MOVED), look(3, -DAY, MOVED)])
    assert line.starts == [START, MOVED]
    assert line.at(START).start == MOVED
    assert not line.named_after(START)
