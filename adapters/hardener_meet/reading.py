"""Walk through everything in scope: the organization's policies, the calendars, then each meeting's space once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from hardener.adapter import AdapterError, Window
from hardener.errors import MalformedError
from hardener.model import Program, Target, Unreadable
from hardener_meet import documents as doc
from hardener_meet.client import Api
from hardener_meet.documents import ACCOUNT, Place, Seen
from hardener_meet.policies import NOT_ASKED, in_force

Read = Target | Unreadable
Json = Mapping[str, Any]
HIDDEN = "this calendar shows only when it is, not what; share it with the right to make changes"
PENDING = "Google is still making its Meet link; look again in a minute"
BUSY_ONLY = "only free and busy times are shown; share the calendar with the right to see all event details"


class Dated(NamedTuple):
    """One date of an event on one calendar."""

    event: Json
    place: Place
    zone: str | None
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


class Listed(NamedTuple):
    """One calendar: its dates with a Meet meeting, and what could not be read."""

    dates: list[Dated]
    unread: list[Unreadable]


class Space(NamedTuple):
    """A space, or why it could not be read."""

    answer: Json | None
    reason: str


class Found(NamedTuple):
    """A program: a single event, a series seen at its next usual date, or a date of it that differs."""

    kind: str
    dated: Dated
    series: bool
    starts: tuple[datetime, ...]


class Job(NamedTuple):
    """One space to be read, and the programs that meet in it."""

    code: str
    wanted: list[Found]
    shared: bool
    """Events that have nothing to do with each other meet in it."""


@dataclass(slots=True)
class Reader:
    """Reads through one connection; remembers only whether the policies could be read."""

    api: Api
    policies: bool = False

    def all(self, window: Window) -> Iterator[Read]:
        """Yield every target, those above before those below, each program once."""
        yield self.account()
        dates: list[Dated] = []
        for listed in self.api.each(lambda calendar: self._calendar(calendar, window), self.api.options.calendars):
            yield from listed.unread
            dates += listed.dates
        found = list(programs(dates, window))
        for targets in self.api.each(self._targets, _by_code(found, window)):
            yield from targets

    def again(self, target: Target) -> Target:
        """Read one target afresh: its event and its space, or the policies. Raises `AdapterError`."""
        if target.kind == "account":
            return self.account()
        calendar, ident = self.address(target)
        event = self.api.event(calendar, ident)
        space = self._space(calendar, doc.code_of(event))
        starts = Window.onward(self.api.now()).coming(
            [(doc.moment(event.get("start"), None), doc.minutes(event, None))]
        )
        seen = Seen(
            target.kind, event, self._place(calendar), None, space.answer, space.reason, policies=self.policies,
            starts=starts,
        )  # fmt: skip
        return doc.target_of(seen)

    def address(self, target: Target) -> tuple[str, str]:
        """Return a target's calendar and event. Raises `AdapterError` where the calendar is not configured any more."""
        _, mark, ident = target.id.split("/", 2)
        for calendar in self.api.options.calendars:
            if self._place(calendar).mark == mark:
                return calendar, ident
        raise AdapterError(f"{target.title}: its calendar is not among those of the connection")

    def account(self) -> Target:
        """Read the organization's policies, if they are asked for."""
        document: dict[str, Any] = {}
        unread: dict[str, str] = {}
        if not self.api.options.policies:
            unread["policies"] = NOT_ASKED
        else:
            try:
                document["policies"] = in_force(self.api.policies())
            except AdapterError as error:
                unread["policies"] = str(error)
        self.policies = "policies" in document
        return Target(id=ACCOUNT, kind="account", title="the organization", document=document, unread=unread)

    def _calendar(self, calendar: str, window: Window) -> Listed:
        place = self._place(calendar)
        try:
            page = self.api.events(calendar, window.start, window.end)
            if page.get("accessRole") == "freeBusyReader":
                raise MalformedError(BUSY_ONLY)
        except AdapterError as error:
            title = f"calendar of {place.host}"
            return Listed([], [Unreadable(id=f"list/{place.mark}", kind="list", title=title, reason=str(error))])
        zone = str(page["timeZone"]) if page.get("timeZone") else None
        dates, unread = [], []
        for event in page["items"]:
            if event.get("status") == "cancelled":
                continue
            dated, reason = _dated(event, place, zone, page.get("accessRole"))
            if reason:
                unread.append(_unreadable(dated, reason, window))
            elif dated.code:
                dates.append(dated)
        return Listed(dates, [u for u in unread if _wanted(u, window)])

    def _targets(self, job: Job) -> list[Target]:
        """Read one space, and return every program that meets in it and is wanted."""
        owner = next((f for f in job.wanted if f.dated.own), job.wanted[0])
        space = self._space(owner.dated.place.calendar, job.code)
        return [
            doc.target_of(
                Seen(
                    f.kind, f.dated.event, f.dated.place, f.dated.zone, space.answer, space.reason,
                    series=f.series, shared=job.shared, second=f is not owner, policies=self.policies,
                    starts=f.starts,
                )
            )
            for f in job.wanted
        ]  # fmt: skip

    def _space(self, calendar: str, code: str) -> Space:
        if not code:
            return Space(None, "the event has no Meet meeting any more")
        try:
            return Space(self.api.space(calendar, code), "")
        except AdapterError as error:
            return Space(None, str(error))

    def _place(self, calendar: str) -> Place:
        return Place(calendar, doc.host_name(calendar, self.api.options.acts_as(calendar)))


