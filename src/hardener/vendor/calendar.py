"""Read a calendar (iCalendar, RFC 5545): when its events take place, and of which nobody can tell. Pure.

The libraries that parse and expand it leave out, without a word, what they do not understand, and take a time whose
zone they do not know for one of no zone. So each event is looked at as text first, and read by itself.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hardener import unanswered
from hardener.errors import MalformedError
from hardener.language import marked
from hardener.vendor import calendar_lines as lines
from hardener.vendor.calendar_rules import checked, zone_checked
from hardener.vendor.calendar_zones import Unclear, WholeDay, Zones, blocks, rewritten
from hardener.vendor.texts import digest

EVENTS = 5_000
"""Events of a calendar that may take place in one window; a library has some hundreds a month."""
FETCHED = 30.0
"""Seconds that fetching one may take, with all tries: a site that says "later" for ever holds up nothing else."""
SLACK = timedelta(days=2)
"""By how much a date may lie outside the window and its time, in some zone, within."""
FIELDS = ("URL", "LOCATION", "DESCRIPTION", "CONFERENCE")
VISIBLE = ("SUMMARY", "LOCATION", "URL", "DTEND")
"""By what people tell two events apart that begin at once."""
SPREADS = ("RRULE", "RDATE", "RECURRENCE-ID", "DURATION")
"""What makes an event take place at other times than its start and end say."""
_BEGINS = re.compile(r"^[ \t]*BEGIN:VEVENT[ \t]*$", re.MULTILINE | re.IGNORECASE)
_SPREAD = re.compile(rf"^(?:{'|'.join(SPREADS)})[;:]", re.MULTILINE | re.IGNORECASE)
_SPAN = re.compile(r"^DT(?:START|END)\b", re.MULTILINE | re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """One date of an event."""

    uid: str
    """The same for all dates of a series; where several events of a calendar share one, a start is added."""
    title: str
    start: datetime
    """In UTC."""
    end: datetime
    """In UTC; the start itself where the calendar gives no end."""
    recurs: bool = False
    cancelled: bool = False
    changed: datetime | None = None
    """When its event was changed last, in UTC; None where the calendar does not say."""
    fields: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Texts that may hold a join link, so never to be shown or kept: those of `FIELDS` that the event has."""
    texts: Mapping[str, str] = field(default_factory=dict, repr=False)
    """All that the event says to anybody, by property, in all its dates: as dangerous as `fields`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """An event of which nobody can tell when, or whether, it takes place in the window."""

    uid: str
    title: str
    reason: str
    fields: Mapping[str, str] = field(default_factory=dict, repr=False)
    texts: Mapping[str, str] = field(default_factory=dict, repr=False)
    whole_day: bool = False
    """It lasts whole days, so there is no time to tell."""
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class Calendar:
    """What a calendar has in a window."""

    dates: Sequence[Occurrence]
    """Soonest first, those that were called off as well."""
    unknown: Sequence[Unknown]
    last: datetime | None = None
    """The last day on which anything begins, in the window or after it, in UTC; None where a series has no end, or
    nothing has a date."""
    around: str = field(default="", repr=False)
    """What it says outside of its events: as dangerous as `fields`."""


def read(
    text: str, start: datetime, end: datetime, zone: str = "", late: Callable[[], bool] = lambda: False
) -> Calendar:  # fmt: skip
    """Return what takes place between two moments, or is on at one of them, both with a time zone.

    `zone` is the IANA name of the zone of times that name none, where neither they nor the calendar say one.
    Once `late` says that the time for it is over, every event that is left is `Unknown`. Raises `MalformedError` for
    what is no whole calendar, or has more than `EVENTS` events in the window.
    """
    dates: list[Occurrence] = []
    unknown: list[Unknown] = []
    whole = lines.unfolded(text)
    for uid, event in _events(whole, start, end, zone):
        try:
            if late():
                raise Unclear("the time for reading the calendar was over")  # noqa: TRY301 - as if it could not be read
            dates.extend(replace(each, changed=event.changed) for each in _dates(uid, event, start, end))
        except Unclear as error:
            unknown.append(_unknown(uid, event, error))
    dates.sort(key=lambda each: (each.start, each.uid))
    return Calendar(dates, unknown, lines.last(whole), lines.around(whole))


def _unknown(uid: str, event: _Event, why: Unclear) -> Unknown:
    return Unknown(
        uid=uid, title=event.title, reason=str(why), fields=event.fields, texts=event.texts,
        whole_day=isinstance(why, WholeDay), cancelled=event.cancelled,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Event:
    """One event as it stands, with the changed dates of it, where it is a series."""

    blocks: tuple[str, ...]
    zones: Zones
    earlier: tuple[str, ...] = ()
    """Versions of it that no longer count, and can be read all the same."""

    @property
    def title(self) -> str:
        return lines.said(self.blocks[0], "SUMMARY")

    @property
    def cancelled(self) -> bool:
        return all(lines.value(block, "STATUS").upper() == "CANCELLED" for block in self.blocks)

    @property
    def fields(self) -> Mapping[str, str]:
        return {name: said for name in FIELDS if (said := "\n".join(lines.said(block, name) for block in self.blocks))}

    @property
    def texts(self) -> Mapping[str, str]:
        """Return everything that is said in it; what follows a raw line's end stands under a name of its own."""
        return lines.texts_of((*self.blocks, *self.earlier))

    @property
    def changed(self) -> datetime | None:
        return lines.changed(self.blocks)

    @property
    def recurs(self) -> bool:
        return any(lines.value(block, name) for name in ("RRULE", "RDATE", "RECURRENCE-ID") for block in self.blocks)


