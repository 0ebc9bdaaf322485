"""Google's token endpoint: refresh tokens, authorization codes, and service accounts that act for people."""

from __future__ import annotations

import base64
import json
import secrets
from dataclasses import dataclass
from typing import Any

from werkzeug.wrappers import Request, Response

from hardener.sandbox import CodeError, Codes, Problem, bearer
from hardener_meet.simulator.problems import NO_LOGIN, oauth, problem
from hardener_meet.simulator.shapes import Json
from hardener_meet.simulator.state import Client, Grant, ServiceAccount
from hardener_meet.simulator.world import World

AUDIENCE = "https://oauth2.googleapis.com/token"
BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"
SKEW = 60
CODE_LIFE = 600
REFUSED = {
    "code": ("invalid_grant", "Malformed auth code."), "redirect_uri": ("redirect_uri_mismatch", "Bad Request"),
    "verifier": ("invalid_grant", "Invalid code verifier."),
}  # fmt: skip
UNAUTHORIZED = (
    "Client is unauthorized to retrieve access tokens using this method, or client not authorized for any of the "
    "scopes requested."
)


@dataclass(frozen=True, slots=True)
class Holder:
    """As whom an access token acts, and what it may do."""

    user: str
    """Empty: a service account that acts for nobody."""
    client: str
    scopes: frozenset[str]
    until: float


class Tokens:
    """Gives out tokens, and knows whose they are."""

    def __init__(self, world: World) -> None:
        """Know the clients of `world`."""
        self._world = world
        self._held: dict[str, Holder] = {}
        self._codes: Codes[Client] = Codes(CODE_LIFE, prefix="4/sandbox-")

    def bearer(self, request: Request, now: float) -> Holder:
        """Return who asks. Raises `Problem`."""
        holder = self._held.get(bearer(request))
        if holder is None or holder.until <= now:
            raise problem(401, NO_LOGIN)
        return holder

    def issue(self, request: Request, now: float) -> Json:
        """Answer the token endpoint. Raises `Problem`."""
        match request.form.get("grant_type"):
            case "refresh_token":
                return self._refreshed(request, now)
            case "authorization_code":
                return self._exchanged(request, now)
            case grant if grant == BEARER:
                return self._delegated(request, now)
            case None:
                raise oauth(400, "invalid_request", "Missing required parameter: grant_type")
            case other:
                raise oauth(400, "unsupported_grant_type", f"Invalid grant_type: {other}")

    def authorize(self, request: Request, now: float) -> Response:
        """Answer the consent screen: somebody says yes at once. Raises `Problem`."""
        asked = request.args
        client = self._client(asked.get("client_id", ""))
        back = asked.get("redirect_uri", "")
        if back not in client.redirect_uris:
            raise oauth(400, "redirect_uri_mismatch", "The redirect URI is not among those of the client.")
        if asked.get("response_type") != "code" or not asked.get("scope"):
            raise oauth(400, "invalid_request", "Missing required parameter: scope or response_type=code")
        return self._codes.agree(client, request, now, ("scope", "state"))

    def _client(self, ident: str) -> Client:
        found = next((c for c in self._world.seed.clients if c.client_id == ident), None)
        if found is None:
            raise oauth(401, "invalid_client", "The OAuth client was not found.")
        return found

    def _known(self, request: Request) -> Client:
        auth = request.authorization
        ident = (auth.username if auth else None) or request.form.get("client_id", "")
        client = self._client(ident)
        if ((auth.password if auth else None) or request.form.get("client_secret")) != client.client_secret:
            raise oauth(401, "invalid_client", "Unauthorized")
        return client

    def _refreshed(self, request: Request, now: float) -> Json:
        client = self._known(request)
        given = request.form.get("refresh_token", "")
        grant = next((g for g in client.grants if g.refresh_token == given), None)
        if grant is None:
            raise oauth(400, "invalid_grant", "Token has been expired or revoked.")
        asked = request.form.get("scope", "").split() or grant.scopes
        if set(asked) - set(grant.scopes):
            raise oauth(400, "invalid_scope", "Some requested scopes were not granted.")
        return self._token(grant.user, client.client_id, asked, now) | {"scope": " ".join(asked)}

    def _exchanged(self, request: Request, now: float) -> Json:
        client = self._known(request)
        try:
            agreed = self._codes.redeem(client, request.form, now)
        except CodeError as error:
            raise oauth(400, *REFUSED[error.wrong]) from None
        scopes = list(agreed.scopes)
        user = client.user or next(iter(self._world.people))
        grant = Grant(refresh_token="1//sandbox-" + secrets.token_urlsafe(12), user=user, scopes=scopes)
        client.grants.append(grant)
        token = self._token(user, client.client_id, scopes, now)
        return token | {"scope": " ".join(scopes), "refresh_token": grant.refresh_token}

    def _delegated(self, request: Request, now: float) -> Json:
        assertion = request.form.get("assertion", "")
        account, claims = self._verified(assertion)
        own = request.host_url + "token"
        if claims.get("aud") not in {AUDIENCE, own}:
            raise oauth(400, "invalid_grant", "Invalid JWT: Failed audience check.")
        issued, ends = claims.get("iat"), claims.get("exp")
        if not isinstance(issued, int | float) or not isinstance(ends, int | float):
            raise oauth(400, "invalid_grant", "Invalid JWT: iat and exp are needed.")
        if not issued - SKEW <= now <= ends + SKEW or ends - issued > 3600:
            raise oauth(400, "invalid_grant", "Invalid JWT: Token must be a short-lived token (60 minutes).")
        scopes = str(claims.get("scope") or "").split()
        if not scopes:
            raise oauth(400, "invalid_scope", "Invalid OAuth scope or ID token audience provided.")
        who = str(claims.get("sub") or "")
        if who and who not in self._world.people:
            raise oauth(400, "invalid_grant", "Invalid email or User ID")
        if who and set(scopes) - set(account.scopes):
            raise oauth(401, "unauthorized_client", UNAUTHORIZED)
        return self._token(who, account.client_email, scopes, now)

    def _verified(self, assertion: str) -> tuple[ServiceAccount, dict[str, Any]]:
        from google.auth import crypt  # noqa: PLC0415 - an extra: only service accounts need it

        try:
            signed, _, signature = assertion.rpartition(".")
            header, claims = (json.loads(_decoded(part)) for part in signed.split("."))
            account = next(a for a in self._world.seed.service_accounts if a.client_email == claims.get("iss"))
        except (ValueError, StopIteration):
            raise oauth(400, "invalid_grant", "Invalid JWT: unknown issuer, or no JWT at all.") from None
        verifier = crypt.RSAVerifier.from_string(account.public_key)  # type: ignore[no-untyped-call]
        if header.get("alg") != "RS256" or not verifier.verify(signed.encode(), _decoded(signature)):
            raise oauth(400, "invalid_grant", "Invalid JWT Signature.")
        return account, claims

    def _token(self, user: str, client: str, scopes: list[str], now: float) -> Json:
        access = "ya29.sandbox-" + secrets.token_urlsafe(24)
        life = self._world.behaviour.token_lifetime
        self._held[access] = Holder(user, client, frozenset(scopes), now + life)
        return {"access_token": access, "expires_in": life, "token_type": "Bearer"}


def _decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


__all__ = ["Holder", "Problem", "Tokens"]
