"""The dead man's switch: somebody outside is told after each look, and raises the alarm when nobody tells."""

from __future__ import annotations

import logging
from urllib.parse import urlsplit

from hardener.app.surroundings import Surroundings
from hardener.errors import HardenerError
from hardener.http import TEXT, Session
from hardener.http.transport import checked
from hardener.language import marked
from hardener.people import PING
from hardener.redact import GONE

SHORT, MOST = 5.0, 10.0
"""Seconds for an answer, and for all tries."""
KEPT_AS = f"notify-{PING}"
log = logging.getLogger("hardener.notify")


UNKNOWN = marked("this is no address to call; write it like https://hc-ping.com/… (https, or http to this machine)")


def ping(context: Surroundings, *, well: bool) -> str:
    """Say that a look has come to its end, or that it has not; return "" or in short why that did not arrive."""
    try:
        url = context.secrets.get(KEPT_AS, "url", how=f"hardener notify set {PING}")
        checked(url)
        said = _called(url, well=well)
    except HardenerError as error:
        said = str(error)
    if said:
        log.warning("%s: %s", PING, said)
    return said


def pinged(context: Surroundings, *, well: bool) -> None:
    """Say it, where that is configured; whatever goes wrong with it harms nothing."""
    if context.config.notify.ping:
        ping(context, well=well)


def refusal(url: str) -> str:
    """Return why `url` cannot be called, without it; empty where it can."""
    try:
        checked(url)
    except HardenerError:
        return marked(
            "this is no address to call; write it like https://hc-ping.com/… (https, or http to this machine)"
        )
    return ""


def _called(url: str, *, well: bool) -> str:
    parts = urlsplit(url)
    path = parts.path or "/"
    path = path if well else f"{path.rstrip('/')}/fail"
    with Session(PING, read_only=True, timeouts=(SHORT, SHORT), deadline=MOST, limit=100_000) as session:
        session.hide = lambda _path: GONE
        session.base_url = f"{parts.scheme}://{parts.netloc}"
        try:
            session.call("GET", f"{path}?{parts.query}" if parts.query else path, TEXT)
        except HardenerError as error:
            from hardener.notify.channel import hidden  # noqa: PLC0415 - most of these calls arrive

            return hidden(str(error), url)
    return ""
