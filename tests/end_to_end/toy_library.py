"""A library whose rooms are always there, on a platform of its own host: the installed command finds its adapter."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests import command, stores
from tests.command import Ran

TOY = Path(__file__).parents[1] / "toy"
HOST = "talk.library.example"
LINK = f"https://{HOST}/teens-secret-door"
CONFIG = """\
default = "lobby.yaml"
[library]
name = "Toy library"
[connections.rooms]
vendor = "toy"
url = "https://{host}"
file = "{file}"
{more}
[[programs]]
kind = "room"
profile = "lobby.yaml"
[[programs]]
title = "*"
profile = "rooms.yaml"
"""
PROFILE = """\
profile: {name}
title: Rooms that are always there
version: 1
audience: teens
requires:
  door.waiting_room: {{at_most: everyone}}
  chan.chat_attendee: {{at_most: off}}
  rec.auto: {{at_most: none}}
  chan.polls: {{at_most: off}}
"""


@dataclass
class Toys:
    """One folder with a configuration and the state of one server."""

    folder: Path
    environ: dict[str, str]

    def run(self, *words: str, expect: int | None = None) -> Ran:
        """Run hardener; with `expect`, the exit status must be that."""
        ran = command.run(words, self.folder, self.environ)
        assert expect is None or ran.status == expect, f"{words}: {ran.status}\n{ran.out[-3000:]}\n{ran.err[-3000:]}"
        assert "Traceback" not in ran.err, ran.err
        return ran

    @property
    def state(self) -> dict[str, Any]:
        """What the server has."""
        found: dict[str, Any] = json.loads((self.folder / "state.json").read_text())
        return found

    def set(self, **changes: Any) -> None:
        """Give the server another state."""
        (self.folder / "state.json").write_text(json.dumps(self.state | changes))

    def room(self, ident: str, **changes: Any) -> None:
        """Change one room of the server."""
        rooms = self.state["rooms"]
        rooms[ident] = {**rooms.get(ident, {}), **changes}
        self.set(rooms=rooms)

    def found(self, ident: str, *words: str) -> dict[str, dict[str, Any]]:
        """Audit and return the findings of one room by control."""
        report = self.run("audit", "--format", "json-flat", *words).json
        (program,) = (p for p in report["programs"] if p["id"] == ident)
        return {f["control"]: f for f in program["findings"]}


def room(title: str, **changes: Any) -> dict[str, Any]:
    """Return a room in which everything is as it is asked for, but for `changes`."""
    return {"title": title, "lobby": True, "chat": False, "server": {"record": False, "polls": False}} | changes


@contextmanager
def toys(folder: Path, *, more: str = "", shows: bool = True, **rooms: dict[str, Any]) -> Iterator[Toys]:
    """Make a library with these rooms; `shows`: the server tells its running values."""
    state = {"account": "toy-1", "shows": shows, "defaults": {"lobby": True}, "rooms": rooms}
    (folder / "state.json").write_text(json.dumps(state))
    (folder / "hardener.toml").write_text(CONFIG.format(host=HOST, file=folder / "state.json", more=more))
    for name in ("rooms", "lobby"):
        (folder / f"{name}.yaml").write_text(PROFILE.format(name=name))
    with stores.place(os.environ.get("HARDENER_TEST_STORE", "sqlite"), folder) as place:
        kept = {k: v for k, v in os.environ.items() if not k.startswith("HARDENER")}
        yield Toys(folder, kept | {"PYTHONPATH": str(TOY), "HARDENER_STORE": place, "COLUMNS": "110", "NO_COLOR": "1"})
