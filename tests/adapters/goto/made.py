"""A simulated GoTo that holds requests and answers against GoTo's specifications, and a small library on it."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import jsonschema
from tests.specs import specification
from werkzeug.wrappers import Request, Response

from hardener.adapter import Window
from hardener.http import Session
from hardener.model import Target, Unreadable
from hardener.sandbox import serve
from hardener_goto import GoTo
from hardener_goto.simulator import GoToSimulator
from hardener_goto.simulator.state import World

PREFIXES = {"meeting": "/G2M/rest", "webinar": "/G2W/rest/v2"}
ELSEWHERE = (("DELETE", r".*/registrants/\d+"), ("GET", r".*/webinars/\d+/sessions"))
"""Calls that GoTo documents and the files of the specifications have not."""
CARD = [{"question": "Library card number"}]


def soon(days: float = 2) -> datetime:
    return (datetime.now(UTC) + timedelta(days=days)).replace(minute=0, second=0, microsecond=0)


def stamp(when: datetime) -> str:
    return when.strftime("%Y-%m-%dT%H:%M:%SZ")


def span(days: float, minutes: int = 45) -> tuple[str, str]:
    return stamp(soon(days)), stamp(soon(days) + timedelta(minutes=minutes))


def meeting(number: int = 81, days: float = 2, **more: Any) -> dict[str, Any]:
    start, end = span(days)
    return {"id": str(number), "organizer": "1001", "subject": f"Storytime {number}", "start": start, "end": end,
            "password": True, "audio": "VoIP", "helpers": ["1000"], **more}  # fmt: skip


def webinar(number: int = 91, days: float = 3, **more: Any) -> dict[str, Any]:
    return {"key": str(number), "organizer": "1001", "subject": f"Storytime {number}", "times": [span(days)],
            "approval": "MANUAL", "password": True, "audio": "VOIP", "questions": CARD, **more}  # fmt: skip


def small(*programs: Mapping[str, Any], app: int = 0, **more: Any) -> dict[str, Any]:
    """Return an account with these programs, to which that app logs in first: 0 a host, 1 an administrator."""
    sample = GoToSimulator.sample(datetime.now(UTC))
    apps = list(reversed(sample["apps"]))
    return {
        "account": "777", "people": sample["people"][:2], "admins": ["1000"], "apps": apps[app:] + apps[:app],
        "meetings": [p for p in programs if "id" in p], "webinars": [p for p in programs if "key" in p], **more,
    }  # fmt: skip


def held(product: str, schema: Mapping[str, Any], value: Any) -> None:
    """Hold a value against a schema of a specification, which also has to know each of its keys."""
    components = specification("goto")[product]["components"]
    jsonschema.validate(value, {"components": components, **schema}, cls=jsonschema.Draft202012Validator)
    assert strange(components["schemas"], schema, value) == []


def strange(schemas: Mapping[str, Any], schema: Mapping[str, Any], value: Any) -> list[str]:
    while "$ref" in schema:
        schema = schemas[schema["$ref"].rsplit("/", 1)[-1]]
    if isinstance(value, list):
        return [each for one in value for each in strange(schemas, schema.get("items", {}), one)]
    if not isinstance(value, dict) or "properties" not in schema:
        return []
    known = schema["properties"]
    own = [key for key in value if key not in known and key not in schema.get("required", ())]
    inner = [each for key in value if key in known for each in strange(schemas, known[key], value[key])]
    return [*own, *inner]


class Checked(GoToSimulator):
    """Holds every request and every answer against the specification."""

    def __init__(self, world: World, *, clock: Callable[[], float]) -> None:
        super().__init__(world, clock=clock)
        self.writes: list[tuple[str, Any]] = []

    def answer(self, request: Request) -> Response:
        if request.method in {"PUT", "POST", "DELETE"} and "oauth" not in request.path:
            self.writes.append((request.path, request.get_json(silent=True)))
        product = next((name for name, prefix in PREFIXES.items() if request.path.startswith(prefix)), "")
        if any(request.method == verb and re.fullmatch(path, request.path) for verb, path in ELSEWHERE):
            product = ""
        told = _operation(product, request) if product else None
        if told is None:
            return super().answer(request)
        named = [each["name"] for each in told["parameters"]]
        needed = {each["name"] for each in told["parameters"] if each["in"] == "query" and each.get("required")}
        assert needed <= set(request.args) <= set(named)
        for content in told.get("requestBody", {}).get("content", {}).values():
            held(product, content["schema"], json.loads(request.get_data()))
        response = super().answer(request)
        for content in told["responses"].get(str(response.status_code), {}).get("content", {}).values():
            held(product, content["schema"], json.loads(response.get_data()))
        return response


def _operation(product: str, request: Request) -> Mapping[str, Any] | None:
    bare = request.path.removeprefix(PREFIXES[product])
    for template, verbs in specification("goto")[product]["paths"].items():
        if re.fullmatch(re.sub(r"{\w+}", "[^/]+", template), bare) and request.method.lower() in verbs:
            found: Mapping[str, Any] = verbs[request.method.lower()]
            return found
    raise AssertionError(f"{request.method} {request.path} is not in the specification")


@dataclass
class Office:
    """The adapter, and the simulated GoTo that it talks to."""

    sim: Checked
    goto: GoTo
    secrets: dict[str, str]
    kept: list[str] = field(default_factory=list)

    def all(self, weeks: int = 4, program: str | None = None) -> list[Any]:
        now = datetime.now(UTC)
        return list(self.goto.read_all(Window(now, now + timedelta(weeks=weeks), program)))

    def programs(self) -> dict[str, Target]:
        return {t.program.id: t for t in self.all() if isinstance(t, Target) and t.program}

    def unread(self) -> list[Unreadable]:
        return [t for t in self.all() if isinstance(t, Unreadable)]

    def get(self, name: str) -> str:
        return self.secrets[name]

    def keep(self, name: str, value: str) -> None:
        self.secrets[name] = value
        self.kept.append(name)


@contextmanager
def office(seed: Mapping[str, Any], *, read_only: bool = True, **options: Any) -> Iterator[Office]:
    """Serve `seed`, and connect to it."""
    app = Checked.from_seed(seed, clock=time.time)
    with serve(app) as server, Session("main", read_only=read_only) as session:
        given, secrets = server.connection(seed)
        made = Office(app, None, dict(secrets))  # type: ignore[arg-type]  # it is the vault of what follows
        made.goto = GoTo.connect({**given, **options}, session, made)
        yield made
