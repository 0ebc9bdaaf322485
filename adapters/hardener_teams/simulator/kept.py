"""What is left of families: registrations, which can be cancelled and not deleted, and reports of who came."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hardener_teams.simulator.asked import Asked, found
from hardener_teams.simulator.meetings import named, takes_part
from hardener_teams.simulator.problems import bad, missing
from hardener_teams.simulator.state import Json, VirtualEvent
from hardener_teams.simulator.virtual import webinar_of
from hardener_teams.simulator.world import guid, iso

NEWEST = 50
"""Reports of one meeting that are listed."""
CANCELED = "canceled"


def registrations(asked: Asked) -> Json:
    """Answer GET …/webinars/{id}/registrations: everybody, those too who were cancelled; no query options."""
    ident, event = webinar_of(asked)
    if any(name.startswith("$") for name in asked.request.args):
        raise bad("Query options are not supported here.")
    return {"value": [_one(asked, ident, event, number) for number in range(len(event.registrations))]}


def _one(asked: Asked, ident: str, event: VirtualEvent, number: int) -> Json:
    status = event.registrations[number]
    gone = iso(datetime.fromtimestamp(asked.now, UTC)) if status == CANCELED else None
    return {
        "id": guid(f"registration {ident} {number}"), "status": status, "cancelationDateTime": gone,
        "email": f"family{number}@example.com", "firstName": f"Family {number}", "lastName": "Reader", "userId": None,
        "registrationDateTime": iso(event.start - timedelta(days=3)), "registrationQuestionAnswers": [],
        "preferredTimezone": "UTC", "preferredLanguage": "en-us",
    }  # fmt: skip


def cancel(asked: Asked) -> None:
    """Answer POST …/registrations/{id}/cancel: the record stays, and the family gets a mail."""
    ident, event = webinar_of(asked)
    for number in range(len(event.registrations)):
        if guid(f"registration {ident} {number}") == asked.params["registration"]:
            event.registrations[number] = CANCELED
            asked.world.told.append(f"family{number}@example.com")
            return
    raise missing("Registration")


def reports(asked: Asked) -> Json:
    """Answer GET …/onlineMeetings/{id}/attendanceReports: the newest, one for each time that it was on."""
    user, meeting = named(asked)
    if not takes_part(asked, user, meeting):
        raise missing("Meeting")
    newest = found(meeting.reports, "Reports")[-NEWEST:][::-1]
    return {
        "value": [
            {
                "id": guid(f"report {meeting.key} {report.start}"), "totalParticipantCount": report.participants,
                "meetingStartDateTime": iso(report.start),
                "meetingEndDateTime": iso(report.start + timedelta(minutes=report.minutes)),
            }
            for report in newest
        ]
    }  # fmt: skip


ANSWERS = {"registrations": registrations, "registrationCancel": cancel, "attendanceReports": reports}
