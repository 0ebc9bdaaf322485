"""When a program is on: its dates, which of them are in view, and what Zoom leaves open of them. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from hardener.adapter import Window
from hardener.errors import MalformedError
from hardener_zoom import words

Json = Mapping[str, Any]
SINGLE = frozenset({2, 5})
TIMED_SERIES = frozenset({8, 9})
UNTIMED = frozenset({3, 6})
SERIES = TIMED_SERIES | UNTIMED
TYPES = SERIES | SINGLE | {1, 4, 10}
SHOWN = 50
"""The most dates of a series that one answer shows."""
UNSAID = 30 * 60
"""Minutes that a program of unknown length may be on: longer, no meeting lasts on Zoom."""
AGES = 40_000
"""Days: no series is believed to go on for longer."""
ODD = "could not be read: Zoom gave a date that is none"


class Date(NamedTuple):
    """One date of a series."""

    ident: str
    """Zoom's; empty where it is not understood."""
    start: datetime | None
    minutes: int | None
    odd: str = ""
    """Why it cannot be understood."""


def type_of(answer: Json, row: Json | None = None) -> int | None:
    """Return which type of program it is, by its own answer or else by its row; None where neither says."""
    for said in (answer.get("type"), (row or {}).get("type")):
        if isinstance(said, int) and not isinstance(said, bool) and said in TYPES:
            return said
    return None


def dates(answer: Json) -> list[Date]:
    """Return the dates of a series that are not called off; those that are not understood say so."""
    given = answer.get("occurrences")
    if not isinstance(given, list):
        return []
    found: list[Date] = []
    seen: set[str] = set()
    for entry in given:
        if isinstance(entry, dict) and entry.get("status") == "deleted":
            continue
        date = _date(entry, answer)
        twice = date.ident in seen
        found.append(date._replace(ident="", odd="could not be read: Zoom gave two dates one id") if twice else date)
        seen |= {date.ident} - {""}
    return found


def _date(entry: object, answer: Json) -> Date:
    if not isinstance(entry, dict):
        return Date("", None, None, ODD)
    given = (entry.get("occurrence_id"), entry.get("start_time"), entry.get("duration"), answer.get("duration"))
    try:
        return _same_date(*given)
    except TypeError:  # a list or an object stands where none should: nothing to be remembered by
        return _understood(*given)


def _understood(named: object, begins: object, own: object, usual: object) -> Date:
    ident = words.ident(named) or words.number(named)
    try:
        start = words.moment(begins)
    except MalformedError as error:
        return Date(ident, None, None, str(error))
    try:
        length = words.minutes(own)
        length = words.minutes(usual) if length is None else length
    except MalformedError as error:
        return Date(ident, start, None, str(error))
    return Date(ident, start, length, "" if ident and start is not None else ODD)


# The same dates are looked at for several reasons, one after the other.
_same_date = lru_cache(5000, typed=True)(_understood)


def own(answer: Json, row: Json | None = None) -> Date:
    """Return when a program that is no series is on, by its own answer or else by its row. Raises `MalformedError`."""
    rest = row or {}
    start, length = words.moment(answer.get("start_time")), words.minutes(answer.get("duration"))
    return Date(
        "",
        words.moment(rest.get("start_time")) if start is None else start,
        words.minutes(rest.get("duration")) if length is None else length,
    )


def repeats(answer: Json, number: int | None) -> bool:
    """Tell whether a program has dates, or should have: its type says so, its rule, or they are there."""
    return number in TIMED_SERIES or bool(
        answer.get("occurrences") or (number not in UNTIMED and answer.get("recurrence"))
    )


def times(answer: Json, number: int | None, itself: Date) -> list[Date]:
    """Return every date of a program; of a single one `itself`, of one without fixed times none."""
    if repeats(answer, number):
        return dates(answer)
    return [] if number in UNTIMED else [itself]


def shows(answer: Json, number: int | None, itself: Date, window: Window) -> bool:
    """Tell whether a program that is not on belongs into the report: a date of it is in view, or may be."""
    found = times(answer, number, itself)
    if not repeats(answer, number):
        return all(in_view(date, window) for date in found)
    called_off = bool(answer.get("occurrences")) and not found and not ended(answer, window.start)
    return called_off or any(in_view(date, window) for date in found) or bool(unsaid(answer, number, window))


