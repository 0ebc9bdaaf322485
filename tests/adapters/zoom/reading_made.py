"""The adapter on a simulated Zoom of which single answers can be spoilt."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.adapters.zoom.simulator_made import FAST, NOW, seed
from werkzeug.wrappers import Request, Response

from hardener.adapter import Window
from hardener.http import Session
from hardener.model import Target, Unreadable
from hardener.sandbox import serve
from hardener_zoom import Zoom
from hardener_zoom.simulator import ZoomSimulator

START = datetime.fromtimestamp(NOW, UTC)
WINDOW = Window(START, START + timedelta(weeks=4))
Read = Target | Unreadable
Spoil = Callable[[str, dict[str, Any]], None]
"""Changes an answer; told the path with its query."""
ODD: tuple[Any, ...] = (None, [], {}, 7.5, True, "\ud800", -1, 10**30, [None], "no such thing/..")

SOME = ODD[:6]


class Keys(dict[str, str]):
    """Secrets in memory."""

    def get(self, name: str) -> str:  # type: ignore[override]  # a vault has no default
        return self[name]

    def keep(self, name: str, value: str) -> None:
        self[name] = value


class Spoilt(ZoomSimulator):
    """A Zoom that says something odd."""

    spoil: Spoil = staticmethod(lambda _path, _body: None)

    def answer(self, request: Request) -> Response:
        response = super().answer(request)
        if request.method == "GET" and response.status_code == 200:
            body = json.loads(response.get_data())
            self.spoil(request.full_path.removeprefix("/v2").rstrip("?"), body)
            response.set_data(json.dumps(body))
        return response


def everything(
    spoil: Spoil | None = None, *, window: Window = WINDOW, rooms: bool = False, **changes: Any
) -> list[Read]:
    """Return all that the adapter reads, of answers that `spoil` changes."""
    return list(reading(spoil, window=window, rooms=rooms, **changes))


def reading(
    spoil: Spoil | None, *, window: Window, rooms: bool, calls: list[str] | None = None, **changes: Any
) -> Iterator[Read]:
    clock = window.start.timestamp
    app = Spoilt.from_seed(json.loads(json.dumps(seed(**changes))), clock=clock)
    if spoil is not None:
        app.spoil = spoil
    keys = Keys(account_id="acc", client_id="app", client_secret="secret")
    with serve(app) as server, Session("main", read_only=True, clock=clock, sleep=lambda _: None) as session:
        options: dict[str, Any] = {
            "api_url": f"{server.url}/v2",
            "token_url": f"{server.url}/oauth/token",
            "personal_rooms": rooms,
            "plan": "business",
            "rates": FAST,
        }
        for target in Zoom.connect(options, session, keys).read_all(window):
            assert isinstance(target, Target | Unreadable)
            yield target
    if calls is not None:
        calls += [f"{c.path}?{c.query.get('occurrence_id', c.query.get('type', ''))}" for c in app.calls]


def programs(found: list[Read]) -> dict[str, Read]:
    """Return the rows of the report by the id of their program, and of a single date by its own as well."""
    return {
        f"{t.program.id}/{t.program.occurrence}" if t.program.occurrence else t.program.id: t
        for t in found
        if t.program is not None
    }


def doubts(found: list[Read]) -> dict[str, str]:
    """Return what makes the report incomplete: kind and reason."""
    return {t.id: t.reason for t in found if isinstance(t, Unreadable) and t.program is None}
