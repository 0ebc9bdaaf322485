"""Walk through everything in scope: the account, its groups, then host by host what each of them runs."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, NamedTuple

from hardener.adapter import Window
from hardener.errors import AdapterError, MalformedError, RefusedError
from hardener.model import Target, Unreadable
from hardener.vendor import ALL, Listing, Read, marked, unlisted, walk
from hardener_zoom import calls, dates, lists, words
from hardener_zoom.above import Above
from hardener_zoom.client import Api
from hardener_zoom.dates import Date
from hardener_zoom.documents import IDLE, Host, date_of, host_of, people, program, titled
from hardener_zoom.lists import Row
from hardener_zoom.live import LIVE, with_number
from hardener_zoom.programs import CHANGED, Programs, date_kind
from hardener_zoom.same import alike

Json = Mapping[str, Any]
LISTS = {"meeting": calls.MEETINGS, "webinar": calls.WEBINARS}
NO_WEBINARS = {200, 3000}
"""Zoom's codes for a host without the webinar add-on: then there are none."""
NOBODY = marked("no host was found in this account, so there is nothing that could be looked at")
HELD = 500
"""Dates that wait to be read; each holds on to its series."""


class Job(NamedTuple):
    """One program to be read."""

    row: Row
    host: Host
    recorded: frozenset[str] | None
    """Ids of the host's programs with cloud recordings; None where they could not be listed."""


class DateJob(NamedTuple):
    """One date of a series to be read."""

    series: Target
    date: Date
    host: Host


