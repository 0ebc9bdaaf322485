"""Who asks: consent in a browser, tokens for it, and whose channel a token is for. There are no service accounts."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from werkzeug.wrappers import Request, Response

from hardener.sandbox import CodeError, Codes, bearer
from hardener.sandbox.simulator import Json
from hardener_youtube.simulator.problems import no_login, oauth
from hardener_youtube.simulator.state import Client, Grant, Seed

CODE_LIFE = 600


@dataclass(frozen=True, slots=True)
class Owner:
    """For whose channel an access token is, and what it may do."""

    channel: str
    scopes: frozenset[str]
    until: float


class Consents:
    """Gives out codes and tokens."""

    def __init__(self, seed: Seed) -> None:
        """Know the clients of `seed`."""
        self._seed = seed
        self._owners: dict[str, Owner] = {}
        self._codes: Codes[Client] = Codes(CODE_LIFE, prefix="4/sandbox-")

    def owner(self, request: Request, now: float) -> Owner:
        """Return who asks. Raises `Problem`."""
        found = self._owners.get(bearer(request))
        if found is None or found.until <= now:
            raise no_login()
        return found

    def agree(self, request: Request, now: float) -> Response:
        """Answer the consent screen: the owner of the first channel says yes at once. Raises `Problem`."""
        asked = request.args
        client = next((c for c in self._seed.clients if c.client_id == asked.get("client_id")), None)
        if client is None:
            raise oauth(401, "invalid_client", "The OAuth client was not found.")
        back = asked.get("redirect_uri", "")
        if back not in client.redirect_uris:
            raise oauth(400, "redirect_uri_mismatch", "The redirect URI is not among those of the client.")
        if asked.get("response_type") != "code" or not asked.get("scope"):
            raise oauth(400, "invalid_request", "Missing required parameter: scope")
        return self._codes.agree(client, request, now, ("scope", "state"))

    def token(self, request: Request, now: float) -> Json:
        """Answer the token endpoint. Raises `Problem`."""
        client = self._client(request)
        match request.form.get("grant_type"):
            case "refresh_token":
                return self._issued(self._refreshed(client, request), now)
            case "authorization_code":
                grant = self._exchanged(client, request, now)
                return self._issued(grant, now) | {"refresh_token": grant.refresh_token}
            case other:
                raise oauth(400, "unsupported_grant_type", f"Invalid grant_type: {other}")

    def _client(self, request: Request) -> Client:
        auth, form = request.authorization, request.form
        ident = (auth.username if auth else None) or form.get("client_id", "")
        secret = (auth.password if auth else None) or form.get("client_secret", "")
        found = next((c for c in self._seed.clients if c.client_id == ident and c.client_secret == secret), None)
        if found is None:
            raise oauth(401, "invalid_client", "Unauthorized")
        return found

    def _refreshed(self, client: Client, request: Request) -> Grant:
        given = request.form.get("refresh_token", "")
        grant = next((each for each in client.grants if each.refresh_token == given), None)
        if grant is None:
            raise oauth(400, "invalid_grant", "Token has been expired or revoked.")
        return grant

    def _exchanged(self, client: Client, request: Request, now: float) -> Grant:
        try:
            agreed = self._codes.redeem(client, request.form, now)
        except CodeError as error:
            if error.wrong == "redirect_uri":
                raise oauth(400, "redirect_uri_mismatch", "Bad Request") from None
            raise oauth(400, "invalid_grant", "Malformed auth code.") from None
        channel = self._seed.channels[0].id
        grant = Grant(
            refresh_token=f"1//sandbox-{secrets.token_urlsafe(12)}", channel=channel, scopes=list(agreed.scopes)
        )
        client.grants.append(grant)
        return grant

    def _issued(self, grant: Grant, now: float) -> Json:
        access, life = f"ya29.sandbox-{secrets.token_urlsafe(24)}", self._seed.behaviour.token_lifetime
        self._owners[access] = Owner(grant.channel, frozenset(grant.scopes), now + life)
        return {
            "access_token": access, "expires_in": life, "token_type": "Bearer", "scope": " ".join(grant.scopes),
        }  # fmt: skip
