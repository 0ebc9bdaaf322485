"""Several requests in one: each is answered on its own, and the answers come in any order."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from typing import Any

from pydantic import JsonValue
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request, Response

from hardener_teams.simulator.problems import bad
from hardener_teams.simulator.state import Json

MOST = 20
Alone = Callable[[Request], Response]
"""Answers one request as if it had come alone."""


def answer(request: Request, body: JsonValue, alone: Alone) -> Json:
    """Answer POST /$batch. Raises `Problem`."""
    answers: dict[str, Json] = {}
    for each in _wanted(body):
        if not {"id", "method", "url"} <= each.keys() or str(each["id"]) in answers:
            raise bad("Invalid batch payload: every request needs an id of its own, a method and a url.")
        answers[str(each["id"])] = _step(request, each, answers, alone)
    return {"responses": [answers[ident] for ident in reversed(answers)]}


def _wanted(body: JsonValue) -> list[Json]:
    wanted: Any = body.get("requests") if isinstance(body, dict) else None
    if not isinstance(wanted, list) or not all(isinstance(each, dict) for each in wanted):
        raise bad("Invalid batch payload format.")
    if len(wanted) > MOST:
        raise bad(f"Number of batch request steps exceeds the maximum value of {MOST}.")
    return wanted


def _step(request: Request, each: Json, answers: Mapping[str, Json], alone: Alone) -> Json:
    needs = each.get("dependsOn") or []
    if any(answers.get(str(ident), {"status": 424})["status"] >= 400 for ident in needs):
        said = {"code": "FailedDependency", "message": "A request that this one depends on has failed."}
        return {"id": str(each["id"]), "status": 424, "headers": {}, "body": {"error": said}}
    response = alone(_inner(request, each))
    found: Json = {"id": str(each["id"]), "status": response.status_code, "headers": dict(response.headers)}
    return {**found, "body": _body(response.get_data())} if response.get_data() else found


def _body(data: bytes) -> JsonValue:
    """Return an answer as a batch has it: JSON as it is, anything else in base64."""
    try:
        body: JsonValue = json.loads(data)
    except ValueError:
        return base64.b64encode(data).decode()
    return body


def _inner(request: Request, each: Json) -> Request:
    """Return a request of a batch as if it had come alone; of the headers around it only who asks holds."""
    version = request.path.split("/")[1]
    path, _, query = str(each["url"]).partition("?")
    headers = {str(k): str(v) for k, v in (each.get("headers") or {}).items()}
    if each.get("body") is not None and "content-type" not in {name.casefold() for name in headers}:
        raise bad("A request of a batch that has a body needs the header Content-Type.")
    who = ("Authorization", request.headers["Authorization"])
    builder = EnvironBuilder(
        path=f"/{version}/{path.lstrip('/')}",
        query_string=query,
        method=str(each["method"]).upper(),
        headers=[*headers.items(), who],
        data=json.dumps(each["body"]) if each.get("body") is not None else None,
        base_url=request.host_url,
    )
    return Request(builder.get_environ())
