"""Log in at Entra ID: a form to the token endpoint, through the same session as everything else.

MSAL would send the form itself, but refuses any authority that is not https; the form is
the session's, so that its rules on TLS, proxies, retries and logging hold here as well.
MSAL is needed for certificates only: it signs the assertion.
"""

from __future__ import annotations

import base64
import binascii
import importlib
import json
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType

from hardener.adapter import AdapterError, Vault
from hardener.http import Login, Session, Token, parse_token
from hardener.oauth import refresh_form
from hardener_teams.options import Options

ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
Form = Mapping[str, str]


def log_in(session: Session, options: Options, vault: Vault) -> Token:
    """Return a new token. Raises `AdapterError`."""
    if options.auth == "user":
        return exchange(session, options, vault, refresh_form(vault.get("refresh_token"), options.scopes))
    form = {"grant_type": "client_credentials", "scope": f"{options.resource.rstrip('/')}/.default"}
    return _send(session, options, {**form, "client_id": vault.get("client_id"), **_proof(options, vault)})


def exchange(session: Session, options: Options, vault: Vault, form: Form) -> Token:
    """Send a person's code or refresh token; keep the refresh token that comes of it. Raises `AdapterError`."""
    token = _send(session, options, {**form, "client_id": vault.get("client_id")})
    if token.refresh:
        vault.keep("refresh_token", token.refresh)
    return token


def login_of(options: Options, vault: Vault) -> Login:
    """Return what a token is for."""
    place = (options.token_url, options.resource, options.auth, vault.get("client_id"))
    if options.auth == "user":
        return Login(place, (*place, vault.get("refresh_token"), *options.scopes))
    if options.certificate is None:
        return Login(place, (*place, vault.get("client_secret")))
    try:
        return Login(place, (*place, options.certificate.read_bytes().decode("latin-1")))
    except OSError as error:
        raise AdapterError(f"certificate: cannot read {options.certificate}: {error.strerror}") from None


def _send(session: Session, options: Options, form: Form) -> Token:
    return parse_token(session.form(options.token_url, form), session.clock())


def _proof(options: Options, vault: Vault) -> Form:
    """Return what proves that we are the app: its secret, or an assertion signed with its key."""
    if options.certificate is None:
        return {"client_secret": vault.get("client_secret")}
    signed = assertion(options.certificate, options.token_url, vault.get("client_id"))
    return {"client_assertion_type": ASSERTION, "client_assertion": signed}


def assertion(path: Path, audience: str, client_id: str) -> str:
    """Return a signed statement that we are the app. Raises `AdapterError` that says what to install or mend."""
    msal, x509, hashes = (
        _msal("msal.oauth2cli"),
        _msal("cryptography.x509"),
        _msal("cryptography.hazmat.primitives.hashes"),
    )
    try:
        pem = path.read_bytes()
        certificate = x509.load_pem_x509_certificate(pem[pem.index(b"-----BEGIN CERTIFICATE-----") :])
        thumbprint = certificate.fingerprint(hashes.SHA256()).hex()
        creator = msal.JwtAssertionCreator(pem.decode("ascii"), "PS256", sha256_thumbprint=thumbprint)
        made = creator.create_normal_assertion(audience, client_id)
    except OSError as error:
        raise AdapterError(f"certificate: cannot read {path}: {error.strerror}") from None
    except (ValueError, TypeError) as error:
        raise AdapterError(
            f"certificate: {path} holds no private key and certificate in PEM: {type(error).__name__}"
        ) from None
    return made.decode() if isinstance(made, bytes) else str(made)


def _msal(name: str) -> ModuleType:
    try:
        return importlib.import_module(name)
    except ImportError:
        raise AdapterError("logging in with a certificate needs MSAL: pip install hardener[teams]") from None


def granted(access: str) -> frozenset[str] | None:
    """Return the permissions that a token says it has, unverified; None where it cannot be read."""
    said = claims(access)
    if said is None:
        return None
    roles, scopes = said.get("roles", []), said.get("scp", "")
    if not isinstance(roles, list) or not isinstance(scopes, str):
        return None
    return frozenset(map(str, roles)) | frozenset(scopes.split())


def claims(access: str) -> Mapping[str, object] | None:
    """Return what a token says of itself, unverified; None where it cannot be read."""
    try:
        part = access.split(".")[1]
        said = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (IndexError, ValueError, binascii.Error):
        return None
    return said if isinstance(said, dict) else None
