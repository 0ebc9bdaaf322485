"""A library's computer: the installed command, a configuration, a store, and a simulated YouTube over real HTTP."""

from __future__ import annotations

import copy
import json
import os
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.adapters.youtube.discovery import Checked
from tests.end_to_end.runs import Runs

from hardener.sandbox import serve
from hardener_youtube.simulator import YouTubeSimulator, library_seed
from hardener_youtube.simulator.seed import ADULT, OPEN, stream, upload

NAMED = """
[[programs]]
title = "*"
profile = "{profile}"
"""
__all__ = ["ADULT", "OPEN", "Library", "library", "small", "soon", "stream", "upload"]


def soon(days: float) -> datetime:
    """Return so many days from now."""
    return datetime.now(UTC) + timedelta(days=days)


@dataclass
class Library(Runs):
    """One folder with a configuration that points at one simulator."""

    folder: Path
    app: Checked
    environ: dict[str, str]

    def findings(self, *words: str) -> dict[tuple[str, str], dict[str, Any]]:
        """Audit and return every finding by the title of its program and its control."""
        return {(p["title"], f["control"]): f for p in self.report(*words)["programs"] for f in p["findings"]}

    def state(self) -> dict[str, Any]:
        """Return all that could have been changed."""
        videos = self.app.world.seed.videos
        told = {v.id: [v.title, v.status, v.broadcast.details if v.broadcast else None] for v in videos}
        return copy.deepcopy(told)

    def sent(self, *methods: str) -> list[str]:
        return [call.path for call in self.app.calls if call.method in methods and call.path != "/token"]


def small(*videos: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """Return a seed with these videos; without any, with one stream that is right."""
    seed: dict[str, Any] = dict(library_seed(datetime.now(UTC)))
    return {**seed, "videos": list(videos) or [stream(1, "Baby Storytime", soon(3))], **more}


@contextmanager
def library(
    folder: Path, seed: Mapping[str, Any], more: str = "", *, profile: str = "storytime", grant: int = 0,
    kind: type[Checked] = Checked,
) -> Iterator[Library]:  # fmt: skip
    """Serve `seed` and configure a library for it; all that is sent and answered is as YouTube documents it."""
    app = kind.from_seed(seed, clock=time.time)
    with serve(app) as server:
        options, secrets = YouTubeSimulator.connection(seed, server.url)
        secrets = {**secrets, "refresh_token": seed["clients"][0]["grants"][grant]["refresh_token"]}
        lines = [f"{key} = {json.dumps(value)}" for key, value in options.items()]
        head = ['default = "storytime"', "[connections.main]", 'vendor = "youtube"', *lines, more]
        (folder / "hardener.toml").write_text("\n".join(head) + NAMED.format(profile=profile))
        environ = {k: v for k, v in os.environ.items() if not k.startswith("HARDENER")}
        environ |= {f"HARDENER_MAIN_{name.upper()}": value for name, value in secrets.items()}
        environ |= {"HARDENER_STORE": str(folder / "hardener.sqlite3"), "COLUMNS": "110", "NO_COLOR": "1"}
        yield Library(folder, app, environ)
    assert not app.broken


def failed(findings: Mapping[tuple[str, str], Mapping[str, Any]]) -> set[tuple[str, str]]:
    """Return what fails and has anything to do with what a library could set."""
    return {key for key, found in findings.items() if found["status"] == "fail" and found["reason"] != "no-setting"}


def titles(found: Iterable[tuple[str, str]], control: str) -> set[str]:
    return {title for title, name in found if name == control}
