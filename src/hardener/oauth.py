"""A person's consent: the authorization-code flow with PKCE, for any vendor. The token call goes through the session."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import urlsplit

from oauthlib.oauth2 import OAuth2Error, WebApplicationClient

from hardener.errors import HardenerError

DONE = b"<!doctype html><title>hardener</title><p>hardener is connected. You can close this window.</p>"
FAILED = b"<!doctype html><title>hardener</title><p>That did not work; look at the terminal.</p>"


class ConsentError(HardenerError):
    """Nobody consented, or the answer is not the one that was asked for."""


@dataclass(frozen=True, kw_only=True)
class Consent:
    """Where a person says yes, and where the answer goes."""

    authorize_url: str
    client_id: str
    redirect_uri: str
    """A loopback address with a port, registered with the app: `http://127.0.0.1:8910/`."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A consent that is under way."""

    url: str
    """To be opened in a browser."""
    state: str
    verifier: str


def begin(consent: Consent) -> Asked:
    """Return the address to open, and what proves that the answer belongs to it."""
    client = WebApplicationClient(consent.client_id)
    state, verifier = secrets.token_urlsafe(24), client.create_code_verifier(64)
    url = client.prepare_request_uri(
        consent.authorize_url,
        redirect_uri=consent.redirect_uri,
        state=state,
        code_challenge=client.create_code_challenge(verifier, "S256"),
        code_challenge_method="S256",
    )
    return Asked(url=url, state=state, verifier=verifier)


def finish(consent: Consent, asked: Asked, callback: str) -> Mapping[str, str]:
    """Return the form that turns the answer in `callback` into tokens. Raises `ConsentError`."""
    client = WebApplicationClient(consent.client_id)
    secure = callback.replace("http://", "https://", 1)
    try:
        answer = client.parse_request_uri_response(secure, state=asked.state)
    except OAuth2Error as error:
        raise ConsentError(f"the platform gave no consent: {error.description or error.error or 'wrong state'}") from None
    return {
        "grant_type": "authorization_code",
        "code": str(answer["code"]),
        "redirect_uri": consent.redirect_uri,
        "code_verifier": asked.verifier,
    }


def wait_for_callback(redirect_uri: str, timeout: float) -> str:
    """Serve one request on the loopback address and return its URL. Raises `ConsentError` after `timeout` seconds."""
    parts = urlsplit(redirect_uri)
    if parts.hostname not in {"127.0.0.1", "localhost"} or parts.port is None:
        raise ConsentError(f"{redirect_uri}: the answer is received on this machine only: http://127.0.0.1:PORT/")
    caught: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # noqa: N802 - the server's name for it
            good = urlsplit(self.path).path == (parts.path or "/") and "state=" in self.path
            if good:
                caught.append(self.path)
            self.send_response(200 if good else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(DONE if good else FAILED)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the server's name for it
            """Say nothing: the address holds a code."""

    try:
        server = HTTPServer(("127.0.0.1", parts.port), Handler)
    except OSError as error:
        raise ConsentError(f"cannot listen on port {parts.port}: {error.strerror}") from None
    with server:
        server.timeout = timeout
        server.handle_timeout = lambda: caught.append("")  # type: ignore[method-assign]  # the server's own hook
        while not caught:
            server.handle_request()
    if not caught[0]:
        raise ConsentError(f"no answer within {timeout:.0f} seconds; try again")
    return f"http://127.0.0.1:{parts.port}{caught[0]}"
