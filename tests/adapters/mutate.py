"""One key of one answer turned into another type, for every key of every answer that an audit gets.

No such value may make a program vanish in silence, pass what fails otherwise, or end the run. Each vendor's
`test_mutations.py` calls `survives` with a small seed of the vendor's simulator, in files of their own: they take
minutes, and run side by side.
"""

from __future__ import annotations

import copy
import functools
import io
import json
import re
import time
import traceback
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from pydantic import JsonValue
from tests.adapters.conformance import Kept
from werkzeug.wrappers import Request, Response

from hardener import adapter, profile
from hardener.account import Account
from hardener.adapter import Window
from hardener.audit import Audit
from hardener.catalog import catalogue
from hardener.config import Config, parse
from hardener.errors import AdapterError
from hardener.findings import State
from hardener.http import Session
from hardener.model import Status
from hardener.results import Report
from hardener.sandbox import Simulator, serve
from hardener.waive import Waivers

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

Key = tuple[str | int, ...]
"""The way to a value in a JSON document."""
GONE = object()
"""The key itself is left out."""
ODD: tuple[object, ...] = (None, [], {}, "\ud800odd", 7, 1.5, True, -(10**40), float("nan"), [None], [[]], {"": None})
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
    """A simulator whose answers are learnt, and one of which is then spoilt."""

    app: Simulator
    answers: dict[str, JsonValue] = field(default_factory=dict)
    mutation: Mutation | None = None
    hits: int = 0

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        request = Request(environ)
        data = request.get_data(cache=True)
        environ["wsgi.input"] = io.BytesIO(data)  # it was read to its end, and the simulator reads it again
        name = f"{request.method} {request.full_path.rstrip('?')}" + (
            f" {zlib.crc32(data):x}" if b"requests" in data else ""
        )
        name = re.sub(r"\d{4}-\d\d-\d\d[^&]*", "DATE", name)  # a window moves with the clock
        response = Response.from_app(self.app, environ)
        try:
            body = json.loads(response.get_data())
        except ValueError:
            return response(environ, start_response)
        self.answers.setdefault(name, body)
        if self.mutation is not None and self.mutation.request == name:
            self.hits += 1
            response.set_data(json.dumps(put(body, self.mutation.key, self.mutation.value)))
        return response(environ, start_response)


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


class Unpaced(Session):
    """A session that asks as fast as it can: the simulators here refuse nobody for it."""

    def pace(self, rates: Mapping[str, float]) -> None:
        """Take no pace."""


@dataclass(frozen=True)
class Found:
    """What one audit came to."""

    complete: bool
    programs: int
    ready: frozenset[str]
    verdicts: Mapping[tuple[str, str], Status]
    """Of each program and control."""
    unclear: int


load = functools.cache(adapter.load)
"""It looks through everything that is installed."""


def look(
    vendor: str, url: str, connection: tuple[Mapping[str, Any], Mapping[str, str]], name: str = "storytime"
) -> Found:
    """Audit what is served at `url`, by one profile, as the installed command does."""
    options, secrets = connection
    given = {key: value for key, value in options.items() if key != "vendor"}
    now = datetime.now(UTC)
    with Unpaced("main", read_only=True) as session:
        made = load(vendor).connect(given, session, Kept(secrets))
        account = Account(name="main", vendor=vendor, adapter=made, calls=session.counted)
        held = profile.load(name)
        report = Report(
            made=now, version="0", library="", start=now, end=now + timedelta(weeks=4), profiles={name: held}
        )
        audit = Audit(
            config=config(vendor), profiles={name: held}, controls=catalogue(), report=report,
            window=Window(now, now + timedelta(weeks=4)), waivers=Waivers(today=now.date()), only=name,
        )  # fmt: skip
        audit.run([account])
        return found(report)


def config(vendor: str) -> Config:
    return parse(f'[connections.main]\nvendor = "{vendor}"\n', Path("hardener.toml"))


def found(report: Report) -> Found:
    """Return what a report says, in short."""
    rows = list(report.rows(programs=True))
    told = {
        (f"{row.program.id}/{row.program.occurrence}", f.control): f.status
        for row in rows
        if row.program is not None
        for f in row.findings
    }
    ready = frozenset(
        f"{row.program.id}/{row.program.occurrence}" for row in rows if row.program and row.state is State.READY
    )
    unclear = sum(bool(row.unread) or any(f.status is Status.ERROR for f in row.findings) for row in rows)
    return Found(report.complete, len(rows), ready, told, unclear)


def survives(
    app: Simulator,
    seed: Mapping[str, Any],
    *,
    absent: Collection[str] = (),
    each: int = 2,
    asked: str = "",
) -> int:
    """Audit once for each mutation, and return how many there were; fail with every one that was taken badly.

    Of the keys called `absent` the vendor documents what it means that they are not there. With
    `asked` only answers to requests that this pattern is found in are spoilt: a vendor with very many keys has two files.
    """
    spoilt = Mutating(app)
    bad: list[str] = []
    count = 0
    with serve(cast("Simulator", spoilt)) as server:
        connection = type(app).connection(seed, server.url)
        right = look(app.vendor, server.url, connection)
        assert right.complete
        assert right.programs, "a seed with programs"
        answers = {request: body for request, body in spoilt.answers.items() if re.search(asked, request)}
        for mutation in list(mutations(answers, each)):
            if mutation.value is GONE and mutation.key[-1] in absent:
                continue
            spoilt.mutation = mutation
            count += 1
            try:
                now = look(app.vendor, server.url, connection)
            except AdapterError:
                continue  # the connection could not be opened, and the command says so
            except Exception:  # noqa: BLE001 - the point of the test
                bad.append(f"{mutation}: ended the run: {traceback.format_exc(limit=-2)}")
                continue
            bad.extend(f"{mutation}: {said}" for said in wrong(right, now))
    print(f"{app.vendor}: {count} mutations, {spoilt.hits} spoilt answers, {time.strftime('%X')}")  # noqa: T201
    assert not bad, f"{len(bad)} of {count} were taken badly:\n" + "\n".join(bad[:60])
    return count


def wrong(right: Found, now: Found) -> Iterator[str]:
    """Yield what an odd value has made of a report that it must not."""
    if now.programs < right.programs and now.complete and not now.unclear > right.unclear:
        yield f"{right.programs - now.programs} programs vanished"
    for key, status in now.verdicts.items():
        before = right.verdicts.get(key)
        if status is Status.PASS and before in {Status.FAIL, Status.ERROR, Status.MANUAL}:
            yield f"{key[0]} {key[1]} passes, which was {before}"
        if status is Status.NOT_APPLICABLE and before in {Status.FAIL, Status.ERROR, Status.PASS}:
            yield f"{key[0]} {key[1]} does not apply, which was {before}"
    if more := {p for p in now.ready - right.ready if any(key[0] == p for key in right.verdicts)}:
        yield f"{', '.join(sorted(more))} became ready"
