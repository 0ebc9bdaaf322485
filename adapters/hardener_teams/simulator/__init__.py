"""A model of Microsoft Graph for Teams, made from Graph's own metadata and what is documented of it.

`TeamsSimulator.from_seed` takes what `hardener_teams.simulator.state` describes;
`library_seed` makes one that looks like a public library system.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, ClassVar, Self

from pydantic import JsonValue
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request, Response

from hardener.sandbox import Counters, Problem, Route, Simulator
from hardener.sandbox.simulator import Body, Router, as_json, read_json, respond
from hardener_teams.simulator import calendar, directory, meetings, virtual
from hardener_teams.simulator.asked import Asked
from hardener_teams.simulator.login import Grant, Tokens
from hardener_teams.simulator.operations import Operation, operations
from hardener_teams.simulator.problems import bad, forbidden, problem
from hardener_teams.simulator.seed import library_seed
from hardener_teams.simulator.state import Json
from hardener_teams.simulator.world import World, read_seed

__all__ = ["TeamsSimulator", "library_seed"]

PREFIX = "/v1.0"
BATCH = 20
ANSWERS: dict[str, Callable[[Asked], Body | None]] = {
    **directory.ANSWERS,
    **calendar.ANSWERS,
    **meetings.ANSWERS,
    **virtual.ANSWERS,
}


class TeamsSimulator(Simulator):
    """One tenant that answers over HTTP: Entra ID's log-in and Graph."""

    vendor: ClassVar[str] = "teams"

    def __init__(self, world: World, *, clock: Callable[[], float]) -> None:
        super().__init__(clock=clock, faults=world.seed.faults)
        self.world = world
        self.tokens = Tokens(world)
        self.counters = Counters()
        self._router: Router[Asked] = Router(
            Route(each.method, PREFIX + each.rule, _guarded(each), each.status) for each in operations()
        )

    @classmethod
    def from_seed(cls, seed: Mapping[str, JsonValue], *, clock: Callable[[], float]) -> Self:
        """Return a simulator that begins as `seed` says. Raises `SeedError`."""
        return cls(World(read_seed(seed)), clock=clock)

    @classmethod
    def sample(cls, now: datetime) -> Json:
        """Return the seed of a library system, with programs in the four weeks after `now`."""
        return library_seed(now)

    @classmethod
    def connection(cls, seed: Mapping[str, JsonValue], url: str) -> tuple[Json, Mapping[str, str]]:
        """Return the options and the secrets with which hardener connects to `seed`, served at `url`."""
        held = read_seed(seed)
        app = held.apps[0]
        options: Json = {"api_url": f"{url}{PREFIX}", "login_url": url, "tenant": held.tenant.domain}
        organizers: Json = {"group": held.groups[0].id} if held.groups else {"organizers": [u.id for u in held.users]}
        return {**options, **organizers}, {"client_id": app.client_id, "client_secret": app.client_secret}

    def answer(self, request: Request) -> Response:
        """Answer one request. Raises `Problem` and werkzeug's `HTTPException`."""
        parts = request.path.strip("/").split("/")
        match request.method, parts[1:]:
            case "POST", ["oauth2", "v2.0", "token"]:
                return as_json(self.tokens.issue(request, parts[0], self.clock()))
            case "GET", ["oauth2", "v2.0", "authorize"]:
                return self.tokens.authorize(request, parts[0])
            case "GET", ["v2.0", ".well-known", "openid-configuration"]:
                return as_json(self.tokens.configuration(request, parts[0]))
        grant = self.tokens.bearer(request, self.clock())
        if (request.method, request.path) == ("POST", f"{PREFIX}/$batch"):
            return as_json(self._batch(request))
        return self._one(request, grant)

    def _one(self, request: Request, grant: Grant) -> Response:
        self._count(grant)
        try:
            route, params = self._router.find(request)
        except MethodNotAllowed:
            raise problem(
                405, "Request_BadRequest", "Specified HTTP method is not allowed for the request target."
            ) from None
        except HTTPException:
            segment = request.path.rsplit("/", 1)[-1]
            raise bad(f"Resource not found for the segment '{segment}'.") from None
        asked = Asked(request, params, self.clock(), json=read_json(request), world=self.world, grant=grant)
        return respond(route, asked)

    def _count(self, grant: Grant) -> None:
        most = self.world.seed.behaviour.per_second
        if most is not None and self.counters.add(grant.app.client_id, self.clock(), 1) > most:
            raise problem(429, "TooManyRequests", "Too many requests.", {"Retry-After": "1"})

    def _batch(self, request: Request) -> Json:
        """Answer POST /$batch: each request on its own, the answers in any order."""
        body = read_json(request)
        wanted = body.get("requests") if isinstance(body, dict) else None
        if not isinstance(wanted, list) or not all(isinstance(each, dict) for each in wanted):
            raise bad("Invalid batch payload format.")
        if len(wanted) > BATCH:
            raise bad(f"Number of batch request steps exceeds the maximum value of {BATCH}.")
        answers: dict[str, Json] = {}
        for each in wanted:
            if not {"id", "method", "url"} <= each.keys() or str(each["id"]) in answers:
                raise bad("Invalid batch payload: every request needs an id of its own, a method and a url.")
            answers[str(each["id"])] = self._step(request, each, answers)
        return {"responses": [answers[ident] for ident in reversed(answers)]}

    def _step(self, request: Request, each: Json, answers: Mapping[str, Json]) -> Json:
        needs = each.get("dependsOn") or []
        if any(answers.get(str(ident), {"status": 424})["status"] >= 400 for ident in needs):
            said = {"code": "FailedDependency", "message": "A request that this one depends on has failed."}
            return {"id": str(each["id"]), "status": 424, "headers": {}, "body": {"error": said}}
        inner = _inner(request, each)
        try:
            response = self._one(inner, self.tokens.bearer(inner, self.clock()))
        except Problem as failed:
            response = as_json(failed.body, failed.status)
            response.headers.update(failed.headers)
        self.calls.append(self._logged(inner, response.status_code))
        answer: Json = {"id": str(each["id"]), "status": response.status_code, "headers": dict(response.headers)}
        return {**answer, "body": json.loads(response.get_data())} if response.get_data() else answer


def _inner(request: Request, each: Mapping[str, Any]) -> Request:
    """Return a request of a batch as if it had come alone; of the headers around it only who asks holds."""
    path, _, query = str(each["url"]).partition("?")
    headers = {str(k): str(v) for k, v in (each.get("headers") or {}).items()}
    headers["Authorization"] = request.headers["Authorization"]
    body = json.dumps(each["body"]) if "body" in each else None
    if body is not None and "content-type" not in {name.casefold() for name in headers}:
        raise bad("A request of a batch that has a body needs the header Content-Type.")
    builder = EnvironBuilder(
        path=f"{PREFIX}/{path.lstrip('/')}", query_string=query, method=str(each["method"]).upper(), headers=headers,
        data=body, base_url=request.host_url,
    )  # fmt: skip
    return Request(builder.get_environ())


def _guarded(operation: Operation) -> Callable[[Asked], Body | Response | None]:
    """Return the operation's answer, given only to a token whose permissions allow it."""
    answer = ANSWERS[operation.name]

    def guarded(asked: Asked) -> Body | Response | None:
        enough = operation.person if asked.grant.user else operation.app
        if enough.isdisjoint(asked.grant.permissions):
            raise forbidden(outlook="alendar" in operation.name or operation.name.startswith("event"))
        return answer(asked)

    return guarded
