"""Whether the calendar and the platform say the same times. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta, tzinfo

from hardener.announced import said
from hardener.announced.events import Date
from hardener.announced.match import EARLY, LATE, Match
from hardener.catalog import catalogue
from hardener.model import Finding, Program, Status
from hardener.reason import Reason, Why

FIRST = 3
"""Dates that are told one by one."""


def finding(well: Finding, match: Match, program: Program, zone: tzinfo) -> Finding:
    """Return the finding on the times of a program; `well` is it where all is well."""
    starts = program.starts or ((program.start,) if program.start else ())
    if not starts:
        return replace(well, status=Status.NOT_APPLICABLE, actual=None)
    dates = [date for event in match.events for date in event.dates]
    if not dates:
        why = next((event.unclear for event in match.events if event.unclear), "")
        return replace(well, status=Status.ERROR, actual=None, reason=Why(Reason.UNDECIDED, said=why))
    wrong = list(_wrong(dates, starts, program.minutes, zone))
    if not wrong:
        return well
    of = catalogue()[well.control]
    return replace(
        well, status=Status.FAIL, actual=of.levels[-1], sentence=of.finding, note="; ".join(wrong[:FIRST]),
        by_hand=said.CORRECT, reason=Why(Reason.CALENDAR),
    )  # fmt: skip


def _wrong(dates: Sequence[Date], starts: Sequence[datetime], minutes: int | None, zone: tzinfo) -> Iterator[str]:
    """Yield each date on which the two differ, where both say something of that day."""
    apart = not any(_fits(date, start, minutes) for date in dates for start in starts)
    for date in sorted(dates):
        fitting = any(_fits(date, start, minutes) for start in starts)
        day = date.start.astimezone(zone).date()
        same = [start for start in starts if start.astimezone(zone).date() == day]
        if date.off and fitting:
            yield said.OFF.format(day=day)
        elif date.off or fitting:
            continue
        elif same:
            until = same[0] + timedelta(minutes=minutes or 0)
            yield said.SHIFTED.format(
                day=day, said=_hours(date.start, date.end, zone), set=_hours(same[0], until, zone)
            )
        elif apart or min(starts) <= date.start <= max(starts):  # or between dates that the platform has
            yield said.ABSENT.format(day=day, said=_hours(date.start, date.end, zone))


def _fits(date: Date, start: datetime, minutes: int | None) -> bool:
    """Tell whether a start is that of a date: a little earlier is the host's time to set up, and it ends no earlier."""
    begins = date.start - EARLY <= start <= date.start + LATE
    ends = minutes is None or date.end <= date.start or start + timedelta(minutes=minutes) >= date.end - LATE
    return begins and ends


def _hours(start: datetime, end: datetime, zone: tzinfo) -> str:
    first, last = start.astimezone(zone), end.astimezone(zone)
    return f"{first:%H:%M}" if end <= start else f"{first:%H:%M} to {last:%H:%M}"
