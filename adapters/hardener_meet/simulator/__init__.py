"""A model of the three Google APIs that Meet programs live in, made from their discovery documents and what is known.

`MeetSimulator.from_seed` takes what `hardener_meet.simulator.state` describes;
`library_seed` makes one that looks like a public library system. One address serves
`/v2` (Meet), `/calendar/v3`, `/v1` (Cloud Identity), `/token` and `/o/oauth2/v2/auth`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import ClassVar, Self

from pydantic import JsonValue
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Request, Response

from hardener.sandbox import Problem, Route, Simulator
from hardener.sandbox.simulator import Body, Router, as_json, read_json, respond
from hardener_meet.simulator import events, policies, records, spaces
from hardener_meet.simulator.asked import Asked
from hardener_meet.simulator.masks import SelectionError, selected
from hardener_meet.simulator.oauth import Tokens
from hardener_meet.simulator.problems import STATUS, legacy, problem
from hardener_meet.simulator.seed import library_seed
from hardener_meet.simulator.shapes import Json
from hardener_meet.simulator.world import World, read_seed

__all__ = ["MeetSimulator", "library_seed"]

ROUTES = (*spaces.ROUTES, *records.ROUTES, *events.ROUTES, *policies.ROUTES)
COMMON = {"fields", "alt", "prettyPrint", "key", "quotaUser", "$.xgafv", "$alt", "uploadType", "upload_protocol"}
PARAMETERS: Mapping[str, set[str]] = {
    "get": set(), "patch": {"updateMask"}, "create": set(), "end": set(), "members": {"pageSize", "pageToken"},
    "listed": {"filter", "pageSize", "pageToken"}, "records": {"filter", "pageSize", "pageToken"},
    "participants": {"filter", "pageSize", "pageToken"},
}  # fmt: skip
"""What Meet and Cloud Identity take; the calendar takes anything and ignores what it does not know."""


class MeetSimulator(Simulator):
    """One Google Workspace that answers over HTTP."""

    vendor: ClassVar[str] = "meet"

    def __init__(self, world: World, *, clock: Callable[[], float]) -> None:
        """Serve `world`."""
        super().__init__(clock=clock, faults=world.seed.faults)
        self.world = world
        self.tokens = Tokens(world)
        self._router: Router[Asked] = Router(Route(method, rule, answer) for method, rule, answer in ROUTES)

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
        """Return the options and the secrets with which hardener connects to `seed`, served at `url`.

        It is the first person who agreed to the first client, with every calendar that they own.
        """
        found = read_seed(seed)
        client = found.clients[0]
        grant = client.grants[0]
        mine = [c.id for c in found.calendars if c.access.get(grant.user) == "owner"]
        options: Json = {
            "auth": "user", "calendars": ["primary", *mine],
            "policies": any(scope.endswith("cloud-identity.policies.readonly") for scope in grant.scopes),
            "meet_url": url, "calendar_url": url, "policy_url": url, "token_url": f"{url}/token",
            "authorize_url": f"{url}/o/oauth2/v2/auth",
        }  # fmt: skip
        if not found.limits.enforced:
            options |= {"reads_per_minute": 6000, "writes_per_minute": 1000}
        secrets = {
            "client_id": client.client_id, "client_secret": client.client_secret, "refresh_token": grant.refresh_token,
        }  # fmt: skip
        return options, secrets

    def answer(self, request: Request) -> Response:
        """Answer one request. Raises `Problem`."""
        now = self.clock()
        match request.method, request.path:
            case "POST", "/token":
                return as_json(self.tokens.issue(request, now))
            case "GET", "/o/oauth2/v2/auth":
                return self.tokens.authorize(request, now)
        try:
            return self._answered(request, now)
        except HTTPException as error:
            raise _as_google(request, error.code or 500, error.name) from None
        except Problem as one:
            raise _legacy_401(request, one) from None

    def _answered(self, request: Request, now: float) -> Response:
        who = self.tokens.bearer(request, now)
        route, params = self._router.find(request)
        _no_strange_parameters(request, route.answer)
        asked = Asked(request, params, now, json=_json(request), world=self.world, who=who)

        def shown(asked: Asked) -> Body | Response | None:
            body = route.answer(asked)
            try:
                return selected(body, request.args.get("fields", ""))  # type: ignore[no-any-return]
            except SelectionError as error:
                raise _as_google(request, 400, f"Invalid field selection {error}") from None

        return respond(Route(route.method, route.rule, shown), asked)


def _json(request: Request) -> JsonValue:
    """Return what was sent. Raises `Problem` where it is no JSON."""
    found = read_json(request)
    if found is None and request.get_data() not in {b"", b"null"}:
        raise _as_google(request, 400, "Invalid JSON payload received.")
    return found


def _no_strange_parameters(request: Request, answer: Callable[..., object]) -> None:
    if request.path.startswith(events.PREFIX):
        return
    for name in request.args:
        if name not in COMMON | PARAMETERS[answer.__name__]:
            said = f'Invalid JSON payload received. Unknown name "{name}": Cannot bind query parameter.'
            raise problem(400, said)


def _as_google(request: Request, status: int, message: str) -> Problem:
    """Return an error in the shape of the API that was asked."""
    if request.path.startswith(events.PREFIX):
        reason = {400: "badRequest", 404: "notFound"}.get(status, "httpMethodNotAllowed")
        return legacy(status, reason, message)
    return problem(status if status in STATUS else 404, message)


def _legacy_401(request: Request, one: Problem) -> Problem:
    if one.status != 401 or not request.path.startswith(events.PREFIX):
        return one
    where = {"locationType": "header", "location": "Authorization"}
    return legacy(401, "authError", "Invalid Credentials", **where)
