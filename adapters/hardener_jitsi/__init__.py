"""Jitsi Meet on a server of one's own: rooms that are always there, and the settings that all of them share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Self

from pydantic import JsonValue

from hardener.adapter import Access, Changes, Vault
from hardener.http import Session
from hardener.model import Target
from hardener.setting import Setting
from hardener.vendor import NoLogin, Verbs
from hardener_jitsi import options as opts
from hardener_jitsi.kept_words import LEAVES
from hardener_jitsi.on_server import RESTART
from hardener_jitsi.options import Options
from hardener_jitsi.reading import Reader, flat
from hardener_jitsi.script import parser
from hardener_jitsi.settings import SETTINGS

__all__ = ["Jitsi"]


@dataclass
class Jitsi(NoLogin, Verbs):
    """One Jitsi server."""

    platform: ClassVar[str] = "Jitsi Meet"
    leaves: ClassVar[str] = LEAVES
    starts: ClassVar[bool] = False
    options_type = Options
    settings: ClassVar[Sequence[Setting]] = SETTINGS

    options: Options
    reader: Reader

    @classmethod
    def links(cls, options: Mapping[str, JsonValue]) -> Sequence[str]:
        """Return the forms of its links: on its own host, and each room's name by itself, which is all of a link."""
        return list(opts.links(options))

    @classmethod
    def connect(cls, options: Mapping[str, JsonValue], session: Session, vault: Vault) -> Self:
        """Return an adapter for the server that `options` name. Raises `AdapterError` on bad options."""
        del vault
        chosen = Options.of(options)
        parser()
        session.base_url = chosen.url
        return cls(chosen, Reader(session, chosen))

    def account(self) -> str:
        """Return the domain by which the server knows itself. Raises `AdapterError`."""
        return self.reader.domain()

    def access(self) -> Iterator[Access]:
        """Yield what can be read and written. Raises `AdapterError` where the server does not answer as one."""
        server = self.reader.server()
        yield Access(what="read the settings that the server gives to every browser", kind="read", allowed=True)
        told = next(iter(server.unavailable.values()), "") or server.unread.get("config", "")
        if not server.document.get("config"):
            told = next(iter(server.unread.values()), told)
        yield Access(
            what="change them in the server's own file", kind="write", allowed=not told, paths=("config.",), note=told,
        )  # fmt: skip
        if self.options.prosody:
            why = server.unread.get("prosody", "")
            yield Access(
                what="read what the XMPP server enforces", kind="read", allowed=not why, paths=("prosody.",), note=why
            )

    def live(self, target: Target) -> Iterator[str]:
        """Yield nothing: Jitsi tells nobody from outside in which rooms people are."""
        del target
        yield from ()

    def write(self, target: Target, changes: Changes) -> Mapping[str, str] | None:
        """Write `changes` into the server's file; success is judged by reading again. Raises `AdapterError`."""
        wanted = flat(changes.of("config", vendor="Jitsi", kind=target.kind).get("config", {}))
        if not wanted:
            return None
        self.reader.write(wanted)
        return {f"config.{path}": RESTART for path in wanted} if self.options.container else None
