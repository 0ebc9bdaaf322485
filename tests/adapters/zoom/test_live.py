"""What is on, by Zoom's own word, and what it does not tell."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.adapters.zoom.simulator_made import FAST
from tests.end_to_end.library import small, story

from hardener.adapter import Window
from hardener.errors import AdapterError
from hardener.http import Session
from hardener.model import Target
from hardener.sandbox import serve
from hardener_zoom import Zoom
from hardener_zoom.simulator import ZoomSimulator


class Keys(dict[str, str]):
    def get(self, name: str) -> str:  # type: ignore[override]  # a vault has no default
        return self[name]

    def keep(self, name: str, value: str) -> None:
        self[name] = value


@contextmanager
def zoom(seed: dict[str, Any]) -> Iterator[tuple[Zoom, dict[str, Target], ZoomSimulator]]:
    """Return the adapter with everything that it reads."""
    sim = ZoomSimulator.from_seed({**seed, "limits": {"enforced": False}}, clock=time.time)
    with serve(sim) as server, Session("main", read_only=True) as session:
        given: dict[str, Any] = {
            "api_url": f"{server.url}/v2",
            "token_url": f"{server.url}/oauth/token",
            "plan": "business",
            "rates": FAST,
        }
        keys = Keys({"account_id": "acc", "client_id": "cid", "client_secret": "very-secret"})
        made = Zoom.connect(given, session, keys)
        now = datetime.now(UTC)
        found = {t.id: t for t in made.read_all(Window(now, now + timedelta(weeks=4))) if isinstance(t, Target)}
        yield made, found, sim


def test_a_program_is_told_by_its_own_status() -> None:
    seed = small(story(81) | {"started": True}, story(82))
    with zoom(seed) as (made, found, _):
        on = {ident: list(made.live(made.read(target))) for ident, target in found.items() if target.program}
        assert on["meeting/81"] == ["Baby Storytime"]
        assert on["meeting/82"] == []
        assert on["room/5551112222"] == []


def test_a_meeting_without_a_status_is_looked_for_among_those_that_are_on() -> None:
    fault = {"path": "/meetings/8[12]$", "drop_key": "status"}
    seed = small(story(81) | {"started": True}, story(82), faults=[fault])
    with zoom(seed) as (made, found, _):
        assert list(made.live(made.read(found["meeting/81"]))) == ["Baby Storytime"]
        assert list(made.live(made.read(found["meeting/82"]))) == []


def test_a_meeting_in_a_personal_room_waits_for_the_room() -> None:
    with zoom(small(story(81, use_pmi=True))) as (made, found, sim):
        assert list(made.live(made.read(found["meeting/81"]))) == []
        sim.world.rooms[5551112222].started = True
        assert list(made.live(made.read(found["meeting/81"]))) == ["Baby Storytime (its room)"]


def test_a_host_that_zoom_does_not_list_is_not_guessed_about() -> None:
    with zoom(small()) as (made, found, sim):
        del sim.world.users["h1"]
        with pytest.raises(AdapterError):
            list(made.live(found["host/h1"]))
