"""Make, list, put back and delete webhooks."""

from __future__ import annotations

from hardener_webex.simulator.answers import invalid, refuse
from hardener_webex.simulator.asked import Asked
from hardener_webex.simulator.hooks import shown
from hardener_webex.simulator.shapes import TEXT, Json
from hardener_webex.simulator.times import iso

EVENTS = {"created", "updated", "deleted", "started", "ended"}
MAKE = {"name": TEXT, "targetUrl": TEXT, "resource": TEXT, "event": TEXT, "filter": TEXT, "secret": TEXT,
        "ownedBy": TEXT}  # fmt: skip
CHANGE = {"name": TEXT, "targetUrl": TEXT, "secret": TEXT, "ownedBy": TEXT, "status": ("active",)}


def made(asked: Asked) -> Json:
    """Answer POST /webhooks."""
    sent = asked.body(MAKE, required=("name", "targetUrl", "resource", "event"))
    if sent["resource"] != "meetings" or sent["event"] not in EVENTS:
        raise invalid("'event' is not one of this resource")
    if sent.get("ownedBy") not in {None, "org"} or (sent.get("ownedBy") and not asked.admin):
        raise refuse(403, "Only an administrator can make a webhook for the organization.")
    hooks = asked.world.hooks
    hooks.made += 1
    ident = f"Y2lzY29zcGFyazovL3VzL1dFQkhPT0svaG9vaw{hooks.made}"
    owned = sent.get("ownedBy", "creator")
    hooks.held[ident] = {
        **sent, "id": ident, "status": "active", "created": iso(asked.time), "ownedBy": owned,
    }  # fmt: skip
    if hooks.lose_answers:
        hooks.lose_answers -= 1
        raise refuse(504, "An upstream server failed to respond on time.")
    return shown(hooks.held[ident], secret=True)


def listed(asked: Asked) -> Json:
    """Answer GET /webhooks: one's own, or with `ownedBy` the organization's."""
    owned = "org" if asked.query("ownedBy") == "org" else "creator"
    there = [shown(one, secret=True) for one in asked.world.hooks.held.values() if one["ownedBy"] == owned]
    return asked.page(there, 100, 100)


def put(asked: Asked) -> Json:
    """Answer PUT /webhooks/{id}."""
    sent = asked.body(CHANGE, required=("name", "targetUrl"))
    one = _known(asked)
    one.update({key: value for key, value in sent.items() if key != "ownedBy"})
    return shown(one, secret=True)


def delete(asked: Asked) -> None:
    """Answer DELETE /webhooks/{id}."""
    del asked.world.hooks.held[_known(asked)["id"]]


def _known(asked: Asked) -> Json:
    found = asked.world.hooks.held.get(asked.params["webhook"])
    if found is None:
        raise refuse(404, "The requested resource could not be found.")
    return found
