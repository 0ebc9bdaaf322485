"""Webex's webhooks: which events there are, and what proves them."""

from __future__ import annotations

from hardener.vendor import marked
from hardener.vendor.events import Delivery, Heard, body_of, id_at, prove
from hardener_webex.above import bare

SIGNATURE = "x-spark-signature"
EVENTS = frozenset({"created", "updated", "deleted"})
SUBSCRIBE = ("meetings: created, updated, deleted",)
"""What to subscribe to; participants and transcripts are people, and never asked for."""

UNTOLD = marked("settings of the site and of hosts")


def hear(delivery: Delivery, secret: str) -> Heard:
    """Return what a delivery says. Raises `UnprovenError`, `OddError`.

    Webex signs no time and numbers no delivery: two changes of options that it does not send have one body, so none
    is taken for a repetition. A recorded delivery stays good for ever; repeated, it can cause no more than readings.
    """
    prove(delivery.headers.get(SIGNATURE, ""), delivery.body, secret, "sha1")
    body = body_of(delivery)
    account = str(bare(id_at(body, "orgId")))
    if body.get("resource") != "meetings" or id_at(body, "event") not in EVENTS:
        return Heard("", account)
    # A date of a series has the series' id in front, an underscore, and what tells it from the other dates.
    ident = id_at(body, "data", "id").partition("_")[0]
    return Heard("", account, (ident,) if ident else (), everything=not ident)
