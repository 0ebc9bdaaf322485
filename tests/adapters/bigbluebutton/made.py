"""A connection to a small simulated server, with what an adapter's own tests need of it."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.adapters.connected import Kept

from hardener import adapter
from hardener.adapter import Adapter, Window
from hardener.http import Session
from hardener.model import Elsewhere, Target, Unreadable
from hardener.sandbox import serve
from hardener_bigbluebutton.simulator import BigBlueButtonSimulator

Seed = Mapping[str, Any]


def window() -> Window:
    now = datetime.now(UTC)
    return Window(now, now + timedelta(weeks=4))


@contextmanager
def connected(
    seed: Seed, *, read_only: bool = True, without: tuple[str, ...] = (), **more: Any
) -> Iterator[tuple[Adapter, BigBlueButtonSimulator]]:
    """Serve `seed` and connect to it; `without` and `more` change the connection's keys."""
    app = BigBlueButtonSimulator.from_seed(seed, clock=time.time)
    with serve(app) as server, Session("main", read_only=read_only) as session:
        options, secrets = server.connection(seed)
        given = {key: value for key, value in {**options, **more}.items() if key not in without}
        yield adapter.load("bigbluebutton").connect(given, session, Kept(secrets)), app


def everything(made: Adapter) -> dict[str, Target | Unreadable]:
    """Return all that one reading yields, by id."""
    return {each.id: each for each in made.read_all(window()) if not isinstance(each, Elsewhere)}
