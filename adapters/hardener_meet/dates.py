"""From the rows of calendars to programs: what each row is, which of them belong together. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from hardener.adapter import Window
from hardener.errors import MalformedError
from hardener.model import Program
from hardener.vendor import at, digest
from hardener_meet import events
from hardener_meet.times import moment, slot

Json = Mapping[str, Any]
OVERTIME = timedelta(hours=6)
"""How long after its end by the calendar a program is asked for once more whether it is still on."""
TWICE = "Google lists another event with the same id, so nobody can tell them apart; look at both by hand"
LOOKED_AT_ONCE = ("description", "location")
"""What of a row tells whose platform it is on, and is not kept."""


class Place(NamedTuple):
    """Where an event is."""

    calendar: str
    host: str
    """How reports name whose calendar it is."""

    @property
    def mark(self) -> str:
        """Return what stands for the calendar in ids: its own id is a person's address."""
        return digest(self.calendar)[:8]


class Dated(NamedTuple):
    """One date of an event on one calendar."""

    event: Json
    place: Place
    number: int = 0
    """Which row of its calendar it was."""
    start: datetime | None = None
    minutes: int | None = None
    code: str = ""
    """Of its Meet meeting."""
    reason: str = ""
    """Why it is unclear what it is."""
    platform: str | None = None
    """Whose platform it is on, where it has no Meet meeting; empty where it names none."""

    @property
    def series(self) -> str:
        """Return the id of the series that it is a date of, or its own."""
        return str(self.event.get("recurringEventId") or self.event.get("id"))

    @property
    def repeated(self) -> bool:
        """Tell whether it is a date of a series."""
        return bool(self.event.get("recurringEventId"))

    @property
    def title(self) -> str:
        """Return the event's title."""
        return str(self.event.get("summary") or "(no title)")

    @property
    def own(self) -> bool:
        """Tell whether this calendar's event is the organizer's own."""
        return at(self.event, "organizer.self") is True

    @property
    def shape(self) -> str:
        """Return what is the same for all dates of a series that nobody changed, as far as it is judged."""
        return json.dumps([self.code, events.flags(self.event)], sort_keys=True)

    def wanted(self, window: Window) -> bool:
        """Tell whether its program is asked for."""
        return window.within(self.place.mark) and window.wants(self.series, self.title)

    def over(self, now: datetime) -> bool:
        """Tell whether it is known to be over by the calendar."""
        if self.start is None or self.minutes is None:
            return False
        return self.start + timedelta(minutes=self.minutes) < now

    def program(self, ident: str, starts: tuple[datetime, ...], occurrence: str = "") -> Program:
        """Return what a library schedules."""
        return Program(
            id=ident, kind="meeting", host=f"host/{self.place.mark}", host_name=self.place.host, start=self.start,
            starts=starts, occurrence=occurrence,
        )  # fmt: skip


class Found(NamedTuple):
    """A program: a single event, a series seen at its next usual date, or a date of it that differs."""

    kind: str
    """`meeting`, or `occurrence` for a date of a series that differs."""
    dated: Dated
    """One date of a series stands for all of them."""
    starts: tuple[datetime, ...] = ()
    """Of the program, as far as the calendar was looked at and they are not over."""
    over: bool = False
    """By the calendar; it is a program only if it is still on."""
    itself: Json | None = None
    """The series as the calendar has it, where it is one: what it is known by does not move on with its next date."""

    @classmethod
    def of(cls, kind: str, dates: list[Dated], window: Window) -> Found:
        """Return the program of these dates, as it is at the first that is not over."""
        coming = next((each for each in dates if not each.over(window.start)), dates[0])
        starts = window.coming((each.start, each.minutes) for each in dates)
        return cls(kind, coming, starts, over=coming.over(window.start))


def row_of(event: Json, place: Place, zone: str | None, role: object, number: int) -> Dated:
    """Return what a row of a calendar is; nothing that cannot be understood is left out."""
    dated = Dated(_kept(event), place, number)
    with suppress(MalformedError):
        dated = dated._replace(start=moment(event.get("start"), zone))
        dated = dated._replace(minutes=slot(event, zone)[1])
    try:
        code = events.code_of(events.checked(event, role))
        if not code:
            return dated._replace(platform=events.platform(event))
        slot(event, zone)
        return dated._replace(code=code)
    except MalformedError as error:
        return dated._replace(reason=str(error))


def _kept(event: Json) -> Json:
    kept = {key: value for key, value in event.items() if key not in LOOKED_AT_ONCE}
    data = kept.get("conferenceData")
    if isinstance(data, Mapping):
        kept["conferenceData"] = {key: value for key, value in data.items() if key != "entryPoints"}
    return kept


def distinct(rows: Iterable[Dated]) -> Iterator[Dated]:
    """Yield the rows of one calendar: the same row again is passed over, another one of the same id is unclear."""
    known: dict[object, Json] = {}
    for row in rows:
        if row.reason or known.setdefault(row.event["id"], row.event) is row.event:
            yield row
        elif known[row.event["id"]] != row.event:
            yield row._replace(reason=TWICE, platform=None)


def groups(dates: Iterable[Dated]) -> list[list[Dated]]:
    """Return every event's or series' dates in view once: of what several calendars have, as its organizer has it."""
    by_calendar: dict[tuple[str, str], list[Dated]] = {}
    for dated in dates:
        by_calendar.setdefault((dated.series, dated.place.mark), []).append(dated)
    chosen: list[list[Dated]] = []
    told: set[tuple[str, str, datetime | None]] = set()
    for found in sorted(by_calendar.values(), key=lambda dates: not dates[0].own):
        # An id alone is unique in its calendar only: copies have a link and a time in common as well.
        keys = {(each.series, each.code, each.start) for each in found}
        if told.isdisjoint(keys):
            told |= keys
            chosen.append(found)
    return chosen


def programs(dates: list[Dated], usual: Dated, window: Window) -> Iterator[Found]:
    """Yield a program and each date of it that differs; `usual` has what the series itself has."""
    shape = usual.shape
    alike = [each for each in dates if each.shape == shape]
    if alike:
        yield Found.of("meeting", alike, window)._replace(itself=usual.event)
    yield from (Found.of("occurrence", [each], window) for each in dates if each.shape != shape)
