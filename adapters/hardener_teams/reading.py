"""Walk through everything in scope: the policies, then organizer by organizer what each of them runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC
from itertools import chain

from hardener.adapter import Window
from hardener.elsewhere import counted
from hardener.errors import AdapterError, ScopeError
from hardener.model import Target, Unreadable
from hardener.vendor import Listing, Read, groups_of, tried, walk_together
from hardener_teams import calls
from hardener_teams.above import Above, list_unread, organizers
from hardener_teams.client import BATCH, NO_POLICY, Api
from hardener_teams.documents import VIEW_KEYS, Json, Organizer, Series, named, others, series_of
from hardener_teams.events import LISTS, Events, Listed, in_view
from hardener_teams.meetings import Meetings
from hardener_teams.together import Ask, Together, ask

NOWHERE = "https://teams.microsoft.com/l/meetup-join/nowhere"
PAGE = "200"
"""Entries of a calendar's page."""
Job = Series | Listed


@dataclass(slots=True)
class Reader:
    """Reads through one connection."""

    api: Api
    above: Above
    meetings: Meetings
    events: Events
    hosts: dict[str, Target] = field(default_factory=dict)
    """By the target's id."""
    addresses: dict[str, str] = field(default_factory=dict, repr=False)
    """The name by which each organizer logs in, by the id of the host's target."""

    def all(self, window: Window) -> Iterator[Read]:
        """Yield every target, those above before those below, and at last what leads to other platforms."""
        lost: list[Unreadable] = []
        elsewhere: list[str] = []

        def asks(job: Job) -> list[Ask]:
            return list(self.meetings.asks(job) if isinstance(job, Series) else self.events.asks(job, window))

        yield self.above.account()
        hosts = (host for host in organizers(self.api, lost) if window.within(host.id))
        yield from walk_together(
            self.api,
            groups_of(hosts, BATCH, lambda host: len(self._lists(host, window))),
            lambda hosts: self._organizers(hosts, window, elsewhere),
            lambda jobs: groups_of(jobs, BATCH, lambda job: len(asks(job))),
            lambda jobs: self._read(jobs, Together(self.api, chain.from_iterable(map(asks, jobs))), window),
        )
        yield from lost
        yield from counted(elsewhere)

    def refresh(self, target: Target) -> Target:
        """Read one target afresh. Raises `AdapterError`."""
        kind, user, *rest = target.id.split("/", 2)
        if kind == "meeting" and rest:
            return self.meetings.refresh(user, *rest)
        if kind in LISTS and rest:
            return self.events.refresh(kind, user, *rest)
        found = self.above.account() if kind == "account" else self.hosts.get(target.id)
        if found is None:
            raise AdapterError(f"nothing is known of {target.title or target.id}; look at all programs first")
        return found

    def address(self, target: Target) -> str:
        """Return Graph's own id of a meeting or an event, which its target does not show. Raises `AdapterError`."""
        known = self.meetings.ids if target.kind == "meeting" else self.events.ids
        if target.id not in known:
            self.refresh(target)
        return known[target.id]

    def let_in(self) -> tuple[bool | None, str]:
        """Tell whether an application access policy opens the first organizer's meetings, and what was said.

        Asked with a link that leads nowhere: the policy is looked at before the link.
        """
        try:
            organizer = next(organizers(self.api, []), None)
            if organizer is None:
                return None, "there is no organizer to ask for"
            self.api.get(calls.MEETINGS, {"$filter": f"JoinWebUrl eq '{NOWHERE}'"}, user=organizer.id)
        except AdapterError as error:
            missing = isinstance(error, ScopeError) and error.code == NO_POLICY
            return (False if missing else None), str(error)
        return True, ""

    def _read(self, jobs: Sequence[Job], asking: Together, window: Window) -> list[Read]:
        """Return what each of `jobs` is, or that it could not be read."""

        def read(job: Job) -> Iterator[Read]:
            if isinstance(job, Series):
                yield self.meetings.read(job, window, asking)
            else:
                yield self.events.read(job, window, asking)

        def unread(job: Job, reason: str) -> Read:
            return Unreadable(
                id=job.target,
                kind=job.kind,
                title=job.title,
                reason=reason,
                above=self.above.of(job.host),
                program=job.program(window, self.api.now()),
            )

        return list(chain.from_iterable(tried(job, read, unread) for job in jobs))

    def _lists(self, host: Organizer, window: Window) -> list[Ask]:
        """Return what is asked for to list what one organizer runs."""
        lists = LISTS if self.api.options.webinars else ()
        calendar = ask(calls.CALENDAR, _view(window), user=host.id)
        return [calendar, *(self.events.asks_list(kind, host) for kind in lists)]

    def _organizers(self, hosts: Sequence[Organizer], window: Window, elsewhere: list[str]) -> list[Listing[Job]]:
        """List what some organizers run."""
        asking = Together(self.api, chain.from_iterable(self._lists(host, window) for host in hosts))
        return [self._organizer(host, window, elsewhere, asking) for host in hosts]

    def _organizer(self, host: Organizer, window: Window, elsewhere: list[str], asking: Together) -> Listing[Job]:
        """List what one organizer runs; the platform of what leads elsewhere goes into that list."""
        unread: list[Read] = []
        entries = self.entries(host, window, unread, asking)
        elsewhere += [place for ident, title, place in others(entries, window, host.upn) if window.wants(ident, title)]
        series = series_of(entries, window, host.upn)
        host = named(host, series[0].next) if series else host
        self.addresses[f"host/{host.id}"] = host.upn
        jobs: list[Job] = [replace(each, host=host) for each in series]
        for kind in LISTS if self.api.options.webinars else ():
            try:
                jobs.extend(self.events.listed(kind, host, asking))
            except AdapterError as error:
                what = "webinars" if kind == "webinar" else "town halls"
                unread.append(list_unread(host.id, what, host.name, error))
        wanted = [(job.target, job) for job in jobs if self._wanted(job, window)]
        above = self.above.host(host) if wanted else None
        if above is not None:
            self.hosts[above.id] = above
        return Listing(wanted, [above, *unread] if above is not None else unread)

    def entries(
        self, host: Organizer, window: Window, unread: list[Unreadable] | list[Read], asking: Together | None = None
    ) -> list[Json]:  # fmt: skip
        """Return the entries of a calendar, and of one that breaks off those that came."""
        entries: list[Json] = []
        try:
            entries.extend((asking or Together(self.api)).pages(calls.CALENDAR, _view(window), user=host.id))
        except AdapterError as error:
            unread.append(list_unread(host.id, "calendar", host.name, error))
        return entries

    def _wanted(self, job: Job, window: Window) -> bool:
        program = job.program(window, self.api.now())
        return window.wants(program.id, job.title) and (isinstance(job, Series) or in_view(program, window))


def _view(window: Window) -> dict[str, str]:
    """Return how a calendar is asked for what is in a window."""
    first, last = (f"{each.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" for each in (window.start, window.end))
    return {"startDateTime": first, "endDateTime": last, "$select": VIEW_KEYS, "$top": PAGE}
