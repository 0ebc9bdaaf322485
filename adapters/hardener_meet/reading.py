"""Walk through everything in scope: the organization's policies, the calendars, then each meeting's space once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any, NamedTuple

from hardener.adapter import AdapterError, Window
from hardener.elsewhere import counted
from hardener.errors import MalformedError, ScopeError
from hardener.http import Session
from hardener.model import Target, Unreadable
from hardener.vendor import NOBODY_ASKED, Read, at, marked, read_parts, short_name, unlisted, word
from hardener_meet import calls, events
from hardener_meet.client import Api
from hardener_meet.cohosts import hosts_of
from hardener_meet.dates import OVERTIME, TWICE, Dated, Found, Place, distinct, groups, programs, row_of
from hardener_meet.documents import ACCOUNT, Space, target_of
from hardener_meet.options import GROUP_CALENDAR, Options
from hardener_meet.policies import NOT_ASKED, in_force
from hardener_meet.times import slot

BUSY_ONLY = marked("only free and busy times are shown; share the calendar with the right to see all event details")


class Job(NamedTuple):
    """One space to be read, and the programs that meet in it."""

    code: str
    wanted: list[Found]
    shared: bool
    """Events that have nothing to do with each other meet in it."""


@dataclass(slots=True)
class Reader:
    """Reads through one connection; remembers only whether the policies could be read."""

    session: Session
    options: Options
    seats: Mapping[str, Api]
    """Google as each person that the connection acts as sees it."""
    policies: bool = False

    def of(self, calendar: str) -> Api:
        """Return Google as whoever `calendar` is read as sees it."""
        return self.seats[self.options.acts_as(calendar)]

    def all(self, window: Window) -> Iterator[Read]:
        """Yield every target, those above before those below, each program once."""
        yield self.account()
        rows: list[Dated] = []
        for listed in self.session.each(lambda calendar: self.rows(calendar, window), self.options.calendars):
            if isinstance(listed, Unreadable):
                yield listed
            else:
                rows += listed
        yield from _unclear(rows, window)
        coming = [row for row in rows if row.wanted(window) and not row.over(window.start)]
        # A series, and an event of several calendars, counts once.
        yield from counted({row.series: row.platform for row in coming if row.platform is not None}.values())
        found: list[Found] = []
        known = groups(row for row in rows if row.code and not row.reason)
        masters = self._masters(known, window)
        for one in self.session.each(lambda dates: self._programs(dates, masters, window), known):
            found += [each for each in one if isinstance(each, Found)]
            yield from (each for each in one if isinstance(each, Unreadable))
        jobs = _by_code(found, window)
        for targets in self.session.each(lambda job: self._targets(job, led=window.asks("members")), jobs):
            yield from targets

    def mark(self, calendar: str) -> str:
        """Return what stands for a calendar wherever something is kept."""
        return self._place(calendar).mark

    def refresh(self, target: Target) -> Target:
        """Read one target afresh: its event and its space, or the policies. Raises `AdapterError`."""
        if target.kind == "account":
            return self.account()
        calendar, ident = self.address(target)
        api = self.of(calendar)
        event = api.event(calendar, ident)
        code = events.code_of(event)
        space = _space(api, code)
        dated = Dated(event, self._place(calendar), 0, *slot(event, None), code)
        found = Found.of(target.kind, [dated], Window.onward(api.now()))
        return target_of(found, space, policies=self.policies)

    def address(self, target: Target) -> tuple[str, str]:
        """Return a target's calendar and event. Raises `AdapterError` where the calendar is not configured any more."""
        _, mark, ident = target.id.split("/", 2)
        for calendar in self.options.calendars:
            if self._place(calendar).mark == mark:
                return calendar, ident
        raise AdapterError(f"{target.title}: its calendar is not among those of the connection")

    def addresses(self) -> dict[str, str]:
        """Return the address of whoever has each calendar, by the id of the host's target; others are nobody's."""
        people = (calendar for calendar in self.options.calendars if not calendar.endswith(GROUP_CALENDAR))
        return {f"host/{self._place(calendar).mark}": calendar for calendar in people if "@" in calendar}

    def account(self) -> Target:
        """Read the organization's policies, if they are asked for."""
        document, unread = read_parts({"policies": self._policies})
        self.policies = "policies" in document
        return Target(id=ACCOUNT, kind="account", title=marked("the organization"), document=document, unread=unread)

    def _policies(self) -> dict[str, Any]:
        if not self.options.policies:
            raise AdapterError(NOT_ASKED)
        return in_force(self.seats[self.options.overseer].policies())

    def rows(self, calendar: str, window: Window) -> list[Dated] | Unreadable:
        """Return a calendar's rows, or why they could not be read."""
        place = self._place(calendar)
        try:
            listed, itself = self.of(calendar).events(calendar, window.start - OVERTIME, window.end)
            if itself["accessRole"] == "freeBusyReader":
                raise MalformedError(BUSY_ONLY)
        except AdapterError as error:
            return unlisted(place.mark, f"calendar of {place.host}", error)
        zone = str(itself["timeZone"]) if itself["timeZone"] else None
        there = ((number, event) for number, event in enumerate(listed) if event.get("status") != "cancelled")
        return list(distinct(row_of(event, place, zone, itself["accessRole"], number) for number, event in there))

    def _masters(self, known: Iterable[list[Dated]], window: Window) -> dict[tuple[str, str], Mapping[str, Any]]:
        """Return the series themselves, by calendar and id, of each calendar in which more than one is asked for.

        One that is not among them is asked for alone, which says what is wrong as well.
        """
        series = Counter(dates[0].place.calendar for dates in known if _is_series(dates[0], window))
        many = [calendar for calendar, count in series.items() if count > 1]

        def listed(calendar: str) -> list[tuple[tuple[str, str], Mapping[str, Any]]]:
            found = self.of(calendar).masters(calendar, window.start - OVERTIME, window.end)
            return [((calendar, ident), event) for ident, event in found.items()]

        each = self.session.each(listed, many, failed=lambda _calendar, _error: [])
        return dict(chain.from_iterable(each))

    def _programs(
        self, dates: list[Dated], masters: Mapping[tuple[str, str], Mapping[str, Any]], window: Window
    ) -> list[Found | Unreadable]:  # fmt: skip
        """Return what one event or series is; what is usual for a series only the series itself tells."""
        first = dates[0]
        usual, calendar = first, first.place.calendar
        if _is_series(first, window):
            try:
                listed = masters.get((calendar, first.series))
                master = self.of(calendar).event(calendar, first.series) if listed is None else listed
                usual = first._replace(event=master, code=events.code_of(master))
            except AdapterError as error:
                return list(_unreadable(first, f"the series itself: {error}", window))
        return list(programs(dates, usual, window))

    def _targets(self, job: Job, *, led: bool) -> list[Target]:
        """Read one space, as whoever owns it, and return every program that meets in it and is wanted.

        `led`: somebody asks who else leads in it.
        """
        space, dates = Space(), [found.dated for found in job.wanted]
        for calendar in dict.fromkeys(each.place.calendar for each in sorted(dates, key=lambda each: not each.own)):
            space = _space(self.of(calendar), job.code)
            if space.owned:
                space = _led(self.of(calendar), space) if led else space._replace(unasked=NOBODY_ASKED)
                break
        there = (found for found in job.wanted if not found.over or space.live)
        return [target_of(found, space, shared=job.shared, policies=self.policies) for found in there]

    def _place(self, calendar: str) -> Place:
        return Place(calendar, short_name(self.options.acts_as(calendar) or calendar))


