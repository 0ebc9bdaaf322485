"""Entra ID: the token endpoint, consent at once, and tokens that hold."""

from __future__ import annotations

import base64
import importlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

from werkzeug.wrappers import Request, Response

from hardener.sandbox import CodeError, Codes, Problem, bearer
from hardener_teams.simulator.problems import unauthorized
from hardener_teams.simulator.state import App, Json
from hardener_teams.simulator.world import World, guid

GRAPH = "https://graph.microsoft.com"
CODE_LIFE = 600
ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


@dataclass(frozen=True)
class Grant:
    """What a token allows."""

    app: App
    user: str
    """Object id of the person; empty for an app alone."""
    permissions: frozenset[str]
    until: float


@dataclass
class Tokens:
    """Every token that was given out."""

    world: World
    _grants: dict[str, Grant] = field(default_factory=dict)
    _codes: Codes[App] = field(default_factory=lambda: Codes(CODE_LIFE))
    _refresh: dict[str, App] = field(default_factory=dict)

    def configuration(self, request: Request, tenant: str) -> Json:
        """Answer GET …/.well-known/openid-configuration."""
        base = f"{request.host_url}{self._tenant(tenant)}"
        return {
            "issuer": f"{base}/v2.0",
            "token_endpoint": f"{base}/oauth2/v2.0/token",
            "authorization_endpoint": f"{base}/oauth2/v2.0/authorize",
            "response_types_supported": ["code"],
            "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt", "client_secret_basic"],
        }

    def discovery(self, request: Request) -> Json:
        """Answer GET /common/discovery/instance: which clouds there are."""
        tenant = self.world.seed.tenant.id
        return {
            "tenant_discovery_endpoint": f"{request.host_url}{tenant}/v2.0/.well-known/openid-configuration",
            "api-version": "1.1",
            "metadata": [],
        }

    def authorize(self, request: Request, tenant: str, now: float) -> Response:
        """Answer GET …/authorize: the person says yes at once."""
        self._tenant(tenant)
        app = self._registered(request.args.get("client_id", ""))
        back = request.args.get("redirect_uri", "")
        if app is None or not app.user or not back.startswith(("http://localhost", "http://127.0.0.1")):
            raise failed(400, "invalid_request", "AADSTS50011: The redirect URI does not match the app's.", 50011)
        return self._codes.agree(app, request, now)

    def issue(self, request: Request, tenant: str, now: float) -> Json:
        """Answer POST …/token."""
        self._tenant(tenant)
        form = request.form
        app = self._app(request)
        match form.get("grant_type"):
            case "client_credentials":
                self._prove(request, app, now)
                if form.get("scope") not in {f"{GRAPH}/.default", f"{request.host_url}.default"}:
                    said = f"AADSTS1002012: The provided value for scope {form.get('scope')} is not valid."
                    raise failed(400, "invalid_scope", said, 1002012)
                return self._token(app, "", now)
            case "authorization_code":
                return self._person(self._redeemed(request, app, now), request, now)
            case "refresh_token" if self._refresh.get(form.get("refresh_token", "")) is app:
                return self._person(app, request, now)
            case "refresh_token":
                raise failed(400, "invalid_grant", "AADSTS70000: The provided refresh token is invalid.", 70000)
        raise failed(400, "unsupported_grant_type", "AADSTS70003: The app requested an unsupported grant type.", 70003)

    def bearer(self, request: Request, now: float) -> Grant:
        """Return what the request's token allows. Raises `Problem`."""
        if not (token := bearer(request)):
            raise unauthorized("Access token is empty.")
        grant = self._grants.get(token)
        if grant is None:
            raise unauthorized("IDX14100: JWT is not well formed.")
        if now >= grant.until:
            raise unauthorized("Lifetime validation failed, the token is expired.")
        return grant

    def _tenant(self, given: str) -> str:
        tenant = self.world.seed.tenant
        if given not in {tenant.id, tenant.domain, "organizations", "common"}:
            said = f"AADSTS90002: Tenant '{given}' not found."
            raise failed(400, "invalid_request", said, 90002)
        return given

    def _registered(self, ident: str) -> App | None:
        return next((app for app in self.world.seed.apps if app.client_id == ident), None)

    def _app(self, request: Request) -> App:
        basic = request.authorization
        ident = request.form.get("client_id") or (basic.username if basic is not None else None) or ""
        app = self._registered(ident)
        if app is None:
            said = f"AADSTS700016: Application with identifier '{ident}' was not found in the directory."
            raise failed(400, "unauthorized_client", said, 700016)
        return app

    def _prove(self, request: Request, app: App, now: float) -> None:
        if request.form.get("client_assertion_type") == ASSERTION:
            audience = f"{request.host_url.rstrip('/')}{request.path}"
            if app.certificate and signed(request.form.get("client_assertion", ""), app, audience, now):
                return
            raise failed(
                401,
                "invalid_client",
                "AADSTS700027: The certificate with identifier used to sign is not registered.",
                700027,
            )
        basic = request.authorization
        given = request.form.get("client_secret") or (basic.password if basic is not None else None)
        if not app.client_secret or given != app.client_secret:
            raise failed(401, "invalid_client", "AADSTS7000215: Invalid client secret provided.", 7000215)

    def _redeemed(self, request: Request, app: App, now: float) -> App:
        try:
            return self._codes.redeem(app, request.form, now).client
        except CodeError:
            said = "AADSTS54005: OAuth2 authorization code was already redeemed or is invalid."
            raise failed(400, "invalid_grant", said, 54005) from None

    def _person(self, app: App, request: Request, now: float) -> Json:
        token = self._token(app, app.user, now)
        refresh = secrets.token_urlsafe(40)
        self._refresh[refresh] = app
        asked = request.form.get("scope", " ".join(app.scopes))
        return {**token, "scope": asked, "refresh_token": refresh}

    def _token(self, app: App, user: str, now: float) -> Json:
        lasts = self.world.seed.behaviour.token_seconds
        allowed = app.scopes if user else app.roles
        claims: Json = {"aud": GRAPH, "tid": self.world.seed.tenant.id, "appid": app.client_id, "exp": int(now + lasts)}
        claims |= {"scp": " ".join(allowed), "oid": user} if user else {"roles": allowed, "oid": guid(app.client_id)}
        token = secrets.token_urlsafe(24) if self.world.seed.behaviour.opaque_tokens else _jwt(claims)
        self._grants[token] = Grant(app, user, frozenset(allowed), now + lasts)
        return {"token_type": "Bearer", "expires_in": int(lasts), "ext_expires_in": int(lasts), "access_token": token}


