"""Send changes: a meeting whole, as GoTo wants it, a webinar's audio by its own call."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hardener.adapter import AdapterError, Changes
from hardener.model import Target
from hardener.vendor import part
from hardener_goto import calls
from hardener_goto.client import Api
from hardener_goto.documents import ESCAPED, flag, helpers_of, moment, stamp
from hardener_goto.refusals import of_meeting

KEYS = ("passwordRequired", "conferenceCallInfo")


def write(api: Api, target: Target, changes: Changes) -> None:
    """Ask GoTo for `changes`. Raises `AdapterError`."""
    _, ident, organizer = target.id.split("/", 2)
    places = {"meeting": "meeting", "webinar": "audio"}
    for place in changes.of(places[target.kind], vendor="GoTo", kind=target.kind):
        if place == "meeting":
            changes.body("meeting", KEYS)
            body = whole(part(changes.document, "meeting"))
            api.send("PUT", calls.SET_MEETING, body, target.serial, id=ident)
        else:
            body = changes.body("audio", ("type",))
            told = {"notifyParticipants": "false"}
            api.send("POST", calls.SET_AUDIO, body, target.serial, told, organizer=organizer, id=ident)


def whole(item: Mapping[str, Any]) -> dict[str, Any]:
    """Return a meeting as GoTo takes it: everything, under other names than it is read. Raises `AdapterError`."""
    if refused := of_meeting(item).get("passwordRequired"):
        raise AdapterError(refused)
    return {
        "subject": "".join(ESCAPED.get(sign, sign) for sign in item["subject"]),
        "starttime": stamp(moment(item["startTime"])),
        "endtime": stamp(moment(item["endTime"])),
        "passwordrequired": flag(item["passwordRequired"]),
        "conferencecallinfo": item["conferenceCallInfo"],
        "timezonekey": "",
        "meetingtype": item["meetingType"],
        "coorganizerKeys": helpers_of(item),
    }
