"""One request on its way through the simulated Nextcloud: who asks, for which room, and what may stand in its body."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from werkzeug.wrappers import Response

from hardener.sandbox import Context, Counters, Problem
from hardener.sandbox.simulator import as_json
from hardener_nextcloud.simulator.state import Room, User, World

WINDOW = 1800.0
"""Seconds in which wrong guesses of one address are counted."""
V1: Mapping[int, int] = {200: 100, 201: 100, 401: 997, 404: 998}
"""What version 1 of the envelope calls a status."""


@dataclass(slots=True, kw_only=True)
class Asked(Context):
    """One request of somebody who is logged in."""

    world: World
    user: User
    guesses: Counters

    def room(self) -> tuple[Room, dict[str, Any]]:
        """Return the room of the path and how the account takes part. Raises `Problem`, and counts what was guessed."""
        room = self.known()
        person = room.of(self.user.id)
        if person is None:
            raise self.unknown()
        return room, person

    def known(self) -> Room:
        """Return the room of the path, whoever asks. Raises `Problem`."""
        room = self.world.rooms.get(self.params["token"])
        if room is None:
            raise self.unknown()
        return room

    def unknown(self) -> Problem:
        """Return that there is no such room, or after too many guesses that nothing is told any more."""
        allowed = self.world.seed.behaviour.attempts
        tried = self.guesses.add(f"room {self.request.remote_addr}", self.now, WINDOW)
        return refuse(429, "Reached maximum delay") if tried > allowed else refuse(404)

    def moderated(self, *, guests: bool = False) -> Room:
        """Return the room of the path, of which the account is moderator. Raises `Problem`."""
        room, person = self.room()
        if person["participantType"] not in ({1, 2, 6} if guests else {1, 2}):
            raise refuse(403)
        return room

    def given(self, name: str) -> Any:  # noqa: ANN401 - whatever was sent
        """Return what was sent under a name: in JSON, a form or the query, as Nextcloud takes it; None for nothing."""
        if isinstance(self.json, dict) and name in self.json:
            return self.json[name]
        return self.request.values.get(name)

    def number(self, name: str, allowed: range) -> int:
        """Return a whole number of the body. Raises `Problem`."""
        value = self.given(name)
        if isinstance(value, str) and value.lstrip("-").isdecimal():
            value = int(value)
        if type(value) is not int or value not in allowed:
            raise refuse(400, "value")
        return value


def refuse(status: int, word: str = "", headers: Mapping[str, str] | None = None) -> Problem:
    """Return a refusal; newer Talk says in a word what was wrong."""
    return Problem(status, {"error": word} if word else [], headers)


def enveloped(data: object, status: int, path: str, *, as_text: bool, headers: Mapping[str, str]) -> Response:
    """Return an answer in its envelope, as JSON or XML."""
    old = path.startswith("/ocs/v1.php")
    code = (V1.get(status, 996 if status >= 500 else 999) if status != 400 else 400) if old else status
    meta = {"status": "ok" if status < 400 else "failure", "statuscode": code, "message": "OK" if status < 400 else ""}
    body: dict[str, Any] = {"ocs": {"meta": meta, "data": data}}
    http = 200 if old and status not in {401, 429} else status
    if as_text:
        response = as_json(body, http)
    else:
        text = f'<?xml version="1.0"?>\n{_xml("ocs", body["ocs"])}'
        response = Response(text, http, content_type="text/xml; charset=UTF-8")
    response.headers.update(headers)
    return response


def _xml(name: str, value: object) -> str:
    """Return a value as Nextcloud writes XML: entries of a list are called `element`."""
    if isinstance(value, Mapping):
        inner = "".join(_xml(str(key), each) for key, each in value.items())
    elif isinstance(value, list | tuple):
        inner = "".join(_xml("element", each) for each in value)
    else:
        inner = "" if value is None or value is False else "1" if value is True else escape(str(value))
    return f"<{name}>{inner}</{name}>"
