"""A small library on a simulated Zoom; every answer is held against Zoom's specification."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from typing import Any

import jsonschema
import requests
from tests.specs import specification

from hardener.sandbox import serve
from hardener_zoom.simulator import ZoomSimulator
from hardener_zoom.simulator.operations import operations

NOW = datetime(2026, 11, 23, 15, tzinfo=UTC).timestamp()
STORY, SINGLE, DROP_IN, FREE, ROOM, LIVE, TAPED = (
    81_001,
    81_002,
    81_003,
    81_004,
    4_000_000_001,
    81_005,
    81_006,
)
TALK, CLASS, SERIES = 91_001, 91_002, 91_003
FAST = {"light": 1000, "medium": 1000, "heavy": 1000}
"""Rates for tests of what is read, and not of how fast: most of their time would be waiting."""
WEEKLY = {"type": 2, "repeat_interval": 1, "weekly_days": "3", "end_times": 4}


class Clock:
    """Time that stands still until somebody moves it."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> float:
        return self.now


def seed(**changes: Any) -> dict[str, Any]:
    """Return a library of four users and ten programs, with these changes."""
    return {
        "account": {
            "id": "acc",
            "plan": "business",
            "meeting_authentication": [
                {
                    "id": "staff",
                    "name": "Staff",
                    "type": "enforce_login_with_domains",
                    "domains": "x.example.org",
                },
                {"id": "any", "name": "Anybody", "type": "enforce_login", "default_option": True},
            ],
        },
        "apps": [
            {"client_id": "app", "client_secret": "secret", "scopes": scopes("classic")},
            {"client_id": "fine", "client_secret": "secret", "scopes": scopes("granular")},
            {
                "client_id": "own",
                "client_secret": "secret",
                "scopes": ["meeting:read", "meeting:write", "user:read", "user:write", "webinar:read"],
                "user": "u1",
                "redirect_uris": ["http://127.0.0.1:1/back"],
            },
        ],
        "groups": [{"id": "g1", "name": "Storytime"}, {"id": "g2", "name": "Adult programs"}],
        "users": [
            {
                "id": "u1",
                "email": "youth@example.org",
                "first_name": "Main",
                "last_name": "Youth",
                "pmi": ROOM,
                "groups": ["g1", "g2"],
                "settings": {"feature": {"webinar": True}},
                "schedulers": ["u2"],
            },
            {"id": "u2", "email": "adult@example.org", "groups": ["g2"]},
            {"id": "u3", "email": "free@example.org", "type": 1},
            {"id": "u4", "email": "gone@example.org", "status": "inactive"},
            {"id": "u5", "email": "new@example.org", "status": "pending"},
        ],
        "meetings": [
            meeting(STORY, "Baby Storytime", type=8, start_time="2026-11-24T15:00:00Z", recurrence=WEEKLY),
            meeting(SINGLE, "Author Talk", agenda="x" * 400),
            meeting(DROP_IN, "Homework Help", type=3, start_time=None),
            meeting(FREE, "Volunteers", host="u3"),
            meeting(LIVE, "On now", start_time="2026-11-23T14:50:00Z", started=True),
            meeting(TAPED, "Last week", start_time="2026-11-20T15:00:00Z", recording={}),
        ],
        "webinars": [
            meeting(TALK, "Evening of Poetry", type=5),
            meeting(CLASS, "Drop-in class", type=6, start_time=None),
            meeting(SERIES, "Systemwide", type=9, start_time="2026-11-24T15:00:00Z", recurrence=WEEKLY),
        ],
        **changes,
    }


def meeting(number: int, topic: str, **extra: Any) -> dict[str, Any]:
    return {
        "id": number,
        "host": "u1",
        "topic": topic,
        "start_time": "2026-11-26T20:00:00Z",
        "timezone": "UTC",
        "password": "pw1234",
        **extra,
    }


def scopes(kind: str) -> list[str]:
    """Return every scope of that kind that an administrator's app can have."""
    return sorted({s for each in operations() for s in getattr(each, kind) if s.endswith((":admin", ":master"))})


