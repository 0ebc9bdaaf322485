"""Tokens: who may ask for them, how long they live, what they allow."""

from __future__ import annotations

import base64
import binascii
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from werkzeug.wrappers import Request, Response

from hardener.sandbox import CodeError, Codes, Problem, bearer
from hardener_zoom.simulator.problems import bad_token, problem
from hardener_zoom.simulator.shapes import Json
from hardener_zoom.simulator.state import App
from hardener_zoom.simulator.world import World

CODE_LIFETIME = 600
REFRESH_LIFETIME = 90 * 86_400
REFUSED = {
    "code": ("Invalid authorization code", "invalid_grant"), "verifier": ("Invalid code verifier", "invalid_grant"),
    "redirect_uri": ("Redirect URI mismatch.", "invalid_request"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Grant:
    """What one token stands for."""

    app: App
    until: float
    index: str = ""
    """Which of the app's tokens it is; each index has one of its own."""


@dataclass(slots=True)
class Tokens:
    """Every token that was given out and still lives."""

    world: World
    access: dict[str, Grant] = field(default_factory=dict)
    refresh: dict[str, Grant] = field(default_factory=dict)
    codes: Codes[App] = field(default_factory=lambda: Codes(CODE_LIFETIME, method="plain"))

    def bearer(self, request: Request, now: float) -> Grant:
        """Return what the request's token stands for. Raises `Problem`."""
        # Zoom takes no tokens from the query since 2023; such a request has no token at all.
        grant = self.access.get(bearer(request))
        if grant is None:
            raise bad_token()
        if now >= grant.until:
            raise bad_token("Access token is expired.")
        return grant

    def issue(self, request: Request, now: float) -> Json:
        """Answer `POST /oauth/token`. Raises `Problem`."""
        app = self._client(request)
        given = _given(request)
        match given.get("grant_type"):
            case "account_credentials":
                return self._for_account(app, given, request, now)
            case "authorization_code":
                self._redeem(app, given, now)
                return self._for_user(app, request, now)
            case "refresh_token":
                self._renew(app, given, now)
                return self._for_user(app, request, now)
            case _:
                raise refused(400, "unsupported grant type", "unsupported_grant_type")

    def authorize(self, request: Request, now: float) -> Response:
        """Answer `GET /oauth/authorize`: the user agrees at once. Raises `Problem`."""
        app = self._app(request.args.get("client_id", ""))
        if app is None or app.user is None:
            raise problem(400, 4702, "Invalid client_id.")
        target = request.args.get("redirect_uri", "")
        if not target or (app.redirect_uris and target not in app.redirect_uris):
            raise problem(400, 4700, f"Invalid redirect url: {target}.")
        if request.args.get("response_type") != "code":
            raise problem(400, 4700, "Invalid response_type.")
        return self.codes.agree(app, request, now)

    def revoke(self, request: Request) -> Json:
        """Answer `POST /oauth/revoke`. Raises `Problem`."""
        self._client(request)
        token = _given(request).get("token", "")
        if self.access.pop(token, None) is None and self.refresh.pop(token, None) is None:
            raise refused(400, "Invalid token!", "invalid_request")
        return {"status": "success"}

    def _for_account(self, app: App, given: Mapping[str, str], request: Request, now: float) -> Json:
        if app.user is not None:
            raise refused(400, "unsupported grant type", "unsupported_grant_type")
        if given.get("account_id") != self.world.account.id:
            raise refused(400, "Bad Request", "invalid_request")
        return self._access(app, request, now, given.get("token_index", ""))

    def _for_user(self, app: App, request: Request, now: float) -> Json:
        answer = self._access(app, request, now)
        token = secrets.token_urlsafe(24)
        self.refresh[token] = Grant(app, now + REFRESH_LIFETIME)
        return {**answer, "refresh_token": token}

    def _access(self, app: App, request: Request, now: float, index: str = "") -> Json:
        behaviour = self.world.behaviour
        if behaviour.one_token:
            kept = {token: g for token, g in self.access.items() if g.app is not app or g.index != index}
            self.access = kept
        token = secrets.token_urlsafe(24)
        self.access[token] = Grant(app, now + behaviour.token_lifetime, index)
        return {
            "access_token": token,
            "token_type": "bearer",
            "expires_in": behaviour.token_lifetime,
            "scope": " ".join(app.scopes),
            "api_url": behaviour.api_url or request.host_url.rstrip("/"),
        }

    def _redeem(self, app: App, given: Mapping[str, str], now: float) -> None:
        try:
            self.codes.redeem(app, given, now)
        except CodeError as error:
            raise refused(400, *REFUSED[error.wrong]) from None

    def _renew(self, app: App, given: Mapping[str, str], now: float) -> None:
        token = given.get("refresh_token", "")
        grant = self.refresh.get(token)
        if grant is None or grant.app is not app or now >= grant.until:
            raise refused(400, "Invalid Token!", "invalid_grant")
        if not self.world.behaviour.refresh_reuse:
            del self.refresh[token]

    def _client(self, request: Request) -> App:
        scheme, _, text = request.headers.get("Authorization", "").partition(" ")
        try:
            plain = base64.b64decode(text, validate=True).decode() if scheme.lower() == "basic" else ""
        except (binascii.Error, UnicodeDecodeError):
            plain = ""
        ident, _, secret = plain.partition(":")
        app = self._app(ident)
        if app is None or not secrets.compare_digest(app.client_secret.encode(), secret.encode()):
            raise refused(401, "Invalid client_id or client_secret", "invalid_client")
        if not app.active:
            raise refused(400, "The app has been disabled", "invalid_client")
        return app

    def _app(self, ident: str) -> App | None:
        return next((app for app in self.world.seed.apps if app.client_id == ident), None)


def refused(status: int, reason: str, error: str) -> Problem:
    """Return the answer of the token endpoint to a request that it refuses."""
    return Problem(status, {"reason": reason, "error": error})


def _given(request: Request) -> Mapping[str, str]:
    # Old clients put the parameters into the query, newer ones into the form.
    return request.values
