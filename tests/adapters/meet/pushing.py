"""Google Calendar's push notifications once more, from Google's guide and reference alone: a server that misbehaves.

It knows nothing of the adapter or the simulator. Its paths and headers are those that
developers.google.com/workspace/calendar/api/guides/push and the reference of events.watch and channels.stop name.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import formatdate
from typing import Any

from tests.answering import answering

SCOPES = "https://www.googleapis.com/auth/calendar.events.readonly"
RESOURCE = "ret08u3rv24htgh289g"


@dataclass
class Push:
    """What is asked of it, and how it answers otherwise than it should."""

    url: str = ""
    watched: list[dict[str, Any]] = field(default_factory=list)
    stopped: list[dict[str, Any]] = field(default_factory=list)
    more: dict[str, Any] = field(default_factory=dict)
    """What the answer to an order has otherwise; None: it lacks that."""
    status: int = 200
    stop_status: int = 204

    def answer(self, path: str, body: dict[str, Any]) -> tuple[int, Any]:
        if path == "/token":
            return 200, {"access_token": "t", "expires_in": 3600, "token_type": "Bearer", "scope": SCOPES}
        if path.startswith("/calendar/v3/calendars/") and path.endswith("/events/watch"):
            self.watched.append(body)
            if self.status != 200:
                return self.status, _error(self.status)
            usual = {
                "kind": "api#channel", "id": body["id"], "resourceId": RESOURCE, "token": body["token"],
                "resourceUri": f"{self.url}{path.removesuffix('/watch')}", "expiration": body["expiration"],
            }  # fmt: skip
            return 200, {key: value for key, value in (usual | self.more).items() if value is not None}
        if path == "/calendar/v3/channels/stop":
            self.stopped.append(body)
            return self.stop_status, None if self.stop_status == 204 else _error(self.stop_status)
        return 404, _error(404)


def _error(status: int) -> dict[str, Any]:
    one = {"domain": "global", "reason": "made up", "message": "made up"}
    return {"error": {"errors": [one], "code": status, "message": "made up"}}


@contextmanager
def pushing() -> Iterator[Push]:
    """Serve it until the block ends."""
    push = Push()
    with answering(lambda _method, path, body: push.answer(path, body)) as push.url:
        yield push


def message(
    channel: str, token: str | None, *, state: str = "exists", number: object = 10, **more: str
) -> dict[str, str]:
    """Return the headers of a message as the guide shows one; it has no body."""
    found = {
        "Content-Type": "application/json; utf-8", "Content-Length": "0", "X-Goog-Channel-ID": channel,
        "X-Goog-Channel-Expiration": formatdate(usegmt=True), "X-Goog-Resource-ID": RESOURCE,
        "X-Goog-Resource-URI": "https://www.googleapis.com/calendar/v3/calendars/my_calendar@gmail.com/events",
        "X-Goog-Resource-State": state, "X-Goog-Message-Number": str(number),
    }  # fmt: skip
    return {**found, **({} if token is None else {"X-Goog-Channel-Token": token}), **more}
