"""A model of GoTo Meeting's and GoTo Webinar's REST APIs, made from GoTo's own specifications.

`GoToSimulator.from_seed` takes what `hardener_goto.simulator.state` describes;
`library_seed` makes one that looks like a public library system.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, ClassVar, Self

from pydantic import JsonValue
from werkzeug.wrappers import Request, Response

from hardener.sandbox import Counters, Problem, Route, Simulator
from hardener.sandbox.simulator import Router, as_json, read_json, respond
from hardener_goto.simulator import kept, meetings, webinars
from hardener_goto.simulator.asked import Asked
from hardener_goto.simulator.oauth import Tokens
from hardener_goto.simulator.seed import library_seed
from hardener_goto.simulator.state import World, read_seed

__all__ = ["GoToSimulator", "library_seed"]

MEETING, WEBINAR = "/G2M/rest", "/G2W/rest/v2"
ONE = f"{WEBINAR}/organizers/<organizer>/webinars/<webinar>"
ROUTES: tuple[Route[Asked], ...] = (
    Route("GET", "/admin/rest/v1/me", meetings.me),
    Route("GET", f"{MEETING}/organizers", meetings.organizers),
    Route("GET", f"{MEETING}/upcomingMeetings", meetings.own_upcoming),
    Route("GET", f"{MEETING}/organizers/<organizer>/upcomingMeetings", meetings.upcoming),
    Route("POST", f"{MEETING}/meetings", meetings.create, 201),
    Route("GET", f"{MEETING}/meetings/<meeting>", meetings.one),
    Route("PUT", f"{MEETING}/meetings/<meeting>", meetings.update, 204),
    Route("DELETE", f"{MEETING}/meetings/<meeting>", meetings.delete, 204),
    Route("GET", f"{WEBINAR}/accounts/<account>/webinars", webinars.of_account),
    Route("GET", f"{WEBINAR}/organizers/<organizer>/webinars", webinars.of_organizer),
    Route("POST", f"{WEBINAR}/organizers/<organizer>/webinars", webinars.create, 201),
    Route("GET", f"{WEBINAR}/organizers/<organizer>/insessionWebinars", webinars.in_session),
    Route("GET", ONE, webinars.one),
    Route("PUT", ONE, webinars.update, 202),
    Route("DELETE", ONE, webinars.delete, 204),
    Route("GET", f"{ONE}/audio", webinars.audio),
    Route("POST", f"{ONE}/audio", webinars.set_audio, 204),
    Route("GET", f"{ONE}/registrants/fields", webinars.fields),
    Route("GET", f"{ONE}/registrants", kept.registrants),
    Route("DELETE", f"{ONE}/registrants/<registrant>", kept.delete, 204),
    Route("GET", f"{ONE}/sessions", kept.sessions),
    Route("GET", f"{WEBINAR}/webinars/<webinar>/recordingAssets", kept.recordings),
    Route("GET", f"{ONE}/coorganizers", webinars.nobody),
    Route("GET", f"{ONE}/panelists", webinars.nobody),
)


class GoToSimulator(Simulator):
    """One GoTo account that answers over HTTP."""

    vendor: ClassVar[str] = "goto"

    def __init__(self, world: World, *, clock: Callable[[], float]) -> None:
        super().__init__(clock=clock, faults=world.seed.faults)
        self.world = world
        self.tokens = Tokens(world)
        self._counters = Counters()
        self._router: Router[Asked] = Router(ROUTES)

    @classmethod
    def from_seed(cls, seed: Mapping[str, JsonValue], *, clock: Callable[[], float]) -> Self:
        """Return a simulator that begins as `seed` says. Raises `SeedError`."""
        return cls(World(read_seed(seed)), clock=clock)

    @classmethod
    def sample(cls, now: datetime) -> dict[str, Any]:
        """Return the seed of a library system, with programs in the four weeks after `now`."""
        return library_seed(now, programs=60)

    @classmethod
    def connection(cls, seed: Mapping[str, JsonValue], url: str) -> tuple[dict[str, Any], Mapping[str, str]]:
        """Return the options and the secrets with which hardener connects to `seed`, served at `url`."""
        found = read_seed(seed)
        app = found.apps[0]
        options: dict[str, Any] = {
            "auth": "admin" if "identity:" in app.scopes else "organizer", "api_url": url,
            "token_url": f"{url}/oauth/token", "authorize_url": f"{url}/oauth/authorize",
        }  # fmt: skip
        if found.behaviour.requests_per_second is None:
            options["requests_per_second"] = 100
        secrets = {"client_id": app.client_id, "client_secret": app.client_secret, "refresh_token": app.refresh_token}
        return options, secrets

    def answer(self, request: Request) -> Response:
        """Answer one request. Raises `Problem` and werkzeug's `HTTPException`."""
        now = self.clock()
        match request.method, request.path:
            case "POST", "/oauth/token":
                return as_json(self.tokens.issue(request, now))  # type: ignore[arg-type]  # texts and numbers
            case "GET", "/oauth/authorize":
                return self.tokens.authorize(request, now)
        app = self.tokens.bearer(request, now)
        self._count(app.client_id, now)
        route, params = self._router.find(request)
        return respond(route, Asked(request, params, now, json=read_json(request), world=self.world, app=app))

    def _count(self, client: str, now: float) -> None:
        """Let so many requests a second pass; GoTo says neither how many are left nor how long to wait."""
        allowed = self.world.seed.behaviour.requests_per_second
        if allowed is not None and self._counters.add(client, now, 1) > allowed:
            raise Problem(429, {"errorCode": "TooManyRequests", "description": "Rate limit exceeded"})
