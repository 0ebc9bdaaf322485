"""Walk through the programs in scope, organizer by organizer, and read each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from hardener.adapter import Window
from hardener.errors import AdapterError, MalformedError
from hardener.http import ARRAY
from hardener.model import Target, Unreadable
from hardener.vendor import NOBODY_ASKED, Listing, Read, digest, ident_of, read_parts, unlisted, walk
from hardener_goto import calls
from hardener_goto.client import BY_NUMBER, Api
from hardener_goto.documents import (
    Host,
    Json,
    Slot,
    host_of,
    key_of,
    meeting_facts,
    program,
    slot_of,
    slots_of,
    stamp,
    takes_place,
    titled,
    webinar_facts,
    without_codes,
)
from hardener_goto.refusals import of_meeting, of_webinar

LONGEST = timedelta(days=1)
"""How long a program can last: one that began so long ago may still be on."""
PAGE = "200"


@dataclass(frozen=True, slots=True)
class Job:
    """One program of a list, before it is read."""

    kind: str
    ident: str
    host: Host
    item: Json
    slots: Sequence[Slot]
    odd: str = ""
    """Why it cannot be read."""

    @property
    def target(self) -> str:
        """Return the id of its target."""
        return f"{self.kind}/{self.ident}/{self.host.key}"


@dataclass(slots=True)
class Reader:
    """Reads through one connection; remembers who it is, never the programs."""

    api: Api
    _me: dict[str, Any] = field(default_factory=dict)
    _hosts: dict[str, Host] = field(default_factory=dict)
    """Whose programs this log-in sees, as far as they were listed."""

    def account(self) -> str:
        """Return the account's key, with the organizer's where only theirs is seen. Raises `AdapterError`."""
        me = self._who()
        return ident_of(me.get("accountKey"), *([] if self.api.options.admin else [me.get("key")]))

    def all(self, window: Window) -> Iterator[Read]:
        """Yield every target, organizers before their programs."""
        webinars: dict[str, list[Json]] = {}
        yield from self._organizers()
        if self.api.options.admin:
            yield from self._of_account(window, webinars)
            self._hosts |= {key: Host(key, "") for key in webinars if key not in self._hosts}
        hosts = dict(self._hosts)
        yield from walk(
            self.api, hosts.values(), lambda host: self._host(host, window, webinars),
            lambda job: self._one(job, window), lambda job, reason: _unread(job, reason, window),
        )  # fmt: skip

    def refresh(self, target: Target) -> Target:
        """Read one target afresh. Raises `AdapterError`."""
        if target.kind == "host":
            return _shown(self.host(target.ident))
        kind, ident, key = target.id.split("/", 2)
        window, host = Window.onward(self.api.now()), self.host(key)
        if kind == "meeting":
            return self._meeting(ident, host, None, window)
        found = self.one_webinar(ident, host)
        slots = slots_of(found)
        between = {"fromTime": stamp(slots[0].start - LONGEST), "toTime": stamp(slots[-1].start + LONGEST)}
        for item in self._webinars(host, between):
            if key_of(item.get("webinarKey")) == ident and takes_place(item):
                return self._webinar(Job("webinar", ident, host, item, slots), window)
        raise MalformedError("GoTo does not list this webinar any more, or lists it as deleted")

    def host(self, key: str) -> Host:
        """Return whose key it is. Raises `AdapterError` where this log-in does not see them."""
        if key not in self._hosts:
            list(self._organizers())
        if key not in self._hosts:
            raise MalformedError("there is no such organizer, or their programs are not this log-in's to see")
        return self._hosts[key]

    def live(self, host: Host) -> Iterator[str]:
        """Yield the titles of what an organizer runs now. Raises `AdapterError`."""
        products, found = self.api.options.products, list[object]()
        if "meeting" in products:
            found += self._meetings(host)
        if "webinar" in products:
            running: list[object] = self.api.read(calls.IN_SESSION, ARRAY, organizer=host.key)
            found += running
        for item in found:
            if not isinstance(item, Mapping):
                raise MalformedError("GoTo gave an entry that does not say whether it is on")
            if item.get("status") == "ACTIVE" or item.get("inSession") is True:
                yield titled(item)

    def one_webinar(self, ident: str, host: Host) -> Json:
        """Return what GoTo tells of one webinar, which is less than its list does. Raises `AdapterError`."""
        found = self.api.get(calls.ONE_WEBINAR, organizer=host.key, id=ident)
        if key_of(found.get("webinarKey")) != ident:
            raise MalformedError("GoTo answered with another webinar")
        return found

    def one_meeting(self, ident: str) -> Json:
        """Return one meeting, which GoTo puts into an array of one. Raises `AdapterError`."""
        found = self.api.read(calls.ONE_MEETING, ARRAY, id=ident)
        if len(found) != 1 or not isinstance(found[0], Mapping) or key_of(found[0].get("meetingId")) != ident:
            raise MalformedError("GoTo answered with another meeting, or with none")
        return found[0]

    def _who(self) -> Mapping[str, Any]:
        if not self._me:
            self._me = dict(self.api.get(calls.ME))
        return self._me

    def _organizers(self) -> Iterator[Read]:
        """Learn who can have programs; yield what is missing of the list. Raises `AdapterError`."""
        if not self.api.options.admin:
            me = host_of(self._who(), "key")
            self._hosts = {me.key: me}
            return
        listed: list[object] = self.api.read(calls.ORGANIZERS, ARRAY)
        for number, item in enumerate(listed):
            try:
                host = host_of(item if isinstance(item, Mapping) else {})
                self._hosts[host.key] = host
            except AdapterError as error:
                yield unlisted(f"organizers/{number}", "an organizer", error)

    def _of_account(self, window: Window, found: dict[str, list[Json]]) -> Iterator[Read]:
        """Fill `found` with the account's webinars by organizer; yield what of the list is missing."""
        if "webinar" not in self.api.options.products:
            return
        try:
            account = ident_of(self._who().get("accountKey"))
            for number, item in enumerate(
                self.api.pages(calls.ALL_WEBINARS, _between(window), BY_NUMBER, account=account)
            ):
                key = key_of(item.get("organizerKey"))
                if not takes_place(item):
                    continue
                if key:
                    found.setdefault(key, []).append(item)
                else:
                    yield unlisted(f"webinars/{number}", titled(item), "GoTo does not say whose it is")
        except AdapterError as error:
            yield unlisted("webinars", "webinars of the account", error)

    def _host(self, host: Host, window: Window, webinars: Mapping[str, Sequence[Json]]) -> Listing[Job]:
        first: list[Read] = [_shown(host)]
        jobs: list[Job] = []
        products, between = self.api.options.products, _between(window)
        if "meeting" in products:
            self._listed("meeting", host, lambda: self._meetings(host), jobs, first)
        if "webinar" in products and self.api.options.admin:
            jobs += [job_of("webinar", item, host) for item in webinars.get(host.key, ())]
        elif "webinar" in products:
            self._listed("webinar", host, lambda: self._webinars(host, between), jobs, first)
        return Listing([(job.target, job) for job in _in_view(jobs, window)], first)

    def _listed(
        self, kind: str, host: Host, listed: Callable[[], Iterable[object]], jobs: list[Job], first: list[Read]
    ) -> None:  # fmt: skip
        try:
            jobs.extend(job_of(kind, item, host) for item in listed() if takes_place(item))
        except AdapterError as error:
            first.append(unlisted(f"{host.key}/{kind}s", f"{kind}s of {host.name or 'an organizer'}", error))

    def _meetings(self, host: Host) -> Sequence[Any]:
        if self.api.options.admin:
            return self.api.read(calls.THEIR_MEETINGS, ARRAY, organizer=host.key)
        return self.api.read(calls.OWN_MEETINGS, ARRAY)

    def _webinars(self, host: Host, between: Mapping[str, str]) -> Iterator[Json]:
        asked = {**between, "size": PAGE}
        if not self.api.options.admin:
            return self.api.pages(calls.OWN_WEBINARS, asked, BY_NUMBER, organizer=host.key)
        account = ident_of(self._who().get("accountKey"))
        return self.api.pages(calls.ALL_WEBINARS, asked, BY_NUMBER, account=account)

    def past_webinars(self, between: Mapping[str, str]) -> Iterator[tuple[Host, Json]]:
        """Yield each webinar between two moments, and whose it is. Raises `AdapterError`."""
        if not self._hosts:
            list(self._organizers())
        hosts = [Host("", "")] if self.api.options.admin else list(self._hosts.values())
        for host in hosts:
            for item in self._webinars(host, between):
                key = key_of(item.get("organizerKey"))
                yield self._hosts.get(key, Host(key, "")), item

    def _one(self, job: Job, window: Window) -> Iterator[Read]:
        """Yield one program. Raises `AdapterError`."""
        if job.odd:
            raise MalformedError(job.odd)
        if job.kind == "webinar":
            yield self._webinar(job, window)
        else:
            yield self._meeting(job.ident, job.host, job.slots, window)

    def _meeting(self, ident: str, host: Host, slots: Sequence[Slot] | None, window: Window) -> Target:
        item = self.one_meeting(ident)
        shown = slots or [slot_of(item)]
        return Target(
            id=f"meeting/{ident}/{host.key}", kind="meeting", title=titled(item),
            document={"meeting": without_codes(item)}, above=((host.target,),), facts=meeting_facts(item),
            unavailable=of_meeting(item, series=len(shown) > 1),
            program=program("meeting", ident, host, shown, window, live=item.get("status") == "ACTIVE"),
        )  # fmt: skip

    def _webinar(self, job: Job, window: Window) -> Target:
        key, ident = job.host.key, job.ident
        asked = {
            "audio": lambda: self.api.get(calls.AUDIO, organizer=key, id=ident),
            "form": lambda: self.api.get(calls.FORM, organizer=key, id=ident),
        }
        parts, unread = read_parts(asked, {"audio", *({"form"} if window.asks("form") else ())})
        if not window.asks("form"):
            unread["form"] = NOBODY_ASKED
        near = any(slot.start - LONGEST <= window.start <= slot.start + LONGEST for slot in job.slots)
        live = near and self.one_webinar(job.ident, job.host).get("inSession") is True
        return Target(
            id=job.target, kind="webinar", title=titled(job.item), document={"webinar": dict(job.item), **parts},
            above=((job.host.target,),), unread=unread, unavailable=of_webinar(parts), facts=webinar_facts(job.item),
            program=program("webinar", job.ident, job.host, job.slots, window, live=live),
        )  # fmt: skip


