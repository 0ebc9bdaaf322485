"""The adapter held against Zoom's specification: every row of its table, and every request it sends."""

from __future__ import annotations

import copy
import io
import json
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import jsonschema
import pytest
from pydantic import JsonValue
from tests.adapters.zoom.simulator_made import answer_schema, spec, strict
from tests.end_to_end.library import EVERYTHING, library

from hardener.path import MISSING
from hardener.setting import FixedByVendor, ManualOnly, Setting
from hardener.vendor import Call
from hardener_zoom import calls as zoom
from hardener_zoom.kinds import PROGRAM
from hardener_zoom.settings import SETTINGS
from hardener_zoom.simulator import ZoomSimulator, library_seed
from hardener_zoom.writing import PLACES

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse

READ_FROM = {
    "program": {
        "meeting": "/meetings/{meetingId}", "room": "/meetings/{meetingId}", "occurrence": "/meetings/{meetingId}",
        "webinar": "/webinars/{webinarId}", "webinar-occurrence": "/webinars/{webinarId}",
    },
    "questions": {
        "meeting": "/meetings/{meetingId}/registrants/questions",
        "webinar": "/webinars/{webinarId}/registrants/questions",
    },
    "livestream": {"meeting": "/meetings/{meetingId}/livestream", "webinar": "/webinars/{webinarId}/livestream"},
    "recording": dict.fromkeys(PROGRAM, "/meetings/{meetingId}/recordings/settings"),
    "user": {"host": "/users/{userId}"},
    "settings": {
        "host": "/users/{userId}/settings", "group": "/groups/{groupId}/settings",
        "account": "/accounts/{accountId}/settings",
    },
    "locks": {"group": "/groups/{groupId}/lock_settings", "account": "/accounts/{accountId}/lock_settings"},
}  # fmt: skip
LOCKERS = tuple(READ_FROM["locks"])
for same in ("security", "authentication", "account_security"):
    READ_FROM[same] = READ_FROM["settings"]


def schemas(path: str, method: str) -> list[dict[str, Any]]:
    """Return the alternative JSON Schemas of what a call answers (GET) or takes (PATCH)."""
    each = spec()["paths"][path][method]
    body = each["responses"]["200"] if method == "get" else each.get("requestBody", {})
    return list(_alternatives(body["content"]["application/json"]["schema"]))


