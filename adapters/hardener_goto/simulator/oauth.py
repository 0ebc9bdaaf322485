"""Tokens: by a code that a person agreed to, and by a refresh token; the client proves itself in the header."""

from __future__ import annotations

import base64
import binascii
import secrets
from dataclasses import dataclass, field

from werkzeug.wrappers import Request, Response

from hardener.sandbox import CodeError, Codes, Problem, bearer
from hardener_goto.simulator.state import App, World

CODE_LIFETIME = 300


@dataclass(slots=True)
class Tokens:
    """Every token that was given out and still lives."""

    world: World
    access: dict[str, tuple[App, float]] = field(default_factory=dict)
    refresh: dict[str, App] = field(default_factory=dict)
    codes: Codes[App] = field(default_factory=lambda: Codes(CODE_LIFETIME))

    def __post_init__(self) -> None:
        """Take up the refresh tokens that a person has agreed to."""
        self.refresh = {app.refresh_token: app for app in self.world.seed.apps}

    def bearer(self, request: Request, now: float) -> App:
        """Return the app whose token a request carries. An API answers 403 to one that is over. Raises `Problem`."""
        app, until = self.access.get(bearer(request), (None, 0.0))
        if app is None or now >= until:
            raise Problem(403, {"int_err_code": "InvalidToken", "msg": "Invalid token passed"})
        return app

    def issue(self, request: Request, now: float) -> dict[str, object]:
        """Answer `POST /oauth/token`. Raises `Problem`."""
        app, given = self._client(request), request.form
        known = given.get("refresh_token", "")
        match given.get("grant_type"):
            case "authorization_code":
                try:
                    self.codes.redeem(app, given, now)
                except CodeError as error:
                    raise _refused("invalid_grant", f"the {error.wrong} is invalid or expired") from None
            case "refresh_token" if self.refresh.get(known) is app:
                pass
            case "refresh_token":
                raise _refused("invalid_grant", "the refresh token is invalid, expired or revoked")
            case _:
                raise _refused("unsupported_grant_type", "this grant is not supported")
        behaviour = self.world.seed.behaviour
        if known and behaviour.rotate_refresh:
            del self.refresh[known]
        refresh = known if known and not behaviour.rotate_refresh else secrets.token_urlsafe(24)
        token = secrets.token_urlsafe(24)
        self.access[token] = app, now + behaviour.token_lifetime
        self.refresh[refresh] = app
        return {
            "access_token": token, "token_type": "Bearer", "refresh_token": refresh,
            "expires_in": behaviour.token_lifetime, "scope": " ".join(app.scopes), "principal": app.user,
        }  # fmt: skip

    def authorize(self, request: Request, now: float) -> Response:
        """Answer `GET /oauth/authorize`: the person agrees at once. Raises `Problem`."""
        app = next((app for app in self.world.seed.apps if app.client_id == request.args.get("client_id")), None)
        target = request.args.get("redirect_uri", "")
        if app is None or target not in app.redirect_uris or request.args.get("response_type") != "code":
            raise _refused("invalid_request", "client_id, redirect_uri or response_type is wrong")
        return self.codes.agree(app, request, now)

    def _client(self, request: Request) -> App:
        scheme, _, text = request.headers.get("Authorization", "").partition(" ")
        try:
            name, _, secret = base64.b64decode(text.strip(), validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            name, secret = "", ""
        app = next((app for app in self.world.seed.apps if app.client_id == name), None)
        good = app is not None and secrets.compare_digest(app.client_secret.encode(), secret.encode())
        if app is None or not good or scheme.casefold() != "basic":
            raise _refused("invalid_client", "the client is not known, or its secret is wrong", 401)
        return app


def _refused(error: str, said: str, status: int = 400) -> Problem:
    return Problem(status, {"error": error, "error_description": said})
