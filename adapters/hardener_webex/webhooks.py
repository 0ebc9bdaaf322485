"""Webex's webhooks, where the configuration lets the watch make them: one for each event of meetings.

They do not end by themselves, and Webex switches off one whose deliveries fail: it is put back. What they deliver is
proven by a signature over the connection's secret, like those of a webhook that a person made.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar

from hardener.errors import MalformedError
from hardener.vendor import word
from hardener.vendor.events import id_at
from hardener.vendor.subscriptions import EVERYTHING, Granted, Held, Order, Permits, Places, unless_gone
from hardener_webex import calls
from hardener_webex.client import Api, Options
from hardener_webex.events import EVENTS

OF = f"{EVERYTHING}:"
"""What stands before an event in the name of a place: each tells of all meetings."""
OFF = "inactive"
NAME = "hardener"


def permits(given: Mapping[str, object]) -> Permits:
    """Return the calls by which webhooks are made, put back and deleted; none where the watch makes none.

    Raises `AdapterError` on bad options.
    """
    chosen = Options.of(given)  # type: ignore[arg-type]  # of the configuration
    root = chosen.api_url.rstrip("/")
    one = root + calls.WEBHOOK.path
    return [("POST", root + calls.WEBHOOKS.path), ("PUT", one), ("DELETE", one)] if chosen.webhooks else []


@dataclass(frozen=True, slots=True)
class Webhooks:
    """The webhooks of one connection."""

    lasts: ClassVar[timedelta] = timedelta(days=30)
    """After so long what it is to be is said once more."""
    by_mark: ClassVar[bool] = False

    api: Api

    @property
    def _whose(self) -> dict[str, str]:
        """Return what an administrator says to mean everybody's meetings."""
        return {"ownedBy": "org"} if self.api.admin else {}

    def places(self) -> Places:
        """Return what there are webhooks for: each event of all meetings."""
        return Places(tuple(OF + event for event in sorted(EVENTS)))

    def there(self, ours: Callable[[str], bool]) -> dict[str, bool]:
        """Return the ids of the webhooks that deliver to us, and whether each is switched on. Raises `AdapterError`."""
        listed = self.api.pages(calls.WEBHOOKS, {"max": "100", **self._whose})
        mine = (each for each in listed if ours(word(each.get("targetUrl"))))
        return {ident: each.get("status") != OFF for each in mine if (ident := id_at(each, "id"))}

    def subscribe(self, order: Order) -> Granted:
        """Make one. Raises `AdapterError`."""
        event = order.place.removeprefix(OF)
        body = {**self._said(order), "resource": "meetings", "event": event, **self._whose}
        answer = self.api.send("POST", calls.WEBHOOKS, body, "webhooks").body
        if not (ident := id_at(answer, "id")):
            raise MalformedError("Webex made a webhook, and does not say which")
        return Granted(ident, order.until)

    def renew(self, held: Held, order: Order) -> Granted | None:
        """Say once more what one is to be, and switch it on; None where there is none. Raises `AdapterError`."""
        body = {**self._said(order), **self._whose, "status": "active"}
        sent = unless_gone(lambda: self.api.send("PUT", calls.WEBHOOK, body, "webhooks", id=held.ident))
        if sent is None:
            return None
        if id_at(sent.body, "id") not in {"", held.ident}:
            raise MalformedError("Webex was asked to put back one webhook, and answers with another")
        return Granted(held.ident, order.until)

    def end(self, held: Held) -> None:
        """Delete one. Raises `AdapterError`."""
        unless_gone(lambda: self.api.send("DELETE", calls.WEBHOOK, None, "webhooks", id=held.ident))

    @staticmethod
    def _said(order: Order) -> dict[str, Any]:
        return {"name": NAME, "targetUrl": order.address, "secret": order.secret}
