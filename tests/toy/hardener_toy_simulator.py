"""The platform of `hardener_toy`, over HTTP: a server whose whole state is one JSON document."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, ClassVar, Self

from pydantic import JsonValue
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Request, Response

from hardener.sandbox import Problem, Simulator
from hardener.sandbox.simulator import as_json

HOST = "talk.library.example"
"""What its links begin with; nobody knows it but the connection's options."""
QUIET = {"record": False, "polls": False}


def room(title: str, **changes: Any) -> dict[str, Any]:
    """Return a room in which everything is as it is asked for, but for `changes`."""
    return {"title": title, "lobby": True, "chat": False, "server": dict(QUIET)} | changes


class ToySimulator(Simulator):
    """One server."""

    vendor: ClassVar[str] = "toy"

    def __init__(self, state: dict[str, Any], *, clock: Callable[[], float]) -> None:
        super().__init__(clock=clock)
        self.state = state

    @classmethod
    def from_seed(cls, seed: Mapping[str, JsonValue], *, clock: Callable[[], float]) -> Self:
        """Return a server that begins as `seed` says."""
        return cls(copy.deepcopy(dict(seed)), clock=clock)

    @classmethod
    def sample(cls, now: datetime) -> dict[str, Any]:
        """Return rooms of each kind."""
        return {
            "account": "toy-1",
            "shows": True,
            "defaults": {"lobby": True},
            "rooms": {
                "teens": room(
                    f"Teens https://{HOST}/door", server={"record": True, "polls": True}, running=dict(QUIET)
                ),
                "chess": room("Chess", chat=True, people=True),
                "own": room("Anna's own", kind="room"),
            },
        }

    @classmethod
    def connection(cls, seed: Mapping[str, JsonValue], url: str) -> tuple[dict[str, Any], Mapping[str, str]]:
        """Return the options with which hardener connects; there are no secrets."""
        return {"url": url, "host": HOST}, {}

    def answer(self, request: Request) -> Response:
        """Tell the whole state, or change one room or the defaults."""
        if (request.method, request.path) == ("GET", "/state"):
            return as_json(self.state)
        if request.method != "PATCH":
            raise NotFound
        place = self.state["rooms"].get(request.path.removeprefix("/rooms/"), {})
        if "refuses" in place:
            raise Problem(403, {"message": place["refuses"]})
        return as_json(self._change(place, json.loads(request.get_data())))

    def _change(self, place: dict[str, Any], found: Mapping[str, Any]) -> dict[str, Any]:
        """Write what was sent; a room without running values of its own has it in force at once, but for polls."""
        place.get("server", {}).update(found.get("server", {}))
        place.update(found.get("room", {}))
        self.state["defaults"].update(found.get("defaults", {}))
        return {"restart": {"server.polls": "nginx"} if "polls" in found.get("server", {}) else {}}
