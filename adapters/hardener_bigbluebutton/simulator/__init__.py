"""A model of BigBlueButton with Greenlight v3, made from their published code and documentation.

`BigBlueButtonSimulator.from_seed` takes what `hardener_bigbluebutton.simulator.state` describes. One address serves
Greenlight (`/`, `/api/v1`) and BigBlueButton's API (`/bigbluebutton/api`); the server's files are laid out beside it.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar, Self

from pydantic import JsonValue
from werkzeug.wrappers import Request, Response

from hardener.sandbox import Simulator
from hardener_bigbluebutton.simulator import bbb, greenlight
from hardener_bigbluebutton.simulator.seed import library_seed
from hardener_bigbluebutton.simulator.state import CONFIGURATIONS, Seed, read_seed

__all__ = ["BigBlueButtonSimulator", "library_seed"]

API = "/bigbluebutton/api"
OWN, STARTED = "bbb-web.properties", "bbb-web.started"
AGE = 3600
"""Seconds since the files were changed."""


class BigBlueButtonSimulator(Simulator):
    """One server with its front end."""

    vendor: ClassVar[str] = "bigbluebutton"
    folder_option: ClassVar[str] = "folder"

    def __init__(self, seed: Seed, *, clock: Callable[[], float]) -> None:
        """Serve `seed`."""
        super().__init__(clock=clock, faults=seed.faults)
        self.seed = seed
        seed.configurations = {**CONFIGURATIONS, **seed.configurations}
        self.sessions = greenlight.Sessions()

    @classmethod
    def from_seed(cls, seed: Mapping[str, JsonValue], *, clock: Callable[[], float]) -> Self:
        """Return a simulator that begins as `seed` says. Raises `SeedError`."""
        return cls(read_seed(seed), clock=clock)

    @classmethod
    def sample(cls, now: datetime) -> dict[str, Any]:
        """Return the seed of a library system whose rooms are always there."""
        return library_seed(now, live=False)

    @classmethod
    def connection(cls, seed: Mapping[str, JsonValue], url: str) -> tuple[dict[str, Any], Mapping[str, str]]:
        """Return the options and the secrets with which hardener connects to `seed`, as its first user."""
        found = read_seed(seed)
        options = {"greenlight": url, "bigbluebutton": f"{url}/bigbluebutton", **found.connection}
        first = found.users[0]
        return options, {"email": first.email, "password": first.password, "api_secret": found.secret}

    def lay_out(self, folder: Path) -> None:
        """Write the server's files, and beside them what bbb-web was started with."""
        now = time.time()
        started = self.seed.files.get(OWN, "") if self.seed.started is None else self.seed.started
        for name, text in {**self.seed.files, STARTED: started}.items():
            path = folder / name
            path.write_bytes(text.encode("latin-1"))
            path.chmod(0o640)
            os.utime(path, (now - AGE, now - AGE))
        if not started:
            os.utime(folder / STARTED, (now - 2 * AGE, now - 2 * AGE))

    def answer(self, request: Request) -> Response:
        """Answer one request."""
        now = self.clock()
        if request.path.rstrip("/") == API or request.path.startswith(f"{API}/"):
            return bbb.answer(self.seed, request, request.path.removeprefix(API).strip("/"), now)
        return greenlight.answer(self.seed, self.sessions, request, now)
