"""A model of Nextcloud Talk's OCS API and of the calendars beside it, made from what Nextcloud documents.

`NextcloudSimulator.from_seed` takes what `hardener_nextcloud.simulator.state` describes;
`library_seed` makes one that looks like a public library system.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, ClassVar, Self

from pydantic import JsonValue
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Request, Response

from hardener.sandbox import Counters, Problem, Route, Simulator
from hardener.sandbox.simulator import Router, as_json, read_json
from hardener_nextcloud.simulator import dav, features, rooms, writing
from hardener_nextcloud.simulator.asked import WINDOW, Asked, enveloped, refuse
from hardener_nextcloud.simulator.seed import library_seed
from hardener_nextcloud.simulator.state import User, World, read_seed

__all__ = ["NextcloudSimulator", "library_seed"]

TALK = "/apps/spreed/api"
ROOM = f"{TALK}/v4/room"
MODIFIED = "X-Nextcloud-Talk-Modified-Before"
"""Of a list of rooms: from when on a client may ask for what changed since."""
CONFIG = "/apps/provisioning_api/api/v1/config/apps/spreed/<key>"


def _user(asked: Asked) -> dict[str, Any]:
    return {"id": asked.user.id, "display-name": asked.user.id, "enabled": True, "groups": [], "email": None}


def _policy(asked: Asked) -> dict[str, str]:
    if not asked.user.admin:
        raise refuse(403)
    return {"data": asked.world.seed.policy.get(asked.params["key"], "")}


def _bots(asked: Asked) -> list[object]:
    asked.moderated()
    return []


ROUTES: tuple[tuple[str, str, Callable[[Asked], Any]], ...] = (
    ("GET", "/cloud/user", _user),
    ("GET", CONFIG, _policy),
    ("GET", ROOM, rooms.listed),
    ("GET", f"{TALK}/v4/listed-room", rooms.searched),
    ("GET", f"{ROOM}/<token>", rooms.one),
    ("GET", f"{ROOM}/<token>/participants", rooms.people),
    ("GET", f"{ROOM}/<token>/breakout-rooms", rooms.breakouts),
    ("GET", f"{TALK}/v1/bot/<token>", _bots),
    ("PUT", f"{ROOM}/<token>/permissions/default", writing.default_permissions),
    ("PUT", f"{ROOM}/<token>/permissions/call", writing.call_permissions),
    ("PUT", f"{ROOM}/<token>/attendees/permissions", writing.own_permissions),
    ("PUT", f"{ROOM}/<token>/webinar/lobby", writing.lobby),
    ("PUT", f"{ROOM}/<token>/webinar/sip", writing.sip),
    ("PUT", f"{ROOM}/<token>/password", writing.password),
    ("PUT", f"{ROOM}/<token>/listable", writing.listable),
    ("PUT", f"{ROOM}/<token>/read-only", writing.read_only),
    ("POST", f"{ROOM}/<token>/public", writing.open_to_guests),
    ("DELETE", f"{ROOM}/<token>/public", writing.close_to_guests),
    ("POST", f"{ROOM}/<token>/message-expiration", writing.expiration),
    ("PUT", f"{ROOM}/<token>/recording-consent", writing.consent),
    ("PUT", f"{ROOM}/<token>/mention-permissions", writing.mentions),
    ("DELETE", f"{TALK}/v1/breakout-rooms/<token>", writing.no_breakouts),
    ("DELETE", f"{TALK}/v1/recording/<token>", writing.stop_recording),
)


class NextcloudSimulator(Simulator):
    """One Nextcloud that answers over HTTP."""

    vendor: ClassVar[str] = "nextcloud"

    def __init__(self, world: World, *, clock: Callable[[], float]) -> None:
        super().__init__(clock=clock, faults=world.seed.faults)
        self.world = world
        self._guesses = Counters()
        self._router: Router[Asked] = Router(
            Route(method, f"/ocs/{version}.php{rule}", answer)
            for method, rule, answer in ROUTES
            for version in ("v1", "v2")
        )

    @classmethod
    def from_seed(cls, seed: Mapping[str, JsonValue], *, clock: Callable[[], float]) -> Self:
        """Return a simulator that begins as `seed` says. Raises `SeedError`."""
        return cls(World.of(read_seed(seed)), clock=clock)

    @classmethod
    def sample(cls, now: datetime) -> dict[str, Any]:
        """Return the seed of a library system, with programs in the four weeks after `now`."""
        return library_seed(now, programs=36)

    @classmethod
    def connection(cls, seed: Mapping[str, JsonValue], url: str) -> tuple[dict[str, Any], Mapping[str, str]]:
        """Return the options and the secrets with which hardener connects to `seed`, served at `url`."""
        user = read_seed(seed).users[0]
        return {"url": url, "user": user.id}, {"app_password": user.password}

    def answer(self, request: Request) -> Response:
        """Answer one request. Raises `Problem`."""
        path = request.path.replace("/index.php", "", 1)
        if self.world.seed.behaviour.maintenance:
            return Response("", 503, {"X-Nextcloud-Maintenance-Mode": "1"})
        if path == "/status.php":
            return as_json({"installed": True, "maintenance": False, "productname": "Nextcloud"})
        if path.startswith(dav.ROOT):
            user = self._who(request)
            if user is None:
                return Response("", 401, {"WWW-Authenticate": 'Basic realm="Nextcloud"'})
            return dav.answer(request, self.world, user)
        if not path.startswith(("/ocs/v1.php/", "/ocs/v2.php/")):
            raise Problem(404, {})
        return self._ocs(request, path)

    def _ocs(self, request: Request, path: str) -> Response:
        if request.headers.get("OCS-APIRequest", "").casefold() not in {"true", "1"}:
            raise Problem(self.world.seed.behaviour.csrf, {"message": "CSRF check failed"})
        as_text = request.args.get("format") == "json" or "json" in request.headers.get("Accept", "")
        headers: dict[str, str] = {}
        try:
            data, status = self._data(request, path), 200
        except Problem as problem:
            data, status, headers = problem.body, problem.status, problem.headers
        except HTTPException as error:
            data, status = [], 404 if error.code == 404 else error.code or 500
        if "/spreed/" in path:
            before = str(int(self.clock()))
            headers = {**headers, "X-Nextcloud-Talk-Hash": f"{self.world.seed.talk:040x}", MODIFIED: before}
        return enveloped(data, status, path, as_text=as_text, headers=headers)

    def _data(self, request: Request, path: str) -> Any:  # noqa: ANN401 - whatever a call answers
        user = self._who(request)
        if path.endswith("/cloud/capabilities") and request.method == "GET":
            return features.capabilities(self.world, user)
        if user is None:
            raise refuse(401)
        if "/spreed/api/" in path and not user.talk:
            raise refuse(403)
        route, params = self._router.find(request)
        found = Asked(
            request, params, self.clock(), json=read_json(request), world=self.world, user=user, guesses=self._guesses
        )
        return route.answer(found)

    def _who(self, request: Request) -> User | None:
        """Return who asks; nobody where nothing is said. Raises `Problem` for a wrong password, and counts those."""
        given = request.authorization
        if given is None:
            return None
        user = self.world.user(given.username or "")
        if given.type == "basic" and user is not None and user.password == given.password:
            return user
        tried = self._guesses.add(f"login {request.remote_addr}", self.clock(), WINDOW)
        raise refuse(429 if tried > self.world.seed.behaviour.attempts else 401)
