"""A model of Zoom's REST API, made from Zoom's own specification and what was measured of it.

`ZoomSimulator.from_seed` takes what `hardener_zoom.simulator.state` describes;
`library_seed` makes one that looks like a public library system.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import ClassVar, Self, cast

from pydantic import JsonValue
from werkzeug.wrappers import Request, Response

from hardener.sandbox import Pages, Route, Simulator
from hardener.sandbox.simulator import Body, Router, as_json, read_json, respond
from hardener_zoom.simulator import (
    extras,
    kept,
    meetings,
    people,
    public_calendar,
    registration,
    settings,
    webinars,
    writing,
)
from hardener_zoom.simulator.asked import Asked
from hardener_zoom.simulator.levels import Levels
from hardener_zoom.simulator.limits import Rates
from hardener_zoom.simulator.oauth import Grant, Tokens
from hardener_zoom.simulator.operations import Operation, elsewhere, operations
from hardener_zoom.simulator.problems import problem
from hardener_zoom.simulator.seed import default_app, library_seed, past_storytime
from hardener_zoom.simulator.series import Calendar
from hardener_zoom.simulator.shapes import Json
from hardener_zoom.simulator.shared import Shared
from hardener_zoom.simulator.world import World, read_seed

__all__ = ["ZoomSimulator", "default_app", "library_seed"]

PREFIX = "/v2"
ANSWERS: dict[str, Callable[[Asked], Body | None]] = {
    **people.ANSWERS,
    **settings.ANSWERS,
    **meetings.ANSWERS,
    **writing.ANSWERS,
    **webinars.ANSWERS,
    **registration.ANSWERS,
    **extras.ANSWERS,
    **kept.ANSWERS,
}


class ZoomSimulator(Simulator):
    """One Zoom account that answers over HTTP."""

    vendor: ClassVar[str] = "zoom"
    calendar_path: ClassVar[str] = public_calendar.PATH

    def __init__(self, world: World, *, clock: Callable[[], float]) -> None:
        super().__init__(clock=clock, faults=world.seed.faults)
        self.world = world
        self.tokens = Tokens(world)
        self.shared = Shared(
            world=world,
            unlocked=self.unlocked,
            pages=Pages(lifetime=world.behaviour.page_token_lifetime),
            rates=Rates(world),
            levels=Levels(world),
            series=Calendar(),
        )
        self._router: Router[Asked] = Router(
            Route(operation.method, PREFIX + operation.rule, self._guard(operation), operation.status)
            for operation in (*operations(), *elsewhere())
        )

    @classmethod
    def from_seed(cls, seed: Mapping[str, JsonValue], *, clock: Callable[[], float]) -> Self:
        """Return a simulator that begins as `seed` says. Raises `SeedError`."""
        return cls(World(read_seed(seed)), clock=clock)

    @classmethod
    def sample(cls, now: datetime) -> Json:
        """Return the seed of a library system, with programs in the four weeks after `now`, and one before it."""
        seed = library_seed(now, live=False)
        return {**seed, "meetings": [*cast("list[Json]", seed["meetings"]), past_storytime(now)]}

    @classmethod
    def connection(cls, seed: Mapping[str, JsonValue], url: str) -> tuple[Json, Mapping[str, str]]:
        """Return the options and the secrets with which hardener connects to `seed`, served at `url`."""
        app = default_app(seed)
        secrets = {name: str(app[name]) for name in ("account_id", "client_id", "client_secret")}
        plan = read_seed(seed).account.plan
        regions: list[JsonValue] = ["US"]
        return {
            "api_url": f"{url}{PREFIX}",
            "token_url": f"{url}/oauth/token",
            "plan": plan,
            "regions": regions,
        }, secrets

    def answer(self, request: Request) -> Response:
        """Answer one request. Raises `Problem` and werkzeug's `HTTPException`."""
        now = self.clock()
        match request.method, request.path:
            case "POST", "/oauth/token":
                return as_json(self.tokens.issue(request, now))
            case "POST", "/oauth/revoke":
                return as_json(self.tokens.revoke(request))
            case "GET", "/oauth/authorize":
                return self.tokens.authorize(request, now)
            case "GET", public_calendar.PATH:
                text = public_calendar.calendar_of(self.world, datetime.fromtimestamp(now, UTC))
                return Response(text, content_type="text/calendar; charset=utf-8")
        grant = self.tokens.bearer(request, now)
        route, params = self._router.find(request)
        asked = Asked(request, params, now, sim=self.shared, json=read_json(request))
        asked.me = self._me(grant)
        asked.scopes = grant.app.scopes
        return respond(route, asked)

    def _guard(self, operation: Operation) -> Callable[[Asked], Body | Response | None]:
        answer = ANSWERS[operation.name]

        def guarded(asked: Asked) -> Body | Response | None:
            behaviour = self.world.behaviour
            held = operation.held(asked.scopes)
            if not held:
                wanted = ", ".join(operation.wanted(asked.scopes))
                message = f"Invalid access token, does not contain scopes:[{wanted}]."
                raise problem(behaviour.missing_scope_status, behaviour.missing_scope_code, message)
            if not any(scope.endswith((":admin", ":master")) for scope in held):
                asked.own = asked.me
            asked.headers.update(self.shared.rates.count(operation.weight, asked.now))
            return answer(asked)

        return guarded

    def _me(self, grant: Grant) -> str | None:
        if grant.app.user is not None:
            return grant.app.user
        return next(iter(self.world.users), None) if self.world.behaviour.s2s_me else None
