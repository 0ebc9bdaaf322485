"""Ask Zoom for changes: per target one PATCH for each place that its settings live in, holding only what differs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from hardener.adapter import Changes
from hardener.model import Target
from hardener.vendor import Call
from hardener_zoom import calls
from hardener_zoom.client import Api
from hardener_zoom.documents import date_of

PROGRAM_KEYS = {"settings", "password"}
"""Nothing else of a program is ever sent: a schedule key would rewrite the series."""


class Patch(NamedTuple):
    """One request to be sent."""

    call: Call
    body: dict[str, Any]
    params: dict[str, str]


PLACES: Mapping[str, Mapping[str, tuple[Call, str]]] = {
    "host": {"settings": (calls.SET_USER, ""), "security": (calls.SET_USER, "meeting_security")},
    "group": {
        "settings": (calls.SET_GROUP, ""),
        "security": (calls.SET_GROUP, "meeting_security"),
        "locks": (calls.SET_GROUP_LOCKS, ""),
    },
    "account": {
        "settings": (calls.SET_ACCOUNT, ""),
        "security": (calls.SET_ACCOUNT, "meeting_security"),
        "locks": (calls.SET_ACCOUNT_LOCKS, ""),
    },
    "webinar": {
        "program": (calls.SET_WEBINAR, ""),
        "questions": (calls.SET_WEBINAR_QUESTIONS, ""),
        "recording": (calls.SET_RECORDING, ""),
    },
    "meeting": {
        "program": (calls.SET_MEETING, ""),
        "questions": (calls.SET_MEETING_QUESTIONS, ""),
        "recording": (calls.SET_RECORDING, ""),
    },
    "room": {"program": (calls.SET_MEETING, "")},
    "occurrence": {"program": (calls.SET_MEETING, "")},
    "webinar-occurrence": {"program": (calls.SET_WEBINAR, "")},
}
"""For each kind of target and part of its document: the call, and its `option`; in the order of sending."""


def write(api: Api, target: Target, changes: Changes) -> None:
    """Send `changes` of a target. Raises `AdapterError`."""
    for patch in patches(target, changes):
        api.patch(patch.call, patch.body, target.serial, patch.params, id=target.ident)


def patches(target: Target, changes: Changes) -> Iterator[Patch]:
    """Yield the requests that make `changes`, fewest possible."""
    places, date = PLACES[target.kind], date_of(target)
    changes.of(*places, vendor="Zoom", kind=target.kind)
    for part, (call, option) in places.items():
        if body := changes.body(part, PROGRAM_KEYS) if part == "program" else dict(changes.parts.get(part, {})):
            params = {"option": option} if option else {"occurrence_id": date} if date else {}
            yield Patch(call, body, params)
