"""A library's computer again, with a simulated Nextcloud over real HTTP."""

from __future__ import annotations

import copy
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.end_to_end.library import Library

from hardener.sandbox import serve
from hardener_nextcloud.simulator import NextcloudSimulator

CONFIG = """\
default = "storytime"
[connections.main]
vendor = "nextcloud"
url = "{url}"
user = "{user}"
[[programs]]
title = "*"
profile = "storytime"
"""


@dataclass
class CloudLibrary(Library):
    """One folder with a configuration that points at one simulated Nextcloud."""

    cloud: NextcloudSimulator

    def sent(self, *methods: str) -> list[tuple[str, str]]:
        return [(c.method, c.path) for c in self.cloud.calls if c.method in methods]

    def state(self) -> dict[str, Any]:
        """Return all that a run could have changed, of every room."""
        return copy.deepcopy({token: (room.values, room.people) for token, room in self.cloud.world.rooms.items()})

    def audit(self, *words: str) -> dict[str, dict[str, dict[str, Any]]]:
        """Audit and return every finding by the title of its program, and control."""
        report = self.run("audit", "--format", "json-flat", *words).json
        return {p["title"]: {f["control"]: f for f in p["findings"]} for p in report["programs"]}


@contextmanager
def library(
    folder: Path, seed: Mapping[str, Any], kind: type[NextcloudSimulator] = NextcloudSimulator
) -> Iterator[CloudLibrary]:
    cloud = kind.from_seed(seed, clock=time.time)
    user = seed["users"][0]
    with serve(cloud) as server:
        (folder / "hardener.toml").write_text(CONFIG.format(url=server.url, user=user["id"]))
        environ = {k: v for k, v in os.environ.items() if not k.startswith("HARDENER")}
        environ |= {"HARDENER_MAIN_APP_PASSWORD": user["password"], "HARDENER_STORE": str(folder / "hardener.sqlite3")}
        environ |= {"COLUMNS": "110", "NO_COLOR": "1"}
        yield CloudLibrary(folder, None, server, environ, cloud)  # type: ignore[arg-type]  # there is no Zoom here
