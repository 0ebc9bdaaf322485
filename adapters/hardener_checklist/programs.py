"""Which programs there are: what a library's own list or calendar says, as dates of programs. Pure.

Nothing else of it is kept: a description may hold the link to join, and a title loses what looks like one.
"""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from io import StringIO
from typing import Any
from unicodedata import category
from zoneinfo import ZoneInfo

from hardener import redact
from hardener.adapter import Window
from hardener.errors import MalformedError
from hardener.files import FileError, shallow
from hardener.vendor import calendar, digest, minutes_between, short_name

ENTRIES = 5_000
"""Dates in a list."""
LONGEST = 2**20
"""Characters of a list in TOML; its reader takes seconds for as much."""
KEYS = ("title", "start", "end", "host")
_LINK = re.compile(r"\w[\w+.-]*://\S+|\b(?:[\w-]+\.)+[a-z]{2,}/\S+|\bwww\.\S+", re.IGNORECASE)
_EXAMPLE = "write it like 2027-03-02 10:30"


@dataclass(slots=True)
class Listed:
    """One program of a list."""

    key: str
    """By what it is known again: a calendar's own id, or the title."""
    title: str
    host: str = ""
    dates: list[tuple[datetime, int | None]] = field(default_factory=list)
    """Starts, with time zone, and minutes."""
    recurs: bool = False
    unclear: str = ""
    """Why nobody can tell when it is, or one of its dates; empty where all are known."""

    @property
    def ident(self) -> str:
        """Return its id: a calendar's own may be an address."""
        return digest(self.key)


def listed(name: str, text: str, window: Window, zone: str, late: Callable[[], bool]) -> Sequence[Listed]:
    """Return the programs of the list called `name`, by its kind. Raises `MalformedError` where it is none.

    `zone` is that of times that name none; `late` tells that the time for reading is over.
    """
    if name.casefold().endswith(".toml"):
        return _joined(_of_toml(text), zone)
    if name.casefold().endswith(".csv"):
        return _joined(_of_csv(text), zone)
    return _of_calendar(calendar.read(text, window.start, window.end, zone, late))


def plain(text: str) -> str:
    """Return a text of a list as it may be shown: one line, without anything that looks like an address.

    Signs that nobody sees go first: an address that they divide is one all the same.
    """
    seen = "".join(sign for sign in text if category(sign) != "Cf")
    said = "".join(sign if sign.isprintable() else " " for sign in _LINK.sub(redact.GONE, seen))
    return " ".join(said.split())


def _of_calendar(found: calendar.Calendar) -> list[Listed]:
    programs: dict[str, Listed] = {}
    for each in found.dates:
        one = programs.setdefault(each.uid, Listed(each.uid, _titled(each.title), recurs=each.recurs))
        if not each.cancelled:
            one.dates.append((each.start, minutes_between(each.start, each.end)))
    for lost in (one for one in found.unknown if not one.cancelled):
        programs[lost.uid] = Listed(lost.uid, _titled(lost.title), unclear=lost.reason)
    return [one for one in programs.values() if one.dates or one.unclear]


