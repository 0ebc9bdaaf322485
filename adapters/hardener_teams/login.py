"""Log in at Entra ID: by a secret, by a certificate, or as one person."""

from __future__ import annotations

import base64
import importlib
import json
from collections.abc import Mapping
from pathlib import Path

from hardener import http, vendor
from hardener.adapter import AdapterError
from hardener.extras import how_to_add
from hardener.oauth import refresh_form
from hardener.vendor.login import Form
from hardener_teams.options import Options

ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


class Login(vendor.Login[Options]):
    """Logs in for one connection."""

    def grant(self) -> Form:
        """Return the form that asks for a token."""
        scopes = self.options.consent
        if scopes is not None:
            return refresh_form(self.vault.get("refresh_token"), scopes)
        return {"grant_type": "client_credentials", "scope": f"{self.options.resource.rstrip('/')}/.default"}

    def app(self) -> Form:
        """Return what proves that it is the app that asks; where a person logs in, nothing does."""
        known, file = super().app(), self.options.certificate
        if file is None:
            return known
        signed = assertion(file, self.options.token_url, known["client_id"])
        return {**known, "client_assertion_type": ASSERTION, "client_assertion": signed}

    def key(self) -> http.Login:
        """Return what a token is for: whoever agreed to other scopes, or has another certificate, has another."""
        place, secret = super().key()
        file = self.options.certificate
        signed = _read(file).decode("latin-1") if file is not None else ""
        return http.Login(place, (*secret, *(self.options.consent or ()), signed))

    def place(self) -> tuple[str, ...]:
        """Return for what and as which app."""
        return (self.options.resource, *super().place())


def assertion(path: Path, audience: str, client_id: str) -> str:
    """Return a statement that we are the app, signed by MSAL. Raises `AdapterError` that says what to mend."""
    try:
        msal, x509, hashes = map(
            importlib.import_module, ("msal.oauth2cli", "cryptography.x509", "cryptography.hazmat.primitives.hashes")
        )
    except ImportError:
        raise AdapterError(f"logging in with a certificate needs MSAL: {how_to_add('teams')}") from None
    pem = _read(path)
    try:
        certificate = x509.load_pem_x509_certificate(pem[pem.index(b"-----BEGIN CERTIFICATE-----") :])
        thumbprint = certificate.fingerprint(hashes.SHA256()).hex()
        creator = msal.JwtAssertionCreator(pem.decode("ascii"), "PS256", sha256_thumbprint=thumbprint)
        made = creator.create_normal_assertion(audience, client_id)
    except (ValueError, TypeError) as error:
        reason = type(error).__name__
        raise AdapterError(f"certificate: {path} holds no private key and certificate in PEM: {reason}") from None
    return made.decode() if isinstance(made, bytes) else str(made)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise AdapterError(f"certificate: cannot read {path}: {error.strerror}") from None


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
    except (IndexError, ValueError):
        return None
    return said if isinstance(said, dict) else None
