"""The adapter held against Graph's specification: every row, every request it sends, and every answer it is given."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import parse_qs, unquote

import jsonschema
import pytest
from tests.adapters.teams.made import EVERYTHING, library, properties, schema, spec

from hardener.setting import FixedByVendor, ManualOnly, Setting
from hardener.vendor import Call
from hardener_teams import calls as op
from hardener_teams.forms import LABELS, AlwaysAsked, OwnQuestions, Question, UnknownQuestions
from hardener_teams.settings import SETTINGS
from hardener_teams.simulator import TeamsSimulator, library_seed
from hardener_teams.writing import MEETING_KEYS

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse

TYPES = {
    "meeting": {"meeting": "onlineMeeting"},
    "sessions": {"webinar": "virtualEventSession", "broadcast": "virtualEventSession"},
    "event": {"webinar": "virtualEventWebinar", "broadcast": "virtualEventTownhall"},
    "registration": {"webinar": "virtualEventWebinarRegistrationConfiguration"},
}
"""The type that each part of a document is, by the kind of its target."""


def shown(row: Setting) -> bool:
    """Tell whether Graph shows a row: policies come from an export, questions are a list."""
    return not isinstance(row, ManualOnly | FixedByVendor | Question | OwnQuestions | UnknownQuestions | AlwaysAsked)


def cases() -> list[Any]:
    return [
        pytest.param(row, kind, id=f"{row.control}-{kind}-{row.path}")
        for row in SETTINGS
        for kind in row.kinds
        if shown(row) and kind in {"meeting", "webinar", "broadcast"}
    ]


def declared(row: Setting, kind: str) -> dict[str, Any]:
    """Return what the specification says of a row's property."""
    part, *keys = row.at(kind).split(".")
    name = TYPES[part][kind]
    for key in keys[:-1]:
        name = properties(name)[key]["type"].removeprefix("microsoft.graph.")
    found: dict[str, Any] = properties(name)[keys[-1]]
    return found


@pytest.mark.parametrize(("row", "kind"), cases())
def test_a_row_is_a_property_of_its_type_with_values_of_its_type(row: Setting, kind: str) -> None:
    validator = jsonschema.Draft202012Validator(schema(declared(row, kind)["type"]))
    assert validator.schema, "the specification does not know this type"
    for raw in row.values:
        assert validator.is_valid(raw), f"{raw!r} is no value of {row.path}"


@pytest.mark.parametrize(("row", "kind"), cases())
def test_a_row_knows_every_member_of_its_enumeration_but_the_sentinel(row: Setting, kind: str) -> None:
    told = spec()["enums"].get(declared(row, kind)["type"])
    if told is not None:
        assert set(row.values) == set(told["values"]) - {"unknownFutureValue"}


@pytest.mark.parametrize(("row", "kind"), cases())
def test_only_what_is_documented_as_updatable_is_written(row: Setting, kind: str) -> None:
    top = properties(TYPES[row.path.split(".")[0]][kind])[row.path.split(".")[1]]
    if row.can_write(kind):
        assert top.get("x-documented-updatable") is True
        assert row.path.split(".")[1] in MEETING_KEYS


def test_every_key_that_may_be_sent_is_documented_as_updatable() -> None:
    (told,) = (p for p in spec()["paths"] if p["method"] == "PATCH" and p["path"].startswith("/users"))
    assert set(told["updatable"]) >= MEETING_KEYS
    assert not MEETING_KEYS & {"startDateTime", "endDateTime", "subject", "participants", "anonymizeIdentityForRoles"}


def test_every_question_of_graph_has_a_row() -> None:
    told = spec()["enums"]["microsoft.graph.virtualEventRegistrationPredefinedQuestionLabel"]["values"]
    assert set(LABELS) == set(told) - {"unknownFutureValue"}
    assert {row.path.split(".")[1] for row in SETTINGS if isinstance(row, Question)} == set(LABELS)


@pytest.mark.parametrize(
    ("operation", "method"),
    [(op.CALENDAR, "GET"), (op.MEETINGS._replace(path=op.SET_MEETING.path), "GET"), (op.SET_MEETING, "PATCH")],
    ids=lambda each: str(each)[:40],
)
def test_the_permissions_are_the_specification_s(operation: Call, method: str) -> None:
    (told,) = (p for p in spec()["paths"] if p["method"] == method and same(operation.path, p["path"]))
    assert operation.scopes["app"] == tuple(told["application"])
    assert operation.scopes["user"] == tuple(told["delegated"])


def same(ours: str, theirs: str) -> bool:
    return re.sub(r"{\w+}", "{}", ours.replace("{user}", "/users/{}")) == re.sub(r"{\w+}", "{}", theirs)


ANSWERS = {
    r"/users/[^/]+/calendarView": "array<event>",
    r"/users/[^/]+/events/[^/]+": "event",
    r"/users/[^/]+/onlineMeetings": "array<onlineMeeting>",
    r"/users/[^/]+/onlineMeetings/.+": "onlineMeeting",
    r"/solutions/virtualEvents/webinars/getBy.+": "array<virtualEventWebinar>",
    r"/solutions/virtualEvents/townhalls/getBy.+": "array<virtualEventTownhall>",
    r"/solutions/virtualEvents/webinars/[^/(]+": "virtualEventWebinar",
    r"/solutions/virtualEvents/townhalls/[^/(]+": "virtualEventTownhall",
    r"/solutions/virtualEvents/webinars/[^/]+/sessions": "array<virtualEventSession>",
    r"/solutions/virtualEvents/webinars/[^/]+/registrationConfiguration": "virtualEventWebinarRegistrationConfiguration",
    r"/solutions/virtualEvents/webinars/[^/]+/registrationConfiguration/questions": "questions",
    r"/groups/[^/]+/members": "members",
}
"""What each address answers; nothing else may be asked for."""
BESIDE = (r"/users/[^/]+/events/[^/]+", r"/groups/[^/]+/members")
"""Documented, and not in the slice of the specification that we have."""