def _is_series(first: Dated, window: Window) -> bool:
    """Tell whether dates are of a series that is asked for; one that is not only tells that a link is shared."""
    return first.repeated and first.wanted(window)


def _space(api: Api, code: str) -> Space:
    if not code:
        return Space(reason="the event has no Meet meeting any more")
    try:
        return Space(api.get(calls.SPACE, {"fields": calls.SPACE_FIELDS}, id=code))
    except AdapterError as error:
        return Space(reason=str(error))


def _led(api: Api, space: Space) -> Space:
    """Return a space with who else leads in it; without the scope a person has to look."""
    name = at(space.answer, "name")
    if not isinstance(name, str):
        return space
    try:
        return space._replace(hosts=hosts_of(api.members(name), api.login.who))
    except ScopeError:
        return space
    except AdapterError as error:
        return space._replace(unasked=str(error))


def _by_code(found: Iterable[Found], window: Window) -> Iterator[Job]:
    """Yield every code with the programs that are wanted; the others only tell that it is shared."""
    codes: dict[str, list[Found]] = {}
    for one in found:
        codes.setdefault(one.dated.code, []).append(one)
    for code, meeting in codes.items():
        wanted = [each for each in meeting if each.dated.wanted(window)]
        if wanted:
            others = {(each.dated.series, each.dated.place.mark) for each in meeting if not each.over}
            yield Job(code, wanted, shared=len(others) > 1)


def _unclear(rows: Iterable[Dated], window: Window) -> Iterator[Unreadable]:
    """Yield every row that is not clear and not over; of a series that is unclear in the same way, the first."""
    told: set[tuple[str, str, str]] = set()
    for row in rows:
        key = (row.place.mark, row.series, row.reason)
        if row.reason and not row.over(window.start) and not (row.repeated and key in told):
            for found in _unreadable(row, row.reason, window):
                told.add(key)
                yield found


def _unreadable(dated: Dated, reason: str, window: Window) -> Iterator[Unreadable]:
    """Yield a program that nobody can tell, if it is asked for."""
    single = "recurringEventId" not in dated.event
    ident = word(dated.event.get("id")) or f"row-{dated.number}"
    if reason == TWICE:
        ident = f"{ident}-row-{dated.number}"
    program = dated.program(
        ident if single else dated.series, window.coming([(dated.start, dated.minutes)]), "" if single else ident
    )
    if window.wants(program.id, dated.title):
        yield Unreadable(
            id=f"meeting/{dated.place.mark}/{ident}", kind="meeting", title=dated.title, reason=reason,
            above=((ACCOUNT,),), program=program,
        )  # fmt: skip
