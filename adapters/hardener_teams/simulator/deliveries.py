"""What is delivered for subscriptions.

The tenant's clock decides when one is over. `deliver` sends what a test asks for; whether it is late, doubled, out of
order or false is for the test to say, as Graph promises none of it.
"""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

Json = dict[str, Any]
PATIENCE = 10.0
"""Seconds in which an endpoint is to answer."""
Sent = tuple[int, str, str]
"""What an endpoint answered: status, content type, body."""


@dataclass
class Subscriptions:
    """All subscriptions of a tenant, and how Graph treats them."""

    held: dict[str, Json] = field(default_factory=dict)
    """By id, as Graph shows them, with the secret clientState."""
    handshakes: list[str] = field(default_factory=list)
    """What endpoints answered, in a word each."""
    lose_answers: int = 0
    """So many orders are carried out, and their answer is lost."""
    made: int = 0

    def alive(self, now: float) -> list[Json]:
        """Return those that are not over."""
        there = self.held.values()
        return [one for one in there if datetime.fromisoformat(one["expirationDateTime"]).timestamp() > now]

    def notification(self, one: Mapping[str, Any], change: str = "updated", event: str = "E0", tag: str = "1") -> Json:
        """Return what Graph says of one subscription's entry."""
        user = one["resource"].removesuffix("/events")
        path = f"Users/{user.partition('/')[2] or 'me'}/Events/{event}"
        data = {"@odata.type": "#Microsoft.Graph.Event", "@odata.id": path, "@odata.etag": f'W/"{tag}"', "id": event}
        return {**self.envelope(one), "changeType": change, "resource": path, "resourceData": data}

    def lifecycle(self, one: Mapping[str, Any], event: str) -> Json:
        """Return what Graph says of a subscription itself."""
        return {**self.envelope(one), "lifecycleEvent": event}

    @staticmethod
    def envelope(one: Mapping[str, Any]) -> Json:
        """Return what every notification of a subscription has."""
        return {
            "subscriptionId": one["id"], "subscriptionExpirationDateTime": one["expirationDateTime"],
            "clientState": one["clientState"], "tenantId": one["tenant"],
        }  # fmt: skip

    @staticmethod
    def deliver(url: str, notifications: Sequence[Json]) -> int:
        """Send notifications in one delivery, and return the status of the answer."""
        body = json.dumps({"value": list(notifications)}).encode()
        return post(url, body, "application/json; charset=utf-8")[0]


def post(url: str, body: bytes, kind: str) -> Sent:
    """Send something to an endpoint, and return what it answers; status 0 where it does not."""
    request = urllib.request.Request(url, body, {"Content-Type": kind}, method="POST")  # noqa: S310 - checked above
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310 - checked above
            return answer.status, answer.headers.get("Content-Type", ""), answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, "", ""
    except OSError:
        return 0, "no answer", ""
