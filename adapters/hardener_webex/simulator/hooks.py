"""What is delivered by webhooks.

`Hooks.tell` sends what a test asks for; that deliveries are late, doubled or lost is for the test to say. How many
failures switch one off nobody outside Cisco knows: a test says so with `off`.
"""

from __future__ import annotations

import hmac
import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from hardener_webex.simulator.shapes import Json

PATIENCE = 10.0


@dataclass(slots=True)
class Hooks:
    """All webhooks of an organization."""

    held: dict[str, Json] = field(default_factory=dict)
    made: int = 0
    lose_answers: int = 0
    """So many orders are carried out, and their answer is lost."""

    def off(self) -> None:
        """Switch all of them off, as Webex does after deliveries failed."""
        for one in self.held.values():
            one["status"] = "inactive"

    def tell(self, event: str, data: Mapping[str, Any], org: str) -> list[int]:
        """Tell every webhook for an event of meetings; return what was answered."""
        wanted = [one for one in self.held.values() if one["event"] == event and one["status"] == "active"]
        return [_send(one, {**shown(one), "orgId": org, "actorId": "PERSON", "data": dict(data)}) for one in wanted]


def shown(one: Json, *, secret: bool = False) -> Json:
    """Return one as Webex shows it: whoever asks sees its secret, and no delivery has it."""
    return {key: value for key, value in one.items() if secret or key != "secret"}


def _send(one: Json, told: Json) -> int:
    body = json.dumps(told).encode()
    headers = {"Content-Type": "application/json"}
    if one.get("secret"):
        headers["X-Spark-Signature"] = hmac.digest(one["secret"].encode(), body, "sha1").hex()
    request = urllib.request.Request(one["targetUrl"], body, headers, method="POST")  # noqa: S310 - a test's own
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310 - a test's own
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0