def _events(whole: str, start: datetime, end: datetime, zone: str) -> Iterator[tuple[str, _Event]]:
    """Yield the events that may take place in the window, each by a uid of its own."""
    found: dict[str, _Event] = {}
    count, left = 0, len(_BEGINS.findall(whole))
    for part in blocks(whole, "VCALENDAR"):
        every = list(map(lines.own, blocks(part, "VEVENT")))
        left -= len(every)
        near = [block for block in every if _near(block, start, end)]
        count += len(near)
        if count > EVENTS:
            raise MalformedError(unanswered.TOO_MANY.format(count=EVENTS))
        for uid, event in _grouped(near, Zones.of(part, zone)):
            again = uid in found and found[uid].blocks != event.blocks
            found[f"{uid} {digest(event.blocks)}" if again else uid] = event
    if left:
        raise MalformedError(marked("the calendar is damaged: an event stands outside of it"))
    yield from found.items()


def _near(block: str, start: datetime, end: datetime) -> bool:
    """Tell whether an event may take place in the window; where that is not plain, it may."""
    if _SPREAD.search(block) and any(lines.value(block, name) for name in SPREADS):
        return True
    until, spans = lines.value(block, "DTEND"), [each.upper() for each in _SPAN.findall(block)]
    first, last = lines.day(lines.value(block, "DTSTART")), lines.day(until)
    if first is None or (until and last is None) or len(spans) > len(set(spans)):
        return True
    return first <= end + SLACK and (last or first) >= start - SLACK


def _grouped(found: Sequence[str], zones: Zones) -> Iterator[tuple[str, _Event]]:
    """Yield events with their changed dates. Of versions of one that share a uid and a start, the latest counts."""
    masters: dict[tuple[str, str], str] = {}
    changed: dict[str, list[str]] = {}
    earlier: dict[tuple[str, str], list[str]] = {}
    for block in sorted(found, key=_version):
        uid = lines.value(block, "UID") or digest(lines.value(block, "DTSTART") + lines.value(block, "SUMMARY"))
        if lines.value(block, "RECURRENCE-ID"):
            changed.setdefault(uid, []).append(block)
        else:
            held = masters.get((uid, begins := lines.value(block, "DTSTART")))
            if held is not None and _follows(block, held):
                earlier.setdefault((uid, begins), []).append(held)
            elif held is not None:
                begins = f"{begins} {digest(block)}"
            masters[uid, begins] = block
    shared = Counter(uid for uid, _ in masters)
    for (uid, begins), block in masters.items():
        alone = shared[uid] == 1
        name = uid if alone else f"{uid} {begins}"
        dates = changed.pop(uid, ()) if alone or lines.value(block, "RRULE") else ()
        yield name, _Event((block, *dates), zones, tuple(earlier.get((uid, begins), ())))
    for uid, left in changed.items():  # single dates of a series that is not in the calendar
        yield f"{uid} {lines.value(left[0], 'RECURRENCE-ID')}" if uid in shared else uid, _Event(tuple(left), zones)


