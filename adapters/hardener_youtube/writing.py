"""Ask YouTube for changes: the whole part is read, changed and sent, for what a PUT leaves out is set back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from hardener.adapter import AdapterError, Changes
from hardener.errors import MalformedError
from hardener.model import Target
from hardener.vendor import Call, at
from hardener_youtube import calls
from hardener_youtube.client import Api
from hardener_youtube.documents import DECIDED, FLEETING, SWITCHES, overdue, reset

Json = dict[str, Any]
NOT_SENT = {"closedCaptionsType": "enableClosedCaptions", "latencyPreference": "enableLowLatency"}
"""Older names that must not be sent beside the newer ones: they say the same, and YouTube wants them to agree."""
WHERE: Mapping[str, tuple[Call, Call, str]] = {
    "video": (calls.VIDEOS, calls.SET_VIDEO, "status"),
    "broadcast": (calls.BROADCASTS, calls.SET_BROADCAST, "contentDetails"),
}
"""By part of the document: how it is read, how it is written, and what YouTube calls it."""


def write(api: Api, target: Target, changes: Changes) -> None:
    """Send `changes` of a target. Raises `AdapterError` after everything was tried, or before it where units lack."""
    wanted = {part: _switches(changes, part) for part in changes.of(*WHERE, vendor="YouTube", kind=target.kind)}
    if api.session.quota is not None:
        api.session.quota.ready(calls.together(target.kind, tuple(wanted)))
    failures = [error for part, values in wanted.items() if (error := _sent(api, target, part, values)) is not None]
    if failures:
        raise failures[0]


def _switches(changes: Changes, part: str) -> Mapping[str, Any]:
    """Return what differs in a part. Raises `AdapterError` where that is more than settings."""
    name = WHERE[part][2]
    values = changes.body(part, (name,))[name]
    return Changes(changes.document, {part: values if isinstance(values, Mapping) else {}}).body(part, SWITCHES[part])


def _sent(api: Api, target: Target, part: str, values: Mapping[str, Any]) -> AdapterError | None:
    read, send, name = WHERE[part]
    try:
        found = at(api.one(read, f"id,{name}", target.ident), name)
        if not isinstance(found, Mapping):
            raise MalformedError(f"YouTube does not show all of {name}, and would set back what is left out")
        body = {"id": target.ident, name: BODIES[part]({**found, **values}, api.now())}
        api.send("PUT", send, body, target.ident, {"part": name})
    except AdapterError as error:
        return error
    return None


def status(after: Mapping[str, Any], now: datetime) -> Json:
    """Return a video's status as it is sent. Raises `AdapterError` where sending it might publish or open the video."""
    if overdue(after, now):
        raise AdapterError("its hour to be public is over, and sending that again would publish it; set it in Studio")
    if lost := reset("video", after):
        raise MalformedError(lost)
    left = DECIDED if after.get("privacyStatus") == "private" else (*DECIDED, "publishAt")
    return {name: value for name, value in after.items() if name not in left}


def details(after: Mapping[str, Any], _now: datetime) -> Json:
    """Return a broadcast's details as they are sent. Raises `AdapterError` where YouTube left out what it asks for."""
    if lost := reset("broadcast", after):
        raise MalformedError(lost)
    monitor = after["monitorStream"]
    older = {old for new, old in NOT_SENT.items() if after.get(new) is not None}
    kept = {name: value for name, value in after.items() if name not in older and name != FLEETING[0]}
    return {**kept, "monitorStream": {name: value for name, value in monitor.items() if name != "embedHtml"}}


BODIES: Mapping[str, Callable[[Mapping[str, Any], datetime], Json]] = {"video": status, "broadcast": details}
