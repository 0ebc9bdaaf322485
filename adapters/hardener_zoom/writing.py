"""Ask Zoom for changes: per target one PATCH for each place that its settings live in, holding only what differs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from hardener.errors import AdapterError
from hardener.model import Target
from hardener.setting import difference
from hardener_zoom import operations as op
from hardener_zoom.client import Api

PROGRAM_KEYS = {"settings", "password"}
"""Nothing else of a program is ever sent: a schedule key would rewrite the series."""


class Patch(NamedTuple):
    """One request to be sent."""

    operation: op.Operation
    ident: str
    body: dict[str, Any]
    params: dict[str, str]


PLACES: Mapping[str, Mapping[str, tuple[op.Operation, str]]] = {
    "host": {"settings": (op.SET_USER, ""), "security": (op.SET_USER, "meeting_security")},
    "group": {
        "settings": (op.SET_GROUP, ""),
        "security": (op.SET_GROUP, "meeting_security"),
        "locks": (op.SET_GROUP_LOCKS, ""),
    },
    "account": {
        "settings": (op.SET_ACCOUNT, ""),
        "security": (op.SET_ACCOUNT, "meeting_security"),
        "locks": (op.SET_ACCOUNT_LOCKS, ""),
    },
    "webinar": {
        "program": (op.SET_WEBINAR, ""),
        "questions": (op.SET_WEBINAR_QUESTIONS, ""),
        "recording": (op.SET_RECORDING, ""),
    },
    "meeting": {
        "program": (op.SET_MEETING, ""),
        "questions": (op.SET_MEETING_QUESTIONS, ""),
        "recording": (op.SET_RECORDING, ""),
    },
    "room": {"program": (op.SET_MEETING, "")},
    "occurrence": {"program": (op.SET_MEETING, "")},
    "webinar-occurrence": {"program": (op.SET_WEBINAR, "")},
}
"""For each kind of target and part of its document: the call, and its `option`; in the order of sending."""


def write(api: Api, before: Target, after: Target) -> None:
    """Send what differs between `before` and `after`. Raises `AdapterError`."""
    serial = before.program.host if before.program is not None else before.id
    for patch in patches(before, after):
        api.patch(patch.operation, patch.ident, patch.body, serial, **patch.params)


def patches(before: Target, after: Target) -> Iterator[Patch]:
    """Yield the requests that make `before` like `after`, fewest possible."""
    changed = difference(before.document, after.document)
    places = PLACES[before.kind]
    if strange := set(changed) - set(places):
        raise AdapterError(f"Zoom has no call that changes {', '.join(sorted(strange))} of a {before.kind}")
    ident, date = address(before)
    for part, (operation, option) in places.items():
        body = changed.get(part)
        if not isinstance(body, dict) or not body:
            continue
        if part == "program" and (strange := set(body) - PROGRAM_KEYS):
            raise AdapterError(f"refusing to send {', '.join(sorted(strange))}: only settings are ever changed")
        params = {"option": option} if option else {"occurrence_id": date} if date else {}
        yield Patch(operation, ident, body, params)


def address(target: Target) -> tuple[str, str]:
    """Return the id that Zoom knows a target by, and of a single date its own."""
    _, ident, *date = target.id.split("/", 2)
    return ident, date[0] if date else ""
