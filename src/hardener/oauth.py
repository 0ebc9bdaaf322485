"""A person's consent: the authorization-code flow with PKCE, for any vendor. The token call is the session's."""

from __future__ import annotations

import hmac
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from hardener import redact
from hardener.errors import HardenerError

if TYPE_CHECKING:
    from http.server import BaseHTTPRequestHandler

DONE = b"<!doctype html><title>hardener</title><p>hardener is connected. You can close this window.</p>"
FAILED = b"<!doctype html><title>hardener</title><p>That did not work; look at the terminal.</p>"
PATIENCE = 5.0
"""Seconds that a browser may take to say what it wants; some connect and then say nothing."""


class ConsentError(HardenerError):
    """Nobody consented, or the answer is not the one that was asked for."""


LOOPBACK = frozenset({"127.0.0.1", "localhost"})


@dataclass(frozen=True, kw_only=True)
class Consent:
    """Where a person says yes, and where the answer goes."""

    authorize_url: str
    client_id: str
    redirect_uri: str
    """A loopback address with a port, registered with the app: `http://127.0.0.1:8910/`."""
    scopes: tuple[str, ...] = ()
    """Empty where the vendor takes them from the app's own settings."""
    extra: Mapping[str, str] = field(default_factory=dict)
    """What else this vendor's address needs: `{"access_type": "offline"}`."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A consent that is under way."""

    url: str
    """To be opened in a browser."""
    state: str = field(repr=False)
    verifier: str = field(repr=False)


def begin(consent: Consent) -> Asked:
    """Return the address to open, and what proves that the answer belongs to it."""
    from oauthlib.oauth2 import WebApplicationClient  # noqa: PLC0415 - only a first log-in needs it

    client = WebApplicationClient(consent.client_id)
    state, verifier = secrets.token_urlsafe(24), client.create_code_verifier(64)
    where = urlsplit(consent.authorize_url)
    pretend = where.scheme == "http" and where.hostname in LOOPBACK  # a simulator; the library knows https only
    url = client.prepare_request_uri(
        where._replace(scheme="https").geturl() if pretend else consent.authorize_url,
        redirect_uri=consent.redirect_uri,
        scope=list(consent.scopes) or None,
        state=state,
        code_challenge=client.create_code_challenge(verifier, "S256"),
        code_challenge_method="S256",
        **consent.extra,
    )
    if pretend:
        url = url.replace("https://", "http://", 1)
    return Asked(url=url, state=state, verifier=verifier)


def finish(consent: Consent, asked: Asked, callback: str) -> Mapping[str, str]:
    """Return the form that turns the answer in `callback` into tokens. Raises `ConsentError`."""
    from oauthlib.oauth2 import OAuth2Error, WebApplicationClient  # noqa: PLC0415 - only a first log-in needs it

    client = WebApplicationClient(consent.client_id)
    secure = callback.replace("http://", "https://", 1)  # it came over loopback, which the library cannot know
    try:
        answer = client.parse_request_uri_response(secure, state=asked.state)
    except OAuth2Error as error:
        said = redact.line(error.description or error.error or "the answer is to another question")
        raise ConsentError(f"the platform gave no consent: {said}") from None
    return {
        "grant_type": "authorization_code",
        "code": str(answer["code"]),
        "redirect_uri": consent.redirect_uri,
        "code_verifier": asked.verifier,
    }


def refresh_form(refresh: str, scopes: tuple[str, ...] = ()) -> Mapping[str, str]:
    """Return the form that turns a refresh token into a new access token."""
    return {"grant_type": "refresh_token", "refresh_token": refresh} | ({"scope": " ".join(scopes)} if scopes else {})


def wait_for_callback(
    redirect_uri: str, timeout: float, state: str = "", ready: Callable[[], None] = lambda: None
) -> str:
    """Serve on the loopback address until the answer comes, and return its URL; call `ready` once it can come.

    With `state`, an answer to any other question is turned away. Raises `ConsentError`
    after `timeout` seconds, or where the port is taken.
    """
    from http.server import ThreadingHTTPServer  # noqa: PLC0415 - only a first log-in needs it

    parts = urlsplit(redirect_uri)
    if parts.scheme != "http" or parts.hostname not in LOOPBACK or parts.port is None:
        raise ConsentError(f"{redirect_uri}: the answer is received on this machine only: http://127.0.0.1:PORT/")
    caught: list[str] = []
    try:
        server = ThreadingHTTPServer(("127.0.0.1", parts.port), _handler(parts.path or "/", state, caught.append))
    except OSError as error:
        raise ConsentError(f"cannot listen on port {parts.port}: {error.strerror}") from None
    ends = time.monotonic() + timeout
    with server:
        server.block_on_close = False
        ready()
        while not caught:
            server.timeout = min(0.2, ends - time.monotonic())
            if server.timeout <= 0:
                raise ConsentError(f"no answer within {timeout:.0f} seconds; try again")
            server.handle_request()
    return f"http://127.0.0.1:{parts.port}{caught[0]}"


def _handler(path: str, state: str, caught: Callable[[str], None]) -> type[BaseHTTPRequestHandler]:
    from http.server import BaseHTTPRequestHandler  # noqa: PLC0415 - only a first log-in needs it

    class Handler(BaseHTTPRequestHandler):
        timeout = PATIENCE

        def do_GET(self) -> None:
            asked = urlsplit(self.path)
            given = parse_qs(asked.query).get("state", [""])[0]
            good = (
                asked.path == path
                and bool(given)
                and (not state or hmac.compare_digest(given.encode(), state.encode()))
            )
            page = DONE if good and "error=" not in asked.query else FAILED
            self.send_response(200 if good else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(page)))
            self.end_headers()
            self.wfile.write(page)
            if good:
                caught(self.path)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the server's name for it
            """Say nothing: the address holds a code."""

    return Handler
