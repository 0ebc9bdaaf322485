"""Walk through everything in scope: the sites, then host by host what each of them runs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from hardener.adapter import Window
from hardener.errors import AdapterError, MalformedError, RefusedError
from hardener.model import Target, Unreadable
from hardener.vendor import Listing, Read, unlisted, walk
from hardener_webex import calls, choosing
from hardener_webex.above import Above
from hardener_webex.choosing import Job
from hardener_webex.client import Api
from hardener_webex.documents import DATE, SERIES, Host, Json, above, program, stamp, titled
from hardener_webex.programs import Programs, takes_call
from hardener_webex.rows import rows_of

LONGEST = timedelta(days=1)
"""How long a Webex meeting can last: one that began so long ago may still be on."""


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

    def all(self, window: Window) -> Iterator[Read]:
        """Yield every target, those above before those below, each program once."""
        known = self.only or tuple(self._sites())
        yield from map(self._site, known)
        yield from self._lacking()
        hosts, form = self.above.hosts().values(), window.asks("form")
        yield from walk(
            self.api, hosts, lambda host: self._host(host, window), partial(self._program, form), _unreadable, known,
            free=lambda job: not (form and takes_call(job.row.item)),
        )  # fmt: skip

    def refresh(self, target: Target) -> Target:
        """Read one target afresh. Raises `AdapterError`."""
        kind, ident, *key = target.id.split("/", 2)
        if kind == "account":
            return self.above.read_site(ident, preferred=self._sites().get(ident))
        if kind == "host":
            return self.above.read_host(self.above.host(ident), ())
        if kind == "room":
            return self.above.read_room(self.above.host(ident))
        host = self.above.host(key[0] if key else "")
        return self.programs.refresh(kind, ident, host)

    def _sites(self) -> Mapping[str, bool]:
        """Return the sites, none where Webex does not tell: those that programs are on are still looked at."""
        if self._preferred is None:
            try:
                self._preferred = self.above.sites()
            except AdapterError as error:
                self._preferred = {}
                self._unlisted = str(error)
        return self._preferred

    def _site(self, site: str) -> Target:
        return self.above.read_site(site, preferred=self._sites().get(site))

    def _lacking(self) -> Iterator[Unreadable]:
        """Yield what is known to be missing from what was found above the programs."""
        self.above.hosts()
        yield from self.above.odd
        if not self._sites() and not self.only:
            reason = self._unlisted or "Webex lists none"
            yield unlisted("sites", "the sites", reason)

    def _host(self, host: Host, window: Window) -> Listing[Job]:
        """List one host's series and dates: two calls, and a page more for every hundred."""
        others: list[Read] = []
        series = self._list(host, window, SERIES, others)
        dates = self._list(host, window, DATE, others)
        jobs = list(choosing.jobs(host, series, dates, window))
        if self.personal_rooms and window.wants(f"room-{host.key}", f"Personal room of {host.name}"):
            others.extend(self._room(host))
        first = others
        if jobs or any(isinstance(other, Target) for other in others):
            sites = _sites_of(jobs)
            first = [self.above.read_host(host, sites), *others]
        above = {site: partial(self._site, site) for site in _sites_of(jobs)}
        return Listing([(f"{job.row.ident}/{host.key}", job) for job in jobs], first, above)

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
            found.extend(self.api.pages(calls.MEETINGS, params | self.programs.of(host)))
            rows, whole = rows_of(found, host, kind), True
        except AdapterError as error:
            said = {SERIES: "meetings", DATE: "dates"}[kind]
            title = f"{said} of {host.name}"
            others.append(unlisted(f"{host.key}/{said}", title, error))
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

    def _program(self, form: bool, job: Job) -> Iterator[Read]:  # noqa: FBT001 - bound before the job
        """Yield one program; `form`: somebody asks about its form. Raises `AdapterError`."""
        if job.row.odd:
            raise MalformedError(job.row.odd)
        yield self.programs.read(job.row.item, job.host, job.slot, alone=job.alone, form=form)


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
    return unlisted(f"{host.key}/room", f"Personal room of {host.name}", error)


def _sites_of(jobs: Sequence[Job]) -> tuple[str, ...]:
    """Return the sites that programs are on."""
    found = (job.row.item.get("siteUrl") for job in jobs)
    return tuple(dict.fromkeys(site for site in found if isinstance(site, str) and site))
