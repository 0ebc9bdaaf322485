"""Greenlight v3: a session in a cookie, a token against forgery, rooms with their settings, what is forced for all."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from werkzeug.wrappers import Request, Response

from hardener.sandbox.simulator import as_json, read_json
from hardener_bigbluebutton.simulator.options import shown, stored
from hardener_bigbluebutton.simulator.state import EVERYTHING, Room, Seed, User

COOKIE = "_greenlight-3_0_session"
PAGE = (
    '<!DOCTYPE html><html><head><meta name="csrf-param" content="authenticity_token">'
    '<meta name="csrf-token" content="{token}"></head><body><div id="root"></div></body></html>'
)
LIFE = 24 * 3600
PER_PAGE = 10
HIDDEN = {"RoleMapping", "ResyncOnLogin", "DefaultRole"}


class Refused(Exception):  # noqa: N818 - it is an answer, not a mistake of the program
    """An answer with errors."""

    def __init__(self, status: int, *errors: str) -> None:
        super().__init__(status, errors)
        self.status, self.errors = status, errors


@dataclass(slots=True)
class Visit:
    """What a cookie stands for: a token against forgery, and after a log-in whose session it is."""

    token: str
    session: str = ""


@dataclass(slots=True)
class Sessions:
    """One session a user: each log-in ends the one before, also a human's."""

    visits: dict[str, Visit] = field(default_factory=dict)
    """By cookie."""
    current: dict[str, tuple[str, float]] = field(default_factory=dict)
    """By user: the session that holds, and until when."""

    def user(self, visit: Visit, seed: Seed, now: float) -> User | None:
        """Return who is logged in."""
        for user in seed.users:
            session, until = self.current.get(user.id, ("", 0.0))
            if session and session == visit.session and now < until:
                return user
        return None


class Asked(NamedTuple):
    """A request of somebody who is logged in."""

    seed: Seed
    request: Request
    user: User
    name: str
    """What stands in the path's place for it."""

    def needs(self, *permissions: str) -> None:
        """Raise `Refused` where the role has none of these."""
        if not set(permissions) & set(self.user.permissions):
            raise Refused(403)

    def room(self) -> Room:
        """Return the room in the path. Raises `Refused`."""
        found = next((room for room in self.seed.rooms if room.friendly_id == self.name), None)
        if found is None:
            raise Refused(404, "RecordNotFound")
        if self.user.id not in {found.owner, *found.shared}:
            self.needs("ManageRooms")
        return found

    def body(self, key: str) -> Mapping[str, Any]:
        """Return an object of the body. Raises `Refused`."""
        sent = read_json(self.request)
        found = sent.get(key) if isinstance(sent, dict) else None
        if not isinstance(found, dict):
            raise Refused(400, "ParameterMissing")
        return found


def answer(seed: Seed, sessions: Sessions, request: Request, now: float) -> Response:
    """Answer one request; each answer sets a new cookie for the same visit."""
    visit = sessions.visits.get(request.cookies.get(COOKIE, "")) or Visit(secrets.token_urlsafe(32))
    try:
        response = _answer(seed, sessions, request, visit, now)
    except Refused as refused:
        response = as_json({"errors": list(refused.errors)}, refused.status)
    cookie = secrets.token_urlsafe(24)
    sessions.visits[cookie] = visit
    response.set_cookie(COOKIE, cookie, httponly=True, samesite="Lax")
    return response


def _answer(seed: Seed, sessions: Sessions, request: Request, visit: Visit, now: float) -> Response:
    handler, name = _found(request)
    if handler is None or "application/json" not in request.headers.get("Accept", ""):
        return Response(PAGE.format(token=visit.token), content_type="text/html; charset=utf-8")
    origin = request.headers.get("Origin")
    forged = not hmac.compare_digest(request.headers.get("X-CSRF-Token", "").encode(), visit.token.encode())
    if request.method != "GET" and (forged or (origin is not None and origin != request.host_url.rstrip("/"))):
        raise Refused(500, "SomethingWentWrong")
    user = sessions.user(visit, seed, now)
    if request.path == "/api/v1/sessions.json":
        return _session(seed, sessions, request, visit, now, user)
    if user is None:
        raise Refused(401)
    if request.path == "/api/v1/sessions/signout.json":
        sessions.current.pop(user.id, None)
        return as_json({"data": {}, "errors": []})
    return handler(Asked(seed, request, user, name))


def _found(request: Request) -> tuple[Callable[[Asked], Response] | None, str]:
    path = request.path.removesuffix(".json")
    if path == request.path or not path.startswith("/api/v1/"):
        return None, ""
    head, _, last = path.removeprefix("/api/v1/").rpartition("/")
    for key in ((request.method, f"{head}/{last}".lstrip("/")), (request.method, f"{head}/*")):
        if key in HANDLERS:
            return HANDLERS[key], last
    return None, ""


def _session(  # noqa: PLR0913 - one request
    seed: Seed, sessions: Sessions, request: Request, visit: Visit, now: float, user: User | None
) -> Response:
    if request.method == "GET":
        return _data(_me(user) if user else {"signed_in": False})
    if user is not None:
        raise Refused(401)
    sent = read_json(request)
    given = sent.get("session") if isinstance(sent, dict) else None
    found = next((u for u in seed.users if isinstance(given, dict) and u.email == given.get("email")), None)
    if found is None or not isinstance(given, dict) or found.password != given.get("password"):
        raise Refused(400)
    if found.state != "active":
        raise Refused(400, {"unverified": "UnverifiedUser"}.get(found.state, f"{found.state.capitalize()}User"))
    visit.session = secrets.token_hex(20)
    sessions.current[found.id] = visit.session, now + (7 * LIFE if given.get("extend_session") else LIFE)
    return _data(_me(found))


