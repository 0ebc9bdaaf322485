"""A library whose rooms are always there, on a platform of its own host: the installed command finds its adapter."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests import stores
from tests.end_to_end.runs import Runs
from tests.toy.hardener_toy_simulator import HOST, ToySimulator, room

from hardener.sandbox import serve

__all__ = ["HOST", "LINK", "TOY", "Toys", "room", "toys"]
TOY = Path(__file__).parents[1] / "toy"
LINK = f"https://{HOST}/teens-secret-door"
CONFIG = """\
default = "lobby.yaml"
[library]
name = "Toy library"
[connections.rooms]
vendor = "toy"
url = "{url}"
host = "{host}"
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
class Toys(Runs):
    """One folder with a configuration and the state of one server."""

    folder: Path
    server: ToySimulator
    environ: dict[str, str]

    @property
    def state(self) -> dict[str, Any]:
        """What the server has."""
        return self.server.state

    def set(self, **changes: Any) -> None:
        """Give the server another state."""
        self.server.state.update(changes)

    def room(self, ident: str, **changes: Any) -> None:
        """Change one room of the server."""
        self.state["rooms"][ident].update(own(changes))

    def found(self, ident: str, *words: str) -> dict[str, dict[str, Any]]:
        """Audit and return the findings of one room by control."""
        report = self.run("audit", "--format", "json-flat", *words).json
        (program,) = (p for p in report["programs"] if p["id"] == ident)
        return {f["control"]: f for f in program["findings"]}


def own(found: dict[str, Any]) -> dict[str, Any]:
    """Return a copy in which nothing is shared, not even what a test has given twice."""
    copied: dict[str, Any] = json.loads(json.dumps(found))
    return copied


@contextmanager
def toys(folder: Path, *, more: str = "", shows: bool = True, **rooms: dict[str, Any]) -> Iterator[Toys]:
    """Make a library with these rooms; `shows`: the server tells its running values."""
    state = {"account": "toy-1", "shows": shows, "defaults": {"lobby": True}, "rooms": own(rooms)}
    app = ToySimulator(state, clock=time.time)
    for name in ("rooms", "lobby"):
        (folder / f"{name}.yaml").write_text(PROFILE.format(name=name))
    with serve(app) as server, stores.place(os.environ.get("HARDENER_TEST_STORE", "sqlite"), folder) as place:
        (folder / "hardener.toml").write_text(CONFIG.format(url=server.url, host=HOST, more=more))
        kept = {k: v for k, v in os.environ.items() if not k.startswith("HARDENER")}
        given = {"PYTHONPATH": str(TOY), "HARDENER_STORE": place, "COLUMNS": "110", "NO_COLOR": "1"}
        yield Toys(folder, app, kept | given)
