"""When the dates of a series are: the part of RFC 5545 that calendars of libraries use."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
KNOWN = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "WKST"}
MOST = 2000
"""Dates of a series that are looked at."""


class RuleError(ValueError):
    """A rule that the simulator does not know."""


def dates(start: datetime, rules: list[str]) -> Iterator[datetime]:
    """Yield the starts of a series, in the zone of `start`, so that summer time moves none. Raises `RuleError`."""
    rule, gone = _rule(rules), _gone(rules, start)
    most = min(MOST, int(rule.get("COUNT", MOST)))
    for day in islice(_days(start.date(), rule), most):
        found = datetime.combine(day, start.timetz().replace(tzinfo=None), start.tzinfo)
        if "UNTIL" in rule and found > _until(rule["UNTIL"], start):
            return
        if found not in gone:
            yield found


def _rule(rules: list[str]) -> dict[str, str]:
    lines = [line.removeprefix("RRULE:") for line in rules if line.startswith("RRULE:")]
    if len(lines) != 1:
        raise RuleError("a series has one RRULE")
    rule = dict(part.partition("=")[::2] for part in lines[0].split(";"))
    if rule.get("FREQ") not in {"DAILY", "WEEKLY", "MONTHLY"} or set(rule) - KNOWN:
        raise RuleError(f"RRULE: only FREQ=DAILY, WEEKLY or MONTHLY with {', '.join(sorted(KNOWN))}: {lines[0]}")
    return rule


def _gone(rules: list[str], start: datetime) -> set[datetime]:
    lines = [line.rpartition(":")[2] for line in rules if line.startswith("EXDATE")]
    return {_until(text, start) for line in lines for text in line.split(",")}


def _until(text: str, start: datetime) -> datetime:
    if len(text) == 8:
        day = datetime.strptime(text, "%Y%m%d")  # noqa: DTZ007 - the zone follows
        return day.replace(hour=23, minute=59, second=59, tzinfo=start.tzinfo)
    if text.endswith("Z"):
        return datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    return datetime.strptime(text, "%Y%m%dT%H%M%S").replace(tzinfo=start.tzinfo)


def _days(first: date, rule: dict[str, str]) -> Iterator[date]:
    step, wanted = int(rule.get("INTERVAL", "1")), rule.get("BYDAY", "")
    if rule["FREQ"] == "MONTHLY":
        yield from _monthly(first, step, wanted)
        return
    weekly = rule["FREQ"] == "WEEKLY"
    days = (
        {DAYS.index(name) for name in wanted.split(",")} if wanted else {first.weekday()} if weekly else set(range(7))
    )
    monday = first - timedelta(days=first.weekday())
    for number in range(MOST * 7):
        day = first + timedelta(days=number)
        past = (day - monday).days // 7 if weekly else number
        if day.weekday() in days and past % step == 0:
            yield day


def _monthly(first: date, step: int, wanted: str) -> Iterator[date]:
    """Yield a day of the month, or its nth weekday: `2TU`, `-1FR`."""
    for number in range(0, MOST, step):
        month = first.year * 12 + first.month - 1 + number
        found = _nth(month // 12, month % 12 + 1, wanted) if wanted else _day(month // 12, month % 12 + 1, first.day)
        if found is not None and found >= first:
            yield found


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _nth(year: int, month: int, wanted: str) -> date | None:
    number, day = int(wanted[:-2] or "1"), DAYS.index(wanted[-2:])
    found = [d for n in range(1, 32) if (d := _day(year, month, n)) is not None and d.weekday() == day]
    position = number - 1 if number > 0 else number
    return found[position] if -len(found) <= position < len(found) else None
