"""Walk through everything in scope: the policies, then organizer by organizer what each of them runs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC
from typing import NamedTuple

from hardener.adapter import Window
from hardener.errors import AdapterError, ScopeError
from hardener.model import Target, Unreadable
from hardener_teams import operations as op
from hardener_teams.above import Above
from hardener_teams.client import ME, NO_POLICY, Api
from hardener_teams.documents import EVENT_KEYS, Organizer, Series, meeting_program, named, series_of, short, titled
from hardener_teams.events import KINDS, Events, Listed, event_program, event_target, in_view
from hardener_teams.meetings import Meetings, meeting_id, title_of
from hardener_teams.options import Options

Read = Target | Unreadable
MEMBER_KEYS = "id,userPrincipalName"
USER, GROUP = "#microsoft.graph.user", "#microsoft.graph.group"
NESTED = "groups inside it are not looked into; put their members into the group itself"
NOWHERE = "https://teams.microsoft.com/l/meetup-join/nowhere"
PAGE = "200"
"""Entries of a calendar's page."""


class Job(NamedTuple):
    """One program to be read."""

    what: Series | Listed
    host: Organizer


class Found(NamedTuple):
    """What one organizer runs, before each is read."""

    host: Target | None
    jobs: list[Job]
    unread: list[Unreadable]


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
        """Share what lies above."""
        self.meetings = Meetings(self.api, self.above)
        self.events = Events(self.api, self.above)

    def all(self, window: Window) -> Iterator[Read]:
        """Yield every target, those above before those below, each program once."""
        yield self.above.account()
        ready: list[Read] = []
        for found in self.api.each(lambda job: self._program(job, window), self._jobs(window, ready)):
            yield from _drain(ready)
            yield found
        yield from _drain(ready)

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
            organizer = next(self._organizers([]), None)
            if organizer is None:
                return None, "there is no organizer to ask for"
            self.api.get(op.MEETINGS, {"$filter": f"JoinWebUrl eq '{NOWHERE}'"}, user=organizer.id)
        except AdapterError as error:
            missing = isinstance(error, ScopeError) and error.code == NO_POLICY
            return (False if missing else None), str(error)
        return True, ""

    def _jobs(self, window: Window, ready: list[Read]) -> Iterator[Job]:
        """Yield programs as organizers come in; put each organizer into `ready` before their programs."""
        seen: set[str] = set()
        for found in self.api.each(lambda host: self._organizer(host, window), self._organizers(ready)):
            ready.extend(filter(None, (found.host, *found.unread)))
            for job in found.jobs:
                key = job.what.link or job.what.event if isinstance(job.what, Series) else event_target(job.what)
                if key not in seen:
                    seen.add(key)
                    yield job

    def _organizers(self, ready: list[Read]) -> Iterator[Organizer]:
        """Yield the people whose programs are read; one who cannot be found is said, never left out."""
        if not self.api.alone:
            yield Organizer(ME, "you")
            return
        seen = set()
        for organizer in self._named(ready):
            if organizer.id not in seen:
                seen.add(organizer.id)
                yield organizer

    def _named(self, ready: list[Read]) -> Iterator[Organizer]:
        group = self.options.group
        for given in self.options.organizers:
            try:
                yield self._looked_up(given)
            except AdapterError as error:
                ready.append(_list_unread(given, "programs", short(given), error))
        try:
            members = list(self.api.pages(op.MEMBERS, {"$select": MEMBER_KEYS}, group=group)) if group else []
        except AdapterError as error:
            ready.append(_list_unread("group", "members", "the group of organizers", error))
            return
        for member in members:
            if member.get("@odata.type", USER) == USER:
                yield _person(member)
            elif member["@odata.type"] == GROUP:
                ident = str(member.get("id"))
                ready.append(_list_unread(ident, "members", "a group inside the group of organizers", NESTED))

    def _looked_up(self, given: str) -> Organizer:
        """Return an organizer; meetings are found by object id only, so a user principal name is looked up."""
        if "@" not in given:
            return Organizer(given, given)
        return _person(self.api.get(op.USER, {"$select": MEMBER_KEYS}, name=given))

    def _organizer(self, host: Organizer, window: Window) -> Found:
        jobs: list[Job] = []
        unread: list[Unreadable] = []
        try:
            found = self._series(host, window)
            host = named(host, found[0].next) if found else host
            jobs.extend(Job(series, host) for series in found if self._wanted(series, host, window))
        except AdapterError as error:
            unread.append(_list_unread(host.id, "calendar", host.name, error))
        for kind in KINDS if self.options.webinars else ():
            try:
                events = list(self.events.listed(kind, host))
                jobs.extend(Job(e, host) for e in events if self._wanted(e, host, window))
            except AdapterError as error:
                unread.append(
                    _list_unread(host.id, "webinars" if kind == "webinar" else "town halls", host.name, error)
                )
        above = self.above.host(host) if jobs else None
        if above is not None:
            self.hosts[above.id] = above
        return Found(above, jobs, unread)

    def _series(self, host: Organizer, window: Window) -> list[Series]:
        first, last = (f"{each.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" for each in (window.start, window.end))
        asked = {"startDateTime": first, "endDateTime": last, "$select": EVENT_KEYS, "$top": PAGE}
        return series_of(self.api.pages(op.CALENDAR, asked, user=host.id), window)

    def _wanted(self, what: Series | Listed, host: Organizer, window: Window) -> bool:
        if isinstance(what, Series):
            return window.wants(meeting_program(what, host).id, title_of(what))
        program = event_program(what, window)
        return in_view(program, window) and window.wants(program.id, titled(what.event.get("displayName")))

    def _program(self, job: Job, window: Window) -> Read:
        """Read one program; what fails is an `Unreadable`, never left out."""
        try:
            if isinstance(job.what, Series):
                return self.meetings.read(job.what, job.host)
            return self.events.read(job.what, window)
        except AdapterError as error:
            return self._unread(job, str(error), window)

    def _unread(self, job: Job, reason: str, window: Window) -> Unreadable:
        above = self.above.of(job.host)
        if isinstance(job.what, Series):
            ident, program = meeting_id(job.host.id, job.what), meeting_program(job.what, job.host)
            return Unreadable(
                id=ident, kind="meeting", title=title_of(job.what), reason=reason, above=above, program=program
            )
        ident, program, title = (
            event_target(job.what),
            event_program(job.what, window),
            titled(job.what.event.get("displayName")),
        )
        return Unreadable(id=ident, kind=job.what.kind, title=title, reason=reason, above=above, program=program)


def _person(user: dict[str, object]) -> Organizer:
    name = str(user.get("userPrincipalName") or user.get("id") or "")
    return Organizer(str(user.get("id") or ""), short(name), name.casefold())


def _list_unread(ident: str, what: str, name: str, error: AdapterError | str) -> Unreadable:
    return Unreadable(id=f"list/{short(ident)}/{what}", kind="list", title=f"{what} of {name}", reason=str(error))


def _drain(ready: list[Read]) -> Iterator[Read]:
    while ready:
        yield ready.pop(0)