def failed(status: int, error: str, said: str, number: int) -> Problem:
    """Return an error as Entra ID has it."""
    body: Json = {
        "error": error,
        "error_description": f"{said} Trace ID: {guid(said)} Correlation ID: {guid(error)}",
        "error_codes": [number],
        "timestamp": "2026-11-23 15:00:00Z",
        "trace_id": guid(said),
        "correlation_id": guid(error),
    }
    return Problem(status, body)


def _jwt(claims: Json) -> str:
    parts = [json.dumps({"typ": "JWT", "alg": "RS256"}), json.dumps(claims), secrets.token_hex(32)]
    return ".".join(base64.urlsafe_b64encode(part.encode()).decode().rstrip("=") for part in parts)


def signed(assertion: str, app: App, audience: str, now: float) -> bool:
    """Tell whether an assertion was signed with the key of the app's certificate, for this endpoint, and holds."""
    jwt, x509 = _library("jwt"), _library("cryptography.x509")
    certificate = x509.load_pem_x509_certificate(app.certificate.encode())
    try:
        claims = jwt.decode(
            assertion, certificate.public_key(), algorithms=["RS256", "PS256"], audience=audience,
            options={"verify_exp": False, "verify_nbf": False, "verify_iat": False},
        )  # fmt: skip
    except jwt.PyJWTError:
        return False
    return bool(claims.get("iss") == claims.get("sub") == app.client_id and claims.get("exp", 0) > now)


def _library(name: str) -> Any:  # noqa: ANN401 - a library that only certificates need
    return importlib.import_module(name)
