"""A model of Webex's REST API for meetings, made from Webex's own specification and its published rules.

`WebexSimulator.from_seed` takes what `hardener_webex.simulator.state` describes;
`library_seed` makes one that looks like a public library system.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, ClassVar, Self

from pydantic import JsonValue
from werkzeug.wrappers import Request, Response

from hardener.sandbox import Counters, Pages, Route, Simulator
from hardener.sandbox.simulator import Body, Router, as_json, read_json, respond
from hardener_webex.simulator.answers import refuse
from hardener_webex.simulator.asked import Asked
from hardener_webex.simulator.oauth import Tokens
from hardener_webex.simulator.operations import ELSEWHERE, OPERATIONS, Operation
from hardener_webex.simulator.seed import library_seed
from hardener_webex.simulator.state import App, World, read_seed

__all__ = ["WebexSimulator", "library_seed"]

PREFIX = "/v1"
LACKING = (
    "The server understood the request, but refused to fulfill it because the access token is missing required scopes "
    "or the user is missing required roles or licenses."
)


class WebexSimulator(Simulator):
    """One Webex organization that answers over HTTP."""

    vendor: ClassVar[str] = "webex"

    def __init__(self, world: World, *, clock: Callable[[], float]) -> None:
        super().__init__(clock=clock, faults=world.seed.faults)
        self.world = world
        self.tokens = Tokens(world)
        self._pages = Pages(lifetime=3600)
        self._counters = Counters()
        self._router: Router[Asked] = Router(
            Route(each.method, PREFIX + each.rule, self._guard(each)) for each in (*OPERATIONS, *ELSEWHERE)
        )

    @classmethod
    def from_seed(cls, seed: Mapping[str, JsonValue], *, clock: Callable[[], float]) -> Self:
        """Return a simulator that begins as `seed` says. Raises `SeedError`."""
        return cls(World(read_seed(seed)), clock=clock)

    @classmethod
    def sample(cls, now: datetime) -> dict[str, Any]:
        """Return the seed of a library system, with programs in the four weeks after `now`."""
        return library_seed(now, programs=120, live=False)

    @classmethod
    def connection(cls, seed: Mapping[str, JsonValue], url: str) -> tuple[dict[str, Any], Mapping[str, str]]:
        """Return the options and the secrets with which hardener connects to `seed`, served at `url`."""
        found = read_seed(seed)
        app = found.apps[0]
        options = {
            "auth": "service",
            "api_url": f"{url}{PREFIX}",
            "token_url": f"{url}{PREFIX}/access_token",
            "authorize_url": f"{url}{PREFIX}/authorize",
            "suite_sites": [site.siteUrl for site in found.sites if site.suite],
        }
        return options, {
            "client_id": app.client_id,
            "client_secret": app.client_secret,
            "refresh_token": app.refresh_token,
        }

    def answer(self, request: Request) -> Response:
        """Answer one request. Raises `Problem` and werkzeug's `HTTPException`."""
        now = self.clock()
        match request.method, request.path:
            case "POST", "/v1/access_token":
                return as_json(self.tokens.issue(request, now))
            case "GET", "/v1/authorize":
                return self.tokens.authorize(request, now)
        app = self.tokens.bearer(request, now)
        self._count(app, now)
        route, params = self._router.find(request)
        asked = Asked(
            request,
            params,
            now,
            json=read_json(request),
            world=self.world,
            pages=self._pages,
            app=app,
            admin=False,
        )
        return respond(route, asked)

    def _guard(self, operation: Operation) -> Callable[[Asked], Body | None]:
        def guarded(asked: Asked) -> Body | None:
            scopes = asked.app.scopes
            asked.admin = operation.admin in scopes
            if not asked.admin and operation.user not in scopes:
                raise refuse(403, LACKING)
            return operation.answer(asked)

        return guarded

    def _count(self, app: App, now: float) -> None:
        behaviour = self.world.seed.behaviour
        allowed = behaviour.requests_per_minute
        if allowed is not None and self._counters.add(app.client_id, now, 60) > allowed:
            after = {"Retry-After": str(behaviour.retry_after)}
            raise refuse(429, "Too many requests have been sent in a given amount of time.", headers=after)
