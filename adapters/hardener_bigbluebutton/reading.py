"""Rooms as targets: what Greenlight says of each, what lies above all of them, and which of it decides."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from hardener.adapter import AdapterError, Window
from hardener.errors import MalformedError
from hardener.model import Program, Target, Unreadable
from hardener.redact import secret
from hardener.vendor import Read, at, digest, marked, unlisted
from hardener_bigbluebutton import merging
from hardener_bigbluebutton.balancers import Balancer
from hardener_bigbluebutton.client import Api, Json, named
from hardener_bigbluebutton.files import BALANCER, SERVER, Files, balancing

SITE, ALONE = "site/greenlight", "meeting/server"
CODE = "glViewerAccessCode"
FRESH = 20
"""Seconds for which a list of rooms tells what is on."""
RECORDS = (
    "Greenlight shows it as off to a role that may not record, as hardener's own does not: who starts the room decides"
)
NO_FRONT = marked("no Greenlight is named (greenlight = …), so nobody knows what meetings are made with")


@dataclass
class Reader:
    """Reads one connection."""

    api: Api
    files: Files
    _rooms: dict[str, Json] = field(default_factory=dict)
    """As they were listed last, by id."""
    _listed: float = float("-inf")
    _records: bool = False
    """The account may record, so that Greenlight shows it whether a room may be recorded."""

    def all(self, window: Window) -> Iterator[Read]:
        """Yield what lies above, then each room, or without Greenlight the server itself."""
        server, found = self.files.server(), self.files.balancer()
        yield server
        if isinstance(found, Unreadable):
            yield found
        elif not self.files.options.no_balancer:
            yield balancing(found)
        if not self.api.options.greenlight:
            if window.wants("server", "Meetings of this server"):
                yield self._alone(found, server)
            return
        site = self._site()
        yield site
        yield from self._each(window, partial(self._read, site=site, found=found, server=server))

    def _each(self, window: Window, read: Callable[[Json], Read]) -> Iterator[Read]:
        wanted: list[Json] = []
        try:
            for room in self.listed():
                try:
                    ident, _, title = named(room)
                except MalformedError as error:
                    yield unlisted(digest(room), "a room", error)
                    continue
                if window.wants(ident, title):
                    wanted.append(room)
        except AdapterError as error:
            yield unlisted("rooms", "the rooms", error)
        yield from self.api.each(read, wanted)

    def listed(self) -> Iterator[Json]:
        """Yield each room once. Raises `AdapterError` where the list does not end well, after what it did give."""
        me = self.api.me()
        every = self.api.allowed_to(me, "ManageRooms")
        self._records = at(me, "permissions.CanRecord") == "true"
        seen: dict[str, Json] = {}
        odd = 0
        for room in self.api.rooms(every=every):
            ident = room.get("id")
            if isinstance(ident, str) and ident in seen:
                odd += 1
                continue
            seen[ident if isinstance(ident, str) else f"?{len(seen)}"] = room
            yield room
        self._rooms, self._listed = seen, self.api.session.clock()
        if odd:
            raise MalformedError(f"{odd} rooms were listed twice, so that others may be missing")

    def _read(self, room: Json, *, site: Target, found: Balancer | Unreadable, server: Target) -> Read:
        ident, friendly, title = named(room)
        program = Program(id=ident, kind="meeting", host=SITE, host_name="Greenlight", live=_is_on(room) is True)
        try:
            settings = self.api.settings(friendly)
        except AdapterError as error:
            return Unreadable(
                id=f"meeting/{ident}", kind="meeting", title=title, reason=str(error), above=self._above(),
                program=program,
            )  # fmt: skip
        unread = {}
        if settings.get("record") == "false" and not self._records:
            unread["room.record"] = RECORDS
            del settings["record"]
        balancer = found if isinstance(found, Balancer) else None
        by: Json = merging.everything(settings, _forced(site), balancer, newer=_newer(server))
        return Target(
            id=f"meeting/{ident}", kind="meeting", title=title, above=self._above(), program=program,
            document={"room": settings, "by": {**by, "front_end": "greenlight"}}, facts={"address": digest(friendly)},
            unread=unread,
        )  # fmt: skip

    def _alone(self, found: Balancer | Unreadable, server: Target) -> Target:
        by: Json = merging.alone(found if isinstance(found, Balancer) else None, newer=_newer(server))
        return Target(
            id=ALONE, kind="meeting", title=marked("Meetings of this server"), above=self._above(site=False),
            document={"by": {**by, "front_end": "unknown"}}, unread={"room": NO_FRONT},
            program=Program(id="server", kind="meeting", host=SERVER, host_name="bbb-web"),
        )  # fmt: skip

    def _above(self, *, site: bool = True) -> tuple[tuple[str, ...], ...]:
        return (
            (SERVER,),
            *(((BALANCER,),) if not self.files.options.no_balancer else ()),
            *(((SITE,),) if site else ()),
        )

    def _site(self) -> Target:
        document: dict[str, Any] = {}
        unread: dict[str, str] = {}
        try:
            told = self.api.configurations()
            document["codes"] = {"viewers": told.pop(CODE, "optional")}
            document["configurations"] = {name: value for name, value in told.items() if not secret(name)}
        except AdapterError as error:
            unread = dict.fromkeys(("configurations", "codes"), str(error))
        return Target(id=SITE, kind="site", title="Greenlight", document=document, unread=unread)

    def refresh(self, target: Target) -> Target:
        """Read `target` again. Raises `AdapterError`."""
        found = self._again(target)
        if isinstance(found, Target):
            return found
        raise AdapterError(getattr(found, "reason", "it could not be read"))

    def _again(self, target: Target) -> Read:
        if target.id == SERVER:
            return self.files.server()
        found = self.files.balancer()
        if target.id == BALANCER:
            return found if isinstance(found, Unreadable) else balancing(found)
        if target.id == ALONE and not self.api.options.greenlight:
            return self._alone(found, self.files.server())
        site = self._site()
        if target.id == SITE:
            return site
        return self._read(self.room(target.ident), site=site, found=found, server=self.files.server())

    def room(self, ident: str) -> Json:
        """Return what the list of rooms says of one. Raises `AdapterError`."""
        if ident not in self._rooms:
            list(self.listed())
        if ident not in self._rooms:
            raise AdapterError("Greenlight has no such room any more, or does not show it")
        return self._rooms[ident]

    def on(self) -> Iterator[tuple[str, str]]:
        """Yield the title of each meeting that is on, with its room's address. Raises `AdapterError`."""
        found = self.files.balancer()
        if isinstance(found, Balancer) and found.hides_meetings:
            raise AdapterError("Scalelite shows nobody what is on (GET_MEETINGS_API_DISABLED)")
        if self.api.options.bigbluebutton:
            yield from self.api.on()
            return
        if self.api.session.clock() - self._listed > FRESH:
            list(self.listed())
        for room in self._rooms.values():
            _, friendly, title = named(room)
            on = _is_on(room)
            if on is None:
                raise MalformedError("Greenlight does not say whether a room is in use")
            if on:
                yield title, friendly


def _newer(server: Target) -> bool:
    """Tell whether a server's files show that it knows what came with BigBlueButton 4.0."""
    return any(at(server.document, f"{part}.{merging.PRESENTER}") is not None for part in ("file", "shipped"))


def _forced(site: Target) -> dict[str, object] | None:
    """Return what is done with each option in all rooms; None where that is not shown."""
    told, codes = site.document.get("configurations"), site.document.get("codes")
    if not isinstance(told, Mapping) or not isinstance(codes, Mapping):
        return None
    return {**told, CODE: codes.get("viewers")}


def _is_on(room: Json) -> bool | None:
    """Return whether people are in a room by what the list says; None where that does not say."""
    told = [room[key] for key in ("online", "active") if room.get(key) is not None]
    if not told or not all(isinstance(each, bool) for each in told):
        return None
    return any(told)