def answer_schema(path: str) -> dict[str, Any]:
    name = next(name for pattern, name in ANSWERS.items() if re.fullmatch(pattern, path))
    if name.startswith("array<"):
        return {"properties": {"value": {"type": "array", "items": typed(name[6:-1])}}, "required": ["value"]}
    if name in {"questions", "members"}:
        return {"properties": {"value": {"type": "array"}}, "required": ["value"]}
    return typed(name)


def typed(name: str) -> dict[str, Any]:
    return schema(f"microsoft.graph.{name}")


def known_path(method: str, path: str) -> bool:
    """Tell whether the specification has this call."""
    if method == "GET" and any(re.fullmatch(pattern, path) for pattern in BESIDE):
        return True
    told = (p["path"] for p in spec()["paths"] if p["method"] == method)
    return any(re.fullmatch(re.sub(r"\\{\w+\\}", ".+", re.escape(t)), path) for t in told)


class Witness(TeamsSimulator):
    """A simulator that holds each request and each answer against the specification."""

    wrong: ClassVar[list[str]] = []
    seen: ClassVar[set[str]] = set()

    def __call__(self, environ: dict[str, Any], start: StartResponse) -> Iterable[bytes]:
        method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
        status: list[str] = []

        def started(said: str, headers: list[tuple[str, str]], _: object = None) -> Any:
            status.append(said)
            return start(said, headers)

        if path.startswith("/v1.0"):
            raw = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
            environ["wsgi.input"] = io.BytesIO(raw)
            asked = parse_qs(environ.get("QUERY_STRING", ""))
            Witness.wrong += requested(method, path.removeprefix("/v1.0"), asked, json.loads(raw) if raw else None)
            if environ.get("HTTP_PREFER") != "include-unknown-enum-members":
                Witness.wrong.append(f"{method} {path}: without its Prefer header")
        data = b"".join(super().__call__(environ, started))
        if path == "/v1.0/$batch":
            Witness.wrong += answered_together(json.loads(raw), json.loads(data))
        if path.startswith("/v1.0") and path != "/v1.0/$batch" and status[0].startswith("2") and data:
            Witness.wrong += answered(path.removeprefix("/v1.0"), json.loads(data))
        return [data]


def requested(method: str, path: str, asked: dict[str, list[str]], body: Any) -> Iterator[str]:
    """Yield what is wrong with a request."""
    Witness.seen.add(
        f"{method} {path.rsplit('/', maxsplit=1)[-1] if '(' not in path else path.split('(', maxsplit=1)[0]}"
    )
    if (method, path) == ("POST", "/$batch"):
        yield from together(body["requests"])
        return
    if not known_path(method, path):
        yield f"{method} {path}: no such operation"
    if strange := set(asked) - {"$filter", "$select", "$top", "$skip", "startDateTime", "endDateTime"}:
        yield f"{method} {path}: parameters {strange}"
    for name in asked.get("$select", [""])[0].split(",") if path.endswith("View") else []:
        if name not in properties("event"):
            yield f"{path}: $select of {name}"
    if method == "PATCH":
        yield from (
            f"{path}: {e.message}" for e in jsonschema.Draft202012Validator(typed("onlineMeeting")).iter_errors(body)
        )
    if method == "POST":
        kind = typed(body["@odata.type"].removeprefix("#microsoft.graph."))
        yield from (f"{path}: {e.message}" for e in jsonschema.Draft202012Validator(kind).iter_errors(body))


def together(asked: list[Any]) -> Iterator[str]:
    """Yield what is wrong with the requests of a batch."""
    if len(asked) > 20:
        yield "a batch of more than 20"
    for each in asked:
        target, _, query = each["url"].partition("?")
        yield from requested(each["method"], unquote(target), parse_qs(query), each.get("body"))
        if each["method"] == "GET" and each["headers"] != {"Prefer": "include-unknown-enum-members"}:
            yield f"{target}: without its Prefer header"


def answered_together(asked: Any, body: Any) -> Iterator[str]:
    """Yield what is wrong with the answers to the reads of a batch."""
    paths = {one["id"]: unquote(one["url"].partition("?")[0]) for one in asked["requests"] if one["method"] == "GET"}
    for each in body["responses"]:
        if each["id"] in paths and each["status"] < 300:
            yield from answered(paths[each["id"]], each["body"])


def answered(path: str, body: Any) -> Iterator[str]:
    """Yield what is wrong with an answer."""
    errors = jsonschema.Draft202012Validator(answer_schema(path)).iter_errors(body)
    yield from (f"answer of {path}: {e.json_path} {e.message[:200]}" for e in errors)
    for question in body["value"] if path.endswith("/questions") else []:
        kind = typed(question["@odata.type"].removeprefix("#microsoft.graph."))
        yield from (f"{path}: {e.message}" for e in jsonschema.Draft202012Validator(kind).iter_errors(question))


def test_every_request_and_every_answer_of_a_whole_run(tmp_path: Path) -> None:
    with library(tmp_path, library_seed(datetime.now(UTC)), kind=Witness) as made:
        made.run("doctor", expect=0)
        made.run("audit", "--all", expect=3)
        made.run("apply", "--yes", *EVERYTHING, expect=0)
        made.run("undo", "--yes", expect=0)
    assert not Witness.wrong, Witness.wrong[:10]
    assert {"POST $batch", "GET calendarView", "GET onlineMeetings", "GET questions"} <= Witness.seen
    assert any(call.startswith("DELETE") for call in Witness.seen)
    assert any(call.startswith("PATCH") for call in Witness.seen)