def _me(user: User) -> dict[str, Any]:
    permissions = {name: "true" if name in user.permissions else "false" for name in EVERYTHING}
    return {"id": user.id, "name": user.name, "email": user.email, "signed_in": True, "permissions": permissions}


def _rooms(asked: Asked) -> Response:
    mine = [room for room in asked.seed.rooms if asked.user.id in {room.owner, *room.shared}]
    return _data([_room(asked.seed, room) for room in mine])


def _all_rooms(asked: Asked) -> Response:
    asked.needs("ManageRooms")
    args = asked.request.args
    if args.get("sort[column]") == "name":
        rooms = sorted(asked.seed.rooms, key=lambda r: r.name, reverse=args.get("sort[direction]") == "DESC")
    else:
        rooms = sorted(asked.seed.rooms, key=lambda r: (not r.online, r.last_session is None, r.last_session or ""))
    page, pages = args.get("page", "1"), max(1, -(-len(rooms) // PER_PAGE))
    if not page.isdigit() or page == "0":
        raise Refused(500, "SomethingWentWrong")
    here = min(int(page), pages)  # after the last page comes the last page again
    data = [
        {**_room(asked.seed, room), "owner": _name(asked.seed, room)}
        for room in rooms[(here - 1) * PER_PAGE : here * PER_PAGE]
    ]
    meta = {"page": here, "pages": pages, "count": len(rooms), "next": here + 1 if here < pages else None}
    body: Any = {"data": data, "meta": meta, "errors": []}
    return as_json(body)


def _room(seed: Seed, room: Room) -> dict[str, Any]:
    on = room.online or any(m.id == room.meeting_id and m.running for m in seed.meetings)
    return {
        "id": room.id, "name": room.name, "friendly_id": room.friendly_id, "online": on,
        "participants": 1 if on else None, "last_session": room.last_session,
    }  # fmt: skip


def _name(seed: Seed, room: Room) -> str:
    return next((user.name for user in seed.users if user.id == room.owner), "")


def _settings(asked: Asked) -> Response:
    room = asked.room()
    return _data(shown(room, asked.seed.configurations, may_record="CanRecord" in asked.user.permissions))


def _set(asked: Asked) -> Response:
    room, sent = asked.room(), asked.body("room_setting")
    name, value = str(sent.get("settingName")), sent.get("settingValue")
    forced = asked.seed.configurations.get(name, "optional")
    generates = name.endswith("AccessCode") and forced == "true" and value is not False and value != "false"
    if forced not in {"optional", "default_enabled"} and not generates:
        raise Refused(403)
    if name not in room.options:
        raise Refused(400)
    room.options[name] = stored(name, value)
    return as_json({"data": {}, "errors": []})


def _configurations(asked: Asked) -> Response:
    asked.needs("CreateRoom", "ManageSiteSettings", "ManageRoles", "ManageRooms")
    return _data(dict(asked.seed.configurations))


def _set_configuration(asked: Asked) -> Response:
    asked.needs("ManageSiteSettings")
    value = asked.body("RoomsConfig").get("value")
    if asked.name not in asked.seed.configurations:
        raise Refused(404, "RecordNotFound")
    if value not in {"optional", "default_enabled", "true", "false"}:
        raise Refused(400, "RecordInvalid")
    asked.seed.configurations[asked.name] = str(value)
    return as_json({"data": {}, "errors": []})


def _site(asked: Asked) -> Response:
    names = asked.request.args.getlist("names[]")
    if set(names) & HIDDEN:
        raise Refused(403)
    found = {name: {"true": True, "false": False}.get(value, value) for name, value in asked.seed.site.items()}
    if len(names) == 1:
        return _data(found.get(names[0]))
    return _data({name: found[name] for name in names}) if set(names) <= set(found) else as_json(None)  # type: ignore[arg-type]  # null


def _admin_site(asked: Asked) -> Response:
    asked.needs("ManageSiteSettings")
    return _data(
        {name: asked.seed.site[name] for name in asked.request.args.getlist("names[]") if name in asked.seed.site}
    )


def _set_site(asked: Asked) -> Response:
    asked.needs("ManageSiteSettings")
    asked.seed.site[asked.name] = str(asked.body("site_setting").get("value"))
    return as_json({"data": {}, "errors": []})


def _nobody(asked: Asked) -> Response:
    raise Refused(401, asked.name)


HANDLERS: Mapping[tuple[str, str], Callable[[Asked], Response]] = {
    ("GET", "sessions"): _nobody, ("POST", "sessions"): _nobody, ("DELETE", "sessions/signout"): _nobody,
    ("GET", "rooms"): _rooms, ("GET", "admin/server_rooms"): _all_rooms,
    ("GET", "room_settings/*"): _settings, ("PATCH", "room_settings/*"): _set, ("PUT", "room_settings/*"): _set,
    ("GET", "rooms_configurations"): _configurations,
    ("PUT", "admin/rooms_configurations/*"): _set_configuration,
    ("PATCH", "admin/rooms_configurations/*"): _set_configuration,
    ("GET", "site_settings"): _site, ("GET", "admin/site_settings"): _admin_site,
    ("PATCH", "admin/site_settings/*"): _set_site,
}  # fmt: skip


def _data(data: Any) -> Response:  # noqa: ANN401 - JSON
    return as_json({"data": data, "errors": []})
