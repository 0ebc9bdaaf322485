"""One Jitsi server over real HTTP, with real files, audited in this process."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.adapters.mutate import Found, look

from hardener.sandbox import serve
from hardener_jitsi.simulator import JitsiSimulator

HOSTS = "hosts: { domain: 'meet.maple.example' }"


def config(*statements: str) -> str:
    """Return a config.js of a server, with these statements after its object."""
    return "\n".join([f"var config = {{ {HOSTS} }};", *statements, ""])


@dataclass
class Judged:
    """A server and its files."""

    app: JitsiSimulator
    url: str
    options: dict[str, Any]

    @property
    def file(self) -> Path:
        """The file that the operator writes."""
        return Path(self.options["folder"], self.options["file"])

    def look(self) -> Found:
        """Audit it."""
        return look("jitsi", self.url, (self.options, {}))

    def told(self, *controls: str) -> list[str]:
        """Audit it and return the status of some controls in its room."""
        found = self.look()
        return [str(found.verdicts["storytime/", control]) for control in controls]


@contextmanager
def judged(text: str, **more: Any) -> Iterator[Judged]:
    """Serve a config.js."""
    given: Mapping[str, Any] = {"config": text, "rooms": [["Storytime", "quiet-otters"]], "prosody": None, **more}
    app = JitsiSimulator.from_seed(given, clock=time.time)
    with serve(app) as server:
        yield Judged(app, server.url, dict(server.connection(given)[0]))
