"""Walk through everything in scope: the server, the account's rooms, and when its calendars say that they are used."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, NamedTuple

from hardener import redact
from hardener.adapter import AdapterError, Window
from hardener.elsewhere import counted
from hardener.errors import RefusedError
from hardener.model import Program, Target, Unreadable
from hardener.vendor import Json, Read, digest, marked, minutes_between, short_name, unlisted, word
from hardener_nextcloud import calendars, calls
from hardener_nextcloud.client import DATA, LIST, Api
from hardener_nextcloud.dates import OVERTIME, PATIENCE, Dated, dated, links_of
from hardener_nextcloud.documents import ACCOUNT, NO_RECORD, Room, checked, names_of
from hardener_nextcloud.people import People
from hardener_nextcloud.server import FACTORY, Server

ELSEWHERE = (
    "its room is none of this account's, and Nextcloud shows a room to who takes part in it only: "
    "connect as the account that it belongs to, or make this account a moderator there"
)
UNGIVEN = marked("the server names it and does not give it")
SPAN = re.compile(r"(\d{9,11})#(\d{9,11})")
IDENT = re.compile(r"(?:meeting|group_room)/(?P<room>[0-9a-f]{16})(?:/[0-9a-f]{16})?")


class Job(NamedTuple):
    """One room to be read, and the programs in it that are wanted."""

    record: Json
    programs: list[tuple[Program, str]]
    shared: bool
    """Events that have nothing to do with each other meet in it."""


@dataclass
class Reader:
    """Reads through one connection; remembers the server, and which rooms there are."""

    api: Api
    tokens: dict[str, str] = field(default_factory=dict)
    """Of each room by what it is known as here: secrets, in memory alone."""

    @cached_property
    def server(self) -> Server:
        """Return Talk on this server. Raises `AdapterError`."""
        found = Server.of(self.api.object(calls.CAPABILITIES))
        policy: dict[str, str] = {}
        for key, factory in FACTORY.items():
            try:
                said = self.api.read(calls.POLICY, DATA, key=key)
            except RefusedError:
                break  # nobody but an admin is told, and nothing more is asked for
            value = said.get("data") if isinstance(said, dict) else None
            if isinstance(value, str):
                policy[key] = value or factory
        return replace(found, policy=policy)

    def account(self) -> Target:
        """Return the server as it decides for every room. Raises `AdapterError`."""
        return Target(id=ACCOUNT, kind="account", title=marked("the server"), document=self.server.document())

    def all(self, window: Window) -> Iterator[Read]:
        """Yield every target, those above before those below, each program once."""
        try:
            yield self.account()
            records = self.api.entries(calls.ROOMS, LIST)
        except AdapterError as error:
            yield unlisted("rooms", "the rooms of this account", error)
            return
        found: list[Dated] = []
        for one in self._calendars(window):
            if isinstance(one, Unreadable):
                yield one
            else:
                found.append(one)
        rooms, odd = self._rooms(records)
        yield from (one for one in odd if window.wants(*_named(one)))
        listed = {digest(word(each.get("token"))) for each in records if isinstance(each, dict)}
        yield from self._lost(found, listed, window)
        for several in self.api.each(self._read, self._jobs(rooms, found, window)):
            yield from several

    def refresh(self, target: Target) -> Target:
        """Read one target afresh: the server, or a room and who is in it. Raises `AdapterError`."""
        if target.kind == "account":
            return self.account()
        record = checked(self.api.object(calls.ROOM, token=self.token(target)))
        if record is None:
            raise AdapterError(NO_RECORD)
        room = self._asked(record)
        program = target.program or self._bare("-".join(target.id.split("/")[1:]))
        if room.kind != target.kind:
            raise AdapterError("the room is of another kind by now")
        event = target.document.get("event")
        live = replace(program, live=record.get("hasCall") is True)
        return room.target(live, target.title, event if isinstance(event, dict) else None)  # type: ignore[arg-type]  # ours

    def token(self, target: Target) -> str:
        """Return the token of a target's room, from what the server lists. Raises `AdapterError` where it is gone."""
        known = IDENT.fullmatch(target.id)
        mark = known["room"] if known is not None else ""
        if mark not in self.tokens:
            self._rooms(self.api.entries(calls.ROOMS, LIST))
        if mark not in self.tokens:
            raise AdapterError(f"{redact.line(target.title, 80)}: its room is none of this account's any more")
        return self.tokens[mark]

    def live(self, target: Target) -> Iterator[str]:
        """Yield what is on in a room that was just read, or in any. Raises `AdapterError` where that is not shown."""
        if target.kind != "account":
            record = self.api.object(calls.ROOM, token=self.token(target))
            if _is_on(record):
                yield target.title
            return
        for record in self.api.entries(calls.ROOMS, LIST):
            if isinstance(record, dict) and _is_on(record):
                yield word(record.get("name")) or "a conversation without a name"

    def _rooms(self, records: Iterable[object]) -> tuple[dict[str, Json], list[Unreadable]]:
        """Return the rooms of programs by what they are known as here, and what cannot be judged."""
        rooms: dict[str, Json] = {}
        odd: list[Unreadable] = []
        for number, record in enumerate(records):
            try:
                found = checked(record)
            except AdapterError as error:
                odd.append(_odd(record, number, error))
                continue
            if found is not None:
                rooms.setdefault(digest(found["token"]), found)
        self.tokens.update(names_of(rooms.values()))
        return rooms, odd

    def _calendars(self, window: Window) -> Iterator[Dated | Unreadable]:
        """Yield what the calendars have, an event of several calendars once, and what could not be read."""
        try:
            names = calendars.calendars(self.api.dav("PROPFIND", calls.CALENDARS, calendars.WHICH))
        except AdapterError as error:
            yield unlisted("calendars", "the calendars of this account", error)
            return
        seen: set[tuple[str, str]] = set()
        for listed in self.api.each(lambda name: self._calendar(name, window), sorted(set(names))):
            for one in listed:
                key = (one.event, one.token) if isinstance(one, Dated) else (one.id, "")
                if key not in seen:
                    seen.add(key)
                    yield one

    def _calendar(self, name: str, window: Window) -> list[Dated | Unreadable]:
        asked, links = calendars.between(window.start - OVERTIME, window.end), links_of(self.api.options.api_url)
        clock = self.api.session.clock
        try:
            found = calendars.entries(self.api.dav("REPORT", calls.CALENDAR, asked, calendar=name))
        except AdapterError as error:
            return [unlisted(f"calendar-{digest(name)}", "one of this account's calendars", error)]
        lacking = [
            unlisted(f"entry-{digest(one.href)}", "an entry of a calendar", UNGIVEN) for one in found if not one.text
        ]
        ends = clock() + PATIENCE
        known = (dated(entry, window, links, lambda: clock() > ends) for entry in found if entry.text)
        return [*lacking, *(one for several in known for one in several)]

    def _lost(self, found: Iterable[Dated], known: set[str], window: Window) -> Iterator[Read]:
        """Yield programs whose room is not shown, dates that are not clear, and how many entries lead elsewhere."""
        away: list[str] = []
        for one in found:
            coming = window.coming(one.dates)
            if not one.token:
                away += [one.platform] if coming or one.reason else []
                continue
            gone = digest(one.token) not in known
            if not (one.reason or (gone and coming)):
                continue
            program = self._program(f"{digest(one.token)}-{one.event}", one, window)
            if window.wants(program.id, one.title):
                yield Unreadable(
                    id=f"meeting/{program.id.replace('-', '/')}", kind="meeting", title=one.title,
                    reason=one.reason or ELSEWHERE, above=((ACCOUNT,),), program=program,
                )  # fmt: skip
        yield from counted(away)

    def _jobs(self, rooms: dict[str, Json], found: Iterable[Dated], window: Window) -> Iterator[Job]:
        """Yield every room of which a program is wanted: one that no event leads to is a program by itself."""
        used: dict[str, list[Dated]] = {}
        for one in found:
            if one.token and not one.reason and window.coming(one.dates):
                used.setdefault(digest(one.token), []).append(one)
        for mark, record in rooms.items():
            events = used.get(mark, [])
            name = word(record.get("name"))
            # One event is the room's own, and has its id: how far ahead is looked must not make another program of it.
            ids = [f"{mark}-{one.event}" if len(events) > 1 else mark for one in events]
            programs = [
                (self._program(ident, one, window), _title(one.title, name))
                for ident, one in zip(ids, events, strict=True)
            ]
            programs = programs or [(self._standing(mark, record, window), name or "a conversation without a name")]
            live = record.get("hasCall") is True
            wanted = [(replace(p, live=live), title) for p, title in programs if window.wants(p.id, title)]
            if wanted:
                yield Job(record, wanted, shared=len(events) > 1)

    def _program(self, ident: str, one: Dated, window: Window) -> Program:
        starts = window.coming(one.dates)
        minutes = next((length for start, length in one.dates if start in starts), None)
        return replace(
            self._bare(ident), start=starts[0] if starts else None, starts=starts, minutes=minutes,
            series=one.series,
        )  # fmt: skip

    def _standing(self, mark: str, record: Json, window: Window) -> Program:
        """Return the program that a room is by itself: always there, or for the one event that it was made for."""
        span = SPAN.fullmatch(str(record.get("objectId", ""))) if record.get("objectType") == "event" else None
        if span is None:
            return self._bare(mark)
        begin, end = (datetime.fromtimestamp(int(each), UTC) for each in span.groups())
        minutes = max(0, minutes_between(begin, end))
        starts = window.coming([(begin, minutes)])
        return replace(self._bare(mark), start=starts[0] if starts else None, starts=starts, minutes=minutes)

    def _bare(self, ident: str) -> Program:
        user = self.api.options.user
        return Program(id=ident, kind="meeting", host=f"host/{digest(user)}", host_name=short_name(user))

    def _read(self, job: Job) -> list[Read]:
        room = self._asked(job.record)
        return [room.target(program, title, {"shared": job.shared}) for program, title in job.programs]

    def _asked(self, record: Json) -> Room:
        """Return a room with who is in it, or why that could not be read."""
        try:
            answer: list[Any] = self.api.entries(calls.PEOPLE, {"includeStatus": "false"}, token=record["token"])
            return Room(record, self.server, People.of(answer, record["attendeeId"]))
        except AdapterError as error:
            return Room(record, self.server, unasked=str(error))


def _is_on(record: Json) -> bool:
    """Tell whether there is a call. Raises `AdapterError` where it is not shown, as to who waits in the lobby."""
    on = record.get("hasCall")
    held = record.get("lobbyState") != 0 and record.get("participantType") not in {1, 2}
    if not isinstance(on, bool) or (held and not on):
        raise AdapterError("Nextcloud does not show whether there is a call in the room")
    return on


def _title(event: str, room: str) -> str:
    """Return what a program is called: as its event, and the room as well where that has another name."""
    return f"{event} (in {room})" if room and room.casefold() != event.casefold() else event


def _odd(record: object, number: int, error: AdapterError) -> Unreadable:
    """Return a room that cannot be judged."""
    given = record if isinstance(record, dict) else {}
    token = word(given.get("token"))
    mark = digest(token or f"row {number}")
    return Unreadable(
        id=f"meeting/{mark}", kind="meeting", title=word(given.get("name")) or "a conversation without a name",
        reason=str(error), above=((ACCOUNT,),), program=Program(id=mark, kind="meeting"),
    )  # fmt: skip


def _named(one: Unreadable) -> tuple[str, str]:
    return (one.program.id if one.program is not None else one.id, one.title)
