"""Schedule and call off meetings, and look one up as an administrator."""

from __future__ import annotations

import hashlib
from datetime import UTC
from typing import Any

from hardener_webex.simulator.answers import date, invalid, series
from hardener_webex.simulator.asked import Asked
from hardener_webex.simulator.meetings import one
from hardener_webex.simulator.shapes import MEETING, REGISTRATION, TEXT, Json
from hardener_webex.simulator.state import Meeting, SeedMeeting
from hardener_webex.simulator.times import iso, moment
from hardener_webex.simulator.writing import problems

CREATE = {
    **MEETING,
    "scheduledType": ("meeting", "webinar", "personalRoomMeeting"),
    "siteUrl": TEXT,
    "registration": {key: shape for key, shape in REGISTRATION.items() if key != "hostEmail"},
}
HIDDEN = {
    "agenda", "hostKey", "password", "phoneAndVideoSystemPassword", "panelistPassword", "webLink", "sipAddress",
    "dialInIpAddress", "registration",
}  # fmt: skip
"""What an administrator is not shown of other people's meetings."""


def create(asked: Asked) -> Json:
    """Answer POST /meetings."""
    sent = asked.body(CREATE, required=("title", "start", "end"))
    host = asked.whom(str(sent.pop("hostEmail", "")))
    ident = hashlib.sha256(f"made {len(asked.world.meetings)} {asked.now}".encode()).hexdigest()[:32]
    if (site := sent.get("siteUrl") or asked.world.default_site) not in asked.world.common:
        raise invalid("'siteUrl' is not a site of the host")
    mail = sent.pop("sendEmail", True)
    meeting = asked.world.add(_seed(ident, host.email, str(site), sent))
    if errors := list(problems(asked.world, meeting, {**meeting.values, "password": None}, sent)):
        del asked.world.meetings[ident]
        raise invalid(*errors)
    if mail:
        asked.world.mails.append(ident)
    if meeting.seed.scheduledType == "personalRoomMeeting":
        stamp, values = next(meeting.dates())
        return date(asked.world, meeting, stamp, values, asked.time)
    return series(asked.world, meeting, asked.time, whole=True)


def _seed(ident: str, host: str, site: str, sent: Json) -> SeedMeeting:
    try:
        start, end = moment(sent["start"]), moment(sent["end"])
    except ValueError:
        raise invalid("'start' or 'end' is not in ISO 8601 format") from None
    own: dict[str, Any] = {
        key: sent[key] for key in ("title", "scheduledType", "timezone", "recurrence") if sent.get(key)
    }
    others = {"title", "start", "end", "timezone", "recurrence", "scheduledType", "siteUrl", "registration"}
    return SeedMeeting(
        id=ident,
        host=host,
        site=site,
        start=iso(start.astimezone(UTC)),
        minutes=int((end - start).total_seconds() // 60),
        values={key: value for key, value in sent.items() if key not in others and value is not None},
        registration=sent.get("registration"),
        **own,
    )


def delete(asked: Asked) -> None:
    """Answer DELETE /meetings/{meetingId}: of a series the whole, or one date."""
    meeting, stamp, _ = asked.meeting(asked.query("hostEmail"))
    if stamp:
        meeting.exceptions.pop(stamp, None)
        meeting.cancelled.add(stamp)
    else:
        del asked.world.meetings[meeting.ident]
    if asked.flag("sendEmail") is not False:
        asked.world.mails.append(meeting.ident)


def looked_up(asked: Asked) -> Json:
    """Answer GET /admin/meetings: there is no list of all, only the one that is named. Raises `Problem`."""
    number, link = asked.query("meetingNumber").replace(" ", ""), asked.query("webLink")
    if not number and not link:
        raise invalid("either meetingNumber or webLink is required")
    current = asked.flag("current") is not False
    found = [_shown(asked, meeting, current=current) for meeting in asked.world.meetings.values()]
    return {"items": [shown for shown, item in found if item["meetingNumber"] == number or item["webLink"] == link]}


def _shown(asked: Asked, meeting: Meeting, *, current: bool) -> tuple[Json, Json]:
    item = one(asked, meeting, current=current)
    shown = {key: value for key, value in item.items() if key not in HIDDEN}
    shown["telephony"] = {key: value for key, value in item["telephony"].items() if key != "accessCode"}
    return shown, item