def _of_toml(text: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    try:
        if len(text) > LONGEST:
            raise MalformedError("it is too long to be a list of programs")
        tree = tomllib.loads(text)
        shallow(tree, "it")
    except tomllib.TOMLDecodeError as error:
        raise MalformedError(f"not TOML: {error}") from None
    except (FileError, RecursionError, ValueError):
        raise MalformedError("not TOML that can be read: too deep, or a number or date that is none") from None
    entries = tree.get("programs")
    if set(tree) != {"programs"} or not isinstance(entries, list) or not all(isinstance(e, dict) for e in entries):
        raise MalformedError("expected entries of [[programs]], each with title, start, end and host, and nothing else")
    for number, entry in enumerate(entries, 1):
        yield f"entry {number}", entry


def _of_csv(text: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    head = text.split("\n", 1)[0]
    rows = csv.reader(StringIO(text, newline=""), delimiter=max(",;\t", key=head.count), strict=True)
    try:
        names = [name.strip().casefold() for name in next(rows, [])]
        if not {"title", "start"} <= set(names) or len(set(names)) < len(names):
            raise MalformedError("line 1: expected the names of columns: title, start, end, host")
        for row in rows:
            if any(cell.strip() for cell in row):
                entry = {name: cell.strip() for name, cell in zip(names, row, strict=False) if name in KEYS}
                yield f"line {rows.line_num}", {name: cell for name, cell in entry.items() if cell}
    except csv.Error as error:
        raise MalformedError(f"line {rows.line_num}: not CSV: {error}") from None


def _joined(entries: Iterator[tuple[str, Mapping[str, Any]]], zone: str) -> list[Listed]:
    """Return the programs: entries of one title are dates of one."""
    programs: dict[str, Listed] = {}
    for number, (place, entry) in enumerate(entries):
        if number >= ENTRIES:
            raise MalformedError(f"it has more than {ENTRIES} dates; this cannot be the list that is meant")
        text = entry.get("title")
        title = text if isinstance(text, str) and text.strip() else f"(no title, {place})"
        key = " ".join(title.split()).casefold()
        one = programs.setdefault(key, Listed(key, _titled(title)))
        try:
            if title != text:
                raise ValueError("it has no title")  # noqa: TRY301 - told as any other
            one.dates.append(_date(entry, zone))
            one.host = one.host or _host(entry)
        except (ValueError, OverflowError) as error:
            one.unclear = one.unclear or f"{place}: {error}"
    for one in programs.values():
        one.recurs = len(one.dates) > 1
    return list(programs.values())


def _titled(title: str) -> str:
    return plain(title) or "(no title)"


def _host(entry: Mapping[str, Any]) -> str:
    host = entry.get("host", "")
    if not isinstance(host, str):
        raise ValueError("host: expected a text")  # noqa: TRY004 - told as any other
    return " ".join(map(short_name, plain(host).split()))


def _date(entry: Mapping[str, Any], zone: str) -> tuple[datetime, int | None]:
    """Return start and minutes of an entry. Raises `ValueError` that says what is wrong with it."""
    if strange := sorted(set(entry) - set(KEYS)):
        raise ValueError(f"unknown key {plain(strange[0])!r}; there is {', '.join(KEYS)}")
    start = _moment(entry.get("start"), "start", zone)
    if "end" not in entry:
        return start, None
    until = entry["end"]
    hour = _hour(until)
    if hour is not None:
        local = start.astimezone(ZoneInfo(zone)) if zone else start
        end = datetime.combine(local.date(), hour, local.tzinfo)
    else:
        end = _moment(until, "end", zone)
    if end < start:
        raise ValueError("it ends before it starts")
    return start, minutes_between(start.astimezone(UTC), end.astimezone(UTC))


def _hour(given: object) -> time | None:
    """Return a time of the same day; None where it is none."""
    if isinstance(given, time):
        return given.replace(tzinfo=None)
    found = re.fullmatch(r"(\d{1,2}):(\d\d)", given) if isinstance(given, str) else None
    return time(int(found[1]), int(found[2])) if found else None


def _moment(given: object, key: str, zone: str) -> datetime:
    if isinstance(given, str) and re.search(r"\d[T ]\d", given):
        try:
            given = datetime.fromisoformat(given.strip())
        except ValueError:
            raise ValueError(f"{key}: it is no date with a time; {_EXAMPLE}") from None
    if not isinstance(given, datetime):
        has_day = isinstance(given, date)
        missing = "it is missing" if given is None else "it has no time" if has_day else "it is no date with a time"
        raise ValueError(f"{key}: {missing}; {_EXAMPLE}")  # noqa: TRY004 - told as any other
    if given.tzinfo is None and not zone:
        raise ValueError(f"{key}: its time zone is not known; set timezone in the connection")
    return (given if given.tzinfo is not None else given.replace(tzinfo=ZoneInfo(zone))).astimezone(UTC)
