"""A mail server for tests, with TLS nowhere as it is on this machine: what it is given, it keeps."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass
class Mailbox:
    """What came, by whom it is for."""

    url: str = ""
    came: list[tuple[list[str], EmailMessage]] = field(default_factory=list)
    refuses: str = ""
    """What the server answers to each recipient instead of taking mail for it."""
    then: Callable[[], None] = lambda: None
    """Done after a letter was taken, before the server says so."""

    def to(self, address: str) -> list[EmailMessage]:
        return [message for readers, message in self.came if address in readers]

    async def handle_RCPT(  # noqa: N802 - the library's name
        self, _s: SMTP, _se: Session, envelope: Envelope, address: str, options: list[Any]
    ) -> str:
        if self.refuses:
            return self.refuses
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - the library's name
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        raw = envelope.content
        assert isinstance(raw, bytes)
        message = message_from_bytes(raw, policy=policy.default)
        self.came.append((list(envelope.rcpt_tos), message))
        self.then()
        return "250 OK"


class _AnyPort(Controller):
    def _trigger_server(self) -> None:
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]


@contextmanager
def mailbox() -> Iterator[Mailbox]:
    """Serve a mailbox on this machine; its address is for `hardener notify set mail`."""
    box = Mailbox()
    server = _AnyPort(box, hostname="127.0.0.1", port=0)
    server.start()
    try:
        box.url = f"smtp://127.0.0.1:{server.port}/?from=hardener@library.example"
        yield box
    finally:
        server.stop()


def plain(message: EmailMessage) -> str:
    """Return the plain text of a letter."""
    part = message.get_body(("plain",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def html(message: EmailMessage) -> str:
    """Return the HTML of a letter."""
    part = message.get_body(("html",))
    assert part is not None
    return str(part.get_content())