def over(date: Date, now: datetime) -> bool:
    """Tell whether a date has ended for good, as far as the clock tells."""
    return date.start is not None and now - date.start > timedelta(minutes=_length(date))


def in_view(date: Date, window: Window) -> bool:
    """Tell whether a date is to come, or on, and begins before the window ends; one without a start is."""
    return date.start is None or (date.start <= window.end and not over(date, window.start))


def coming(times: list[Date], window: Window) -> tuple[datetime, ...]:
    """Return every start in view, soonest first."""
    return window.coming((date.start, _length(date)) for date in times)


def _length(date: Date) -> int:
    return UNSAID if date.minutes is None else date.minutes


def next_of(times: list[Date], now: datetime) -> Date | None:
    """Return the date that is on or comes next; of those that are all over the last; None where none has a start."""
    known = sorted((date for date in times if date.start is not None), key=_start)
    return next((date for date in known if not over(date, now)), known[-1] if known else None)


def _start(date: Date) -> tuple[datetime, str]:
    assert date.start is not None
    return date.start, date.ident


def unsaid(answer: Json, number: int | None, window: Window) -> str:
    """Return why dates of a series may be missing from its answer; empty where all that are in view are there."""
    given = answer.get("occurrences")
    if given is not None and not isinstance(given, list):
        return "its dates could not be read: Zoom gave dates of it that are none"
    if given:
        return _cut_off(given, answer, window)
    if not (repeats(answer, number) or number is None) or ended(answer, window.start):
        return ""
    return "its dates could not be read: Zoom gave none, and each can have settings of its own"


def _cut_off(given: list[Any], answer: Json, window: Window) -> str:
    rule = answer.get("recurrence")
    times = _count(rule.get("end_times")) if isinstance(rule, Mapping) else 0
    if len(given) < SHOWN or 0 < times <= len(given):
        return ""
    last = max((start for start in map(_safe_start, given) if start is not None), default=None)
    end = _safe_end(rule)
    if last is None or last >= window.end or (end is not None and end - last < timedelta(days=1)):
        return ""
    return f"dates after {last:%Y-%m-%d} could not be read: Zoom shows no more than {len(given)} dates of a series"


def _safe_start(entry: object) -> datetime | None:
    try:
        return words.moment(entry.get("start_time")) if isinstance(entry, Mapping) else None
    except MalformedError:
        return None


def _safe_end(rule: object) -> datetime | None:
    try:
        return words.moment(rule.get("end_date_time")) if isinstance(rule, Mapping) else None
    except MalformedError:
        return None


def ended(answer: Json, now: datetime) -> bool:
    """Tell whether a series is over by its own rule, whatever its dates are."""
    rule, start = answer.get("recurrence"), _safe_start(answer)
    if not isinstance(rule, Mapping):
        return False
    last = _safe_end(rule)
    if last is None and start is not None:
        days = _span(rule)
        last = start + timedelta(days=days) if days else None
    return last is not None and now - last > timedelta(days=1)


def _span(rule: Json) -> int:
    """Return for how many days a series goes on at most; 0 where its rule does not say."""
    kind, times, step = (_count(rule.get(key, 1)) for key in ("type", "end_times", "repeat_interval"))
    if "end_times" not in rule or not times * step or kind not in {1, 2, 3}:
        return 0
    week = rule.get("weekly_days")
    every = len(set(week.split(","))) if kind == 2 and isinstance(week, str) else 1
    # Not every month has a 29th.
    long = 31 if _count(rule.get("monthly_day", 1)) in range(1, 29) else 62
    days = -(-times // every) * step * {1: 1, 2: 7, 3: long}[kind]
    return days if days < AGES else 0


def _count(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 < value <= 1000 else 0


def of_one(answer: Json, ident: str) -> Date:
    """Return when the one date is on that an answer is of. Raises `MalformedError`."""
    named: Iterator[Date] = (date for date in dates(answer) if date.ident == ident and not date.odd)
    found = own(answer)
    listed = next(named, None)
    return listed or found._replace(ident=ident)
