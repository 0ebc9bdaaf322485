"""A simulated Webex that holds requests and answers against Webex's specification."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from typing import Any

import jsonschema
from tests.specs import specification
from werkzeug.wrappers import Request, Response

from hardener_webex.simulator import WebexSimulator
from hardener_webex.simulator.state import World

ELSEWHERE = (
    ("DELETE", r"/v1/meetings/[^/]+/registrants/[^/]+"),
    ("POST", r"/v1/meetings/[^/]+/registrants/(?:approve|reject|cancel)"),
    ("GET", r"/v1/meetingReports/usage"),
)
"""Calls that developer.webex.com documents and the file of the specification has not."""


def spec() -> dict[str, Any]:
    return specification("webex")


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
    """Hold `value` against `schema`; of a list each entry by itself, as most were seen before."""
    inner = resolved(schema).get("properties", {}).get("items", {})
    if "items" in inner and isinstance(value, dict) and isinstance(value.get("items"), list):
        for each in value["items"]:
            _held(json.dumps(inner["items"]), json.dumps(each))
        value = {**value, "items": value["items"][:1]}
    _held(json.dumps(schema), json.dumps(value))


@lru_cache(5000)
def _held(schema: str, value: str) -> None:
    _validator(schema).validate(json.loads(value))
    assert strange(json.loads(schema), json.loads(value)) == []


@cache
def _validator(schema: str) -> jsonschema.Draft202012Validator:
    whole = {"components": spec()["components"], **json.loads(schema)}
    jsonschema.Draft202012Validator.check_schema(whole)
    return jsonschema.Draft202012Validator(whole)


@cache
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
        if request.path in {"/v1/access_token", "/v1/authorize"}:
            return super().answer(request)
        if any(request.method == verb and re.fullmatch(path, request.path) for verb, path in ELSEWHERE):
            known = {"hostEmail", "current", "siteUrl", "serviceType", "from", "to", "max", "_cursor"}
            assert set(request.args) <= known
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
