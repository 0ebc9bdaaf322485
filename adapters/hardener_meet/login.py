"""Log in to Google: a person's refresh token, or a service account that acts for a person of its domain."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from hardener.adapter import AdapterError, Vault
from hardener.errors import RefusedError
from hardener.http import Session, Token
from hardener.http.token import parse_token
from hardener.oauth import refresh_form
from hardener_meet.options import Options

AUDIENCE = "https://oauth2.googleapis.com/token"
"""Whom a signed request is for; Google wants this one, whatever address it is sent to."""
GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
LIFE = 3600
"""Seconds that a signed request holds: the longest Google takes."""
KEY_PARTS = ("client_email", "private_key")


class Signer(NamedTuple):
    """A service account that can sign; `sign` turns claims into a JWT."""

    email: str
    sign: Callable[[Mapping[str, Any]], str]


def signer_of(text: str) -> Signer:
    """Return the service account of a JSON key file. Raises `AdapterError`, without any part of the key."""
    try:
        from google.auth import crypt, jwt  # noqa: PLC0415 - an extra: only this kind of log-in needs it
    except ImportError:
        raise AdapterError("a service account needs google-auth: pip install hardener[google]") from None
    try:
        info = json.loads(text)
        if not isinstance(info, dict) or not all(isinstance(info.get(part), str) for part in KEY_PARTS):
            raise AdapterError(f"service_account: the JSON key file of a service account has {' and '.join(KEY_PARTS)}")
        signer = crypt.RSASigner.from_service_account_info(info)  # type: ignore[no-untyped-call]
    except ValueError:
        raise AdapterError(
            "service_account: this is no JSON key file of a service account, or its key is broken"
        ) from None
    return Signer(str(info["client_email"]), lambda claims: jwt.encode(signer, claims).decode())  # type: ignore[no-untyped-call]


def by_refresh(session: Session, options: Options, vault: Vault) -> Token:
    """Return a token for the person who agreed. Raises `AdapterError`."""
    return by_form(session, options, vault, refresh_form(vault.get("refresh_token")))


def by_form(session: Session, options: Options, vault: Vault, form: Mapping[str, str]) -> Token:
    """Send a form of a person's log-in, with the app's own name and secret. Raises `AdapterError`."""
    app = {name: vault.get(name) for name in ("client_id", "client_secret")}
    return parse_token(session.form(options.token_url, {**form, **app}), session.clock())


def by_delegation(session: Session, options: Options, signer: Signer, who: str, scopes: Sequence[str]) -> Token:
    """Return a token with which the service account acts as `who`. Raises `AdapterError`.

    Google refuses the whole request for one scope that the admin did not grant: then each
    is asked for alone, so that a missing scope costs what needs it and nothing else.
    """

    def ask(asked: Sequence[str]) -> Token:
        now = int(session.clock())
        claims = {
            "iss": signer.email, "sub": who, "scope": " ".join(asked), "aud": AUDIENCE, "iat": now, "exp": now + LIFE,
        }  # fmt: skip
        form = {"grant_type": GRANT, "assertion": signer.sign(claims)}
        token = parse_token(session.form(options.token_url, form), session.clock())
        return token if token.scopes else replace(token, scopes=frozenset(asked))

    try:
        return ask(scopes)
    except RefusedError as error:
        granted = [scope for scope in scopes if _granted(ask, scope)] if error.code in NOT_GRANTED else []
        if not granted:
            raise
        return ask(granted)


NOT_GRANTED = frozenset({"unauthorized_client", "access_denied", "invalid_scope"})
"""What the token endpoint says where the admin granted too little."""


def _granted(ask: Callable[[Sequence[str]], Token], scope: str) -> bool:
    try:
        ask([scope])
    except RefusedError as error:
        if error.code in NOT_GRANTED:
            return False
        raise
    return True
