"""BigBlueButton with Greenlight: rooms that are always there, and the server and load balancer that decide in them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Self

from pydantic import JsonValue

from hardener.adapter import Access, AdapterError, Changes, Vault
from hardener.http import Session
from hardener.model import Target
from hardener.setting import Setting
from hardener.vendor import Door, host_at, ident_of
from hardener_bigbluebutton import calls
from hardener_bigbluebutton.client import Api, named
from hardener_bigbluebutton.files import BALANCER, Files
from hardener_bigbluebutton.kept_words import LEAVES
from hardener_bigbluebutton.merging import GREENLIGHT, PARAMETERS, PROPERTIES
from hardener_bigbluebutton.options import Options
from hardener_bigbluebutton.reading import Reader
from hardener_bigbluebutton.settings import SETTINGS

__all__ = ["BigBlueButton"]

_PAGES = r"(?:signin|signup|forget_password|rooms|help|privacy|terms)/?(?:[\"'<>)]|[.,;?!]?(?:\s|$))"
"""Greenlight's own pages, which lead into no room; with more behind them they may: `signin?location=/rooms/…`."""


@dataclass
class BigBlueButton(Door):
    """One Greenlight, one server, or both."""

    platform: ClassVar[str] = "BigBlueButton"
    starts: ClassVar[bool] = False
    leaves: ClassVar[str] = LEAVES
    options_type = Options
    api_type = Api
    calls = calls.CALLS

    reader: Reader
    settings: Sequence[Setting] = SETTINGS

    @classmethod
    def links(cls, options: Mapping[str, JsonValue]) -> Sequence[str]:
        """Return the forms of links on the hosts of the connection: rooms by any kind of id, meetings, recordings."""
        given = (options.get(key) for key in ("greenlight", "bigbluebutton"))
        hosts = {host for url in given if (host := host_at(url))}
        return [rf"{re.escape(host)}/(?!{_PAGES})[\w/]*\w" for host in sorted(hosts)]

    @classmethod
    def connect(cls, options: Mapping[str, JsonValue], session: Session, vault: Vault) -> Self:
        """Return an adapter for what `options` name. Raises `AdapterError` on bad options."""
        chosen = Options.of(options)
        api = Api(session, chosen, vault)
        return cls(Reader(api, Files(session, chosen)))

    def account(self) -> str:
        """Return whose Greenlight it is, with the person where only theirs is seen, or the server.

        Raises `HardenerError`.
        """
        api, files = self.reader.api, self.reader.files
        if api.options.greenlight:
            me = api.me()
            return "greenlight" if api.allowed_to(me, "ManageRooms") else ident_of("greenlight", me.get("id"))
        if api.options.folder:
            return ident_of("server", files.name())
        list(api.on())
        return "server"

    def access(self) -> Iterator[Access]:
        """Yield what may be read and written. Raises `AdapterError` where the log-in fails."""
        api, files = self.reader.api, self.reader.files
        if api.options.greenlight:
            yield from api.doctor()
        if api.options.bigbluebutton:
            list(api.on())
            yield Access(what=calls.MEETINGS.what, kind="read", allowed=True)
        why = files.server().unread.get("file", "")
        yield Access(what="read the server's properties", kind="read", allowed=not why, paths=("file.",), note=why)

    def live(self, target: Target) -> Iterator[str]:
        """Yield the meetings that are on, of one room or of all. Raises `AdapterError` where that cannot be told."""
        options = self.reader.api.options
        if not (options.greenlight or options.bigbluebutton):
            return
        alone = target.program is not None and bool(options.greenlight)
        mine = named(self.reader.room(target.ident))[1] if alone else ""
        for title, friendly in self.reader.on():
            if not alone or friendly == mine:
                yield target.title if alone else title

    def write(self, target: Target, changes: Changes) -> None:
        """Ask for `changes`: Greenlight takes one at a time, a file is written once. Raises `AdapterError`."""
        if target.kind == "server":
            changes.of("file", vendor="BigBlueButton", kind="server")
            wanted = changes.body("file", PROPERTIES)
            if wanted:
                self.reader.files.write(wanted)
        elif target.kind == "site":
            changes.of("configurations", vendor="Greenlight", kind="site")
            for name, value in changes.body("configurations", {*GREENLIGHT, *PARAMETERS}).items():
                self.reader.api.set_configuration(name, _text(value))
        elif target.id.startswith("meeting/") and self.reader.api.options.greenlight:
            changes.of("room", vendor="Greenlight", kind="room")
            wanted = changes.body("room", {*GREENLIGHT, *PARAMETERS})
            friendly = named(self.reader.room(target.ident))[1] if wanted else ""
            for name, value in wanted.items():
                self.reader.api.set_room(friendly, name, _text(value))
        elif changes.parts:
            what = "load balancer" if target.id == BALANCER else "server without its front end"
            raise AdapterError(f"a {what} is only read")


def _text(value: JsonValue) -> str:
    """Return a value as Greenlight takes it. Raises `AdapterError` for none: what is there cannot be taken out."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        raise AdapterError("Greenlight has no such value")
    return value
