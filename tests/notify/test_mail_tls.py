"""Mail over TLS, through the installed command and a real server: a certificate that is not trusted gets nothing at all."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from socket import create_connection
from typing import Any

import pytest
import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from tests.end_to_end.library import Library, library, small

HOST = "127.1"
"""This machine by a name that is not known to be it, as a mail server elsewhere is."""
USER, PASSWORD = "anna", "hunter2secret"
PEOPLE = '[people]\nit = ["it@library.example"]\n'
pytestmark = pytest.mark.process


@dataclass
class Box:
    """What reached the server, in the order in which it came."""

    at_once: bool
    """All of it is in TLS from the first byte on."""
    heard: list[str] = field(default_factory=list)

    def hear(self, what: str, session: Session) -> None:
        """Take note of something, and of how it came."""
        self.heard.append(f"{what} {'in TLS' if session.ssl or self.at_once else 'in clear'}")

    async def handle_EHLO(  # noqa: N802 - the library's name
        self, _server: SMTP, session: Session, _envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        self.hear("EHLO", session)
        return responses

    async def handle_DATA(self, _server: SMTP, session: Session, _envelope: Envelope) -> str:  # noqa: N802 - the library's name
        self.hear("a letter", session)
        return "250 OK"

    def signed_in(self, _server: SMTP, session: Session, _envelope: Envelope, _how: str, data: Any) -> AuthResult:
        """Take note of who signs in, and believe them."""
        self.hear("the password" if data.password.decode() == PASSWORD else "a password", session)
        return AuthResult(success=True)


class _Server(Controller):
    """Serves on any port; at once in TLS where it has `ssl_context`."""

    def _trigger_server(self) -> None:
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        with create_connection(("127.0.0.1", self.port), 10) as plain:
            if self.ssl_context is None:
                plain.recv(1024)
            else:
                with context.wrap_socket(plain) as sealed:
                    sealed.recv(1024)


@contextmanager
def served(how: str, certificate: trustme.LeafCert | None) -> Iterator[tuple[Box, str]]:
    """Serve a mailbox by `smtp` or `smtps`; yield it with its address for `hardener notify set mail`."""
    box = Box(at_once=how == "smtps")
    context = None
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        certificate.configure_cert(context)
    ways: dict[str, Any] = {"ssl_context": context} if how == "smtps" else {"tls_context": context}
    server = _Server(
        box, hostname="127.0.0.1", port=0, authenticator=box.signed_in, auth_require_tls=how == "smtp", **ways
    )
    server.start()
    try:
        box.heard.clear()
        yield box, f"{how}://{USER}:{PASSWORD}@{HOST}:{server.port}/?from=hardener@library.example"
    finally:
        server.stop()


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def made(tmp_path: Path, authority: trustme.CA) -> Iterator[Library]:
    """A library whose machine trusts one authority."""
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    with library(tmp_path, small(), more=PEOPLE) as opened:
        opened.environ["SSL_CERT_FILE"] = str(tmp_path / "ca.pem")
        yield opened


@pytest.mark.parametrize("how", ["smtp", "smtps"])
def test_a_letter_goes_in_tls_to_a_server_whose_certificate_is_trusted_and_to_no_other(
    made: Library, authority: trustme.CA, how: str
) -> None:
    with served(how, authority.issue_cert(HOST)) as (box, url):
        made.environ["HARDENER_NOTIFY_MAIL_URL"] = url
        assert "mail: arrived" in made.run("notify", "test", "mail", expect=0).out
    assert box.heard[-2:] == ["the password in TLS", "a letter in TLS"]
    for bad in (trustme.CA().issue_cert(HOST), authority.issue_cert("mail.library.example")):
        with served(how, bad) as (box, url):
            made.environ["HARDENER_NOTIFY_MAIL_URL"] = url
            refused(made, "the mail server's certificate is not trusted (")
        assert set(box.heard) <= {"EHLO in clear"}, "the server heard that somebody is there, and nothing more"


def test_a_server_that_offers_no_tls_gets_nothing(made: Library) -> None:
    with served("smtp", None) as (box, url):
        made.environ["HARDENER_NOTIFY_MAIL_URL"] = url
        refused(made, "the mail server offers no TLS, so nothing was sent")
    assert box.heard == ["EHLO in clear"]


def refused(made: Library, why: str) -> None:
    """Try to send; it has to be refused in one clear line that tells nothing of the address."""
    ran = made.run("notify", "test", "mail", expect=3)
    (line,) = ran.err.strip().splitlines()
    assert why in line
    assert "nothing was sent" in line
    assert "_ssl.c" not in line
    assert not [part for part in (PASSWORD, USER, HOST) if part in ran.out + ran.err]