def _alternatives(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for key in ("oneOf", "anyOf", "allOf"):
        for part in schema.get(key, ()):
            yield from _alternatives(part)
    if "properties" in schema or not any(k in schema for k in ("oneOf", "anyOf", "allOf")):
        yield schema


def found_in(alternatives: Iterable[dict[str, Any]], keys: list[str]) -> list[dict[str, Any]]:
    """Return what the schemas say of the place that `keys` lead to."""
    nodes = list(alternatives)
    for key in keys:
        below = [n["properties"][key] for n in nodes if key in n.get("properties", {})]
        nodes = [inner for node in below for inner in _alternatives(node)]
    return nodes


def cases(*, written: bool = False) -> list[Any]:
    return [
        pytest.param(row, kind, id=f"{row.control}-{kind}-{row.at(kind)}")
        for row in SETTINGS
        for kind in row.kinds
        if not isinstance(row, ManualOnly | FixedByVendor) and (row.can_write(kind) or not written)
    ]


@pytest.mark.parametrize(("row", "kind"), cases())
def test_a_row_is_where_the_specification_has_it(row: Setting, kind: str) -> None:
    part, *keys = row.at(kind).split(".")
    nodes = found_in(schemas(READ_FROM[part][kind], "get"), keys)
    assert nodes, f"no {row.at(kind)} in the answer of {READ_FROM[part][kind]}"
    validators = [jsonschema.Draft7Validator(node) for node in nodes]
    for raw in row.values if type(row) is Setting else written(row):
        assert any(v.is_valid(raw) for v in validators), f"{raw!r} is no value of {row.at(kind)}"


def written(row: Setting) -> list[JsonValue]:
    """Return what a row of a shape of its own sends."""
    return [row.encode(value, MISSING) for value in row.writable_values()]


@pytest.mark.parametrize(("row", "kind"), cases(written=True))
def test_a_row_is_writable_where_the_specification_takes_it(row: Setting, kind: str) -> None:
    part, *keys = row.at(kind).split(".")
    call, _ = PLACES[kind][part]
    assert found_in(schemas(template(call), "patch"), keys), f"{row.at(kind)} cannot be written"
    for path in row.also:
        assert found_in(schemas(template(call), "patch"), path.split(".")[1:])


def template(call: Call) -> str:
    """Return the specification's path of one of our calls."""
    wanted = re.sub(r"{\w+}", "{}", call.path)
    return str(next(path for path in spec()["paths"] if re.sub(r"{\w+}", "{}", path) == wanted))


@pytest.mark.parametrize(
    "row", [r for r in SETTINGS if r.lock or r.also_locked], ids=lambda row: f"{row.control}-{row.lock}"
)
def test_a_lock_is_where_the_specification_has_it(row: Setting) -> None:
    for kind in LOCKERS:
        for path in row.locks_at(kind):
            nodes = found_in(schemas(READ_FROM["locks"][kind], "get"), path.split(".")[1:])
            assert any(node.get("type") == "boolean" for node in nodes), f"no lock {path} at a {kind}"
    for kind in row.lockable:
        assert row.lock is not None
        keys = row.lock.split(".")[1:]
        assert found_in(schemas(READ_FROM["locks"][kind], "patch"), keys), f"{row.lock} cannot be set at a {kind}"


def test_every_level_agrees_with_the_matrix_of_settings() -> None:
    matrix = {"host": spec()["levels"]["user"], **spec()["levels"]}
    wrong = []
    for row in SETTINGS:
        for kind in row.kinds:
            part, _, path = row.at(kind).partition(".")
            if part == "settings" and path in matrix[kind]:
                has = matrix[kind][path]
                if "G" not in has or (row.can_write(kind) and "P" not in has):
                    wrong.append((kind, row.at(kind)))
    assert not wrong


def test_every_call_is_an_operation_with_its_scopes_and_its_rate() -> None:
    calls = [each for each in vars(zoom).values() if isinstance(each, Call)]
    assert len(calls) > 20
    for each in calls:
        method = "patch" if each.kind == "write" else "get"
        told = spec()["paths"][template(each)][method]
        assert each.cost.upper() == told.get("x-rate-limit", "MEDIUM").upper(), each.path
        assert set(told["x-scopes-granular"]) & set(each.scopes[zoom.GRANULAR]), each.path
        assert each.scopes[zoom.CLASSIC][0] in told["x-scopes-classic"], each.path


class Witness(ZoomSimulator):
    """A simulator that holds each request and each answer against the specification."""

    wrong: ClassVar[list[str]] = []
    seen: ClassVar[set[tuple[str, str]]] = set()

    def __call__(self, environ: dict[str, Any], start: StartResponse) -> Iterable[bytes]:
        method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"].removeprefix("/v2")
        status: list[str] = []
        if path != "/oauth/token":
            self._request(environ, method, path)

        def started(said: str, headers: list[tuple[str, str]], _: object = None) -> Any:
            status.append(said)
            return start(said, headers)

        data = b"".join(super().__call__(environ, started))
        if method == "GET" and status[0].startswith("200"):
            Witness.wrong += [
                f"answer of {path}: {e.message}" for e in answer_schema(method, path).iter_errors(json.loads(data))
            ]
        return [data]

    def _request(self, environ: dict[str, Any], method: str, path: str) -> None:
        found = [t for t in spec()["paths"] if re.fullmatch(re.sub(r"{\w+}", "[^/]+", t), path)]
        told = next((spec()["paths"][t][method.lower()] for t in found if method.lower() in spec()["paths"][t]), None)
        if told is None:
            Witness.wrong.append(f"{method} {path}: no such operation")
            return
        Witness.seen.add((method, found[0]))
        names = {p["name"]: p for p in told["parameters"]}
        for pair in filter(None, environ.get("QUERY_STRING", "").split("&")):
            key, _, value = pair.partition("=")
            allowed = names.get(key, {}).get("schema", {}).get("enum")
            if key not in names or (allowed and value not in map(str, allowed)):
                Witness.wrong.append(f"{method} {path}: parameter {pair}")
        if method == "PATCH":
            raw = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
            environ["wsgi.input"] = io.BytesIO(raw)
            body = json.loads(raw)
            schema = strict(copy.deepcopy(told["requestBody"]["content"]["application/json"]["schema"]))
            Witness.wrong += [
                f"{method} {path}: {e.message}" for e in jsonschema.Draft7Validator(schema).iter_errors(body)
            ]


def test_every_request_and_every_answer_of_a_whole_run(tmp_path: Path) -> None:
    seed = library_seed(datetime.now(UTC), programs=40)
    with library(tmp_path, seed, rooms=True, kind=Witness) as made:
        made.run("doctor", expect=0)
        assert made.run("audit", "--all").status in {1, 3}
        assert made.run("apply", "--yes", "--reason", "contract", *EVERYTHING).status in {0, 3, 4}
        made.run("undo", "--yes", "--reason", "contract", expect=0)
    assert not Witness.wrong, Witness.wrong[:10]
    assert ("PATCH", "/meetings/{meetingId}") in Witness.seen
    assert ("PATCH", "/users/{userId}/settings") in Witness.seen
    assert ("PATCH", "/meetings/{meetingId}/registrants/questions") in Witness.seen