@dataclass(slots=True)
class Reader:
    """Reads through one connection; remembers the account, groups and hosts, never the programs."""

    api: Api
    personal_rooms: bool = True
    own: bool = False
    """Only the programs of the person who logged in."""
    above: Above = field(init=False)
    programs: Programs = field(init=False)
    names: dict[str, str] = field(default_factory=dict)
    """Of groups, by id."""

    def __post_init__(self) -> None:
        """Share one memory of what lies above."""
        self.above = Above(self.api)
        self.programs = Programs(self.api, self.above)

    def all(self, window: Window) -> Iterator[Read]:
        """Yield every target, those above before those below, each program once."""
        yield self.above.read_account()
        groups_unread = yield from self._groups()
        hosts = yield from self._hosts()
        yield from self._strange_groups([host for host, _ in hosts], groups_unread)
        waiting: deque[DateJob] = deque()
        for found in walk(
            self.api,
            hosts,
            lambda each: self._host(*each, window),
            lambda job: self._program(job, window, waiting),
            lambda job, reason: lists.unread(*job.row[:3], job.host, window, reason, on=job.row.on),
        ):
            yield found
            if len(waiting) >= HELD:
                yield from self._dates(waiting, window)
        yield from self._dates(waiting, window)

    def refresh(self, target: Target) -> Target:
        """Read one target afresh; beyond a program itself only the parts that its document names."""
        wanted, ident = frozenset(target.document) or ALL, target.ident
        if target.kind == "account":
            return self.above.read_account(wanted)
        if target.kind == "group":
            return self.above.read_group(ident, target.title, wanted)
        if target.kind == "host":
            return self.above.read_host(Host(ident, target.title), {}, wanted)
        return self.programs.refresh(target.kind, ident, date_of(target), wanted)

    def _groups(self) -> Generator[Read, None, str]:
        """Yield every group; return why they could not be listed."""
        listed, error = lists.collected(self.api.pages(calls.GROUPS))
        found = list(lists.groups(listed))
        self.names = dict(one for one in found if not isinstance(one, Unreadable))
        yield from (one for one in found if isinstance(one, Unreadable))
        yield from self.api.each(lambda g: self.above.read_group(*g), self.names.items())
        return str(error or "it is not in the list of groups")

    def named_hosts(self) -> Generator[Unreadable, None, list[Host]]:
        """Yield what of groups and hosts could not be told, and return the hosts, with the names of their groups."""
        listed, error = lists.collected(self.api.pages(calls.GROUPS))
        self.names = dict(one for one in lists.groups(listed) if not isinstance(one, Unreadable))
        hosts = yield from self._hosts()
        if error is not None and any(host.groups for host, _ in hosts):
            yield unlisted("groups", "the groups", error)
        return [host for host, _ in hosts]

    def _hosts(self) -> Generator[Unreadable, None, list[tuple[Host, Json]]]:
        """Yield what the list of hosts has that is not understood; return the rest. Raises `AdapterError`."""
        if self.own:
            listed, error = lists.collected(iter([self.api.get(calls.USER, id="me")]))
        else:
            listed, error = lists.collected(self.api.pages(calls.USERS, {"status": "active"}))
            self.above.people = people(listed) if error is None else None
        found = list(lists.hosts(listed, self.names))
        hosts = [one for one in found if not isinstance(one, Unreadable)]
        if error is not None and not listed:
            raise error
        if error is not None:
            yield unlisted("hosts", "the list of hosts", str(error))
        yield from (one for one in found if isinstance(one, Unreadable))
        if not hosts:
            yield unlisted("nobody", "the account", NOBODY)
        return hosts

    def _strange_groups(self, hosts: list[Host], reason: str) -> Iterator[Unreadable]:
        """Yield the groups that hosts are in and that were not listed."""
        known = {group for host in hosts for group in host.groups}
        for group in sorted(known - self.names.keys()):
            yield Unreadable(id=f"group/{group}", kind="group", title=f"group {group}", reason=reason)

    def _host(self, host: Host, user: Json, window: Window) -> Listing[Job]:
        """List what one host runs."""
        found = [
            *self.rows(host, window),
            *self._room(self._numbered(host, user), window),
        ]
        if any(_is_program(one) for one in found):
            found = self._still(found, host, window)
        unread = [one for one in found if isinstance(one, Unreadable)]
        if not any(_is_program(one) for one in found):
            return Listing((), unread)
        first = self.above.read_host(host, user)
        recorded = self._recorded(host, window) if window.asks("recording") else None
        rows = (one for one in found if isinstance(one, Row))
        return Listing([(f"{row.kind}/{row.ident}", Job(row, host, recorded)) for row in rows], [first, *unread])

    def rows(self, host: Host, window: Window) -> Iterator[Row | Unreadable]:
        """Yield the meetings and webinars that a host has scheduled, and what of their lists could not be told."""
        for kind, call in LISTS.items():
            listed, error = lists.collected(self.api.pages(call, {"type": "scheduled"}, id=host.id))
            yield from lists.rows(kind, listed, host, window)
            none = kind == "webinar" and isinstance(error, RefusedError) and error.code in NO_WEBINARS
            if error is not None and not none:
                yield unlisted(f"{host.id}/{kind}", f"{kind}s of {host.name}", str(error))

    def _numbered(self, host: Host, user: Json) -> Host:
        """Return the host with the number of the personal room, though the list may leave it out."""
        if not self.personal_rooms:
            return host
        try:
            return host_of(with_number(self.api, user), self.names)
        except AdapterError:
            return host._replace(room_unknown=True)

    def _room(self, host: Host, window: Window) -> Iterator[Row | Unreadable]:
        title = f"Personal room of {host.name}"
        if not self.personal_rooms:
            return
        if host.room_unknown and window.program is None:
            told, reason = {"topic": title}, "could not be read: Zoom gives no number for it"
            yield lists.unread("room", f"unknown-{host.id}", told, host, window, reason)
        elif host.pmi and window.wants(host.pmi, title):
            yield Row("room", host.pmi, {"id": host.pmi, "topic": title})

    def _still(self, found: list[Row | Unreadable], host: Host, window: Window) -> list[Row | Unreadable]:
        """Leave out what is over, and add what Zoom says is on: a meeting may run over its time, or begin at any."""
        listed, error = lists.collected(self.api.pages(calls.MEETINGS, LIVE, id=host.id))
        live = list(lists.rows("meeting", listed, host, window, until=False))
        odd = next((one.reason for one in live if isinstance(one, Unreadable)), "")
        on = {one.ident: one for one in live if isinstance(one, Row)}
        known = None if error or odd else frozenset(on)
        kept: list[Row | Unreadable] = [
            one._replace(on=one.ident in on) if isinstance(one, Row) and one.kind == "meeting" else one
            for one in found
            if isinstance(one, Unreadable) or not lists.gone(one, window, known)
        ]
        more = on.keys() - {one.ident for one in kept if isinstance(one, Row) and one.kind == "meeting"}
        kept += [on[ident]._replace(on=True) for ident in sorted(more)]
        if known is None:
            kept.append(unlisted(f"{host.id}/live", f"what {host.name} has on now", odd or str(error)))
        return kept

    def _recorded(self, host: Host, window: Window) -> frozenset[str] | None:
        first, last = (window.start - timedelta(days=30)).date(), window.start.date()
        params = {"from": first.isoformat(), "to": last.isoformat()}
        listed, error = lists.collected(self.api.pages(calls.RECORDINGS, params, id=host.id))
        known = all(words.number(row.get("id")) and row.get("host_id") in (None, host.id) for row in listed)
        return frozenset(words.number(row.get("id")) for row in listed) if known and error is None else None

    def _program(self, job: Job, window: Window, waiting: deque[DateJob]) -> Iterator[Read]:
        """Yield one program; its dates are left `waiting`. Raises `AdapterError`."""
        row, host = job.row, job.host
        first = self.programs.first(row.kind, row.ident)
        # The list does not tell when a series is on next: of most that are not, no more is asked.
        if self._shows(row, first.answer, host, window):
            target = self.programs.read(first, row, host, job.recorded, window)
            found = list(_dates_of(target, row, host, window))
            yield target
            yield from (one for one in found if isinstance(one, Unreadable))
            waiting.extend(one for one in found if isinstance(one, DateJob))

    def _shows(self, row: Row, answer: Json, host: Host, window: Window) -> bool:
        """Tell whether a program that was read belongs into the report. Raises `MalformedError`."""
        if answer.get("host_id") not in (None, host.id):
            raise MalformedError("could not be read: Zoom answered with another host than it is listed for")
        if row.kind == "room":
            return True
        if not isinstance(row.told.get("topic"), str) and not window.wants(row.ident, titled(answer, row.told)):
            return False
        number, itself = dates.type_of(answer, row.told), dates.own(answer, row.told)
        return row.on or answer.get("status") not in IDLE or dates.shows(answer, number, itself, window)

    def _dates(self, waiting: deque[DateJob], window: Window) -> Iterator[Read]:
        """Yield each date that differs from its series, or cannot be read; none that waits now is left."""
        taken = [waiting.popleft() for _ in range(len(waiting))]
        yield from filter(None, self.api.each(lambda job: self._date(job, window), taken))

    def _date(self, job: DateJob, window: Window) -> Read | None:
        try:
            found = self.programs.read_date(job.series, job.date, job.host, window)
        except AdapterError as error:
            return _unread_date(job.series, job.date, job.host, window, str(error))
        return None if alike(job.series, found, job.date) else found


