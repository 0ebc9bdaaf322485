"""Walk through everything in scope: the organization's policies, the calendars, then each meeting's space once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from hardener.adapter import AdapterError, Window
from hardener.elsewhere import counted
from hardener.errors import MalformedError, ScopeError
from hardener.model import Elsewhere, Program, Target, Unreadable
from hardener_meet import documents as doc
from hardener_meet.client import Api
from hardener_meet.cohosts import UNKNOWN, Unread, hosts_of
from hardener_meet.dates import OVERTIME, TWICE, Dated, Found, Group, Row, distinct, groups, programs, row_of, shape_of
from hardener_meet.documents import ACCOUNT, Place, Seen
from hardener_meet.policies import NOT_ASKED, in_force
from hardener_meet.times import slot

Read = Target | Unreadable
Json = Mapping[str, Any]
BUSY_ONLY = "only free and busy times are shown; share the calendar with the right to see all event details"


class Listed(NamedTuple):
    """One calendar: its rows, or why they could not be read."""

    rows: list[Row]
    unread: list[Unreadable]


class Space(NamedTuple):
    """A space, or why it could not be read."""

    answer: Json | None
    reason: str


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

    def all(self, window: Window) -> Iterator[Read | Elsewhere]:
        """Yield every target, those above before those below, each program once."""
        yield self.account()
        rows: list[Row] = []
        for listed in self.api.each(lambda calendar: self._calendar(calendar, window), self.api.options.calendars):
            yield from listed.unread
            rows += listed.rows
        yield from _unclear(rows, window)
        yield from _elsewhere(rows, window)
        found: list[Found] = []
        known = groups(row.dated for row in rows if row.dated.code and not row.reason)
        for one in self.api.each(lambda group: self._programs(group, window), known):
            found += [f for f in one if isinstance(f, Found)]
            yield from (f for f in one if isinstance(f, Unreadable) and _wanted(f, window))
        for targets in self.api.each(self._targets, _by_code(found, window)):
            yield from targets

    def again(self, target: Target) -> Target:
        """Read one target afresh: its event and its space, or the policies. Raises `AdapterError`."""
        if target.kind == "account":
            return self.account()
        calendar, ident = self.address(target)
        event = self.api.event(calendar, ident)
        space = self._space(calendar, doc.code_of(event))
        starts = Window.onward(self.api.now()).coming([slot(event, None)])
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
            page = self.api.events(calendar, window.start - OVERTIME, window.end)
            if page.get("accessRole") == "freeBusyReader":
                raise MalformedError(BUSY_ONLY)
        except AdapterError as error:
            title = f"calendar of {place.host}"
            return Listed([], [Unreadable(id=f"list/{place.mark}", kind="list", title=title, reason=str(error))])
        zone = str(page["timeZone"]) if page.get("timeZone") else None
        rows = [
            row_of(event, place, zone, page.get("accessRole"), number)
            for number, event in enumerate(page["items"])
            if event.get("status") != "cancelled"
        ]
        return Listed(list(distinct(rows)), [])

    def _programs(self, group: Group, window: Window) -> list[Found | Unreadable]:
        """Return what one event or series is; what is usual for a series only the series itself tells."""
        first = group.dates[0]
        if not group.series:
            return list(programs(group, "", window))
        if not window.wants(first.series, doc.titled(first.event)):
            return [*programs(group, first.shape, window)]  # it only tells that a link is shared
        try:
            master = self.api.event(first.place.calendar, first.series)
            usual = shape_of(master, doc.code_of(master))
        except AdapterError as error:
            return [_unreadable(first, f"the series itself: {error}", window)]
        return list(programs(group, usual, window))

    def _targets(self, job: Job) -> list[Target]:
        """Read one space, as whoever owns it, and return every program that meets in it and is wanted."""
        space = Space(None, "")
        hosts: str | Unread = UNKNOWN
        for calendar in dict.fromkeys(f.dated.place.calendar for f in sorted(job.wanted, key=_others_last)):
            space = self._space(calendar, job.code)
            if doc.owned(space.answer):
                hosts = self._hosts(calendar, space)
                break
        return [
            doc.target_of(
                Seen(
                    f.kind, f.dated.event, f.dated.place, f.dated.zone, space.answer, space.reason,
                    series=f.series, shared=job.shared, policies=self.policies, starts=f.starts, hosts=hosts,
                )
            )
            for f in job.wanted
            if not f.over or doc.live(space.answer)
        ]  # fmt: skip

    def _space(self, calendar: str, code: str) -> Space:
        if not code:
            return Space(None, "the event has no Meet meeting any more")
        try:
            return Space(self.api.space(calendar, code), "")
        except AdapterError as error:
            return Space(None, str(error))

    def _hosts(self, calendar: str, space: Space) -> str | Unread:
        """Return whether every co-host of a space belongs to the library; without the scope a person has to look."""
        name = (space.answer or {}).get("name")
        if not isinstance(name, str):
            return UNKNOWN
        try:
            return hosts_of(self.api.members(calendar, name), self.api.options.acts_as(calendar))
        except ScopeError:
            return UNKNOWN
        except AdapterError as error:
            return Unread(str(error))

    def _place(self, calendar: str) -> Place:
        return Place(calendar, doc.host_name(calendar, self.api.options.acts_as(calendar)))


def _by_code(found: Iterable[Found], window: Window) -> Iterator[Job]:
    """Yield every code with the programs that are wanted; the others only tell that it is shared."""
    codes: dict[str, list[Found]] = {}
    for one in found:
        codes.setdefault(one.dated.code, []).append(one)
    for code, meeting in codes.items():
        wanted = [f for f in meeting if window.wants(f.dated.series, doc.titled(f.dated.event))]
        if wanted:
            others = {(f.dated.series, f.dated.place.mark) for f in meeting if not f.over}
            yield Job(code, wanted, shared=len(others) > 1)


def _unclear(rows: Iterable[Row], window: Window) -> Iterator[Unreadable]:
    """Yield every row that is not clear and not over; of a series that is unclear in the same way, the first."""
    told: set[tuple[str, str, str]] = set()
    for row in rows:
        if not row.reason:
            continue
        found = _unreadable(row.dated, row.reason, window)
        assert found.program is not None
        key = (row.dated.place.mark, row.dated.series, row.reason)
        again = key in told and found.program.occurrence
        if not again and _wanted(found, window) and not row.dated.over(window.start):
            told.add(key)
            yield found


def _elsewhere(rows: Iterable[Row], window: Window) -> Iterator[Elsewhere]:
    """Yield how many entries lead to each other platform; a series, and an event of several calendars, is one."""
    found = {
        row.dated.series: row.platform
        for row in rows
        if row.platform is not None
        and not row.dated.over(window.start)
        and window.wants(row.dated.series, doc.titled(row.dated.event))
    }
    yield from counted(found.values())


def _others_last(found: Found) -> bool:
    return not found.dated.own


def _unreadable(dated: Dated, reason: str, window: Window) -> Unreadable:
    event = dated.event
    told, single = event.get("id"), "recurringEventId" not in event
    ident = str(told) if isinstance(told, str) and told.strip() else f"row-{dated.number}"
    if reason == TWICE:
        ident = f"{ident}-row-{dated.number}"
    what = Program(
        id=ident if single else dated.series, kind="meeting", host=f"host/{dated.place.mark}",
        host_name=dated.place.host, start=dated.start, starts=window.coming([(dated.start, dated.minutes)]),
        occurrence="" if single else ident,
    )  # fmt: skip
    return Unreadable(
        id=f"meeting/{dated.place.mark}/{ident}", kind="meeting", title=doc.titled(event), reason=reason,
        above=((ACCOUNT,),), program=what,
    )  # fmt: skip


def _wanted(unread: Unreadable, window: Window) -> bool:
    assert unread.program is not None
    return window.wants(unread.program.id, unread.title)
