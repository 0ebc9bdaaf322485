"""Whether a date of a series needs a row of its own in the report: it is judged otherwise, or on at another time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, tzinfo
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from hardener.model import Document, Target, Value
from hardener.path import MISSING, Missing, UnknownValueError, get_path
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
    return same or all(_judged_alike(row, series, found) for row in _rows(found.kind))


@cache
def _rows(kind: str) -> tuple[Setting, ...]:
    """Return the rows that look at a program of this kind: for its own value, or whether the one above counts."""
    return tuple(row for row in SETTINGS if kind in row.kinds or (kind in row.governs and row.unless is not None))


def _paths(row: Setting, kind: str) -> set[str]:
    if kind in row.kinds:
        return {row.at(kind), *row.looks_at(kind)} - {""}
    return {row.unless[0]} if row.unless is not None else set()


@cache
def _places(kind: str) -> tuple[tuple[str, str], ...]:
    """Return where all that rows look at lies: the part of the document, and the key in it (empty: the whole part)."""
    paths = (path.split(".") for row in _rows(kind) for path in sorted(_paths(row, kind)))
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


def _judged_alike(row: Setting, series: Target, found: Target) -> bool:
    """Tell whether a row says of a date what it says of its series; what nobody knows is alike in the same words only.

    What is unknown to the table as it is may be known to a library's own: which regions are its own, for one.
    """
    kind = found.kind
    if all(_identical(_raw(series, path), _raw(found, path)) for path in _paths(row, kind)):
        return True
    if kind not in row.kinds:
        return _goes_its_own_way(row, series) == _goes_its_own_way(row, found)
    usual, own = _said(row, series, kind), _said(row, found, kind)
    return usual is not None and type(usual) is type(own) and usual == own


def _goes_its_own_way(row: Setting, target: Target) -> bool:
    return row.unless is not None and _raw(target, row.unless[0]) == row.unless[1]


def _raw(target: Target, path: str) -> object:
    """Return what lies at `path`, or why nothing can."""
    try:
        return get_path(target.document, path)
    except UnknownValueError as error:
        return error.args


def _said(row: Setting, target: Target, kind: str) -> Value | Missing | None:
    """Return what a row says; None where the vendor's answer has a value that nobody knows."""
    try:
        return row.get(target.document, kind)
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
