"""Send a letter by SMTP, over TLS but to this machine. Nothing of the server's address gets into a log or an answer."""

from __future__ import annotations

import hashlib
import logging
import smtplib
import ssl
from collections.abc import Sequence
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import NamedTuple
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from hardener import redact, unanswered
from hardener.http.transport import is_here
from hardener.language import marked
from hardener.letters.form import Letter
from hardener.notify.channel import DEADLINE, hidden, in_time
from hardener.people import is_address

log = logging.getLogger("hardener.notify")
PORTS = {"smtp": 587, "smtps": 465}
WAIT = 15.0
"""Seconds for one answer of the server."""
UNKNOWN = marked(
    "this is no address of a mail server; write it like "
    "smtps://USER:PASSWORD@smtp.example.org/?from=hardener@example.org "
    "(smtp:// begins TLS with STARTTLS, port 587; signs like @ in USER or PASSWORD as %40)"
)


class _Server(NamedTuple):
    scheme: str
    host: str
    port: int
    user: str
    password: str
    sender: str


def refusal(url: str) -> str:
    """Return why nothing can be sent by `url`, without it; empty where it looks right."""
    return "" if _server(url) is not None else UNKNOWN


def send(letter: Letter, url: str, to: Sequence[str], *, made: datetime, deadline: float = DEADLINE) -> str:
    """Send `letter`, made at that moment, to all of `to`; return "" or in short why it did not arrive.

    The same letter has the same Message-ID each time, so a mail program shows one that was sent twice once.
    """
    server = _server(url)
    if server is None:
        return UNKNOWN
    message = _message(letter, server.sender, to, made)
    return in_time(lambda: _sent(message, server, url, to), deadline)


def _server(url: str) -> _Server | None:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in PORTS or not parts.hostname or not url.isprintable():
        return None
    sender = _sender(parts)
    if not is_address(sender):
        return None
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return _Server(parts.scheme, parts.hostname, port or PORTS[parts.scheme], user, password, sender)


def _sender(parts: SplitResult) -> str:
    return parse_qs(parts.query).get("from", [unquote(parts.username or "")])[0]


def _message(letter: Letter, sender: str, to: Sequence[str], made: datetime) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["From"] = Address("hardener", addr_spec=sender)
    message["To"] = [Address(addr_spec=each) for each in to]
    message["Subject"] = redact.line(letter.title, 250)
    message["Date"] = format_datetime(made)
    mark = hashlib.sha256("\0".join([made.isoformat(), *to, letter.title, letter.body]).encode()).hexdigest()
    message["Message-ID"] = f"<{mark[:32]}@{sender.partition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.body)
    if letter.html:
        message.add_alternative(letter.html, subtype="html")
    return message


def _sent(message: EmailMessage, server: _Server, url: str, to: Sequence[str]) -> str:
    """Return "" or why it did not arrive."""
    try:
        with _opened(server) as open_to:
            if server.user:
                open_to.login(server.user, server.password)
            refused = open_to.send_message(message, from_addr=server.sender, to_addrs=list(to))
    except (OSError, smtplib.SMTPException, ValueError) as error:
        return hidden(_said(error), url)
    if refused:
        log.warning("mail: the server took a letter for %d of %d readers", len(to) - len(refused), len(to))
    return ""


def _opened(server: _Server) -> smtplib.SMTP:
    """Return a connection over TLS; to this machine it may be without. Raises `OSError` or `SMTPException`."""
    context = ssl.create_default_context()
    if server.scheme == "smtps":
        return smtplib.SMTP_SSL(server.host, server.port, timeout=WAIT, context=context)
    opened = smtplib.SMTP(server.host, server.port, timeout=WAIT)
    if not is_here(server.host):
        try:
            opened.starttls(context=context)  # raises where it offers none
        except BaseException:
            opened.close()
            raise
    return opened


def _said(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return unanswered.UNTRUSTED.format(why=error.verify_message.rstrip("."))
    if isinstance(error, smtplib.SMTPNotSupportedError) and "STARTTLS" in str(error):
        return marked("the mail server offers no TLS, so nothing was sent")
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = sorted({str(code) for code, _ in error.recipients.values()})
        return unanswered.NO_READER.format(codes=", ".join(codes))
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return unanswered.NO_SIGN_IN.format(code=error.smtp_code)
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error.decode("utf-8", "replace") if isinstance(error.smtp_error, bytes) else error.smtp_error
        return unanswered.MAIL_SAID.format(code=error.smtp_code, why=said)
    return f"{marked('the mail server')}: {str(error) or type(error).__name__}"
