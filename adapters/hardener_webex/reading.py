"""Walk through everything in scope: the sites, then host by host what each of them runs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, NamedTuple

from hardener.adapter import Window
from hardener.errors import AdapterError, RefusedError
from hardener.model import Target, Unreadable
from hardener_webex import operations as op
from hardener_webex.above import Above
from hardener_webex.client import Api
from hardener_webex.documents import Host, Slot, above, next_slot, program, slot_of, titled
from hardener_webex.programs import Programs

Read = Target | Unreadable
LONGEST = timedelta(days=1)
"""How long a Webex meeting can last: one that began so long ago may still be on."""
Item = Mapping[str, Any]


class Job(NamedTuple):
    """One program to be told of: its row in the list, its host, and when it is on."""

    item: Item
    host: Host
    slot: Slot
    alone: bool = False
    """A date of a series that is not known."""


class Listed(NamedTuple):
    """What one host runs, from its lists."""

    host: Host
    target: Target | None
    """None where it runs nothing in the window."""
    jobs: list[Job]
    others: list[Read]
    """Its personal room, and what could not be listed."""


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
    _told: set[str] = field(default_factory=set)
    """Sites that were yielded."""

    def all(self, window: Window) -> Iterator[Read]:
        """Yield every target, those above before those below, each program once."""
        self._told.clear()
        for site in self.only or tuple(self._sites()):
            yield from self._site(site)
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
            except AdapterError:
                self._preferred = {}
        return self._preferred

    def _site(self, site: str) -> Iterator[Target]:
        if site not in self._told:
            self._told.add(site)
            yield self.above.read_site(site, preferred=self._sites().get(site))

    def _jobs(self, window: Window, ready: list[Read]) -> Iterator[Job]:
        """Yield programs as hosts come in; put sites and the host itself into `ready` before its programs."""
        for listed in self.api.each(lambda host: self._host(host, window), self.above.hosts().values()):
            for site in dict.fromkeys(str(job.item.get("siteUrl")) for job in listed.jobs):
                ready.extend(self._site(site))
            ready.extend(filter(None, (listed.target, *listed.others)))
            yield from listed.jobs

    def _host(self, host: Host, window: Window) -> Listed:
        """List one host's series and dates: two calls, and a page more for every hundred."""
        others: list[Read] = []
        series = self._list(host, window, "meetingSeries", others)
        dates = self._list(host, window, "scheduledMeeting", others)
        jobs = list(self._wanted(host, series, dates, window))
        if self.personal_rooms and window.wants(f"room-{host.key}", f"Personal room of {host.name}"):
            others.extend(self._room(host))
        if not jobs and not any(isinstance(other, Target) for other in others):
            return Listed(host, None, [], others)
        sites = tuple(dict.fromkeys(str(job.item.get("siteUrl")) for job in jobs))
        return Listed(host, self.above.read_host(host, sites), jobs, others)

    def _list(self, host: Host, window: Window, kind: str, others: list[Read]) -> list[Item] | None:
        """Return what the host itself runs, not what it is invited to; None where it could not be listed."""
        params = {
            "meetingType": kind,
            "from": (window.start - LONGEST).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "to": window.end.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "max": "100",
        }
        try:
            found = list(self.api.pages(op.MEETINGS, **params, **self.programs.of(host)))
        except AdapterError as error:
            said = {"meetingSeries": "meetings", "scheduledMeeting": "dates"}[kind]
            title = f"{said} of {host.name}"
            others.append(Unreadable(id=f"list/{host.key}/{said}", kind="list", title=title, reason=str(error)))
            return None
        mine = [item for item in found if str(item.get("hostEmail", host.email)).casefold() in host.aliases]
        return [item for item in mine if not self.only or item.get("siteUrl") in self.only]

    def _wanted(
        self, host: Host, series: list[Item] | None, dates: list[Item] | None, window: Window
    ) -> Iterator[Job]:  # fmt: skip
        now = window.start
        for item in series or ():
            ident = item.get("id")
            of_it = [slot_of(d) for d in dates if d.get("meetingSeriesId") == ident] if dates is not None else None
            slot = next_slot(item, of_it, window)
            if slot is not None and item.get("state") != "expired" and _sought(item, slot, window):
                yield Job(item, host, slot)
        whole = {str(item.get("id")): item for item in series or ()}
        for item in dates or ():
            slot, of = slot_of(item), whole.get(str(item.get("meetingSeriesId")))
            if _apart(item, of) and not slot.over(now) and _sought(item, slot, window):
                yield Job(item, host, slot, alone=of is None and item.get("scheduledType") != "personalRoomMeeting")

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
        try:
            return self.programs.read(job.item, job.host, job.slot, alone=job.alone)
        except AdapterError as error:
            what = program("meeting", job.item, job.host, job.slot)
            return Unreadable(
                id=f"meeting/{what.occurrence or what.id}/{job.host.key}",
                kind="meeting",
                title=titled(job.item),
                reason=str(error),
                above=above(job.host, job.item.get("siteUrl")),
                program=what,
            )


def _apart(date: Item, series: Item | None) -> bool:
    """Tell whether a date has settings of its own, or its series is not known."""
    if series is None:
        return True
    return bool(series.get("recurrence")) and date.get("isModified") is not False


def _sought(item: Item, slot: Slot, window: Window) -> bool:
    """Tell whether a program is the one asked for, if one is, and begins before the window ends."""
    names = (str(item.get("id", "")), str(item.get("meetingNumber") or ""))
    if not any(window.wants(name, titled(item)) for name in names):
        return False
    return slot.start is None or slot.start <= window.end


def _no_room(host: Host, error: AdapterError) -> Unreadable:
    return Unreadable(id=f"list/{host.key}/room", kind="list", title=f"Personal room of {host.name}", reason=str(error))


def _drain(ready: list[Read]) -> Iterator[Read]:
    while ready:
        yield ready.pop(0)
