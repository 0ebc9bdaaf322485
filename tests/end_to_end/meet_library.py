"""A library's computer: the installed command, a configuration, a journal, and a simulated Google over real HTTP."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.adapters.meet.discovery import Checked
from tests.end_to_end.runs import Runs

from hardener.sandbox import serve
from hardener_meet.simulator import MeetSimulator, library_seed

NAMED = """
[[programs]]
title = "*"
profile = "storytime"
"""


@dataclass
class Library(Runs):
    """One folder with a configuration that points at one simulator."""

    folder: Path
    app: MeetSimulator
    environ: dict[str, str]

    def findings(self, *words: str) -> dict[tuple[str, str], dict[str, Any]]:
        programs = self.report(*words)["programs"]
        return {(p["id"] + (p["occurrence"] or ""), f["control"]): f for p in programs for f in p["findings"]}

    def state(self) -> str:
        """Return all that could have been changed."""
        world = self.app.world
        spaces = {s.id: s.config for s in world.spaces.values()}
        return json.dumps([spaces, {e.id: [_told(e.fields), e.dates] for e in world.events.values()}], sort_keys=True)


def _told(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return an event's fields, with what is left out as Google documents it."""
    usual = {"guestsCanInviteOthers": True, "guestsCanModify": False, "guestsCanSeeOtherGuests": True}
    return {**usual, "visibility": "default", **fields}


@contextmanager
def library(folder: Path, seed: Mapping[str, Any], more: str = "", kind: type[Checked] = Checked) -> Iterator[Library]:
    """Serve `seed` and configure a library for it; all that is sent and answered is as Google documents it."""
    app = kind.from_seed({**seed, "limits": {"enforced": False}}, clock=time.time)
    with serve(app) as server:
        options, secrets = MeetSimulator.connection(seed, server.url)
        options |= {"reads_per_minute": 6000, "writes_per_minute": 1000}
        lines = [f"{key} = {json.dumps(value)}" for key, value in options.items()]
        text = "\n".join(['default = "storytime"', "[connections.main]", 'vendor = "meet"', *lines, more, NAMED])
        (folder / "hardener.toml").write_text(text)
        environ = {k: v for k, v in os.environ.items() if not k.startswith("HARDENER")}
        environ |= {f"HARDENER_MAIN_{name.upper()}": value for name, value in secrets.items()}
        environ |= {"HARDENER_STORE": str(folder / "hardener.sqlite3"), "COLUMNS": "110", "NO_COLOR": "1"}
        yield Library(folder, app, environ)
    assert not getattr(app, "broken", [])


def small(config: Mapping[str, Any] | None = None, **fields: Any) -> dict[str, Any]:
    """Return a seed with one storytime, which is right but for these."""
    sample: dict[str, Any] = dict(library_seed(datetime.now(UTC)))
    ident = sample["right"][0]
    event = next(e for e in sample["events"] if e["id"] == ident)
    event["fields"] |= fields
    spaces = [s for s in sample["spaces"] if s["code"] == event["space"]]
    spaces[0]["config"] |= config or {}
    return {**sample, "events": [event], "spaces": spaces}
