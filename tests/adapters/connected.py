"""An adapter connected to its simulator, whatever its vendor."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from hardener import adapter
from hardener.adapter import Adapter, Window
from hardener.http import Session
from hardener.sandbox import Simulator, serve, simulator

WEEKS = timedelta(weeks=4)


class Kept(dict[str, str]):
    """A vault in memory."""

    def get(self, name: str) -> str:  # type: ignore[override]  # a vault has no default
        return self[name]

    def keep(self, name: str, value: str) -> None:
        self[name] = value


class Unpaced(Session):
    """A session that asks as fast as it can: the simulators of these tests refuse nobody for it."""

    def pace(self, rates: Mapping[str, float]) -> None:
        """Take no pace."""


COUNTING = ("meet", "zoom")
"""Vendors whose simulators count what they are asked, and refuse."""


@contextmanager
def opened(vendor: str, *, read_only: bool = True, paced: bool = False) -> Iterator[tuple[Adapter, Session, Simulator]]:
    """Serve the vendor's sample and connect to it; `paced`: as in the world, where most of the time is waiting."""
    kind = simulator(vendor)
    seed = dict(kind.sample(datetime.now(UTC)))
    if vendor in COUNTING and not paced:
        seed["limits"] = {"enforced": False}
    app = kind.from_seed(seed, clock=time.time)
    with serve(app) as server, (Session if paced else Unpaced)("main", read_only=read_only) as session:
        options, secrets = server.connection(seed)
        given = {key: value for key, value in options.items() if key != "vendor"}
        yield adapter.load(vendor).connect(given, session, Kept(secrets)), session, app


def asked_with(app: Simulator) -> set[str]:
    """Return the methods of all that was asked, but for logging in: for a token, or for a session in a cookie.

    What is in a batch was asked as well; what is around it asks for nothing.
    """
    return {call.method for call in app.calls if not re.search(r"token|/sessions\b|/\$batch$", call.path)}


def window(program: str | None = None) -> Window:
    now = datetime.now(UTC)
    return Window(now, now + WEEKS, program)


def has_api(vendor: str) -> bool:
    """Tell whether there is anything to ask: some platforms are known by a list of programs alone."""
    return getattr(adapter.load(vendor), "api", True)
