"""Zoom's webhooks: which events there are, and what proves them."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping
from typing import Any

from hardener.vendor import marked
from hardener.vendor.events import Delivery, Heard, OddError, body_of, id_at, part_of, prove, timely

SIGNATURE, TIME = "x-zm-signature", "x-zm-request-timestamp"
HANDSHAKE = "endpoint.url_validation"
PLAIN = re.compile(r"[!-9;-~]{1,128}")
"""A token to sign in a handshake. One with a colon might be the beginning of an event, signed for whoever asks."""
PROGRAM = re.compile(
    r"(meeting|webinar)\.(created|updated|deleted|permanently_deleted|recovered|risk_alert"
    r"|converted_to_webinar|converted_to_meeting|live_streaming_started)"
)
ABOVE = re.compile(
    r"account\.(settings_updated|lock_settings_updated|updated)"
    r"|group\.(settings_updated|lock_settings_updated|member_added|member_deleted|deleted)"
    r"|user\.(settings_updated|updated|activated|deactivated|deleted|disassociated)"
)
"""Any of them may decide about every program below it."""
SUBSCRIBE = (
    "meeting.created", "meeting.updated", "meeting.deleted", "webinar.created", "webinar.updated", "webinar.deleted",
    "user.settings_updated", "group.settings_updated", "group.lock_settings_updated",
    "account.settings_updated", "account.lock_settings_updated",
)  # fmt: skip
"""What to tick in the app; registrations, participants and recordings are full of people, and never asked for."""

UNTOLD = marked("questions of sign-up forms and polls, and perhaps some settings, such as renaming and AI summaries")


def hear(delivery: Delivery, secret: str) -> Heard:
    """Return what a delivery says. Raises `UnprovenError`, `OddError`.

    A handshake is proven like every other delivery: to sign what anybody sends would let them forge events.
    """
    when = delivery.headers.get(TIME, "")
    version, _, signature = delivery.headers.get(SIGNATURE, "").partition("=")
    prove(signature if version == "v0" else "", b"v0:" + when.encode() + b":" + delivery.body, secret, "sha256")
    timely(when, delivery.now)
    body = body_of(delivery)
    event = body.get("event")
    if not isinstance(event, str) or not event.isprintable():
        raise OddError("no event")
    if event == HANDSHAKE:
        return Heard(mark="", reply=_answer(body, secret))
    return _told(event, body)


def _answer(body: Mapping[str, Any], secret: str) -> Mapping[str, str]:
    """Return what Zoom expects of a door that is to be used."""
    token = part_of(body, "payload", "plainToken")
    if not isinstance(token, str) or not PLAIN.fullmatch(token):
        raise OddError("no token")
    return {"plainToken": token, "encryptedToken": hmac.digest(secret.encode(), token.encode(), "sha256").hex()}


def _told(event: str, body: Mapping[str, Any]) -> Heard:
    ident = id_at(body, "payload", "object", "id")
    # Repetitions have another time and signature; what a header says of it is not covered by the signature.
    when = id_at(body, "event_ts")
    said = "\n".join([event, when, ident, id_at(body, "payload", "object", "uuid")])
    mark = hashlib.sha256(said.encode()).hexdigest() if when else ""
    account = id_at(body, "payload", "account_id")
    if PROGRAM.fullmatch(event):
        return Heard(mark, account, (ident,) if ident else (), everything=not ident)
    return Heard(mark, account, everything=ABOVE.fullmatch(event) is not None)
