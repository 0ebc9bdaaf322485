"""Walk through everything in scope: the account, its groups, then host by host what each of them runs."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, NamedTuple

from hardener.adapter import Window
from hardener.errors import AdapterError, RefusedError
from hardener.model import Program, Target, Unreadable
from hardener_zoom import operations as op
from hardener_zoom.above import ALL, Above
from hardener_zoom.client import Api
from hardener_zoom.documents import (
    Host,
    above,
    changed_dates,
    host_of,
    moment,
    occurrences,
    over,
    people,
    program,
    titled,
)
from hardener_zoom.programs import Programs

Read = Target | Unreadable
NO_WEBINARS = {200, 3000}
"""Zoom's codes for a host without the webinar add-on: then there are none."""
SLIM = ("id", "topic", "agenda", "type", "duration", "start_time")
UNTIMED = {1, 3, 6, 8, 9}
"""Types whose row in a list says nothing of the next date."""


class Listed(NamedTuple):
    """One host with the rows of what it runs, before each is read."""

    host: Host
    target: Target | None
    """None where it runs nothing in the window."""
    rows: list[tuple[str, Mapping[str, Any]]]
    """Kind and row."""
    unread: list[Unreadable]
    recorded: frozenset[str] | None
    """Ids of programs with cloud recordings; None where they could not be listed."""


class Job(NamedTuple):
    """One program to be read."""

    kind: str
    row: Mapping[str, Any]
    listed: Listed


