"""The subscriptions to change notifications: made, listed, renewed and ended."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote, urlsplit

from hardener_teams.simulator.asked import Asked
from hardener_teams.simulator.deliveries import Subscriptions, post
from hardener_teams.simulator.problems import bad, forbidden, problem
from hardener_teams.simulator.state import Json
from hardener_teams.simulator.world import guid, iso

LONGEST = timedelta(minutes=4230)
"""How long a subscription to Outlook's events may last."""
SHORTEST = timedelta(minutes=45)
STATE = 128
"""Characters of a clientState."""
CHANGES = {"created", "updated", "deleted"}
HERE = {"127.0.0.1", "localhost"}
UNANSWERED = (
    "Subscription validation request failed. Notification endpoint must respond with 200 OK to validation request."
)


def made(asked: Asked) -> Json:
    """Answer POST /subscriptions: both addresses have to pass a handshake before there is a subscription."""
    book, sent = asked.world.subscriptions, _sent(asked)
    user = _watched(asked, str(sent.get("resource", "")))
    until = _until(asked, sent)
    ident = guid(f"subscription {user} {book.made}")
    book.made += 1
    token = f"Validation: Testing client application reachability for subscription Request-Id: {ident} <b>&amp;+%"
    for name in ("notificationUrl", "lifecycleNotificationUrl"):
        if name in sent:
            _shake(book, str(sent[name]), token)
    one: Json = {
        "id": ident, "resource": sent["resource"], "applicationId": asked.grant.app.client_id,
        "changeType": sent["changeType"], "clientState": sent.get("clientState"),
        "notificationUrl": sent["notificationUrl"], "lifecycleNotificationUrl": sent.get("lifecycleNotificationUrl"),
        "expirationDateTime": iso(until), "creatorId": guid(asked.grant.app.client_id),
        "tenant": asked.world.seed.tenant.id,
    }  # fmt: skip
    book.held[ident] = one
    if book.lose_answers:
        book.lose_answers -= 1
        raise problem(504, "GatewayTimeout", "The request timed out.")
    return {"@odata.context": f"{asked.root}/$metadata#subscriptions/$entity", **_shown(one)}


def listed(asked: Asked) -> Json:
    """Answer GET /subscriptions: the app's own, without their secrets."""
    mine = asked.grant.app.client_id
    there = [one for one in asked.world.subscriptions.alive(asked.now) if one["applicationId"] == mine]
    shown = [_shown(one, state=False) for one in there]
    return {"@odata.context": f"{asked.root}/$metadata#subscriptions", "value": shown}


def renewed(asked: Asked) -> Json:
    """Answer PATCH /subscriptions/{id}."""
    one = _known(asked)
    sent = asked.json if isinstance(asked.json, dict) else {}
    if set(sent) != {"expirationDateTime"}:
        raise bad("Only expirationDateTime can be changed.")
    one["expirationDateTime"] = iso(_until(asked, sent))
    return _shown(one)


def ended(asked: Asked) -> None:
    """Answer DELETE /subscriptions/{id}."""
    del asked.world.subscriptions.held[_known(asked)["id"]]


def _sent(asked: Asked) -> Json:
    sent = asked.body("subscription")
    for name in ("changeType", "notificationUrl", "resource", "expirationDateTime"):
        if not sent.get(name):
            raise bad(f"Subscription {name} is required.")
    if set(str(sent["changeType"]).split(",")) - CHANGES:
        raise bad("Subscription changeType is invalid.")
    if len(str(sent.get("clientState") or "")) > STATE:
        raise bad(f"clientState must be at most {STATE} characters.")
    return sent


def _watched(asked: Asked, resource: str) -> str:
    """Return whose calendar a resource is; this tenant takes no other. Raises `Problem`."""
    parts = resource.strip("/").split("/")
    if parts == ["me", "events"] and asked.grant.user:
        return asked.grant.user
    if len(parts) != 3 or (parts[0], parts[2]) != ("users", "events") or asked.grant.user:
        raise bad(f"Resource '{resource}' is not supported for subscriptions.")
    if parts[1] not in asked.world.users:
        raise problem(404, "ResourceNotFound", "The user was not found.")
    return parts[1]


def _until(asked: Asked, sent: Mapping[str, Any]) -> datetime:
    try:
        until = datetime.fromisoformat(str(sent["expirationDateTime"]))
    except ValueError:
        raise bad("Invalid expirationDateTime.") from None
    now = datetime.fromtimestamp(asked.now, UTC)
    if until - now > LONGEST:
        raise bad(f"Subscription expiration can only be {LONGEST.total_seconds() / 60:.0f} minutes in the future.")
    return max(until, now + SHORTEST)


def _shake(book: Subscriptions, url: str, token: str) -> None:
    """Ask an endpoint to send a token back as plain text. Raises `Problem`."""
    parts = urlsplit(url)
    if parts.scheme != "https" and parts.hostname not in HERE:  # this machine has no certificate
        raise bad("The notification URL must be HTTPS.")
    status, kind, said = post(f"{url}?validationToken={quote(token, safe='')}", b"", "text/plain; charset=utf-8")
    right = (status, kind.partition(";")[0], said) == (200, "text/plain", token)
    book.handshakes.append("right" if right else f"{status} {kind}")
    if not right:
        raise bad(UNANSWERED)


def _known(asked: Asked) -> Json:
    one = asked.world.subscriptions.held.get(asked.params["subscription"])
    if one is None or one not in asked.world.subscriptions.alive(asked.now):
        raise problem(404, "ResourceNotFound", "The object was not found.")
    if one["applicationId"] != asked.grant.app.client_id:
        raise forbidden()
    return one


def _shown(one: Json, *, state: bool = True) -> Json:
    hidden = {"tenant"} if state else {"tenant", "clientState"}
    return {key: value for key, value in one.items() if key not in hidden}


ANSWERS = {"subscribe": made, "subscriptions": listed, "subscriptionRenew": renewed, "subscriptionEnd": ended}
