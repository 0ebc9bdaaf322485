"""A library with a Jitsi server of its own: the installed command, the server over real HTTP, and its real files."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.command import Ran
from tests.end_to_end.runs import Runs

from hardener.sandbox import serve
from hardener_jitsi.simulator import JitsiSimulator

SHARED = ("--allow", "shared")
HOSTS = "hosts: { domain: 'meet.maple.example' }"
ROOMS = [["Storytime at Maple", "quiet-otters-paint-kites"]]


@dataclass
class Server(Runs):
    """One folder with a configuration, and one server with its files."""

    folder: Path
    app: JitsiSimulator
    options: dict[str, Any]
    environ: dict[str, str]

    def run(self, *words: str, expect: int | None = None, text: str | None = None) -> Ran:
        """Run hardener as every library does; no room's name may be in what it says."""
        ran = super().run(*words, expect=expect, text=text)
        assert not [name for _, name in self.app.seed.rooms if name in ran.out + ran.err], "a room's name is its link"
        return ran

    @property
    def file(self) -> Path:
        """The file that the operator writes."""
        return Path(self.options["folder"], self.options["file"])

    def found(self, room: str = "storytime-at-maple") -> dict[str, dict[str, Any]]:
        """Audit and return the findings of one room by control."""
        (program,) = (p for p in self.report()["programs"] if p["id"] == room)
        return {f["control"]: f for f in program["findings"]}

    def told(self, *controls: str) -> list[tuple[str, str | None]]:
        """Audit and return what some controls came to: the status and the value."""
        found = self.found()
        return [(found[control]["status"], found[control]["actual"]) for control in controls]

    def configure(self, **options: Any) -> None:
        """Write the configuration, with other options; None takes one out."""
        given = {k: v for k, v in {"vendor": "jitsi", **self.options, **options}.items() if v is not None}
        lines = [f"{key} = {json.dumps(value)}" for key, value in given.items()]
        rule = ["[[programs]]", 'title = "*"', 'profile = "storytime"']
        text = "\n".join(['default = "storytime"', "[connections.main]", *lines, *rule])
        (self.folder / "hardener.toml").write_text(text)


def seed(config: str, **more: Any) -> dict[str, Any]:
    """Return a server with this config.js, and nothing else to read."""
    return {"config": config, "rooms": ROOMS, "prosody": None, **more}


def config(*statements: str) -> str:
    """Return a config.js of a server, with these statements after its object."""
    return "\n".join([f"var config = {{ {HOSTS} }};", *statements, ""])


@contextmanager
def jitsi(folder: Path, given: Mapping[str, Any], kind: type[JitsiSimulator] = JitsiSimulator) -> Iterator[Server]:
    """Serve `given` and configure a library for it."""
    app = kind.from_seed(given, clock=time.time)
    with serve(app) as server:
        options, _ = server.connection(given)
        environ = {k: v for k, v in os.environ.items() if not k.startswith("HARDENER")}
        environ |= {"HARDENER_STORE": str(folder / "hardener.sqlite3"), "COLUMNS": "110", "NO_COLOR": "1"}
        made = Server(folder, app, options, environ)
        made.configure()
        yield made
