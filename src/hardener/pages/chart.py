"""Programs open to strangers, week by week, as bars that need no script."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hardener.findings import State
from hardener.history.month import Week
from hardener.language import tr
from hardener.report.times import short_month

HEIGHT, WIDE, STEP = 120, 34, 60
"""Of the chart, in its own units: the highest bar, a bar, and from one bar to the next."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One week in the chart."""

    name: str
    count: int
    x: int
    height: int


@dataclass(frozen=True, slots=True)
class Chart:
    """All bars, and how large they are."""

    bars: Sequence[Bar]
    width: int
    height: int = HEIGHT
    wide: int = WIDE


def chart(weeks: Sequence[Week]) -> Chart:
    """Return a bar for each week, in their order."""
    counts = [week.states.get(State.CLOSE_FIRST, 0) for week in weeks]
    most = max(counts, default=0) or 1
    bars = [
        Bar(
            tr("{day} {mon}", day=week.began.day, mon=short_month(week.began)),
            count,
            n * STEP + (STEP - WIDE) // 2,
            round(HEIGHT * count / most),
        )
        for n, (week, count) in enumerate(zip(weeks, counts, strict=True))
    ]
    return Chart(bars, STEP * max(1, len(bars)))