def _shown(host: Host) -> Target:
    return Target(id=host.target, kind="host", title=host.name or "(no name)", document={})


def job_of(kind: str, item: object, host: Host) -> Job:
    """Return one entry of a list of meetings or webinars; one that says too little is still an entry."""
    known: Json = item if isinstance(item, Mapping) else {}
    ident = key_of(known.get("meetingId" if kind == "meeting" else "webinarKey"))
    try:
        slots = slots_of(known) if kind == "webinar" else [slot_of(known)]
        odd = "" if ident else "GoTo gave an entry of a list without its key"
    except MalformedError as error:
        slots, odd = [], str(error)
    return Job(kind, ident or f"unknown-{digest(repr(item))}", host, known, slots, odd)


def _in_view(jobs: Sequence[Job], window: Window) -> Iterator[Job]:
    """Yield each program once, with all its times; those that are over or too far ahead are left out."""
    found: dict[str, Job] = {}
    for job in jobs:
        known = found.get(job.target)
        slots = sorted({*(known.slots if known else ()), *job.slots}, key=lambda slot: slot.start)
        found[job.target] = Job(job.kind, job.ident, job.host, job.item, slots, job.odd or (known.odd if known else ""))
    for job in found.values():
        coming = window.coming((slot.start, slot.minutes) for slot in job.slots)
        running = job.item.get("status") == "ACTIVE"
        if (coming or running or job.odd) and window.wants(job.ident, titled(job.item)):
            yield job


def _between(window: Window) -> dict[str, str]:
    return {"fromTime": stamp(window.start - LONGEST), "toTime": stamp(window.end), "size": PAGE}


def _unread(job: Job, reason: str, window: Window) -> Unreadable:
    return Unreadable(
        id=job.target, kind=job.kind, title=titled(job.item), reason=reason, above=((job.host.target,),),
        program=program(job.kind, job.ident, job.host, job.slots, window, live=job.item.get("status") == "ACTIVE"),
    )  # fmt: skip