@dataclass(slots=True)
class Reader:
    """Reads through one connection; remembers the account, groups and hosts, never the programs."""

    api: Api
    personal_rooms: bool = True
    every_date: bool = False
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
        if self.own:
            users = [self.api.get(op.USER, "me")]
        else:
            users = list(self.api.pages(op.USERS, "users", params={"status": "active"}))
            self.above.people = people(users)
        yield from self._strange_groups(users, groups_unread)
        ready: list[Read] = []
        for found in self.api.each(lambda job: self._program(job, window), self._jobs(users, window, ready)):
            yield from _drain(ready)
            yield from found
        yield from _drain(ready)

    def again(self, target: Target, ident: str, date: str) -> Target:
        """Read one target afresh; beyond a program itself only the parts that its document names."""
        wanted = frozenset(target.document) or ALL
        if target.kind == "account":
            return self.above.read_account(wanted)
        if target.kind == "group":
            return self.above.read_group(ident, target.title, wanted)
        if target.kind == "host":
            return self.above.read_host(Host(ident, target.title), {}, wanted)
        return self.programs.again(target.kind, ident, date, wanted)

    def _groups(self) -> Generator[Read, None, str]:
        """Yield every group; return why they could not be listed."""
        try:
            listed = list(self.api.pages(op.GROUPS, "groups"))
        except AdapterError as error:
            return str(error)
        self.names = {str(g.get("id", "")): str(g.get("name", "")) for g in listed}
        yield from self.api.each(lambda g: self.above.read_group(*g), self.names.items())
        return "it is not in the list of groups"

    def _strange_groups(self, users: list[dict[str, Any]], reason: str) -> Iterator[Unreadable]:
        """Yield the groups that hosts are in and that were not listed."""
        known = {group for user in users for group in host_of(user, {}).groups}
        for group in sorted(known - self.names.keys()):
            yield Unreadable(id=f"group/{group}", kind="group", title=f"group {group}", reason=reason)

    def _jobs(self, users: list[dict[str, Any]], window: Window, ready: list[Read]) -> Iterator[Job]:
        """Yield programs as hosts come in; put each host itself into `ready` before its programs."""
        seen: set[tuple[str, str]] = set()
        for listed in self.api.each(lambda user: self._host(user, window), (user for user in users if user.get("id"))):
            ready.extend(filter(None, (listed.target, *listed.unread)))
            for kind, row in listed.rows:
                key = (kind, str(row.get("id", "")))
                if key not in seen:
                    seen.add(key)
                    yield Job(kind, row, listed)

    def _host(self, user: Mapping[str, Any], window: Window) -> Listed:
        host = host_of(user, self.names)
        rows: list[tuple[str, Mapping[str, Any]]] = []
        unread: list[Unreadable] = []
        for kind, operation in (("meeting", op.MEETINGS), ("webinar", op.WEBINARS)):
            try:
                found = self.api.pages(operation, f"{kind}s", host.id, params={"type": "scheduled"})
                rows.extend((kind, _slim(row)) for row in found if _wanted(row, window))
            except AdapterError as error:
                if kind == "webinar" and isinstance(error, RefusedError) and error.code in NO_WEBINARS:
                    continue
                title = f"{kind}s of {host.name}"
                unread.append(Unreadable(id=f"list/{host.id}/{kind}", kind="list", title=title, reason=str(error)))
        room = f"Personal room of {host.name}"
        if self.personal_rooms and host.pmi and window.wants(host.pmi, room):
            rows.append(("room", {"id": host.pmi, "topic": room}))
        if not rows:
            return Listed(host, None, rows, unread, frozenset())
        return Listed(host, self.above.read_host(host, user), rows, unread, self._recorded(host, window))

    def _recorded(self, host: Host, window: Window) -> frozenset[str] | None:
        first, last = (window.start - timedelta(days=30)).date(), window.start.date()
        params = {"from": first.isoformat(), "to": last.isoformat()}
        try:
            found = self.api.pages(op.RECORDINGS, "meetings", host.id, params=params)
            return frozenset(str(meeting.get("id", "")) for meeting in found)
        except AdapterError:
            return None

    def _program(self, job: Job, window: Window) -> list[Read]:
        """Read one program, and each of its dates that differs; what fails is an `Unreadable`, never left out."""
        ident, host = str(job.row.get("id", "")), job.listed.host
        try:
            first = self.programs.first(job.kind, ident)
            # The list does not tell when a series is on next: of most that are not, no more is asked.
            if job.kind != "room" and not _in_view(program(job.kind, first.answer, host, window), window):
                return []
            target = self.programs.read(first, host, job.listed.recorded, window)
            return [target, *self._dates(target, host, window)]
        except AdapterError as error:
            title, reason, stub = titled(job.row), str(error), _stub(job, window)
            return [
                Unreadable(
                    id=f"{job.kind}/{ident}", kind=job.kind, title=title, reason=reason, above=above(host), program=stub
                )
            ]

    def _dates(self, target: Target, host: Host, window: Window) -> Iterator[Read]:
        answer = target.document["program"]
        assert isinstance(answer, Mapping)
        if target.kind != "meeting" or not (target.program and target.program.series):
            return
        every = [str(o.get("occurrence_id")) for o in occurrences(answer)]
        for date in every if self.every_date else changed_dates(answer):
            what = program("occurrence", answer, host, window, date)
            if not _in_view(what, window):
                continue
            try:
                yield self.programs.read_date(target, date, host, window)
            except AdapterError as error:
                ident, title = f"occurrence/{what.id}/{date}", f"{target.title} (one changed date)"
                yield Unreadable(
                    id=ident, kind="occurrence", title=title, reason=str(error), above=target.above, program=what
                )


def _stub(job: Job, window: Window) -> Program:
    """Return what the list tells of a program that cannot be read; of a series it does not tell when it is on."""
    found = program(job.kind, {**job.row, "start_time": None}, job.listed.host, window)
    if job.row.get("type") in UNTIMED:
        return found
    return replace(found, starts=window.coming([(moment(job.row.get("start_time")), found.minutes)]))


def _slim(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """Keep of a list's row what is needed before the program itself is read: there may be thousands."""
    return {key: row[key] for key in SLIM if key in row}


def _wanted(row: Mapping[str, Any], window: Window) -> bool:
    """Tell whether a row of a list can be a program that is looked for."""
    if not window.wants(str(row.get("id", "")), titled(row)):
        return False
    start = moment(row.get("start_time"))
    return row.get("type") in UNTIMED or start is None or start <= window.end


def _in_view(what: Program | None, window: Window) -> bool:
    """Tell whether a program is still to come, or on, and begins before the window ends."""
    if what is None or what.start is None:
        return True
    return not over(what.start, what.minutes, window.start) and what.start <= window.end


def _drain(ready: list[Read]) -> Iterator[Read]:
    while ready:
        yield ready.pop(0)
