"""Walk through everything in scope: the policies, then organizer by organizer what each of them runs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC
from typing import Any, NamedTuple

from hardener.adapter import Window
from hardener.elsewhere import counted
from hardener.errors import AdapterError, ScopeError
from hardener.model import Elsewhere, Program, Target, Unreadable
from hardener_teams import operations as op
from hardener_teams.above import Above
from hardener_teams.client import NO_POLICY, Api
from hardener_teams.documents import Organizer, Series, meeting_program, named, series_of
from hardener_teams.entries import VIEW_KEYS, others
from hardener_teams.events import KINDS, Events, Listed, event_program, in_view
from hardener_teams.hosts import Hosts, list_unread
from hardener_teams.meetings import Meetings, meeting_id
from hardener_teams.options import Options

Read = Target | Unreadable | Elsewhere
NOWHERE = "https://teams.microsoft.com/l/meetup-join/nowhere"
PAGE = "200"
"""Entries of a calendar's page."""


class Job(NamedTuple):
    """One program to be read."""

    what: Series | Listed
    host: Organizer

    @property
    def target(self) -> str:
        """Return the id of its target."""
        return meeting_id(self.host.id, self.what) if isinstance(self.what, Series) else self.what.target


class Found(NamedTuple):
    """What one organizer runs, before each is read."""

    host: Target | None
    jobs: list[Job]
    unread: list[Unreadable]
    elsewhere: list[str]
    """The platform of each entry that is no program here."""


@dataclass(slots=True)
class Walk:
    """One reading of everything: what is known so far and waits to be yielded."""

    ready: list[Read] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    """Targets by id."""

    def drain(self) -> Iterator[Read]:
        """Yield what waits."""
        while self.ready:
            yield self.ready.pop(0)


@dataclass(slots=True)
class Reader:
    """Reads through one connection."""

    api: Api
    options: Options
    above: Above
    meetings: Meetings = field(init=False)
    events: Events = field(init=False)
    hosts: dict[str, Target] = field(default_factory=dict)
    """By the target's id."""

    def __post_init__(self) -> None:
        """Share what lies above, and what is the library's own."""
        self.meetings = Meetings(self.api, self.above, self.options.home)
        self.events = Events(self.api, self.above, self.options.home)

    def all(self, window: Window) -> Iterator[Read]:
        """Yield every target, those above before those below, and at last what leads to other platforms."""
        yield self.above.account()
        walk = Walk()
        for found in self.api.each(lambda job: self._program(job, window), self._jobs(window, walk)):
            yield from walk.drain()
            yield found
        yield from walk.drain()
        yield from counted(walk.elsewhere)

    def again(self, target: Target) -> Target:
        """Read one target afresh. Raises `AdapterError`."""
        kind, user, *rest = target.id.split("/", 2)
        if kind == "meeting" and rest:
            return self.meetings.again(user, *rest)
        if kind in KINDS and rest:
            return self.events.again(kind, user, *rest)
        found = self.above.account() if kind == "account" else self.hosts.get(target.id)
        if found is None:
            raise AdapterError(f"nothing is known of {target.title or target.id}; look at all programs first")
        return found

    def address(self, target: Target) -> str:
        """Return Graph's own id of a meeting or an event, which its target does not show. Raises `AdapterError`."""
        known = self.meetings.ids if target.kind == "meeting" else self.events.ids
        if target.id not in known:
            self.again(target)
        return known[target.id]

    def let_in(self) -> tuple[bool | None, str]:
        """Tell whether an application access policy opens the first organizer's meetings, and what was said.

        Asked with a link that leads nowhere: the policy is looked at before the link.
        """
        try:
            organizer = next(Hosts(self.api, self.options).all(lambda _: None), None)
            if organizer is None:
                return None, "there is no organizer to ask for"
            self.api.get(op.MEETINGS, {"$filter": f"JoinWebUrl eq '{NOWHERE}'"}, user=organizer.id)
        except AdapterError as error:
            missing = isinstance(error, ScopeError) and error.code == NO_POLICY
            return (False if missing else None), str(error)
        return True, ""

    def _jobs(self, window: Window, walk: Walk) -> Iterator[Job]:
        """Yield programs as organizers come in; put each organizer into `walk` before their programs."""
        people = Hosts(self.api, self.options).all(walk.ready.append)
        for found in self.api.each(lambda host: self._organizer(host, window), people):
            walk.ready.extend(filter(None, (found.host, *found.unread)))
            walk.elsewhere.extend(found.elsewhere)
            for job in found.jobs:
                if job.target not in walk.seen:
                    walk.seen.add(job.target)
                    yield job

    def _organizer(self, host: Organizer, window: Window) -> Found:
        unread: list[Unreadable] = []
        entries = self._calendar(host, window, unread)
        found = series_of(entries, window, host.upn)
        led = others(entries, window, host.upn)
        elsewhere = [platform for ident, title, platform in led if window.wants(ident, title)]
        host = named(host, found[0].next) if found else host
        jobs = [Job(series, host) for series in found if self._wanted(series, host, window)]
        for kind in KINDS if self.options.webinars else ():
            try:
                jobs.extend(Job(e, host) for e in self.events.listed(kind, host) if self._wanted(e, host, window))
            except AdapterError as error:
                what = "webinars" if kind == "webinar" else "town halls"
                unread.append(list_unread(host.id, what, host.name, error))
        above = self.above.host(host) if jobs else None
        if above is not None:
            self.hosts[above.id] = above
        return Found(above, jobs, unread, elsewhere)

    def _calendar(self, host: Organizer, window: Window, unread: list[Unreadable]) -> list[dict[str, Any]]:
        """Return the entries of a calendar, and of one that breaks off those that came."""
        first, last = (f"{each.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" for each in (window.start, window.end))
        asked = {"startDateTime": first, "endDateTime": last, "$select": VIEW_KEYS, "$top": PAGE}
        entries: list[dict[str, Any]] = []
        try:
            entries.extend(self.api.pages(op.CALENDAR, asked, user=host.id))
        except AdapterError as error:
            unread.append(list_unread(host.id, "calendar", host.name, error))
        return entries

    def _wanted(self, what: Series | Listed, host: Organizer, window: Window) -> bool:
        program = self._named(what, host, window)
        return window.wants(program.id, what.title) and (isinstance(what, Series) or in_view(program, window))

    def _named(self, what: Series | Listed, host: Organizer, window: Window) -> Program:
        """Return a program as its list alone tells it."""
        if isinstance(what, Series):
            return meeting_program(what, host, self.api.now())
        return event_program(what, window, self.api.now())

    def _program(self, job: Job, window: Window) -> Read:
        """Read one program; what fails is an `Unreadable`, never left out."""
        try:
            if isinstance(job.what, Series):
                return self.meetings.read(job.what, job.host)
            return self.events.read(job.what, window)
        except AdapterError as error:
            return self._unread(job, str(error), window)

    def _unread(self, job: Job, reason: str, window: Window) -> Unreadable:
        return Unreadable(
            id=job.target,
            kind="meeting" if isinstance(job.what, Series) else job.what.kind,
            title=job.what.title,
            reason=reason,
            above=self.above.of(job.host),
            program=self._named(job.what, job.host, window),
        )
