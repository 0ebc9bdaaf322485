"""When the meetings of a series are, and when a meeting is over for good."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from functools import cache
from itertools import islice
from typing import cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from hardener_zoom.simulator.shapes import Json
from hardener_zoom.simulator.state import RECURRING_TYPES, Program

SHOWN = 50
"""Dates of a series that one answer shows."""
ENDLESS = 2_000
"""Dates of an endless series that are looked at."""
KEPT_SINGLE = timedelta(days=30)
KEPT_SERIES = timedelta(days=365)
DAILY, WEEKLY, MONTHLY = 1, 2, 3


@dataclass(frozen=True, slots=True)
class Date:
    """One date of a series."""

    ident: str
    start: datetime
    duration: int
    deleted: bool
    changes: Json

    @property
    def end(self) -> datetime:
        """When it is over."""
        return self.start + timedelta(minutes=self.duration)


class Calendar:
    """Works out dates."""

    def dates(self, program: Program) -> Iterator[Date]:
        """Yield every date of a series with fixed times, changed and deleted ones as they now are."""
        for start in starts(program):
            ident = str(int(start.timestamp() * 1000))
            changes = (program.occurrences or {}).get(ident, {})
            moved = changes.get("start_time")
            yield Date(
                ident=ident,
                start=datetime.fromisoformat(moved) if isinstance(moved, str) else start,
                duration=cast("int", changes.get("duration", program.duration)),
                deleted=changes.get("deleted") is True,
                changes=changes,
            )

    def shown(self, program: Program, now: float, *, previous: bool) -> list[Date]:
        """Return the dates that an answer shows: those to come, or all, and never more than 50."""
        moment = datetime.fromtimestamp(now, UTC)
        found = (date for date in self.dates(program) if previous or date.end > moment)
        return list(islice(found, SHOWN))

    def find(self, program: Program, ident: str) -> Date | None:
        """Return one date of a series."""
        return next((date for date in self.dates(program) if date.ident == ident), None)

    def end(self, program: Program) -> datetime | None:
        """Return when a program is over; None where it never is."""
        if program.type in RECURRING_TYPES:
            if not _number(program.recurrence or {}, "end_times", 1) and not (program.recurrence or {}).get(
                "end_date_time"
            ):
                return None
            last = max((date.end for date in self.dates(program)), default=None)
            return last or program.start_time
        if program.start_time is None:
            return None
        return program.start_time + timedelta(minutes=program.duration)

    def expired(self, program: Program, now: float) -> bool:
        """Tell whether Zoom has thrown the program away: 30 days after its end, a series after a year."""
        kept = KEPT_SERIES if program.type in RECURRING_TYPES else KEPT_SINGLE
        moment = datetime.fromtimestamp(now, UTC)
        if program.start_time is None or program.start_time + kept > moment:
            return False
        end = self.end(program)
        return end is not None and end + kept <= moment


def starts(program: Program) -> Iterator[datetime]:
    """Yield when each date of a series was planned to start, in UTC; its time of day holds all year."""
    if program.start_time is None or program.type not in RECURRING_TYPES:
        return
    rule = program.recurrence or {"type": DAILY}
    zone = timezone(program.timezone)
    first = program.start_time.astimezone(zone)
    most = _number(rule, "end_times", 1 if "end_date_time" not in rule else 0) or ENDLESS
    until = rule.get("end_date_time")
    last = datetime.fromisoformat(until) if isinstance(until, str) and until else None
    for day in islice(_days(first, rule), most):
        start = day.astimezone(UTC)
        if last is not None and start > last:
            return
        yield start


def _days(first: datetime, rule: Json) -> Iterator[datetime]:
    step = max(1, _number(rule, "repeat_interval", 1))
    match rule.get("type"):
        case 2:
            yield from _weeks(first, rule, step)
        case 3:
            yield from _months(first, rule, step)
        case _:
            for count in range(ENDLESS):
                yield first + timedelta(days=count * step)


def _weeks(first: datetime, rule: Json, step: int) -> Iterator[datetime]:
    # Zoom's week begins on Sunday, which is 1.
    today = first.isoweekday() % 7 + 1
    wanted = sorted(int(day) for day in str(rule.get("weekly_days") or today).split(","))
    sunday = first - timedelta(days=today - 1)
    for week in range(ENDLESS):
        for day in wanted:
            date = sunday + timedelta(days=week * step * 7 + day - 1)
            if date >= first:
                yield date


def _months(first: datetime, rule: Json, step: int) -> Iterator[datetime]:
    for count in range(ENDLESS):
        months = first.month - 1 + count * step
        month = first.replace(year=first.year + months // 12, month=months % 12 + 1, day=1)
        date = _in_month(month, rule, first.day)
        if date is not None and date >= first:
            yield date


def _in_month(month: datetime, rule: Json, default: int) -> datetime | None:
    following = (month + timedelta(days=32)).replace(day=1)
    length = (following - month).days
    if "monthly_week" not in rule:
        day = _number(rule, "monthly_day", default)
        return month.replace(day=day) if day <= length else None
    week, weekday = _number(rule, "monthly_week", 1), _number(rule, "monthly_week_day", 1)
    days = [day for day in range(1, length + 1) if month.replace(day=day).isoweekday() % 7 + 1 == weekday]
    return month.replace(day=days[-1 if week == -1 else min(week, len(days)) - 1])


def _number(rule: Json, name: str, default: int) -> int:
    value = rule.get(name, default)
    return int(value) if isinstance(value, (int, float)) else default


@cache
def timezone(name: str) -> tzinfo:
    """Return the time zone of that name; UTC where this machine does not know it."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return UTC
