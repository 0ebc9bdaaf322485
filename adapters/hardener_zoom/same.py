"""Whether a date of a series needs a row of its own in the report: it is judged otherwise, or on at another time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, tzinfo
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from hardener.model import Document, Target, Value
from hardener.path import MISSING, Missing, UnknownValueError
from hardener.setting import Setting
from hardener_zoom import dates
from hardener_zoom.dates import Date
from hardener_zoom.programs import CHANGED
from hardener_zoom.settings import SETTINGS


def alike(series: Target, found: Target, date: Date) -> bool:
    """Tell whether a date, `found` by itself, differs in nothing from its `series`."""
    assert series.program is not None
    assert found.program is not None
    answer = series.document["program"]
    assert isinstance(answer, Mapping)
    if (found.title, found.program.tags) != (f"{series.title}{CHANGED}", series.program.tags):
        return False
    if _moved(answer, date):
        return False
    same = _told_alike(series.document, found.document, found.kind)  # of most dates; it takes less than to ask rows
    return same or all(_said(row, found) == _said(row, series, found.kind) for row in _rows(found.kind))


@cache
def _rows(kind: str) -> tuple[Setting, ...]:
    return tuple(row for row in SETTINGS if kind in row.kinds)


@cache
def _places(kind: str) -> tuple[tuple[str, str], ...]:
    """Return where all that rows look at lies: the part of the document, and the key in it (empty: the whole part)."""
    paths = (path.split(".") for row in _rows(kind) for path in (*row.looks_at(kind), row.at(kind)) if path)
    return tuple(dict.fromkeys((part, rest[0] if rest else "") for part, *rest in paths))


def _told_alike(one: Document, other: Document, kind: str) -> bool:
    """Tell whether Zoom says exactly the same in both of all that any row looks at."""
    for part, key in _places(kind):
        said, found = _in(one, part, key), _in(other, part, key)
        if said is not found and not _identical(said, found):
            return False
    return True


def _in(document: Document, part: str, key: str) -> object:
    found = document.get(part, MISSING)
    return found.get(key, MISSING) if key and isinstance(found, dict) else found


def _identical(one: object, other: object) -> bool:
    """Tell whether two JSON values are the same; true is not 1."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict) and isinstance(other, dict):
        if len(one) != len(other):
            return False
        for key, value in one.items():
            found = other.get(key, MISSING)
            if value is not found and not _identical(value, found):  # most are true, false or null: one object each
                return False
        return True
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_identical, one, other))
    return one == other


def _said(row: Setting, target: Target, kind: str = "") -> Value | Missing | None:
    """Return what a row says; None where the vendor's answer has a value that nobody knows."""
    try:
        return row.get(target.document, kind or target.kind)
    except UnknownValueError:
        return None


def _moved(answer: Mapping[str, Any], date: Date) -> bool:
    """Tell whether a date lasts longer or shorter than its series, or begins at another hour."""
    usual, zone = dates.own(answer), _zone(answer.get("timezone"))
    if usual.minutes is not None and date.minutes != usual.minutes:
        return True
    # Without the time zone, in which the hour holds all year, a change of the clocks would look like a move.
    if zone is None or usual.start is None or date.start is None:
        return False
    return _hour(usual.start, zone) != _hour(date.start, zone)


def _hour(start: datetime, zone: tzinfo) -> str:
    try:
        return f"{start.astimezone(zone):%H:%M}"
    except OverflowError:  # at the very end of the calendar
        return ""


def _zone(name: object) -> tzinfo | None:
    try:
        return ZoneInfo(name) if isinstance(name, str) and name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
