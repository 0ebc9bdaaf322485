"""What the simulators of all vendors have in common: routes, JSON answers, faults and a log."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import formatdate
from functools import cache
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, ClassVar, Generic, Self, TypeVar

from pydantic import JsonValue
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request, Response

from hardener.sandbox.faults import Fault, Faults

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

LOGGED_CALLS = 50_000
"""How many of the latest requests a simulator remembers."""

Json = dict[str, JsonValue]
Body = Mapping[str, JsonValue] | Sequence[JsonValue]


class SeedError(ValueError):
    """A seed says something that the simulator does not understand."""


class Problem(Exception):  # noqa: N818 - it is an answer, not a mistake of the program
    """An answer other than success, in the vendor's own words."""

    def __init__(self, status: int, body: Body, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(status, body)
        self.status = status
        self.body = body
        self.headers = dict(headers or {})


@dataclass(frozen=True, slots=True)
class Call:
    """One request that reached the simulator, without any secret."""

    method: str
    path: str
    query: Mapping[str, str]
    status: int
    keys: tuple[str, ...]
    """Dotted names of what the JSON body held, sorted."""
    at: float
    """When it came, by the simulator's clock."""


@dataclass(slots=True)
class Context:
    """One request on its way through a simulator."""

    request: Request
    params: Mapping[str, str]
    now: float
    headers: dict[str, str] = field(default_factory=dict)
    """Sent along with the answer, whatever it will be."""
    json: JsonValue = None

    def query(self, name: str, default: str = "") -> str:
        """Return the query parameter of that name."""
        return self.request.args.get(name, default)


C = TypeVar("C", bound=Context)


@dataclass(frozen=True, slots=True)
class Route(Generic[C]):
    """One operation: `answer` returns a JSON body, a ready response, or None for an empty answer."""

    method: str
    rule: str
    """As werkzeug writes it: `/users/<user>`."""
    answer: Callable[[C], Body | Response | None]
    status: int = 200


class Simulator(ABC):
    """A stateful model of one vendor's API: a WSGI application."""

    vendor: ClassVar[str]
    folder_option: ClassVar[str] = ""
    """Of a vendor whose settings are files on a server: the option of a connection that names their folder."""
    calendar_path: ClassVar[str] = ""
    """Where the library's own public calendar is, beside the vendor's API; empty: there is none."""

    def __init__(self, *, clock: Callable[[], float], faults: Iterable[Fault] = ()) -> None:
        self.clock = clock
        self.calls: deque[Call] = deque(maxlen=LOGGED_CALLS)
        self.lock = RLock()
        self._faults = Faults(faults)

    @classmethod
    @abstractmethod
    def from_seed(cls, seed: Mapping[str, JsonValue], *, clock: Callable[[], float]) -> Self:
        """Return a simulator that begins as `seed` says. Raises `SeedError`."""

    @classmethod
    @abstractmethod
    def sample(cls, now: datetime) -> Json:
        """Return the seed of a library system, with programs in the weeks after `now`."""

    @classmethod
    @abstractmethod
    def connection(cls, seed: Mapping[str, JsonValue], url: str) -> tuple[Json, Mapping[str, str]]:
        """Return the options and the secrets with which hardener connects to `seed`, served at `url`."""

    def lay_out(self, folder: Path) -> None:
        """Write the files of the server into an empty folder that is its own; for vendors with a `folder_option`."""
        raise NotImplementedError

    @abstractmethod
    def answer(self, request: Request) -> Response:
        """Answer one request. Raises `Problem` and werkzeug's `HTTPException`."""

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request, as WSGI has it."""
        request = Request(environ)
        request.get_data()
        response = self._faults.around(request, lambda: self._guarded(request))
        response.headers.setdefault("Date", formatdate(self.clock(), usegmt=True))
        self.calls.append(self._logged(request, response.status_code))
        return response(environ, start_response)

    def quiet(self) -> None:
        """Let nothing go wrong any more of what the seed asked for."""
        self._faults = Faults(())

    @contextmanager
    def unlocked(self) -> Iterator[None]:
        """Let other requests in while this one waits."""
        self.lock.release()
        try:
            yield
        finally:
            self.lock.acquire()

    def _guarded(self, request: Request) -> Response:
        with self.lock:
            try:
                return self.answer(request)
            except Problem as problem:
                response = as_json(problem.body, problem.status)
                response.headers.update(problem.headers)
                return response
            except HTTPException as error:
                return as_json({"code": error.code, "message": error.name}, error.code or 500)

    def _logged(self, request: Request, status: int) -> Call:
        # Values could be secrets and patrons' data: only the names of keys are kept.
        keys = tuple(sorted(names(read_json(request)))) if request.mimetype == "application/json" else ()
        return Call(request.method, request.path, request.args.to_dict(), status, keys, self.clock())


class Router(Generic[C]):
    """Finds the route of a request."""

    def __init__(self, routes: Iterable[Route[C]]) -> None:
        self._routes = tuple(routes)
        self._map = _map(tuple((route.method, route.rule) for route in self._routes))

    def find(self, request: Request) -> tuple[Route[C], Mapping[str, str]]:
        """Return the route and its path parameters. Raises `HTTPException`."""
        number, params = self._map.bind_to_environ(request.environ).match()
        return self._routes[number], params


@cache
def _map(rules: tuple[tuple[str, str], ...]) -> Map:
    """Return what finds the number of a rule: made once, as that takes longer than all else of a start."""
    # Without merge_slashes an identifier that begins with a slash would be redirected away.
    made = Map(merge_slashes=False, strict_slashes=False)
    for number, (method, rule) in enumerate(rules):
        made.add(Rule(rule, methods=[method], endpoint=number))
    return made


def respond(route: Route[C], context: C) -> Response:
    """Let the route answer, and wrap the answer."""
    try:
        body = route.answer(context)
    except Problem as problem:
        problem.headers = {**context.headers, **problem.headers}
        raise
    if isinstance(body, Response):
        response = body
    elif body is None:
        response = Response(status=204)
        response.headers.pop("Content-Type", None)
    else:
        response = as_json(body, route.status)
    response.headers.update(context.headers)
    return response


def as_json(body: Body, status: int = 200) -> Response:
    """Return `body` as a JSON response."""
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return Response(text.encode(), status, content_type="application/json;charset=UTF-8")


def read_json(request: Request) -> JsonValue:
    """Return the JSON body of a request; None where there is none or it cannot be read."""
    data = request.get_data(cache=True)
    if not data:
        return None
    try:
        body: JsonValue = json.loads(data)
    except ValueError:
        return None
    return body


def names(body: JsonValue, prefix: str = "") -> Iterator[str]:
    """Yield the dotted name of every value in a JSON document that is no object."""
    if not isinstance(body, dict):
        if prefix:
            yield prefix
        return
    for key, value in body.items():
        yield from names(value, f"{prefix}.{key}" if prefix else key)
