"""Push channels of calendars: made, stopped, and what is delivered by them.

The clock decides when one is over, and none can be renewed or listed. `Channels.tell` sends what a test asks for; that
messages are late, doubled, out of order or lost is for the test to say, as Google promises none of it.
"""

from __future__ import annotations

import re
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from email.utils import formatdate
from typing import Any
from urllib.parse import quote, urlsplit

from werkzeug.wrappers import Response

from hardener_meet.simulator.problems import legacy, not_found
from hardener_meet.simulator.shapes import Json

LONGEST = 7 * 86400.0
"""Seconds that a channel of a calendar lasts at most; as practice has it, for no page tells."""
USUAL = 3600.0
"""Where nobody says how long."""
IDENT = re.compile(r"[A-Za-z0-9\-_+/=]{1,64}")
HERE = {"127.0.0.1", "localhost"}
PATIENCE = 10.0


@dataclass(slots=True, kw_only=True)
class Channel:
    """One channel."""

    id: str
    calendar: str
    address: str
    token: str
    client: str
    user: str
    until: float
    number: int = 1
    """Of the last message: it grows, and not by one."""

    @property
    def resource(self) -> str:
        """Return what Google calls the list of the calendar's events: the same for all its channels."""
        return "ret" + quote(self.calendar, safe="").encode().hex()[:27]

    def headers(self, state: str) -> dict[str, str]:
        """Return all that a message says: it has no body."""
        events = f"https://www.googleapis.com/calendar/v3/calendars/{quote(self.calendar)}/events?alt=json"
        return {
            "X-Goog-Channel-ID": self.id, "X-Goog-Channel-Token": self.token, "X-Goog-Resource-ID": self.resource,
            "X-Goog-Channel-Expiration": formatdate(self.until, usegmt=True), "X-Goog-Resource-State": state,
            "X-Goog-Resource-URI": events, "X-Goog-Message-Number": str(self.number),
        }  # fmt: skip


@dataclass(slots=True)
class Channels:
    """All channels of an organization."""

    held: dict[str, Channel] = field(default_factory=dict)
    stopped: list[str] = field(default_factory=list)
    lose_answers: int = 0
    """So many orders are carried out, and their answer is lost."""
    life: float = LONGEST
    """Seconds that are granted at most."""

    def alive(self, now: float) -> list[Channel]:
        """Return those that are not over."""
        return [one for one in self.held.values() if one.until > now]

    def tell(self, calendar: str, now: float, state: str = "exists") -> list[int]:
        """Tell every channel of a calendar that something in it changed; return what was answered."""
        return list(self._told(calendar, now, state))

    def _told(self, calendar: str, now: float, state: str) -> Iterator[int]:
        for one in self.alive(now):
            if one.calendar == calendar:
                one.number += 7
                yield send(one.address, one.headers(state))


def made(channels: Channels, sent: Mapping[str, Any], calendar: str, who: tuple[str, str], now: float) -> Json:
    """Make a channel, and say so to its address before it is answered. Raises `Problem`."""
    ident, address = str(sent.get("id", "")), str(sent.get("address", ""))
    if not IDENT.fullmatch(ident):
        raise legacy(400, "channelIdInvalid" if ident else "required", "Channel id not specified or invalid.")
    if ident in channels.held:
        raise legacy(400, "channelIdNotUnique", f"Channel id {ident} not unique")
    if sent.get("type") not in {"web_hook", "webhook"}:
        raise legacy(400, "unknownChannelType", "Unknown channel type")
    parts = urlsplit(address)
    if parts.scheme != "https" and parts.hostname not in HERE:  # this machine has no certificate
        raise legacy(400, "push.webhookUrlNotHttps", f"WebHook callback must be HTTPS: {address}")
    asked = float(sent["expiration"]) / 1000 - now if "expiration" in sent else USUAL
    one = Channel(
        id=ident, calendar=calendar, address=address, token=str(sent.get("token", "")), client=who[0], user=who[1],
        until=now + min(asked, channels.life),
    )  # fmt: skip
    channels.held[ident] = one
    send(address, one.headers("sync"))
    if channels.lose_answers:
        channels.lose_answers -= 1
        raise legacy(503, "backendError", "Backend Error")
    return {
        "kind": "api#channel", "id": ident, "resourceId": one.resource, "token": one.token,
        "resourceUri": one.headers("")["X-Goog-Resource-URI"], "expiration": str(int(one.until * 1000)),
    }  # fmt: skip


def stopped(channels: Channels, sent: Mapping[str, Any], who: tuple[str, str]) -> Response:
    """Stop a channel, for the client and the person that made it. Raises `Problem`."""
    one = channels.held.get(str(sent.get("id", "")))
    if one is None or sent.get("resourceId") != one.resource or who != (one.client, one.user):
        raise not_found()
    del channels.held[one.id]
    channels.stopped.append(one.id)
    return Response(status=204)


def send(address: str, headers: Mapping[str, str]) -> int:
    """Send a message, and return the status of the answer; 0 where there is none."""
    request = urllib.request.Request(address, b"", dict(headers), method="POST")  # noqa: S310 - checked above
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310 - checked above
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0