class Zoom:
    """A client that is logged in, and believes no answer before the specification allows it."""

    def __init__(self, app: ZoomSimulator, url: str, clock: Clock) -> None:
        self.app, self.url, self.clock = app, url, clock
        self.session = requests.Session()

    def login(self, client: str = "app", secret: str = "secret") -> requests.Response:
        data = {"grant_type": "account_credentials", "account_id": "acc"}
        answer = self.session.post(f"{self.url}/oauth/token", data=data, auth=(client, secret))
        if answer.ok:
            self.use(answer.json()["access_token"])
        return answer

    def use(self, token: str) -> None:
        self.session.headers["Authorization"] = f"Bearer {token}"

    def ask(self, method: str, path: str, **how: Any) -> requests.Response:
        answer = self.session.request(method, f"{self.url}/v2{path}", allow_redirects=False, **how)
        check(method, path, answer)
        return answer

    def get(self, path: str, **query: Any) -> requests.Response:
        return self.ask("GET", path, params=query)

    def patch(self, path: str, body: Any, **query: Any) -> requests.Response:
        return self.ask("PATCH", path, json=body, params=query)

    def settings(self, number: int) -> dict[str, Any]:
        kind = "webinars" if number in {TALK, CLASS, SERIES} else "meetings"
        found: dict[str, Any] = self.get(f"/{kind}/{number}").json()["settings"]
        return found

    def change(self, number: int, **settings: Any) -> dict[str, Any]:
        """Change settings of a program and return them as they are read again."""
        kind = "webinars" if number in {TALK, CLASS, SERIES} else "meetings"
        assert self.patch(f"/{kind}/{number}", {"settings": settings}).status_code == 204
        return self.settings(number)


@contextmanager
def zoom(**changes: Any) -> Iterator[Zoom]:
    """Serve that library, and log in."""
    clock = Clock()
    app = ZoomSimulator.from_seed(json.loads(json.dumps(seed(**changes))), clock=clock)
    with serve(app) as server:
        client = Zoom(app, server.url, clock)
        client.login()
        yield client
        client.session.close()


def check(method: str, path: str, answer: requests.Response) -> None:
    """Hold an answer against the specification."""
    if not answer.ok:
        assert {"code", "message"} <= set(answer.json()) or answer.status_code >= 500
    elif answer.status_code == 204:
        assert not answer.content
    elif answer.status_code < 300:
        answer_schema(method, path).validate(answer.json())


def spec() -> dict[str, Any]:
    return specification("zoom")


def answer_schema(method: str, path: str) -> jsonschema.Draft7Validator:
    """Return what checks an answer strictly: no name that the operation does not have."""
    for template, methods in spec()["paths"].items():
        if re.fullmatch(re.sub(r"{\w+}", "[^/]+", template), path) and method.lower() in methods:
            return checker(method, template)
    raise LookupError(f"{method} {path}")


@cache
def checker(method: str, template: str) -> jsonschema.Draft7Validator:
    answers = spec()["paths"][template][method.lower()]["responses"]
    content = answers["201" if method == "POST" else "200"]["content"]["application/json"]
    return jsonschema.Draft7Validator(strict(copy.deepcopy(content["schema"])))


def strict(schema: dict[str, Any]) -> dict[str, Any]:
    if "allOf" in schema:
        merged: dict[str, Any] = {"type": "object", "properties": {}}
        for part in schema["allOf"]:
            merged["properties"] |= part.get("properties", {})
        schema = merged
    if "oneOf" in schema:
        # Nothing is required in most of them, so that more than one fits.
        return {"anyOf": [strict(part) for part in schema["oneOf"]]}
    if "properties" in schema:
        schema["properties"] = {name: strict(part) for name, part in schema["properties"].items()}
        schema["additionalProperties"] = False
    if "items" in schema:
        schema["items"] = strict(schema["items"])
    return schema
