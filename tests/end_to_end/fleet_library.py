"""A region's computer: a folder of libraries, each with a simulated account of its own over real HTTP."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.end_to_end.library import CONFIG
from tests.end_to_end.runs import Runs

from hardener.sandbox import serve
from hardener_zoom.simulator import ZoomSimulator, default_app

NAMED = '[library]\nname = {name}\ntimezone = "America/New_York"\n'


@dataclass
class Region(Runs):
    """The folder above a folder of libraries."""

    folder: Path
    environ: dict[str, str]
    zooms: dict[str, ZoomSimulator] = field(default_factory=dict)
    """By the folder's name."""
    urls: dict[str, str] = field(default_factory=dict)
    """Where each of their accounts is."""
    _stack: ExitStack = field(default_factory=ExitStack)

    @property
    def libraries(self) -> Path:
        return self.folder / "libraries"

    def add(
        self, name: str, seed: Mapping[str, Any], *, called: str = "", kind: type[ZoomSimulator] = ZoomSimulator
    ) -> ZoomSimulator:
        """Add a library in a folder called `name`, with an account of its own, and its secrets as files."""
        own = {**seed, "account": {**seed["account"], "id": f"acc-{name}"}}
        zoom = kind.from_seed(own, clock=time.time)
        server = self._stack.enter_context(serve(zoom))
        place = self.libraries / name
        (place / "credentials").mkdir(parents=True)
        text = CONFIG.format(url=server.url, rules="", more="", rooms="false")
        told = NAMED.format(name=json.dumps(called or name))
        (place / "hardener.toml").write_text(f'{text.partition("[connections")[0]}{told}[connections{text.partition("[connections")[2]}')  # fmt: skip
        for key, value in {
            **default_app(own),
            **{k: str(v) for k, v in own["apps"][0].items() if k.startswith("client")},
        }.items():
            self.secret(name, key, str(value))
        self.zooms[name], self.urls[name] = zoom, server.url
        return zoom

    def secret(self, name: str, key: str, value: str) -> None:
        file = self.libraries / name / "credentials" / f"hardener.main.{key}"
        file.write_text(value)
        file.chmod(0o600)

    def fleet(self, *words: str, expect: int | None = None) -> Any:
        """Run a verb of hardener fleet for the folder."""
        return self.run("fleet", words[0], "libraries", *words[1:], expect=expect)

    def sent(self, name: str, *methods: str) -> list[tuple[str, str]]:
        """Return the requests of these methods that a library's account has had."""
        return [(c.method, c.path) for c in self.zooms[name].calls if c.method in methods and c.path != "/oauth/token"]


@contextmanager
def region(folder: Path) -> Iterator[Region]:
    """Make an empty region."""
    environ = {k: v for k, v in os.environ.items() if not k.startswith("HARDENER")}
    environ |= {"COLUMNS": "110", "NO_COLOR": "1", "HOME": str(folder)}
    (folder / "libraries").mkdir()
    with ExitStack() as stack:
        yield Region(folder, environ, _stack=stack)
