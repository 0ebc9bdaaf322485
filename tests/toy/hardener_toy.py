"""A platform of rooms that are always there, on a host of one's own; its whole state is a JSON file.

It is installed for a command by PYTHONPATH alone: its entry point lies beside it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar, Self
from urllib.parse import urlsplit

from pydantic import JsonValue

from hardener.adapter import Access, Consent, Credential, Vault, Window
from hardener.errors import AdapterError, RefusedError
from hardener.http import Session
from hardener.model import Elsewhere, Program, Target, Unreadable
from hardener.setting import Setting, difference

ROOMS = ("meeting", "room")
SETTINGS = (
    Setting(control="door.waiting_room", path="room.lobby", kinds=ROOMS, values={True: "everyone", False: "off"}),
    Setting(
        control="chan.chat_attendee", path="room.chat", kinds=ROOMS, values={False: "off", True: "everyone"},
        advisory="a parameter of the address opens it again",
    ),
    Setting(
        control="rec.auto", path="server.record", kinds=ROOMS, values={False: "none", True: "cloud"},
        restart="toy-web", running="running.record",
    ),
    Setting(control="chan.polls", path="server.polls", kinds=ROOMS, values={False: "off", True: "hosts"}),
    Setting(control="door.waiting_room", path="defaults.lobby", kinds=("host",), seeds=True, values={True: "everyone", False: "off"}),
)  # fmt: skip


class Toy:
    """One server's rooms."""

    settings: Sequence[Setting] = SETTINGS
    writes_per_day: ClassVar[int | None] = None

    def __init__(self, file: Path) -> None:
        """Keep where the state is."""
        self.file = file

    @classmethod
    def links(cls, options: Mapping[str, JsonValue]) -> Sequence[str]:
        """Return the forms of its links: on its own host, whose name nobody else knows."""
        host = urlsplit(str(options.get("url", ""))).hostname
        return [rf"{re.escape(host)}/\w"] if host else []

    @classmethod
    def credentials(cls, options: Mapping[str, JsonValue]) -> Sequence[Credential]:
        """Return nothing: the file is there for whoever may read it."""
        return ()

    @classmethod
    def consent(cls, options: Mapping[str, JsonValue], vault: Vault) -> Consent | None:
        """Return nothing: nobody has to agree."""
        return None

    @classmethod
    def exchange(
        cls, options: Mapping[str, JsonValue], session: Session, vault: Vault, form: Mapping[str, str]
    ) -> None:
        """Never called."""

    @classmethod
    def connect(cls, options: Mapping[str, JsonValue], session: Session, vault: Vault) -> Self:
        """Return the server whose state is in the file."""
        session.base_url = str(options["url"])
        return cls(Path(str(options["file"])))

    def account(self) -> str:
        """Return the server's own name."""
        return str(self._state["account"])

    def access(self) -> Iterator[Access]:
        """Yield that everything may be done."""
        yield Access(what="read rooms", kind="read", allowed=True)

    @property
    def _state(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.file.read_text())
        if "broken" in found:
            raise AdapterError(found["broken"])
        return found

    def read_all(self, window: Window) -> Iterator[Target | Unreadable | Elsewhere]:
        """Yield the host, then each of its rooms, whatever the window: they have no start."""
        state = self._state
        yield Target(id="host/h", kind="host", title="Toy host", document={"defaults": state["defaults"]})
        for ident, room in state["rooms"].items():
            if "unread" in room and window.wants(ident, room["title"]):
                reason = str(room["unread"])
                yield Unreadable(
                    id=f"meeting/{ident}", kind="meeting", title=room["title"], reason=reason,
                    program=_program(ident, room),
                )  # fmt: skip
            elif window.wants(ident, room["title"]):
                yield _target(ident, room, state)

    def read(self, target: Target) -> Target:
        """Read one of them again."""
        state, ident = self._state, target.id.split("/", 1)[1]
        if target.kind == "host":
            return Target(id=target.id, kind="host", title="Toy host", document={"defaults": state["defaults"]})
        if ident not in state["rooms"]:
            raise AdapterError("there is no such room")
        return _target(ident, state["rooms"][ident], state)

    def live(self, target: Target) -> Iterator[str]:
        """Yield the rooms in which people are."""
        for ident, room in self._state["rooms"].items():
            if room.get("people") and target.id in {"host/h", f"meeting/{ident}"}:
                yield room["title"]

    def write(self, before: Target, after: Target) -> Mapping[str, str] | None:
        """Write what differs; polls are a matter of the web server, which has to be told."""
        state, found = self._state, difference(before.document, after.document)
        room = state["rooms"].get(before.id.split("/", 1)[1], {})
        if "refuses" in room:
            raise RefusedError(str(room["refuses"]), status=403)
        for part, where in (("room", room), ("defaults", state["defaults"]), ("server", room.get("server", {}))):
            new = found.get(part, {})
            assert isinstance(new, dict)
            where.update(new)
        self.file.write_text(json.dumps(state))
        server = found.get("server", {})
        return {"server.polls": "nginx"} if isinstance(server, dict) and "polls" in server else None


def _program(ident: str, room: Mapping[str, Any]) -> Program:
    return Program(id=ident, kind=room.get("kind", "meeting"), host="host/h", host_name="Toy host")


def _target(ident: str, room: Mapping[str, Any], state: Mapping[str, Any]) -> Target:
    kind = room.get("kind", "meeting")
    document = {"room": {k: room[k] for k in ("lobby", "chat")}, "server": room["server"]}
    running = room.get("running", room["server"])
    shown = {"running": running} if state["shows"] else {}
    return Target(
        id=f"{kind}/{ident}", kind=kind, title=room["title"], above=(("host/h",),), program=_program(ident, room),
        document={**document, **shown},
    )  # fmt: skip
