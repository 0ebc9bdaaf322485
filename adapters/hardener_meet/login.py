"""Log in to Google: a person's refresh token, or a service account that acts for a person of its domain."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from hardener import vendor
from hardener.adapter import AdapterError
from hardener.errors import RefusedError
from hardener.extras import how_to_add
from hardener.http import Token
from hardener.vendor import marked
from hardener_meet.calls import USER
from hardener_meet.options import Options

AUDIENCE = "https://oauth2.googleapis.com/token"
"""Whom a signed request is for; Google wants this one, whatever address it is sent to."""
GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
LIFE = 3600
"""Seconds that a signed request holds: the longest Google takes."""
KEY_PARTS = ("client_email", "private_key")
NOT_GRANTED = frozenset({"unauthorized_client", "access_denied", "invalid_scope"})
"""What the token endpoint says where the admin granted too little."""
TOLD: Mapping[int | str, str] = {
    "invalid_grant": marked("the log-in does not hold any more, or the person is not in the domain; connect again"),
    "unauthorized_client": marked("an admin has not granted the service account these scopes"),
}
"""In plain words, what the token endpoint says."""


Signer = Callable[[Mapping[str, Any]], str]
"""Turns claims into a JWT in the name of a service account."""


def signer_of(text: str) -> Signer:
    """Return the service account of a JSON key file. Raises `AdapterError`, without any part of the key."""
    try:
        from google.auth import crypt, jwt  # noqa: PLC0415 - an extra: only this kind of log-in needs it
    except ImportError:
        raise AdapterError(f"a service account needs google-auth: {how_to_add('google')}") from None
    try:
        info = json.loads(text)
        if not isinstance(info, dict) or not all(isinstance(info.get(part), str) for part in KEY_PARTS):
            raise AdapterError(f"service_account: the JSON key file of a service account has {' and '.join(KEY_PARTS)}")
        signer = crypt.RSASigner.from_service_account_info(info)  # type: ignore[no-untyped-call]
    except ValueError:
        raise AdapterError(
            "service_account: this is no JSON key file of a service account, or its key is broken"
        ) from None
    return lambda claims: jwt.encode(signer, {"iss": info["client_email"], **claims}).decode()  # type: ignore[no-untyped-call]


class Login(vendor.Login[Options]):
    """Logs in as one person."""

    advice = TOLD

    def place(self) -> tuple[str, ...]:
        """Return as whom, and for what."""
        return (self.who, *self.options.wanted(self.who))

    def log_in(self) -> Token:
        """Return a new token. Raises `AdapterError`.

        Google refuses the whole request for one scope that the admin did not grant: then each
        is asked for alone, so that a missing scope costs what needs it and nothing else.
        """
        if self.options.auth == USER:
            return super().log_in()
        signer = signer_of(self.vault.get("service_account"))
        wanted = self.options.wanted(self.who)
        try:
            return self._delegated(signer, wanted)
        except RefusedError as error:
            refused = error.code in NOT_GRANTED
            granted = [scope for scope in wanted if self._granted(signer, scope)] if refused else []
            if not granted:
                raise
            return self._delegated(signer, granted)

    def _delegated(self, signer: Signer, scopes: Sequence[str]) -> Token:
        """Return a token with which the service account acts as the person. Raises `AdapterError`."""
        now = int(self.session.clock())
        claims = {"sub": self.who, "scope": " ".join(scopes), "aud": AUDIENCE, "iat": now, "exp": now + LIFE}
        token = self.exchange({"grant_type": GRANT, "assertion": signer(claims)})
        return token if token.scopes else replace(token, scopes=frozenset(scopes))

    def _granted(self, signer: Signer, scope: str) -> bool:
        try:
            self._delegated(signer, [scope])
        except RefusedError as error:
            if error.code in NOT_GRANTED:
                return False
            raise
        return True
