"""Which rules of repetition a program can have; others may take ages to follow, or mean what no reader knows. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import MAXYEAR, UTC, datetime, timedelta
from math import prod

from hardener.vendor.calendar_zones import Unclear

OFTEN = 12
"""Times a day that a program may be repeated."""
DATES = 1_000
"""Single dates that an event may name."""
EARLIEST = 1970
"""The year before which no program began: each date from then on is gone through."""
NARROWED: Mapping[str, frozenset[str]] = {
    "DAILY": frozenset({"BYDAY", "BYMONTH"}), "WEEKLY": frozenset({"BYDAY", "BYMONTH"}),
    "MONTHLY": frozenset({"BYDAY", "BYMONTHDAY", "BYSETPOS", "BYMONTH"}),
    "YEARLY": frozenset({"BYDAY", "BYMONTHDAY", "BYSETPOS", "BYMONTH", "BYYEARDAY", "BYWEEKNO"}),
}  # fmt: skip
"""How often a program can be on, and what may narrow that. With others, rules can be made that have no next date."""
TIMES = ("BYHOUR", "BYMINUTE", "BYSECOND")
MOST, STEPS, LONGEST = 100_000, 9_999, 500
"""Times that a program may be repeated, periods between two, and characters of a rule."""
WITHIN = 60
"""Years in which a rule has to have a date at all."""
AROUND = 400
"""Years after which days of the week and leap years come round again."""
CHANGES = 300
"""Rules of one time zone: the longest history of a real one has some two hundred."""
_NUMBERS: Mapping[str, tuple[int, int]] = {
    "BYMONTH": (1, 12), "BYMONTHDAY": (-31, 31), "BYYEARDAY": (-366, 366), "BYWEEKNO": (-53, 53),
    "BYSETPOS": (-366, 366), "BYHOUR": (0, 23), "BYMINUTE": (0, 59), "BYSECOND": (0, 60),
}  # fmt: skip
"""What may be narrowed to: from and to; a number that counts from the end is below nought, and none is nought then."""
_WEEKDAY = re.compile(r"([+-]?\d{1,2})?(?:MO|TU|WE|TH|FR|SA|SU)")
_RULE = re.compile(r"^RRULE[^:\n]*:(.*)$", re.MULTILINE | re.IGNORECASE)
_LEFT_OUT = re.compile(r"^EXRULE\b", re.MULTILINE | re.IGNORECASE)
_DATES = re.compile(r"^(?:RDATE|EXDATE)\b(.*)$", re.MULTILINE | re.IGNORECASE)
_BEGINS = re.compile(r"^DTSTART[^:\n]*:(\d{4})(\d\d)(\d\d)", re.MULTILINE | re.IGNORECASE)
UNREADABLE = "its RRULE cannot be read"
OF_ZONE = "the calendar's own rules of its time zone cannot be followed"


def checked(block: str, first: datetime | None, since: datetime) -> None:
    """Raise `Unclear` where a rule of an event cannot be followed to its end, or is that of no program.

    `first`: the day on which the event begins; None where that cannot be read. What was on before `since` is over.
    """
    if first is None:
        raise Unclear("it has no start that can be read")
    if sum(found.count(",") for found in _DATES.findall(block)) > DATES:
        raise Unclear(f"it names more than {DATES} dates")
    if _LEFT_OUT.search(block):
        raise Unclear("dates of it are left out in a way that is no longer used")
    for rule in _RULE.findall(block):
        parts = _parts(rule)
        often, daily = parts.get("FREQ", ""), prod(parts.get(name, "").count(",") + 1 for name in TIMES)
        narrowed = {name for name in parts if name.startswith("BY")}.difference(TIMES)
        if often not in NARROWED or not narrowed <= NARROWED[often] or daily > OFTEN:
            raise Unclear("it is repeated in a way that no program is")
        if not _whole(parts.get("INTERVAL", "1"), STEPS) or first.year < EARLIEST:
            raise Unclear("it is repeated from a date, or in steps, that cannot be")
        if not _whole(parts.get("COUNT", "1"), MOST):
            raise Unclear("it is repeated more often than any program, or never")
        until = parts.get("UNTIL", "")[:8]
        if first >= since and until.isdecimal() and until < f"{first - timedelta(days=1):%Y%m%d}":
            raise Unclear("it is repeated until a day before it begins")
        _possible(parts, first)


def zone_checked(block: str) -> None:
    """Raise `Unclear` where the rules of a calendar's own time zone cannot be followed, or are those of no zone."""
    rules = _RULE.findall(block)
    dates = sum(found.count(",") + 1 for found in _DATES.findall(block))
    if len(rules) > CHANGES or dates > DATES:
        raise Unclear(OF_ZONE)
    for own in re.split(r"^BEGIN:", block, flags=re.MULTILINE | re.IGNORECASE):
        begins = _BEGINS.search(own)
        for rule in _RULE.findall(own):
            try:
                parts = _parts(rule)
                if parts.get("FREQ") != "YEARLY" or begins is None or not _whole(parts.get("INTERVAL", "1"), STEPS):
                    raise Unclear(OF_ZONE)  # noqa: TRY301 - told as any other
                _possible(parts, datetime(*map(int, begins.groups()), tzinfo=UTC))  # type: ignore[misc,arg-type]
            except (Unclear, ValueError):
                raise Unclear(OF_ZONE) from None


