"""Send a message to one address of Apprise. Nothing of the address gets into a log or an answer."""

from __future__ import annotations

import logging
import re
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import unquote

from hardener import redact, unanswered
from hardener.language import marked
from hardener.notify.text import Message

if TYPE_CHECKING:
    from apprise import NotifyBase

log = logging.getLogger("hardener.notify")
DEADLINE = 30.0
"""Seconds after which a message counts as not arrived."""
UNKNOWN = marked(
    "this is no address that Apprise can use; see https://appriseit.com/services/ (mailto://…, slack://…, "
    "workflows://… for Teams, jsons://… for a webhook)"
)


def refusal(url: str) -> str:
    """Return why nothing can be sent to `url`, without it; empty where it looks right."""
    return UNKNOWN if _opened(url) is None else ""


def send(message: Message, url: str, *, deadline: float = DEADLINE) -> str:
    """Send `message` to `url` within `deadline` seconds; return "" or in short why it did not arrive."""
    server = _opened(url)
    if server is None:
        return UNKNOWN
    return in_time(lambda: _sent(message, server, url), deadline)


def in_time(work: Callable[[], str], deadline: float) -> str:
    """Return what sending came to, or that there was no answer in `deadline` seconds."""
    began = time.monotonic()
    answers: list[str] = []
    # A server that trickles its answer outlasts every time-out of a read; the end of the process waits for nobody.
    sender = threading.Thread(target=lambda: answers.append(work()), daemon=True)
    sender.start()
    sender.join(deadline)
    said = answers[0] if answers else unanswered.SILENT.format(seconds=f"{deadline:g}")
    log.debug("sent in %d ms: %s", (time.monotonic() - began) * 1000, said or "arrived")
    return said


def _opened(url: str) -> NotifyBase | None:
    """Return what Apprise makes of an address; None where it makes nothing of it."""
    # What Apprise logs names hosts and paths, and half of an address is a token. Its own handler drops everything.
    logging.getLogger("apprise").propagate = False
    import apprise  # noqa: PLC0415 - slow to import, and seldom needed

    # No pictures from elsewhere in a library's mail; the limit of time is ours.
    asset = apprise.AppriseAsset(
        app_id="hardener", app_desc="hardener", app_url="", image_url_mask="", image_url_logo="", async_mode=False,
        service_timeout=0,
    )  # fmt: skip
    server = apprise.Apprise.instantiate(url, asset=asset)
    if server is not None and "overflow=" not in url:
        server.overflow_mode = apprise.OverflowMode.SPLIT  # a service with a limit gets parts instead of refusing all
    return server


def _sent(message: Message, server: NotifyBase, url: str) -> str:
    """Return "" or why it did not arrive. Apprise tells of trouble in its result and raises none of it."""
    import apprise  # noqa: PLC0415 - slow to import, and seldom needed

    group = apprise.Apprise(asset=server.asset)
    group.add(server)
    kind = apprise.NotifyType.WARNING if message.urgent else apprise.NotifyType.INFO
    result = group.notify(
        body=message.body, title=message.title, notify_type=kind, body_format=apprise.NotifyFormat.TEXT
    )
    if result:
        return ""
    told = [entry.message for entry in result.logs() if entry.level in {"WARNING", "ERROR", "CRITICAL"}]
    return hidden(told[-1] if told else marked("the service did not take it"), url)


def hidden(said: str, url: str) -> str:
    """Return `said` without any part of the address."""
    parts = {part for text in (url, unquote(url)) for part in re.split(r"[/?&=:@#,\s]+", text) if len(part) > 3}
    for part in sorted(parts, key=len, reverse=True):
        said = said.replace(part, redact.GONE)
    return redact.line(said, 200)