def _version(block: str) -> int:
    said = lines.value(block, "SEQUENCE")
    return int(said) if said.isdecimal() and len(said) < 10 else 0


def _follows(block: str, held: str) -> bool:
    """Tell whether an event is the other one in a later version, or the same once more; else they are two."""
    return _version(block) > _version(held) or all(
        lines.value(block, name) == lines.value(held, name) for name in VISIBLE
    )


def _dates(uid: str, event: _Event, start: datetime, end: datetime) -> list[Occurrence]:
    """Return the dates of an event in the window. Raises `Unclear`."""
    if (plainly := lines.once(event.blocks)) is not None:
        first, last = plainly
        return [_single(uid, event, first, last)] if first <= end and last >= start else []
    for block in event.blocks:
        checked(block, lines.day(lines.value(block, "DTSTART")), start - SLACK)
    found = _expanded(uid, event, start, end, own=False)
    if event.zones.own and found != _expanded(uid, event, start, end, own=True):
        raise Unclear("the calendar's own rules of its time zone are not those of the zone of that name")
    return found


def _single(uid: str, event: _Event, first: datetime, last: datetime) -> Occurrence:
    return Occurrence(
        uid=uid, title=event.title, start=first, end=last, cancelled=event.cancelled, fields=event.fields,
        texts=event.texts,
    )  # fmt: skip


def _expanded(uid: str, event: _Event, start: datetime, end: datetime, *, own: bool) -> list[Occurrence]:
    """Return the dates of an event; `own`: its time zones as the calendar has them. Raises `Unclear`."""
    import recurring_ical_events  # noqa: PLC0415 - it and what it stands on take a tenth of a second
    from icalendar import Calendar as Parsed  # noqa: PLC0415 - the same

    written = [rewritten(block, event.zones, own=own) for block in event.blocks]
    zones = list(event.zones.blocks(written))
    for each in zones:
        zone_checked(each)
    text = "\n".join(("BEGIN:VCALENDAR", "VERSION:2.0", *zones, *map(_block, written)))
    try:
        parsed: Any = Parsed.from_ical(f"{text}\nEND:VCALENDAR\n")
        broken = {name for each in parsed.walk("VEVENT") for name, _ in each.errors} & lines.READ
        if broken:
            raise Unclear(f"its {', '.join(sorted(broken))} cannot be read")
        if any(map(_backwards, parsed.walk("VEVENT"))):
            raise Unclear("it ends before it starts")
        found = recurring_ical_events.of(parsed).between(start.astimezone(UTC), end.astimezone(UTC))
        texts = event.texts
        return [_occurrence(uid, each, texts, recurs=event.recurs) for each in found]
    except (ValueError, LookupError, TypeError, ArithmeticError, AttributeError) as error:  # whatever these stumble on
        raise Unclear("its dates cannot be read") from error


def _backwards(component: Any) -> bool:  # noqa: ANN401 - of icalendar
    ends, lasts = component.get("DTEND"), component.get("DURATION")
    return bool((ends and ends.dt < component["DTSTART"].dt) or (lasts and lasts.dt < timedelta()))


def _block(inside: str) -> str:
    return f"BEGIN:VEVENT\n{inside}\nEND:VEVENT"


def _occurrence(uid: str, component: Mapping[str, Any], texts: Mapping[str, str], *, recurs: bool) -> Occurrence:
    first, last = (component[name].dt for name in ("DTSTART", "DTEND"))
    if not all(isinstance(each, datetime) and each.tzinfo is not None for each in (first, last)):
        raise Unclear("a date of it has no time, or no time zone")
    return Occurrence(
        uid=uid, title=_texts(component, "SUMMARY")[0], recurs=recurs, texts=texts,
        start=first.astimezone(UTC), end=last.astimezone(UTC),
        cancelled=str(component.get("STATUS", "")).upper() == "CANCELLED",
        fields={name: "\n".join(_texts(component, name)) for name in FIELDS if name in component},
    )  # fmt: skip


def _texts(component: Mapping[str, Any], name: str) -> list[str]:
    """Return all that an event has under a name, which may be there more than once; one empty text for nothing."""
    found = component.get(name, "")
    return [str(each) for each in found] if isinstance(found, list) else [str(found)]
