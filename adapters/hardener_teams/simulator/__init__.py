"""A model of Microsoft Graph for Teams, made from Graph's own metadata and what is documented of it.

`TeamsSimulator.from_seed` takes what `hardener_teams.simulator.state` describes;
`library_seed` makes one that looks like a public library system.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar, Self

from pydantic import JsonValue
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.wrappers import Request, Response

from hardener.sandbox import Counters, Problem, Route, Simulator
from hardener.sandbox.simulator import Body, Router, as_json, read_json, respond
from hardener_teams.simulator import batch, calendar, directory, kept, meetings, subscriptions, virtual
from hardener_teams.simulator.asked import Asked
from hardener_teams.simulator.login import Grant, Tokens
from hardener_teams.simulator.operations import Operation, operations
from hardener_teams.simulator.problems import bad, forbidden, problem
from hardener_teams.simulator.seed import library_seed
from hardener_teams.simulator.state import Json
from hardener_teams.simulator.world import World, guid, read_seed

__all__ = ["TeamsSimulator", "library_seed"]

PREFIX = "/v1.0"
EXPORT = Path(__file__).with_name("tables") / "policies.json"
"""What PowerShell would export of the sample's tenant; Graph does not show it."""
ANSWERS: dict[str, Callable[[Asked], Body | None]] = {
    **directory.ANSWERS,
    **calendar.ANSWERS,
    **meetings.ANSWERS,
    **virtual.ANSWERS,
    **kept.ANSWERS,
    **subscriptions.ANSWERS,
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
        if held.tenant.id == library_seed(datetime.now(UTC))["tenant"]["id"]:
            options["policies"] = str(EXPORT)
        return {**options, **organizers}, {"client_id": app.client_id, "client_secret": app.client_secret}

    def answer(self, request: Request) -> Response:
        """Answer one request. Raises `Problem` and werkzeug's `HTTPException`."""
        parts = request.path.strip("/").split("/")
        match request.method, parts[1:]:
            case "POST", ["oauth2", "v2.0", "token"]:
                return as_json(self.tokens.issue(request, parts[0], self.clock()))
            case "GET", ["oauth2", "v2.0", "authorize"]:
                return self.tokens.authorize(request, parts[0], self.clock())
            case "GET", ["discovery", "instance"]:
                return as_json(self.tokens.discovery(request))
            case "GET", ["v2.0", ".well-known", "openid-configuration"]:
                return as_json(self.tokens.configuration(request, parts[0]))
        grant = self.tokens.bearer(request, self.clock())
        if (request.method, request.path) == ("POST", f"{PREFIX}/$batch"):
            return as_json(batch.answer(request, read_json(request), self._alone))
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
        headers = {"request-id": guid(f"{len(self.calls)} {self.clock()}")}
        if (own := request.headers.get("client-request-id")) is not None:
            headers["client-request-id"] = own
        asked = Asked(
            request, params, self.clock(), json=read_json(request), headers=headers, world=self.world, grant=grant
        )
        return respond(route, asked)

    def _alone(self, request: Request) -> Response:
        """Answer one request of a batch, with whatever goes wrong of what came alone."""
        response = self._faults.around(request, lambda: self._inside(request))
        self.calls.append(self._logged(request, response.status_code))
        return response

    def _inside(self, request: Request) -> Response:
        try:
            return self._one(request, self.tokens.bearer(request, self.clock()))
        except Problem as failed:
            response = as_json(failed.body, failed.status)
            response.headers.update(failed.headers)
            return response

    def _count(self, grant: Grant) -> None:
        most = self.world.seed.behaviour.per_second
        if most is not None and self.counters.add(grant.app.client_id, self.clock(), 1) > most:
            raise problem(429, "TooManyRequests", "Too many requests.", {"Retry-After": "1"})


def _guarded(operation: Operation) -> Callable[[Asked], Body | Response | None]:
    """Return the operation's answer, given only to a token whose permissions allow it."""
    answer = ANSWERS[operation.name]

    def guarded(asked: Asked) -> Body | Response | None:
        enough = operation.person if asked.grant.user else operation.app
        if enough.isdisjoint(asked.grant.permissions):
            raise forbidden(outlook="alendar" in operation.name or operation.name.startswith("event"))
        return answer(asked)

    return guarded
