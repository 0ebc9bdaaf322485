"""From the rows of calendars to programs: what each row is, which of them belong together. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from hardener.adapter import Window
from hardener.errors import MalformedError
from hardener_meet import documents as doc
from hardener_meet.documents import Place
from hardener_meet.times import moment, slot

Json = Mapping[str, Any]
OVERTIME = timedelta(hours=6)
"""How long after its end by the calendar a program is asked for once more whether it is still on."""
HIDDEN = "this calendar shows only when it is, not what; share it with the right to make changes"
PENDING = "Google is still making its Meet link; look again in a minute"
FAILED = "Google could not make its Meet link; take the video call out of the event, save, and add a new one"
TWICE = "Google lists another event with the same id, so nobody can tell them apart; look at both by hand"
LOOKED_AT_ONCE = ("description", "location")
"""What of a row tells whose platform it is on, and is not kept."""


class Dated(NamedTuple):
    """One date of an event on one calendar."""

    event: Json
    place: Place
    zone: str | None
    number: int = 0
    """Which row of its calendar it was."""
    code: str = ""
    start: datetime | None = None
    minutes: int | None = None

    @property
    def series(self) -> str:
        """Return the id of the series that it is a date of, or its own."""
        return str(self.event.get("recurringEventId") or self.event.get("id"))

    @property
    def own(self) -> bool:
        """Tell whether this calendar's event is the organizer's own."""
        organizer = self.event.get("organizer")
        return isinstance(organizer, Mapping) and organizer.get("self") is True

    @property
    def shape(self) -> str:
        """Return what is the same for all dates of a series that nobody changed, as far as it is judged."""
        return shape_of(self.event, self.code)

    def over(self, now: datetime) -> bool:
        """Tell whether it is known to be over by the calendar."""
        if self.start is None or self.minutes is None:
            return False
        return self.start + timedelta(minutes=self.minutes) < now


class Row(NamedTuple):
    """What one row of a calendar is: a date with a Meet meeting, unclear for a `reason`, or on another `platform`."""

    dated: Dated
    reason: str = ""
    platform: str | None = None


class Group(NamedTuple):
    """All dates in view of one event or series, on the calendar by which it is read."""

    dates: tuple[Dated, ...]

    @property
    def series(self) -> bool:
        """Tell whether they are dates of a series."""
        return bool(self.dates[0].event.get("recurringEventId"))


class Found(NamedTuple):
    """A program: a single event, a series seen at its next usual date, or a date of it that differs."""

    kind: str
    dated: Dated
    series: bool
    starts: tuple[datetime, ...]
    over: bool = False
    """By the calendar; it is a program only if it is still on."""


def shape_of(event: Json, code: str) -> str:
    """Return what of an event is judged, as text."""
    return json.dumps([code, doc.flags(event)], sort_keys=True)


def row_of(event: Json, place: Place, zone: str | None, role: object, number: int) -> Row:
    """Return what a row of a calendar is; nothing that cannot be understood is left out."""
    dated = Dated(_kept(event), place, zone, number)
    with suppress(MalformedError):
        dated = dated._replace(start=moment(event.get("start"), zone))
        dated = dated._replace(minutes=slot(event, zone)[1])
    try:
        doc.check_names(event)
        if doc.hidden(event, role):
            return Row(dated, HIDDEN)
        if reason := {"pending": PENDING, "failure": FAILED}.get(doc.making(event), ""):
            return Row(dated, reason)
        dated = dated._replace(code=doc.code_of(event))
        if not dated.code:
            return Row(dated, platform=doc.platform(event))
        slot(event, zone)
        return Row(dated)
    except MalformedError as error:
        return Row(dated, str(error))


def _kept(event: Json) -> Json:
    kept = {key: value for key, value in event.items() if key not in LOOKED_AT_ONCE}
    data = kept.get("conferenceData")
    if isinstance(data, Mapping):
        kept["conferenceData"] = {key: value for key, value in data.items() if key != "entryPoints"}
    return kept


def distinct(rows: Iterable[Row]) -> Iterator[Row]:
    """Yield the rows of one calendar: the same row again is passed over, another one of the same id is unclear."""
    known: dict[str, Json] = {}
    for row in rows:
        ident = row.dated.event.get("id")
        if not isinstance(ident, str) or row.reason:
            yield row
        elif ident not in known:
            known[ident] = row.dated.event
            yield row
        elif known[ident] != row.dated.event:
            yield Row(row.dated, TWICE)


def groups(dates: Iterable[Dated]) -> list[Group]:
    """Return every program's dates once: of an event that several calendars have, as its organizer has it."""
    by_calendar: dict[tuple[str, str], list[Dated]] = {}
    for dated in dates:
        by_calendar.setdefault((dated.series, dated.place.mark), []).append(dated)
    chosen: dict[str, list[list[Dated]]] = {}
    for (ident, _), found in by_calendar.items():
        copies = chosen.setdefault(ident, [])
        for number, known in enumerate(copies):
            if _copies(known, found):
                copies[number] = found if found[0].own and not known[0].own else known
                break
        else:
            copies.append(found)
    return [Group(tuple(found)) for copies in chosen.values() for found in copies]


def _copies(one: list[Dated], other: list[Dated]) -> bool:
    """Tell whether two calendars have the same event: an id alone is unique in its calendar only."""
    return bool({(d.code, d.start) for d in one} & {(d.code, d.start) for d in other})


def programs(group: Group, usual: str, window: Window) -> Iterator[Found]:
    """Yield a program and each date of it that differs; `usual` is what the series itself has."""
    now = window.start
    alike = [d for d in group.dates if not group.series or d.shape == usual]
    if alike:
        coming = [d for d in alike if not d.over(now)] or alike
        yield Found("meeting", coming[0], group.series, starts(alike, window), over=coming[0].over(now))
    for one in group.dates:
        if one not in alike:
            yield Found("occurrence", one, group.series, starts([one], window), over=one.over(now))


def starts(dates: Iterable[Dated], window: Window) -> tuple[datetime, ...]:
    """Return when they start, as far as they are not over."""
    return window.coming((d.start, d.minutes) for d in dates)
