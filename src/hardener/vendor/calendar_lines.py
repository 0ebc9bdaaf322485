"""The lines of a calendar as they are written: unfolded, taken apart, and read as people read them. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache

from hardener.errors import MalformedError
from hardener.language import marked

READ = frozenset({"DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID", "STATUS", "UID"})
"""What an event's times hang on: one of these that is broken leaves all of them open."""
SILENT = READ | {"SEQUENCE", "DTSTAMP", "CREATED", "LAST-MODIFIED", "CLASS", "TRANSP", "PRIORITY", "GEO"}
"""What no family reads, and no link stands in."""
WITHIN = "X-HARDENER-WITHIN"
"""Under this name stands a line of a part of an event, which is no line of the event."""
_END = re.compile(r"\r*\n|\r")
_FOLD = re.compile(r"\n[ \t]")
_MARK = re.compile(r"(BEGIN|END):([A-Z-]+)[ \t]*")
_DAY = re.compile(r"(\d{4})(\d\d)(\d\d)")
_ESCAPED = re.compile(r"\\(.)")
_PARAMS = r"(?:;(?:\"[^\"\n]*\"|[^\":\n])*)?"
_STARTS = re.compile(rf"^DTSTART{_PARAMS}:(\d{{8}})", re.MULTILINE | re.IGNORECASE)
_ENDS = re.compile(r"^RRULE[^:\n]*:.*UNTIL=(\d{8})", re.MULTILINE | re.IGNORECASE)
_REPEATS = re.compile(r"^RRULE[^:\n]*:(?!.*(?:UNTIL|COUNT)=)", re.MULTILINE | re.IGNORECASE)
_INVOLVED = re.compile(
    r"^(?:RRULE|RDATE|EXDATE|EXRULE|RECURRENCE-ID|DURATION|DTSTART;|DTEND;)", re.MULTILINE | re.IGNORECASE
)
_UTC = {name: re.compile(rf"^{name}:(.*?)[ \t]*$", re.MULTILINE | re.IGNORECASE) for name in ("DTSTART", "DTEND")}
_ZONES = re.compile(r"^BEGIN:VTIMEZONE$.*?^END:VTIMEZONE$", re.MULTILINE | re.DOTALL | re.IGNORECASE)
_EVENTS = re.compile(r"^BEGIN:VEVENT[ \t]*$.*?^END:VEVENT[ \t]*$", re.MULTILINE | re.DOTALL | re.IGNORECASE)
_NAMED = re.compile(r"([A-Za-z][\w-]*)([;:].*)")


def unfolded(text: str) -> str:
    """Return the lines of a calendar, each in one. Raises `MalformedError` where it is none, or is cut off."""
    lines = _FOLD.sub("", _END.sub("\n", text.removeprefix("\ufeff"))).strip()
    if not lines.upper().startswith("BEGIN:VCALENDAR"):
        raise MalformedError(marked("it is no calendar: it does not begin with BEGIN:VCALENDAR"))
    if not lines.upper().endswith("END:VCALENDAR"):
        raise MalformedError(marked("the calendar is cut off: it does not end with END:VCALENDAR"))
    return lines


def whole_signs(raw: bytes) -> bytes:
    """Return a calendar whose lines are not folded within a sign: some count bytes, and fold in the midst of an é."""
    try:
        raw.decode()
    except UnicodeDecodeError:
        return re.sub(rb"\r?\n[ \t](?=[\x80-\xbf])", b"", raw)
    return raw


def own(block: str) -> str:
    """Return an event with what is in its alarms under a name of its own. Raises `MalformedError`.

    Alarms have lines of the same names as events.
    """
    upper = block.upper()
    if "BEGIN:" not in upper and "END:" not in upper:  # nearly all of them, in calendars of many thousands
        return block
    lines: list[str] = []
    within: list[str] = []
    for line in block.split("\n"):
        mark = _MARK.fullmatch(line.upper())
        if mark is None:
            lines.append(f"{WITHIN}:{line}" if within else line)
        elif mark[1] == "BEGIN":
            within.append(mark[2])
        elif not within or within.pop() != mark[2]:
            raise MalformedError(marked("the calendar is damaged: a part of an event in it does not begin"))
    if within:
        raise MalformedError(marked("the calendar is damaged: a part of an event in it does not end"))
    return "\n".join(lines)


def value(block: str, name: str) -> str:
    """Return the value of an event's line, as it is written; empty where there is none."""
    found = _line(name).search(block)
    return found[1].strip() if found else ""


@cache  # of as many names as are asked for in this program
def _line(name: str) -> re.Pattern[str]:
    return re.compile(rf'^{name}(?:;(?:"[^"\n]*"|[^":\n])*)?:(.*)$', re.MULTILINE | re.IGNORECASE)


def said(block: str, name: str) -> str:
    """Return a text of an event, for people."""
    return plain(value(block, name))


def plain(value: str) -> str:
    """Return a value without the marks by which commas and the ends of lines are written."""
    return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value)


def day(value: str) -> datetime | None:
    """Return the day with which a date begins, in UTC; None where it begins with none."""
    found = _DAY.match(value)
    try:
        return datetime(*map(int, found.groups()), tzinfo=UTC) if found else None  # type: ignore[misc,arg-type]
    except ValueError:
        return None


def last(lines: str) -> datetime | None:
    """Return the last day on which something is said to begin; None where a series has no end, or nothing has a date.

    Of a series that ends after a count of dates it is the first: later ones may not be in the calendar's view.
    """
    events = _ZONES.sub("", lines)
    if _REPEATS.search(events):
        return None
    days = map(day, {*_STARTS.findall(events), *_ENDS.findall(events)})
    return max(filter(None, days), default=None)


def around(lines: str) -> str:
    """Return what stands in a calendar outside of its events and time zones: of itself, of tasks, of journals."""
    rest = _ZONES.sub("", _EVENTS.sub("", lines))
    return "\n".join(map(plain, rest.split("\n")))


def texts_of(events: Iterable[str]) -> Mapping[str, str]:
    """Return everything that events say, by property; what follows a raw line's end stands under the name `TEXT`."""
    found: dict[str, list[str]] = {}
    for block in events:
        for line in block.split("\n"):
            named = _NAMED.fullmatch(line)
            name = named[1].upper() if named else "TEXT"
            if name not in SILENT and line.strip():
                found.setdefault(name, []).append(plain(named[2] if named else line))
    return {name: "\n".join(said) for name, said in found.items()}


def changed(events: Iterable[str]) -> datetime | None:
    """Return when events were changed last, by what they say of it themselves; None where none does.

    It must be in UTC. Some write the time of the place instead: that is taken for UTC, and a few hours off.
    """
    found = []
    for said_then in (value(block, "LAST-MODIFIED") for block in events):
        with suppress(ValueError):
            found.append(datetime.strptime(f"{said_then.upper().removesuffix('Z')}+0000", "%Y%m%dT%H%M%S%z"))
    return max(found, default=None)


def once(events: Sequence[str]) -> tuple[datetime, datetime] | None:
    """Return start and end of an event that is on once and says both in UTC, as most calendars write all of theirs.

    None for every other: its times are worked out by the libraries for that, which takes a hundred times as long.
    """
    if len(events) != 1 or _INVOLVED.search(events[0]):
        return None
    found = [_UTC[name].findall(events[0]) for name in ("DTSTART", "DTEND")]
    if any(len(each) != 1 for each in found):
        return None
    try:
        first, last = (datetime.strptime(f"{each[0]}+0000", "%Y%m%dT%H%M%SZ%z") for each in found)
    except ValueError:
        return None
    return (first, last) if first <= last else None
