"""Tokens: who may ask for them, how long they live, what they allow."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

from werkzeug.wrappers import Request, Response

from hardener.sandbox import CodeError, Codes, bearer
from hardener_webex.simulator.answers import invalid, refuse
from hardener_webex.simulator.shapes import Json
from hardener_webex.simulator.state import App, World

REFRESH_LIFETIME = 90 * 86_400
CODE_LIFETIME = 300


@dataclass(slots=True)
class Tokens:
    """Every token that was given out and still lives."""

    world: World
    access: dict[str, tuple[App, float]] = field(default_factory=dict)
    refresh: dict[str, App] = field(default_factory=dict)
    codes: Codes[App] = field(default_factory=lambda: Codes(CODE_LIFETIME))

    def __post_init__(self) -> None:
        """Take up the refresh tokens that the apps were given when they were authorized."""
        self.refresh = {app.refresh_token: app for app in self.world.seed.apps}

    def bearer(self, request: Request, now: float) -> App:
        """Return the app whose token the request carries. Raises `Problem`."""
        app, until = self.access.get(bearer(request), (None, 0.0))
        if app is None or now >= until:
            raise refuse(401, "The request requires a valid access token set in the Authorization request header.")
        return app

    def issue(self, request: Request, now: float) -> Json:
        """Answer `POST /v1/access_token`. Raises `Problem`."""
        given = request.form
        app = next((app for app in self.world.seed.apps if app.client_id == given.get("client_id")), None)
        secret = given.get("client_secret", "")
        if app is None or not app.active or not secrets.compare_digest(app.client_secret.encode(), secret.encode()):
            raise refuse(401, "client_id or client_secret is invalid.")
        match given.get("grant_type"):
            case "authorization_code":
                try:
                    self.codes.redeem(app, given, now)
                except CodeError:
                    said = "The authorization code is expired, revoked, malformed or invalid."
                    raise refuse(400, said) from None
            case "refresh_token":
                if self.refresh.get(given.get("refresh_token", "")) is not app:
                    raise refuse(400, "The refresh token provided is expired, revoked, malformed or invalid.")
            case _:
                raise refuse(400, "grant_type is not supported.")
        return self._given(app, given.get("refresh_token", ""), now)

    def _given(self, app: App, known: str, now: float) -> Json:
        behaviour = self.world.seed.behaviour
        token, refresh = secrets.token_urlsafe(24), known or secrets.token_urlsafe(24)
        if known and behaviour.rotate_refresh:
            del self.refresh[known]
            refresh = secrets.token_urlsafe(24)
        self.access[token] = app, now + behaviour.token_lifetime
        self.refresh[refresh] = app
        return {
            "access_token": token,
            "expires_in": behaviour.token_lifetime,
            "refresh_token": refresh,
            "refresh_token_expires_in": REFRESH_LIFETIME,
            "token_type": "Bearer",
            **({"scope": " ".join(app.scopes)} if behaviour.tell_scopes else {}),
        }

    def authorize(self, request: Request, now: float) -> Response:
        """Answer `GET /v1/authorize`: the user agrees at once. Raises `Problem`."""
        app = next((app for app in self.world.seed.apps if app.client_id == request.args.get("client_id")), None)
        target = request.args.get("redirect_uri", "")
        if app is None or target not in app.redirect_uris or request.args.get("response_type") != "code":
            raise invalid("client_id, redirect_uri or response_type is invalid")
        asked = set(request.args.get("scope", "").split())
        if not asked or asked - set(app.scopes):
            raise invalid("the scope is missing, or is none of the integration's")
        return self.codes.agree(app, request, now)
