"""Reports on how meetings were used: for administrators, a month at a time, and for three months only."""

from __future__ import annotations

from datetime import timedelta

from hardener_webex.simulator.answers import invalid
from hardener_webex.simulator.asked import Asked
from hardener_webex.simulator.shapes import Json
from hardener_webex.simulator.state import Meeting
from hardener_webex.simulator.times import iso, moment

MONTH, KEPT = timedelta(days=30), timedelta(days=90)
CENTERS = {"meeting": "MeetingCenter", "webinar": "EventCenter"}


def usage(asked: Asked) -> Json:
    """Answer GET /meetingReports/usage: each time that a meeting was on at a site, with how many took part."""
    site, service = asked.query("siteUrl"), asked.query("serviceType") or "MeetingCenter"
    try:
        since, until = moment(asked.query("from")), moment(asked.query("to"))
    except ValueError:
        raise invalid("'from' and 'to' are needed in ISO 8601 format") from None
    if not timedelta() <= until - since <= MONTH or since < asked.time - KEPT - timedelta(hours=1):
        raise invalid("the interval must be within 30 days, and 'from' not earlier than 90 days ago")
    if site not in asked.world.common:
        raise invalid("'siteUrl' is not a site of the organization")
    found = [
        _one(meeting, number)
        for meeting in asked.world.meetings.values()
        if meeting.site == site and CENTERS.get(meeting.seed.scheduledType) == service
        for number, (start, _) in enumerate(meeting.seed.held)
        if since <= moment(start) < until
    ]
    return asked.page(found, 10, 1000)


def _one(meeting: Meeting, number: int) -> Json:
    start, came = meeting.seed.held[number]
    end = moment(start) + timedelta(minutes=meeting.seed.minutes)
    return {
        "meetingId": f"{meeting.ident}_I_{number}", "meetingNumber": "2550000000", "meetingTitle": meeting.seed.title,
        "start": start, "end": iso(end), "hostEmail": meeting.seed.host, "totalParticipants": came,
        "peakAttendee": came, "totalRegistered": len(meeting.signed_up),
    }  # fmt: skip
