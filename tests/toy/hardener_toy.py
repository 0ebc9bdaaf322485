"""A platform of rooms that are always there, on a host of one's own.

It is installed for a command by PYTHONPATH alone: its entry point lies beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar, Self

from pydantic import JsonValue

from hardener.adapter import Access, Consent, Credential, Vault, Window
from hardener.errors import AdapterError
from hardener.http import Session
from hardener.model import Elsewhere, Program, Target, Unreadable
from hardener.path import deep_diff
from hardener.setting import Setting

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
    Setting(control="door.waiting_room", path="defaults.lobby", kinds=("host",), default_for_new=True, values={True: "everyone", False: "off"}),
)  # fmt: skip


class Toy:
    """One server's rooms."""

    settings: Sequence[Setting] = SETTINGS
    writes_per_day: ClassVar[int | None] = None
    starts: ClassVar[bool] = False

    def __init__(self, session: Session) -> None:
        """Keep how the server is asked."""
        self.session = session

    @classmethod
    def links(cls, options: Mapping[str, JsonValue]) -> Sequence[str]:
        """Return the forms of its links: on its own host, whose name nobody else knows."""
        host = options.get("host")
        return [rf"{re.escape(host)}/\w"] if isinstance(host, str) and host else []

    @classmethod
    def credentials(cls, options: Mapping[str, JsonValue]) -> Sequence[Credential]:
        """Return nothing: the server is there for whoever may reach it."""
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
        """Return the server at `url`."""
        session.base_url = str(options["url"])
        units = options.get("units")
        if isinstance(units, int):
            session.quota = session.daily(units, {"": 2}, zone="America/Los_Angeles", whose=("toy", session.base_url))
        return cls(session)

    def account(self) -> str:
        """Return the server's own name."""
        return str(self._state()["account"])

    def access(self) -> Iterator[Access]:
        """Yield that everything may be done."""
        self._state()
        yield Access(what="read rooms", kind="read", allowed=True)

    def _state(self) -> dict[str, Any]:
        found: dict[str, Any] = dict(self.session.get("/state"))
        if "broken" in found:
            raise AdapterError(found["broken"])
        return found

    def read_all(self, window: Window) -> Iterator[Target | Unreadable | Elsewhere]:
        """Yield the host, then each of its rooms, whatever the window: they have no start."""
        state = self._state()
        yield _host(state)
        for ident, room in state["rooms"].items():
            if not window.wants(ident, room["title"]):
                continue
            if "unread" in room:
                yield Unreadable(
                    id=f"meeting/{ident}", kind="meeting", title=room["title"], reason=str(room["unread"]),
                    program=_program(ident, room),
                )  # fmt: skip
            else:
                yield _target(ident, room, state)

    def read(self, target: Target) -> Target:
        """Read one of them again."""
        state, ident = self._state(), target.id.split("/", 1)[1]
        if target.kind == "host" and ident == "h":
            return _host(state)
        if ident not in state["rooms"]:
            raise AdapterError("there is no such room")
        return _target(ident, state["rooms"][ident], state)

    def live(self, target: Target) -> Iterator[str]:
        """Yield the rooms in which people are."""
        for ident, room in self._state()["rooms"].items():
            if room.get("people") and target.id in {"host/h", f"meeting/{ident}"}:
                yield room["title"]

    def write(self, before: Target, after: Target) -> Mapping[str, str] | None:
        """Send what differs; the server says what has to be restarted for it."""
        found = deep_diff(before.document, after.document)
        if not found:
            return None
        restart = self.session.patch(f"/rooms/{before.id.split('/', 1)[1]}", found)["restart"]
        assert isinstance(restart, dict)
        return {path: str(service) for path, service in restart.items()}


def _host(state: Mapping[str, Any]) -> Target:
    return Target(id="host/h", kind="host", title="Toy host", document={"defaults": state["defaults"]})


def _program(ident: str, room: Mapping[str, Any]) -> Program:
    return Program(id=ident, kind=room.get("kind", "meeting"), host="host/h", host_name="Toy host")


def _target(ident: str, room: Mapping[str, Any], state: Mapping[str, Any]) -> Target:
    kind = room.get("kind", "meeting")
    document = {"room": {k: room[k] for k in ("lobby", "chat")}, "server": room["server"]}
    shown = {"running": room.get("running", room["server"])} if state["shows"] else {}
    return Target(
        id=f"{kind}/{ident}", kind=kind, title=room["title"], above=(("host/h",),), program=_program(ident, room),
        document={**document, **shown},
    )  # fmt: skip