def _parts(rule: str) -> dict[str, str]:
    """Return a rule's parts by name. Raises `Unclear` where one is there twice, or the whole is no rule."""
    pairs = [part.partition("=") for part in rule.strip().upper().removesuffix(";").split(";")]
    parts = {name: value for name, _, value in pairs}
    counted = any(sign.isdecimal() for sign in parts.get("BYDAY", "")) and parts.get("FREQ") in {"DAILY", "WEEKLY"}
    if len(rule) > LONGEST or len(parts) < len(pairs) or counted or not all(map(_good, parts.items())):
        raise Unclear(UNREADABLE)
    return parts


def _good(part: tuple[str, str]) -> bool:
    """Tell whether a part of a rule is one, as far as it is a list of numbers or days."""
    name, value = part
    if name == "BYDAY":
        found = [_WEEKDAY.fullmatch(each) for each in value.split(",")]
        return all(each is not None and (each[1] is None or 1 <= abs(int(each[1])) <= 53) for each in found)
    if name not in _NUMBERS:
        return name != ""
    low, high = _NUMBERS[name]
    numbers = [int(each) if re.fullmatch(r"[+-]?\d{1,3}", each) else high + 1 for each in value.split(",")]
    return all(low <= number <= high and (low == 0 or number) for number in numbers)


def _whole(value: str, most: int) -> bool:
    return value.isdecimal() and len(value) < 10 and 1 <= int(value) <= most


def _possible(parts: Mapping[str, str], first: datetime) -> None:
    """Raise `Unclear` where a rule has no date for decades, such as a 30 February: its reader would look for ever.

    It is tried as late as its calendar has years left, where the same days come round: a reader gives up at their end.
    """
    from dateutil.rrule import rrulestr  # noqa: PLC0415 - with what reads calendars, and as seldom needed

    left = max(0, MAXYEAR - WITHIN - first.year) // AROUND * AROUND
    rule = ";".join(f"{name}={value}" for name, value in parts.items() if name not in {"UNTIL", "COUNT"})
    try:
        late = first.replace(year=first.year + left, tzinfo=None)
        found = next(iter(rrulestr(rule, dtstart=late)), None)
    except (ValueError, LookupError, TypeError, ArithmeticError, AttributeError):  # whatever it stumbles on
        raise Unclear(UNREADABLE) from None
    if found is None:
        raise Unclear("it is repeated on days that never come")
