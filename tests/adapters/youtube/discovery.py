"""YouTube's discovery document, and a simulator whose every request and answer is held against it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from tests.adapters.meet.discovery import wrong
from tests.specs import specification
from werkzeug.wrappers import Request, Response

from hardener.sandbox import Problem
from hardener_youtube.simulator import YouTubeSimulator

NOT_HELD = ("/youtube/v3/playlistItems",)
"""What the document that is held does not have."""
PATTERNS = {"integer": r"\d+", "boolean": "true|false"}


def method_of(verb: str, path: str) -> dict[str, Any] | None:
    """Return the method that serves a request."""
    methods: dict[str, dict[str, Any]] = specification("youtube")["methods"]
    return next((m for m in methods.values() if (m["httpMethod"], "/" + m["path"]) == (verb, path)), None)


def wrong_call(request: Request, body: Any) -> Iterator[str]:
    """Yield what of a request and its answer is not as the document says."""
    method = method_of(request.method, request.path)
    if method is None:
        yield f"{request.method} {request.path}: no such method"
        return
    spec, at = specification("youtube"), method["id"]
    known = {**spec["parameters"], **method["parameters"]}
    for name, text in request.args.items(multi=True):
        one = known.get(name)
        fits = one is not None and re.fullmatch(PATTERNS.get(one["type"], ".*"), text)
        if one is None or not fits or text not in one.get("enum", [text]):
            yield f"{at}: {name}={text}"
    yield from (
        f"{at}: {name} is needed" for name, one in known.items() if one.get("required") and name not in request.args
    )
    if "request" in method:
        sent = json.loads(request.get_data())
        yield from wrong(sent, method["request"], spec, f"{at} request", sent=True)
        yield from _lacking(sent, request.args["part"].split(","), method["request"], at)
    yield from wrong(body, method["response"], spec, f"{at} response")


def _lacking(sent: Any, parts: list[str], schema: Mapping[str, Any], at: str) -> Iterator[str]:
    """Yield what a write must carry, by the document, of the parts that it sends."""
    needed = set(specification("youtube")["needed"][f"youtube.{at.partition('.')[2]}"])
    if f"{schema['$ref']}.id" in needed and not sent.get("id"):
        yield f"{at}: no id"
    if extra := set(sent) - {"id", "kind", "etag", *parts}:
        yield f"{at}: {extra} is not among its parts"
    for part in parts:
        yield from _holes(
            sent.get(part), specification("youtube")["schemas"][schema["$ref"]]["properties"][part]["$ref"], needed, at
        )


def _holes(node: Any, name: str, needed: set[str], at: str) -> Iterator[str]:
    for key, one in specification("youtube")["schemas"][name]["properties"].items():
        there = isinstance(node, dict) and node.get(key) is not None
        if f"{name}.{key}" in needed and not there:
            yield f"{at}: {name}.{key} is needed"
        if one.get("$ref", "").endswith("MonitorStreamInfo"):
            yield from _holes(node.get(key) if isinstance(node, dict) else None, one["$ref"], needed, at)


class Checked(YouTubeSimulator):
    """A simulator that keeps a list of whatever is not as YouTube documents it."""

    @property
    def broken(self) -> list[str]:
        found: list[str] = self.__dict__.setdefault("_broken", [])
        return found

    def answer(self, request: Request) -> Response:
        try:
            response = super().answer(request)
        except Problem as problem:
            self.broken.extend(_wrong_error(request, problem))
            raise
        if request.path.startswith("/youtube/") and request.path not in NOT_HELD:
            self.broken.extend(wrong_call(request, json.loads(response.get_data())))
        return response


def _wrong_error(request: Request, problem: Problem) -> Iterator[str]:
    body: Any = problem.body
    if request.path == "/token":
        if set(body) != {"error", "error_description"}:
            yield f"token: {body}"
        return
    error = body["error"]
    if error["code"] != problem.status or not {"message", "domain", "reason"} <= set(error["errors"][0]):
        yield f"{request.path}: {body}"
