"""A small library on a simulated Webex; requests and answers are held against Webex's specification."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import requests
from tests.end_to_end.webex_library import HOST, OTHER, SITE, small, story
from werkzeug.wrappers import Request, Response

from hardener.adapter import Window
from hardener.http import Session
from hardener.model import Target, Unreadable
from hardener.sandbox import serve
from hardener_webex import Webex
from hardener_webex.simulator import WebexSimulator
from hardener_webex.simulator.state import World

SPEC = Path(__file__).parents[3].parent / "shared" / "specs" / "webex.json"
NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)
WINDOW = Window(NOW, NOW + timedelta(weeks=4))
__all__ = ["HOST", "NOW", "OTHER", "SITE", "SPEC", "WINDOW", "small", "story"]


@cache
def spec() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(SPEC.read_text(encoding="utf-8"))
    return found


def resolved(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    while "$ref" in schema:
        schema = spec()["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]]
    return schema


def strange(schema: Mapping[str, Any], value: Any, at: str = "") -> list[str]:
    """Return the names in `value` that the schema has not."""
    schema = resolved(schema)
    if isinstance(value, dict) and "properties" in schema:
        own = [f"{at}{key}" for key in value if key not in schema["properties"]]
        inner = ((key, each) for key, each in value.items() if key in schema["properties"])
        return own + [s for key, each in inner for s in strange(schema["properties"][key], each, f"{at}{key}.")]
    if isinstance(value, list) and "items" in schema:
        return [s for each in value for s in strange(schema["items"], each, at)]
    return []


def held(schema: Mapping[str, Any], value: Any) -> None:
    whole = {"components": spec()["components"], **schema}
    jsonschema.validate(value, whole, cls=jsonschema.Draft202012Validator)
    assert strange(schema, value) == []


def operation(method: str, path: str) -> Mapping[str, Any] | None:
    """Return what the specification says of a call; a path without parameters is preferred."""
    bare = path.removeprefix("/v1")
    for template in sorted(spec()["paths"], key=lambda p: "{" in p):
        if re.fullmatch(re.sub(r"{\w+}", "[^/]+", template), bare):
            found: Mapping[str, Any] | None = spec()["paths"][template].get(method.lower())
            return found
    return None


class Checked(WebexSimulator):
    """A simulator that holds every request and every answer against the specification."""

    lenient = False
    """Requests may be wrong: what becomes of them is what is tested."""

    def __init__(self, world: World, *, clock: Callable[[], float]) -> None:
        super().__init__(world, clock=clock)
        self.writes: list[tuple[str, Any]] = []

    def answer(self, request: Request) -> Response:
        if request.method in {"PATCH", "PUT", "DELETE"}:
            self.writes.append((request.method, request.get_json(silent=True)))
        if not SPEC.exists() or request.path in {"/v1/access_token", "/v1/authorize"}:
            return super().answer(request)
        found = operation(request.method, request.path)
        assert found is not None, f"{request.method} {request.path} is not in the specification"
        named = {(p["in"], p["name"]) for p in found.get("parameters", [])}
        assert {("query", name) for name in request.args if name != "_cursor"} <= named
        for content in found.get("requestBody", {}).get("content", {}).values() if not self.lenient else ():
            held(content["schema"], json.loads(request.get_data()))
        response = super().answer(request)
        for content in found["responses"].get(str(response.status_code), {}).get("content", {}).values():
            held(content["schema"], json.loads(response.get_data()))
        return response


@dataclass
class Vault:
    """Secrets in memory."""

    secrets: dict[str, str]
    kept: list[str] = field(default_factory=list)

    def get(self, name: str) -> str:
        return self.secrets[name]

    def keep(self, name: str, value: str) -> None:
        self.secrets[name] = value
        self.kept.append(name)


@dataclass
class Office:
    """The adapter, and the simulated Webex that it talks to."""

    sim: Checked
    webex: Webex
    vault: Vault
    url: str

    def everything(self, window: Window = WINDOW) -> list[Target | Unreadable]:
        return list(self.webex.read_all(window))

    def targets(self) -> dict[str, Target]:
        """Return every target by its title."""
        return {t.title: t for t in self.everything() if isinstance(t, Target)}

    def calls(self, *methods: str) -> list[str]:
        return [c.path for c in self.sim.calls if c.method in methods and c.path != "/v1/access_token"]

    def client(self, app: int = 0) -> requests.Session:
        """Return somebody else's client with a token of that app."""
        given = self.sim.world.seed.apps[app]
        form = {k: getattr(given, k) for k in ("client_id", "client_secret", "refresh_token")}
        session = requests.Session()
        answer = session.post(f"{self.url}/v1/access_token", data={**form, "grant_type": "refresh_token"}, timeout=10)
        session.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
        return session


@contextmanager
def office(seed: Mapping[str, Any], *, app: int = 0, read_only: bool = False, **options: Any) -> Iterator[Office]:
    """Serve `seed` at a clock that stands still, and connect to it as that app."""
    sim = Checked.from_seed(seed, clock=NOW.timestamp)
    keys = seed["apps"][app]
    vault = Vault({name: keys[name] for name in ("client_id", "client_secret", "refresh_token")})
    with (
        serve(sim) as server,
        Session("main", read_only=read_only, clock=NOW.timestamp, sleep=lambda _: None) as session,
    ):
        given: dict[str, Any] = {
            "api_url": f"{server.url}/v1",
            "token_url": f"{server.url}/v1/access_token",
            "personal_rooms": False,
        }
        yield Office(sim, Webex.connect({**given, **options}, session, vault), vault, server.url)


def at(days: float, hour: int = 10) -> str:
    """Return a Webex time so many days after `NOW`."""
    return (NOW + timedelta(days=days)).replace(hour=hour).strftime("%Y-%m-%dT%H:%M:%SZ")


def program(ident: str, *, days: float = 3, **more: Any) -> dict[str, Any]:
    """Return a storytime that starts so many days after `NOW`."""
    return story(ident, **{"start": at(days), **more})


def series(ident: str, **more: Any) -> dict[str, Any]:
    """Return a weekly storytime that began three weeks before `NOW`."""
    given = {"start": at(-20), "recurrence": "FREQ=WEEKLY;INTERVAL=1;COUNT=12", "registration": None, "title": "Weekly"}
    return program(ident, **given | more)
