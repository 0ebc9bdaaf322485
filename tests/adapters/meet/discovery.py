"""Google's discovery documents, and a simulator whose every request and answer is held against them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from tests.specs import specification
from werkzeug.wrappers import Request, Response

from hardener.sandbox import Problem
from hardener_meet.simulator import MeetSimulator

LEGACY = {"errors", "code", "message"}
ERROR = {"code", "message", "status", "details"}


def method_of(verb: str, path: str) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """Return the method that serves a request, and its document."""
    for spec in specification("meet").values():
        for one in spec["methods"].values():
            rule = "/" + spec["servicePath"] + one.get("flatPath", one["path"])
            pattern = re.sub(r"\\{[^}]+\\}", "[^/]+", re.escape(rule))
            if one["httpMethod"] == verb and re.fullmatch(pattern, path):
                return one, spec
    return None


TYPES: dict[str, Any] = {
    "object": dict, "array": list, "string": str, "boolean": bool, "integer": int, "number": (int, float),
}  # fmt: skip


def wrong(
    value: Any, schema: Mapping[str, Any], spec: Mapping[str, Any], at: str, *, sent: bool = False
) -> Iterator[str]:
    """Yield what of `value` is not as `schema` says; with `sent`, what only Google may set is wrong as well."""
    if sent and schema.get("readOnly"):
        yield f"{at}: read-only"
    schema = spec["schemas"][schema["$ref"]] if "$ref" in schema else schema
    kind = schema.get("type", "any")
    if kind not in TYPES or (sent and value is None):
        return
    if not isinstance(value, TYPES[kind]) or (isinstance(value, bool) and kind != "boolean"):
        yield f"{at}: {value!r} is no {kind}"
    elif kind == "object":
        yield from _wrong_fields(value, schema, spec, at, sent=sent)
    elif kind == "array":
        for number, inner in enumerate(value):
            yield from wrong(inner, schema["items"], spec, f"{at}[{number}]", sent=sent)
    elif kind == "string":
        yield from _wrong_text(value, schema, at)


def _wrong_fields(
    value: Mapping[str, Any], schema: Mapping[str, Any], spec: Mapping[str, Any], at: str, *, sent: bool
) -> Iterator[str]:
    known = schema.get("properties", {})
    for key, inner in value.items():
        if key in known:
            yield from wrong(inner, known[key], spec, f"{at}.{key}", sent=sent)
        elif "additionalProperties" not in schema:
            yield f"{at}.{key}: unknown"


def _wrong_text(value: str, schema: Mapping[str, Any], at: str) -> Iterator[str]:
    if "enum" in schema and value not in schema["enum"]:
        yield f"{at}: {value!r} is none of {schema['enum']}"
    parse = {"date-time": datetime.fromisoformat, "date": date.fromisoformat}.get(schema.get("format", ""))
    try:
        if parse is not None:
            parse(value)
    except ValueError:
        yield f"{at}: {value!r} is no {schema['format']}"


class Checked(MeetSimulator):
    """A simulator that keeps a list of whatever is not as Google documents it."""

    broken: list[str]

    def answer(self, request: Request) -> Response:
        self.broken = getattr(self, "broken", [])
        try:
            response = super().answer(request)
        except Problem as problem:
            self.broken.extend(_wrong_error(request, problem))
            raise
        if request.path.startswith(("/v1/", "/v2/", "/calendar/")):
            self.broken.extend(_wrong_call(request, json.loads(response.get_data() or b"null")))
        return response


def _fits(text: str, parameter: Mapping[str, Any]) -> bool:
    if "enum" in parameter:
        return text in parameter["enum"]
    patterns = {"integer": r"\d+", "boolean": "true|false"}
    return re.fullmatch(patterns.get(parameter["type"], ".*"), text) is not None


def _wrong_call(request: Request, body: Any) -> Iterator[str]:
    found = method_of(request.method, request.path)
    if found is None:
        yield f"{request.method} {request.path}: no such method"
        return
    method, spec = found
    at = method["id"]
    known = {**spec["parameters"], **method["parameters"]}
    for name, text in request.args.items(multi=True):
        one = known.get(name)
        if one is None or one.get("location") != "query":
            yield f"{at}: no parameter {name}"
        elif not _fits(text, one):
            yield f"{at}: {name}={text}"
    if "request" in method:
        yield from wrong(json.loads(request.get_data() or b"{}"), method["request"], spec, f"{at} request", sent=True)
    elif request.get_data():
        yield f"{at}: it takes no body"
    if "response" in method:
        yield from wrong(body, method["response"], spec, f"{at} response")
    elif body is not None:
        yield f"{at}: it answers nothing"


def _wrong_error(request: Request, problem: Problem) -> Iterator[str]:
    """Yield what is wrong with an error's shape: both are known from real answers."""
    body: Any = problem.body
    if request.path == "/token":
        if set(body) != {"error", "error_description"}:
            yield f"token: {body}"
        return
    calendar = request.path.startswith("/calendar/")
    error = body["error"]
    if set(error) - (LEGACY if calendar else ERROR) or error["code"] != problem.status:
        yield f"{request.path}: {body}"
    if calendar and not {"domain", "reason", "message"} <= set(error["errors"][0]):
        yield f"{request.path}: {body}"
