"""The time zones of a calendar: which of its names are known, and which it explains itself. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from hardener.errors import MalformedError
from hardener.vendor.texts import digest

VAGUE = frozenset(
    {"EST", "MST", "HST", "CST", "PST", "EDT", "CDT", "MDT", "PDT", "BST", "IST", "localtime", "posixrules", "Factory"}
)
"""Names that mean a fixed offset to some and to others a place whose clocks change, or what a machine is set to."""
_NAME = re.compile(r"^(TZID[^:\n]*:)(.*)$", re.MULTILINE | re.IGNORECASE)
_DEFAULT = re.compile(r"^X-WR-TIMEZONE[^:\n]*:(.*)$", re.MULTILINE | re.IGNORECASE)
_DATED = re.compile(
    r'^(DTSTART|DTEND|RECURRENCE-ID|EXDATE|RDATE)((?:;[\w-]+=(?:"[^"\n]*"|[^":;\n]*))*):(.*)$',
    re.MULTILINE | re.IGNORECASE,
)
_TZID = re.compile(r';TZID=("[^"]*"|[^":;]*)', re.IGNORECASE)
_UNTIL = re.compile(r"^(RRULE[^:\n]*:.*?UNTIL=)([^;\s]+)", re.MULTILINE | re.IGNORECASE)


class Unclear(Exception):  # noqa: N818 - it is no mistake of ours
    """Nobody can tell when an event takes place; the message says why, as a sentence without a stop."""


class WholeDay(Unclear):
    """It lasts whole days."""


@dataclass(frozen=True, slots=True)
class Zones:
    """What one calendar says of time zones."""

    own: Mapping[str, tuple[str, str]]
    """By the names that the calendar explains: a name that no other calendar has, and the text of the zone.

    The library keeps the zones of all calendars by name, and the first one it sees stays.
    """
    default: str
    """The name of the zone of times that have none; empty where the calendar does not say."""

    @classmethod
    def of(cls, part: str, default: str = "") -> Zones:
        """Return the zones of a calendar's unfolded text; `default`: of times without one, if it does not say."""
        own = {}
        for block in blocks(part, "VTIMEZONE"):
            name = _NAME.search(block)
            if name is not None:
                made = f"hardener-{digest(block)}"
                own[name[2].strip()] = made, _NAME.sub(lambda found, made=made: found[1] + made, block)  # type: ignore[misc]
        found = _DEFAULT.search(part)
        return cls(own, (found[1].strip() if found else "") or default)

    def resolved(self, name: str, *, own: bool) -> str:
        """Return the name under which a zone is to be read. Raises `Unclear`."""
        explained = self.own[name][0] if name in self.own else ""
        meant = known(name)
        found = (explained or meant) if own else (meant or explained)
        if not found:
            raise Unclear("its time zone is not known")
        return found

    def blocks(self, events: Sequence[str]) -> Iterator[str]:
        """Yield the text of the zones that these events name."""
        for made, block in self.own.values():
            if any(made in event for event in events):
                yield f"BEGIN:VTIMEZONE\n{block}\nEND:VTIMEZONE"


def blocks(text: str, name: str) -> Iterator[str]:
    """Yield what is between BEGIN and END of each component of that name, in unfolded text.

    Raises `MalformedError` where one does not end, or has another of its name within.
    """
    inside: list[str] | None = None
    for line in text.split("\n"):
        mark = line.strip().upper()
        if mark in {f"BEGIN:{name}", f"END:{name}"}:
            if (inside is None) is not mark.startswith("B"):
                raise MalformedError(f"the calendar is damaged: a {name} in it does not begin or end")
            if inside is not None:
                yield "\n".join(inside)
            inside = [] if inside is None else None
        elif inside is not None:
            inside.append(line)
    if inside is not None:
        raise MalformedError(f"the calendar is damaged: a {name} in it does not end")


def known(name: str) -> str:
    """Return the IANA name of a zone, from that or from Windows' name; empty where it is not known for certain."""
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON  # noqa: PLC0415 - it takes long to load

    if name in VAGUE:
        return ""
    if name in WINDOWS_TO_OLSON:
        return str(WINDOWS_TO_OLSON[name])
    parts = name.strip("/").split("/")
    for meant in dict.fromkeys((name, *("/".join(parts[-n:]) for n in (3, 2)))):
        if meant.startswith("right/"):  # the same places by clocks that count leap seconds
            continue
        try:
            return ZoneInfo(meant).key
        except (LookupError, ValueError, OSError):  # a zone's name is looked up as a file's
            continue
    return ""


def rewritten(block: str, zones: Zones, *, own: bool) -> str:
    """Return an event whose dates name zones that are known. Raises `Unclear` where one of them does not tell."""
    first = ""

    def dated(found: re.Match[str]) -> str:
        nonlocal first
        name, params, value = found[1].upper(), found[2], found[3].strip()
        zone = _zone(name, params, value, zones, own=own)
        first = zone if name == "DTSTART" else first
        rest = _TZID.sub("", params)
        return f"{name}{rest};TZID={zone}:{value}" if zone not in {"", "UTC"} else f"{name}{rest}:{value}"

    text = _DATED.sub(dated, block)
    return _UNTIL.sub(lambda found: found[1] + _until(found[2], first), text)


def _zone(name: str, params: str, value: str, zones: Zones, *, own: bool) -> str:
    """Return the zone of a date's line; `UTC`, or empty for whole days. Raises `Unclear`."""
    values = value.split(",")
    if all(re.fullmatch(r"\d{8}", each) for each in values):
        if name in {"DTSTART", "DTEND", "RDATE"}:
            raise WholeDay("it lasts whole days and has no time")
        return ""
    if not all(re.fullmatch(r"\d{8}T\d{6}Z?", each, re.IGNORECASE) for each in values):
        raise Unclear(f"its {name} is no time")
    named = _TZID.search(params)
    utc = {each[-1] in "zZ" for each in values}
    if len(utc) > 1 or (utc == {True} and named is not None):
        raise Unclear("a time of it is in a time zone and in UTC at once")
    if utc == {True}:
        return "UTC"
    zone = named[1].strip('"') if named is not None else zones.default
    if not zone:
        raise Unclear("its time has no time zone")
    return zones.resolved(zone, own=own)


def _until(value: str, zone: str) -> str:
    """Return the end of a series in UTC, as the standard asks for: a day lasts to its end, a time is a local one."""
    if value[-1] in "zZ" or zone in {"", "UTC"}:
        return f"{value}T235959Z" if re.fullmatch(r"\d{8}", value) else f"{value.rstrip('zZ')}Z"
    try:
        found = datetime.strptime(value[:15], "%Y%m%dT%H%M%S" if "T" in value else "%Y%m%d")  # noqa: DTZ007 - its zone follows
        if "T" not in value:
            found = datetime.combine(found, time(23, 59, 59))
        return f"{found.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC):%Y%m%dT%H%M%SZ}"
    except (LookupError, ValueError, OverflowError):  # of a zone that only the calendar knows, too
        raise Unclear("the end of the series is a day of a time zone that is not known") from None
