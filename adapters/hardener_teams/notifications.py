"""Graph's change notifications: what proves one, and the calls that make, renew and end subscriptions.

Of each organizer the calendar is subscribed to: programs are made, moved and called off there. An online meeting's own
notifications would name its join link and everybody in the room; a virtual event's last a day, one an app and event,
and nobody knows which changes they tell: both are left to the schedule.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

from hardener.errors import MalformedError
from hardener.model import Unreadable
from hardener.vendor import marked, utc, word
from hardener.vendor.events import Delivery, Heard, OddError, Said, UnprovenError, body_of, id_at, same
from hardener.vendor.subscriptions import Granted, Held, Order, Permits, Places, unless_gone
from hardener_teams import calls
from hardener_teams.above import organizers
from hardener_teams.client import Api
from hardener_teams.options import Options

TOKEN = "validationToken"  # noqa: S105 - the name of a parameter
LONGEST_TOKEN = 2000
"""Characters of what is echoed."""
MOST = 1000
"""Notifications of one delivery."""
CHANGES = "created,updated,deleted"
LIFE = {"reauthorizationRequired": "renew", "subscriptionRemoved": "ended", "missed": "missed"}
UNTOLD = marked("options of a meeting, policies, and the settings of webinars and town halls")


def hear(delivery: Delivery, secret: str) -> Heard:
    """Return what a delivery says. Raises `UnprovenError`, `OddError`.

    Nothing is signed: a word in each notification proves that one, and another subscription's proves nothing. Of what
    is asked back in a handshake nothing is believed.
    """
    if TOKEN in delivery.query:
        token = delivery.query[TOKEN]
        if not token or len(token) > LONGEST_TOKEN or not token.isprintable() or delivery.body:
            raise UnprovenError("no handshake")
        return Heard("", echo=token)
    told = body_of(delivery).get("value")
    if not isinstance(told, list) or len(told) > MOST:
        raise OddError("no notifications")
    said = tuple(_said(told, secret))
    if not said:
        raise UnprovenError("no notification of a subscription of ours")
    return Heard("", said=said, unproven=len(told) - len(said))


def _said(told: list[Any], secret: str) -> Iterator[Said]:
    """Yield what is proven: each by itself, for several subscriptions may share a delivery."""
    for one in told:
        state = one.get("clientState") if isinstance(one, dict) else None
        mark, _, proof = state.partition(".") if isinstance(state, str) else ("", "", "")
        if mark.isalnum() and same(proof, secret, mark):
            what: Any = LIFE.get(str(one.get("lifecycleEvent")), "changed")
            yield Said(mark, id_at(one, "subscriptionId"), _number(one, mark), what)


def _number(one: Mapping[str, Any], mark: str) -> str:
    """Return what is the same in a repetition: the notification's own id, or which state of which entry it tells of."""
    own = id_at(one, "id") or id_at(one, "resourceData", "@odata.etag")
    parts = [mark, own, id_at(one, "changeType"), id_at(one, "lifecycleEvent"), id_at(one, "resourceData", "id")]
    return hashlib.sha256("\n".join(parts).encode(errors="replace")).hexdigest() if own else ""


def permits(given: Mapping[str, object]) -> Permits:
    """Return the calls by which subscriptions are made, renewed and ended. Raises `AdapterError` on bad options."""
    root = Options.of(given).api_url.rstrip("/")  # type: ignore[arg-type]  # of the configuration
    one = root + calls.SUBSCRIPTION.path
    return [("POST", root + calls.SUBSCRIPTIONS.path), ("PATCH", one), ("DELETE", one)]


@dataclass(frozen=True, slots=True)
class Subscriptions:
    """The subscriptions of one connection."""

    lasts: ClassVar[timedelta] = timedelta(minutes=4200)
    """Graph allows 4,230."""
    by_mark: ClassVar[bool] = False

    api: Api

    def places(self) -> Places:
        """Return the organizers by their object ids. Raises `AdapterError`."""
        lost: list[Unreadable] = []
        found = tuple(each.id for each in organizers(self.api, lost))
        return Places(found, whole=not lost)

    def there(self, ours: Callable[[str], bool]) -> dict[str, bool]:
        """Return the ids of the app's subscriptions that deliver to us. Raises `AdapterError`."""
        listed = self.api.pages(calls.SUBSCRIPTIONS)
        return {ident: True for one in listed if ours(word(one.get("notificationUrl"))) and (ident := id_at(one, "id"))}

    def subscribe(self, order: Order) -> Granted:
        """Make one. Raises `AdapterError`."""
        resource = self.api.path(calls.ENTRIES, {"user": order.place}).lstrip("/")
        body = {
            "changeType": CHANGES, "resource": resource, "notificationUrl": order.address,
            "lifecycleNotificationUrl": order.address, "clientState": f"{order.mark}.{order.word}",
            "expirationDateTime": _written(order.until),
        }  # fmt: skip
        answer = self.api.send("POST", calls.SUBSCRIPTIONS, body, "subscriptions").body
        if not (ident := id_at(answer, "id")):
            raise MalformedError("Graph made a subscription, and does not say which")
        return Granted(ident, _until(answer))

    def renew(self, held: Held, order: Order) -> Granted | None:
        """Have one last longer; None where there is no more of it. Raises `AdapterError`."""
        body = {"expirationDateTime": _written(order.until)}
        sent = unless_gone(lambda: self.api.send("PATCH", calls.SUBSCRIPTION, body, "subscriptions", id=held.ident))
        if sent is None:
            return None
        if id_at(sent.body, "id") not in {"", held.ident}:
            raise MalformedError("Graph was asked to renew one subscription, and answers with another")
        return Granted(held.ident, _until(sent.body))

    def end(self, held: Held) -> None:
        """Have one end. Raises `AdapterError`."""
        unless_gone(lambda: self.api.send("DELETE", calls.SUBSCRIPTION, None, "subscriptions", id=held.ident))


def _until(answer: Mapping[str, Any]) -> datetime | None:
    """Return until when Graph grants it; None where it says no time."""
    try:
        return utc(word(answer.get("expirationDateTime")))
    except (ValueError, OverflowError):
        return None


def _written(until: datetime) -> str:
    return f"{until.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
