"""Walk through everything in scope: the policies, then organizer by organizer what each of them runs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC

from hardener.adapter import Window
from hardener.elsewhere import counted
from hardener.errors import AdapterError, ScopeError
from hardener.model import Target, Unreadable
from hardener.vendor import Listing, Read, walk
from hardener_teams import calls
from hardener_teams.above import Above, list_unread, organizers
from hardener_teams.client import NO_POLICY, Api
from hardener_teams.documents import VIEW_KEYS, Json, Organizer, Series, named, others, series_of
from hardener_teams.events import LISTS, Events, Listed, in_view
from hardener_teams.meetings import Meetings

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

        def read(job: Job) -> Iterator[Read]:
            yield self.meetings.read(job, window) if isinstance(job, Series) else self.events.read(job, window)

        def unread(job: Job, reason: str) -> Read:
            return Unreadable(
                id=job.target,
                kind=job.kind,
                title=job.title,
                reason=reason,
                above=self.above.of(job.host),
                program=job.program(window, self.api.now()),
            )

        yield self.above.account()
        hosts = (host for host in organizers(self.api, lost) if window.within(host.id))
        yield from walk(self.api, hosts, lambda host: self._organizer(host, window, elsewhere), read, unread)
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

    def _organizer(self, host: Organizer, window: Window, elsewhere: list[str]) -> Listing[Job]:
        """List what one organizer runs; the platform of what leads elsewhere goes into that list."""
        unread: list[Read] = []
        entries = self.entries(host, window, unread)
        elsewhere += [place for ident, title, place in others(entries, window, host.upn) if window.wants(ident, title)]
        series = series_of(entries, window, host.upn)
        host = named(host, series[0].next) if series else host
        self.addresses[f"host/{host.id}"] = host.upn
        jobs: list[Job] = [replace(each, host=host) for each in series]
        for kind in LISTS if self.api.options.webinars else ():
            try:
                jobs.extend(self.events.listed(kind, host))
            except AdapterError as error:
                what = "webinars" if kind == "webinar" else "town halls"
                unread.append(list_unread(host.id, what, host.name, error))
        wanted = [(job.target, job) for job in jobs if self._wanted(job, window)]
        above = self.above.host(host) if wanted else None
        if above is not None:
            self.hosts[above.id] = above
        return Listing(wanted, [above, *unread] if above is not None else unread)

    def entries(self, host: Organizer, window: Window, unread: list[Unreadable] | list[Read]) -> list[Json]:
        """Return the entries of a calendar, and of one that breaks off those that came."""
        first, last = (f"{each.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" for each in (window.start, window.end))
        asked = {"startDateTime": first, "endDateTime": last, "$select": VIEW_KEYS, "$top": PAGE}
        entries: list[Json] = []
        try:
            entries.extend(self.api.pages(calls.CALENDAR, asked, user=host.id))
        except AdapterError as error:
            unread.append(list_unread(host.id, "calendar", host.name, error))
        return entries

    def _wanted(self, job: Job, window: Window) -> bool:
        program = job.program(window, self.api.now())
        return window.wants(program.id, job.title) and (isinstance(job, Series) or in_view(program, window))
