"""Odd values, and a simulator whose answers are spoilt with them."""

from __future__ import annotations

import copy
import io
import json
import re
import zlib
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pydantic import JsonValue
from werkzeug.wrappers import Request, Response

from hardener.sandbox import Simulator

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

Key = tuple[str | int, ...]
"""The way to a value in a JSON document."""
GONE = object()
"""The key itself is left out."""
NOT_A_NUMBER = float("nan")
ODD: tuple[object, ...] = (None, [], {}, "\ud800odd", 7, 1.5, True, -(10**40), NOT_A_NUMBER, [None], [[]], {"": None})
"""Of which each key gets those that are of another type than its own; no vendor documents any of them."""
VOLATILE = re.compile(r"[0-9a-zA-Z_=+.%-]*[0-9@%][^/]*")


@dataclass(frozen=True)
class Mutation:
    """One answer, one place in it, and what stands there instead."""

    request: str
    key: Key
    value: object

    def __str__(self) -> str:
        said = "left out" if self.value is GONE else repr(self.value)[:30]
        return f"{self.request} {'.'.join(map(str, self.key))}: {said}"


@dataclass
class Mutating:
    """A simulator whose answers are learnt, and some of which are then spoilt."""

    app: Simulator
    answers: dict[str, JsonValue] = field(default_factory=dict)
    mutations: Sequence[Mutation] = ()
    hits: int = 0

    def __getattr__(self, name: str) -> object:
        """Return what is the simulator's own, such as the files that it lays out."""
        return getattr(self.app, name)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        request = Request(environ)
        data = request.get_data(cache=True)
        environ["wsgi.input"] = io.BytesIO(data)  # it was read to its end, and the simulator reads it again
        name = dateless(f"{request.method} {request.full_path.rstrip('?')}")
        if b"requests" in data:
            name += f" {zlib.crc32(dateless(data.decode()).encode()):x}"
        response = Response.from_app(self.app, environ)
        try:
            body = json.loads(response.get_data())
        except ValueError:
            return response(environ, start_response)
        bodies = inner(data, body)
        for inside, answer in bodies.items():
            answer["body"] = self.spoilt(inside, answer["body"])
        if bodies:
            self.answers.setdefault(name, bare(body))
            body = self.spoilt(name, body, known=True)
        else:
            body = self.spoilt(name, body)
        response.set_data(json.dumps(body))
        return response(environ, start_response)

    def spoilt(self, name: str, body: Any, *, known: bool = False) -> Any:
        """Return an answer with the odd values that are meant for it, and remember how it was."""
        if not known:
            self.answers.setdefault(name, body)
        odd = [mutation for mutation in self.mutations if mutation.request == name]
        self.hits += bool(odd)
        for mutation in odd:
            body = put(body, mutation.key, mutation.value)
        return body


def dateless(text: str) -> str:
    """Return a request without the window that it asks for: that moves with the clock."""
    return re.sub(r"\d{4}-\d\d-\d\d[^&]*", "DATE", text)


def inner(asked: bytes, body: JsonValue) -> dict[str, dict[str, Any]]:
    """Return the answers in a batch of GETs, by what was asked for; none of any other answer."""
    requests = json.loads(asked)["requests"] if b'"requests"' in asked else []
    if not isinstance(body, dict) or any(one["method"] != "GET" for one in requests):
        return {}
    urls = {one["id"]: dateless(f"GET {one['url']}") for one in requests}
    listed: Any = body.get("responses", [])
    return {urls[one["id"]]: one for one in listed if "body" in one}


def bare(body: Any) -> JsonValue:
    """Return a batch without what the answers in it say."""
    return {**body, "responses": [{**one, "body": {}} for one in body["responses"]]}


def put(body: JsonValue, key: Key, value: object) -> Any:
    """Return a copy of `body` with `value` at `key`; the body itself where the way is not there."""
    if not key:
        return value
    whole = copy.deepcopy(body)
    node: Any = whole
    for step in key[:-1]:
        node = node[step] if _there(node, step) else {}
    if _there(node, key[-1]):
        if value is GONE:
            del node[key[-1]]
        else:
            node[key[-1]] = value
    return whole


def _there(node: Any, step: str | int) -> bool:
    if isinstance(node, list):
        return isinstance(step, int) and step < len(node)
    return isinstance(node, dict) and step in node


def keys(body: JsonValue, at: Key = ()) -> Iterator[tuple[Key, JsonValue]]:
    """Yield every place of a document, the whole first; of a list its first two entries: the others are alike."""
    yield at, body
    if isinstance(body, dict):
        for name, value in body.items():
            yield from keys(value, (*at, name))
    elif isinstance(body, list):
        for number, value in enumerate(body[:2]):
            yield from keys(value, (*at, number))


def mutations(answers: Mapping[str, JsonValue], each: int) -> Iterator[Mutation]:
    """Yield `each` odd values for every key of every kind of answer, never the same twice for one key.

    Answers to the same question about another thing are alike: the first of each is spoilt.
    """
    seen: set[tuple[str, str]] = set()
    for request, body in answers.items():
        path = request.split("?")[0]
        shape = "/".join(
            "*" if VOLATILE.fullmatch(part) and not re.fullmatch(r"v\d.*", part) else part for part in path.split("/")
        )
        for key, value in keys(body):
            name = ".".join("*" if isinstance(step, int) else step for step in key)
            if (shape, name) in seen and not (key and isinstance(key[-1], int)):
                continue
            seen.add((shape, name))
            fitting = [odd for odd in ODD if type(odd) is not type(value)] + (
                [GONE] if key and isinstance(key[-1], str) else []
            )
            first = zlib.crc32(f"{shape} {name}".encode())
            for number in range(min(each, len(fitting))):
                yield Mutation(request, key, fitting[(first + number * 5) % len(fitting)])


def is_no_json(mutation: Mutation) -> bool:
    """Tell whether it makes a whole answer no JSON."""
    return mutation.value is NOT_A_NUMBER


def alike(found: Iterable[Mutation], answers: Mapping[str, JsonValue]) -> Iterable[list[Mutation]]:
    """Return what can be tried together: of one answer, what holds nothing, or lies equally deep, one value for each key.

    What makes an answer no JSON at all does so wherever it stands: all of it in one answer is together.
    """
    turns: Counter[tuple[str, Key]] = Counter()
    near: dict[Hashable, list[Mutation]] = {}
    places = {request: dict(keys(body)) for request, body in answers.items()}
    for mutation in found:
        turns[mutation.request, mutation.key] += 1
        holds = isinstance(places[mutation.request][mutation.key], dict | list)
        group = (holds and len(mutation.key), turns[mutation.request, mutation.key])
        near.setdefault((mutation.request, "" if is_no_json(mutation) else group), []).append(mutation)
    return near.values()