def _dated(event: Json, place: Place, zone: str | None, role: object) -> tuple[Dated, str]:
    """Return one date, and why it cannot be told what it is, where it cannot."""
    dated = Dated(event, place, zone)
    try:
        dated = dated._replace(code=doc.code_of(event))
        if doc.hidden(event, role) or doc.pending(event):
            return dated, HIDDEN if doc.hidden(event, role) else PENDING
        if dated.code:
            start, minutes = doc.moment(event.get("start"), zone), doc.minutes(event, zone)
            dated = dated._replace(start=start, minutes=minutes)
    except MalformedError as error:
        return dated, str(error)
    return dated, ""


def programs(dates: Iterable[Dated], window: Window) -> Iterator[Found]:
    """Yield every program once: an organizer's own copy of it, a series as a whole, dates that differ alone."""
    series: dict[tuple[str, str], list[Dated]] = {}
    for dated in dates:
        series.setdefault((dated.series, dated.place.mark), []).append(dated)
    copies: dict[str, list[Dated]] = {}
    for (ident, _), found in series.items():
        known = copies.get(ident)
        if known is None or (found[0].own and not known[0].own):
            copies[ident] = found
    for found in copies.values():
        if not found[0].event.get("recurringEventId"):
            yield Found("meeting", found[0], series=False, starts=_starts(found, window))
            continue
        usual = Counter(map(_shape, found)).most_common(1)[0][0]
        alike = [d for d in found if _shape(d) == usual]
        yield Found("meeting", alike[0], series=True, starts=_starts(alike, window))
        for one in (d for d in found if _shape(d) != usual):
            yield Found("occurrence", one, series=True, starts=_starts([one], window))


def _starts(dates: Iterable[Dated], window: Window) -> tuple[datetime, ...]:
    return window.coming((d.start, d.minutes) for d in dates)


def _shape(dated: Dated) -> tuple[object, ...]:
    """Return what is the same for all dates of a series that nobody changed, as far as it is judged."""
    return (dated.code, *doc.flags(dated.event).values())


def _by_code(found: Iterable[Found], window: Window) -> Iterator[Job]:
    """Yield every code with the programs that are wanted; the others only tell that it is shared."""
    codes: dict[str, list[Found]] = {}
    for one in found:
        codes.setdefault(one.dated.code, []).append(one)
    for code, meeting in codes.items():
        wanted = [f for f in meeting if window.wants(f.dated.series, doc.titled(f.dated.event))]
        if wanted:
            yield Job(code, wanted, shared=len({f.dated.series for f in meeting}) > 1)


def _unreadable(dated: Dated, reason: str, window: Window) -> Unreadable:
    event = dated.event
    ident, single = str(event.get("id")), "recurringEventId" not in event
    start = minutes = None
    with suppress(MalformedError):
        start = doc.moment(event.get("start"), dated.zone)
        minutes = doc.minutes(event, dated.zone)
    what = Program(
        id=dated.series, kind="meeting", host=f"host/{dated.place.mark}", host_name=dated.place.host, start=start,
        starts=window.coming([(start, minutes)]), occurrence="" if single else ident,
    )  # fmt: skip
    return Unreadable(
        id=f"meeting/{dated.place.mark}/{ident}", kind="meeting", title=doc.titled(event), reason=reason,
        above=((ACCOUNT,),), program=what,
    )  # fmt: skip


def _wanted(unread: Unreadable, window: Window) -> bool:
    assert unread.program is not None
    return window.wants(unread.program.id, unread.title)
