"""List recordings, those in the recycle bin too."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from hardener_webex.simulator.answers import invalid, window
from hardener_webex.simulator.asked import Asked
from hardener_webex.simulator.shapes import Json
from hardener_webex.simulator.state import Meeting
from hardener_webex.simulator.times import moment

STATUSES = ("available", "deleted", "purged")


def listed(asked: Asked) -> Json:
    """Answer GET /recordings: what of a person's recordings was made in a window."""
    who = asked.whom(asked.query("hostEmail")).email.casefold()
    status = asked.query("status") or "available"
    if status not in STATUSES:
        raise invalid(f"'status' should be one of [{', '.join(STATUSES)}]")
    since, until = window(asked.query("from"), asked.query("to"), asked.time)
    if not asked.query("to") and not asked.query("from"):
        since, until = since - (until - since), since  # here it is the week before
    mine = [m for m in asked.world.meetings.values() if m.seed.host.casefold() == who]
    series = asked.query("meetingId").partition("_")[0]
    found = [
        one
        for meeting in mine
        for one in _of(meeting, status)
        if series in {"", meeting.ident} and since <= moment(str(one["createTime"])) < until
    ]
    return asked.page(found, 10, 100)


def _of(meeting: Meeting, status: str) -> Iterator[Json]:
    made = {"available": meeting.seed.recordings, "deleted": meeting.seed.in_bin}.get(status, [])
    for number, when in enumerate(made):
        ident = hashlib.sha256(f"{meeting.ident} {status} {number}".encode()).hexdigest()[:32]
        link = f"https://{meeting.site}/lsr.php?RCID={ident}"
        yield {
            "id": ident,
            "meetingId": f"{meeting.ident}_I_{number}",
            "scheduledMeetingId": f"{meeting.ident}_I_{number}",
            "meetingSeriesId": meeting.ident,
            "topic": str(meeting.values["title"]),
            "createTime": when,
            "timeRecorded": when,
            "siteUrl": meeting.site,
            "downloadUrl": link,
            "playbackUrl": link,
            "password": f"pw{ident[:6]}",
            "format": "MP4",
            "serviceType": "MeetingCenter",
            "durationSeconds": 1800,
            "sizeBytes": 1_000_000,
            "shareToMe": False,
            "status": status,
        }