def _dates_of(target: Target, row: Row, host: Host, window: Window) -> Iterator[DateJob | Unreadable]:
    """Yield the dates of a series that are in view; each can have settings of its own."""
    answer = target.document["program"]
    assert isinstance(answer, Mapping)
    if target.kind == "room":
        return
    number = dates.type_of(answer, row.told)
    if reason := dates.unsaid(answer, number, window):
        yield _unread_date(target, Date("unknown", None, None), host, window, reason)
    for count, date in enumerate(dates.dates(answer), 1):
        if date.odd:
            known = date._replace(ident=date.ident or f"unknown-{count}")
            yield _unread_date(target, known, host, window, date.odd)
        elif dates.in_view(date, window):
            yield DateJob(target, date, host)


def _unread_date(series: Target, date: Date, host: Host, window: Window, reason: str) -> Unreadable:
    answer = series.document["program"]
    assert isinstance(answer, Mapping)
    kind = date_kind(series.kind)
    what = program(kind, answer, host, window, date=date)
    return Unreadable(
        id=f"{kind}/{what.id}/{date.ident}", kind=kind, title=f"{series.title}{CHANGED}", reason=reason,
        above=series.above, program=what,
    )  # fmt: skip


def _is_program(one: Row | Unreadable) -> bool:
    return isinstance(one, Row) or one.program is not None
