"""Walk through everything in scope: the sites, then host by host what each of them runs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import NamedTuple

from hardener.adapter import Window
from hardener.errors import AdapterError, RefusedError
from hardener.model import Target, Unreadable
from hardener_webex import choosing
from hardener_webex import operations as op
from hardener_webex.above import Above
from hardener_webex.choosing import Job
from hardener_webex.client import Api
from hardener_webex.documents import DATE, SERIES, Host, Json, above, program, stamp, titled
from hardener_webex.programs import Programs
from hardener_webex.rows import rows_of

Read = Target | Unreadable
LONGEST = timedelta(days=1)
"""How long a Webex meeting can last: one that began so long ago may still be on."""


class Listed(NamedTuple):
    """What one host runs, from its lists."""

    host: Host
    target: Target | None
    """None where it runs nothing in the window."""
    jobs: list[Job]
    others: list[Read]
    """Its personal room, and what could not be listed."""

    @property
    def sites(self) -> tuple[str, ...]:
        """Return the sites that it has programs on."""
        found = (job.row.item.get("siteUrl") for job in self.jobs)
        return tuple(dict.fromkeys(site for site in found if isinstance(site, str) and site))


@dataclass(slots=True)
class Reader:
    """Reads through one connection; remembers sites and hosts, never the programs."""

    api: Api
    above: Above
    programs: Programs
    only: tuple[str, ...] = ()
    """Sites to look at; empty: all."""
    personal_rooms: bool = True
    _preferred: Mapping[str, bool] | None = None
    _unlisted: str = ""
    """Why Webex does not tell the sites."""
    _told: set[str] = field(default_factory=set)
    """Sites that were yielded."""

    def all(self, window: Window) -> Iterator[Read]:
        """Yield every target, those above before those below, each program once."""
        self._told.clear()
        for site in self.only or tuple(self._sites()):
            yield from self._site(site)
        yield from self._lacking()
        ready: list[Read] = []
        for found in self.api.each(self._program, self._jobs(window, ready)):
            yield from _drain(ready)
            yield found
        yield from _drain(ready)

    def again(self, target: Target) -> Target:
        """Read one target afresh. Raises `AdapterError`."""
        kind, ident, *key = target.id.split("/", 2)
        if kind == "account":
            return self.above.read_site(ident, preferred=self._sites().get(ident))
        if kind == "host":
            return self.above.read_host(self.above.host(ident), ())
        if kind == "room":
            return self.above.read_room(self.above.host(ident))
        host = self.above.host(key[0] if key else "")
        return self.programs.again(kind, ident, host)

    def _sites(self) -> Mapping[str, bool]:
        """Return the sites, none where Webex does not tell: those that programs are on are still looked at."""
        if self._preferred is None:
            try:
                self._preferred = self.above.sites()
            except AdapterError as error:
                self._preferred = {}
                self._unlisted = str(error)
        return self._preferred

    def _site(self, site: str) -> Iterator[Target]:
        if site not in self._told:
            self._told.add(site)
            yield self.above.read_site(site, preferred=self._sites().get(site))

    def _lacking(self) -> Iterator[Unreadable]:
        """Yield what is known to be missing from what was found above the programs."""
        self.above.hosts()
        yield from self.above.odd
        if not self._sites() and not self.only:
            reason = self._unlisted or "Webex lists none"
            yield Unreadable(id="list/sites", kind="list", title="the sites", reason=reason)

    def _jobs(self, window: Window, ready: list[Read]) -> Iterator[Job]:
        """Yield programs as hosts come in; put sites and the host itself into `ready` before its programs."""
        for listed in self.api.each(lambda host: self._host(host, window), self.above.hosts().values()):
            for site in listed.sites:
                ready.extend(self._site(site))
            ready.extend(filter(None, (listed.target, *listed.others)))
            yield from listed.jobs

    def _host(self, host: Host, window: Window) -> Listed:
        """List one host's series and dates: two calls, and a page more for every hundred."""
        others: list[Read] = []
        series = self._list(host, window, SERIES, others)
        dates = self._list(host, window, DATE, others)
        listed = Listed(host, None, list(choosing.jobs(host, series, dates, window)), others)
        if self.personal_rooms and window.wants(f"room-{host.key}", f"Personal room of {host.name}"):
            others.extend(self._room(host))
        if not listed.jobs and not any(isinstance(other, Target) for other in others):
            return listed
        return listed._replace(target=self.above.read_host(host, listed.sites))

    def _list(self, host: Host, window: Window, kind: str, others: list[Read]) -> choosing.Listed:
        """Return what the host itself runs, not what it is invited to, as far as it could be listed."""
        params = {
            "meetingType": kind,
            "from": stamp(window.start - LONGEST),
            "to": stamp(window.end),
            "max": "100",
        }
        found: list[Json] = []
        try:
            found.extend(self.api.pages(op.MEETINGS, **params, **self.programs.of(host)))
            rows, whole = rows_of(found, host, kind), True
        except AdapterError as error:
            said = {SERIES: "meetings", DATE: "dates"}[kind]
            title = f"{said} of {host.name}"
            others.append(Unreadable(id=f"list/{host.key}/{said}", kind="list", title=title, reason=str(error)))
            rows, whole = rows_of((item for item in found if item.get("meetingType") == kind), host, kind), False
        return choosing.Listed([row for row in rows if self._in_scope(row.item)], whole)

    def _in_scope(self, item: Json) -> bool:
        """Tell whether a program is on one of the sites to be looked at; one that does not say where it is may be."""
        site = item.get("siteUrl")
        return not self.only or not isinstance(site, str) or site.casefold() in map(str.casefold, self.only)

    def _room(self, host: Host) -> Iterator[Read]:
        try:
            yield self.above.read_room(host)
        except RefusedError as error:
            if error.status == 404:
                return
            yield _no_room(host, error)
        except AdapterError as error:
            yield _no_room(host, error)

    def _program(self, job: Job) -> Read:
        """Read one program; what fails is an `Unreadable`, never left out."""
        if job.row.odd:
            return _unreadable(job, job.row.odd)
        try:
            return self.programs.read(job.row.item, job.host, job.slot, alone=job.alone)
        except AdapterError as error:
            return _unreadable(job, str(error))


def _unreadable(job: Job, reason: str) -> Unreadable:
    item, ident = job.row.item, job.row.ident
    date = item.get("meetingType") == DATE and job.row.series != ident
    return Unreadable(
        id=f"meeting/{ident}/{job.host.key}",
        kind="meeting",
        title=titled(item),
        reason=reason,
        above=above(job.host, item.get("siteUrl")),
        program=program("occurrence" if date else "meeting", ident, item, job.host, job.slot),
    )


def _no_room(host: Host, error: AdapterError) -> Unreadable:
    return Unreadable(id=f"list/{host.key}/room", kind="list", title=f"Personal room of {host.name}", reason=str(error))


def _drain(ready: list[Read]) -> Iterator[Read]:
    while ready:
        yield ready.pop(0)
