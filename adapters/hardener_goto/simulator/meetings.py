"""GoTo Meeting's operations, as its specification has them: arrays of one, and other names on writing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hardener_goto.simulator.asked import Asked, bad, not_found, time_of
from hardener_goto.simulator.state import Meeting, Person

Json = dict[str, Any]
AUDIO = ("PSTN", "Free", "Hybrid", "Private", "VoIP")
TYPES = ("immediate", "recurring", "scheduled")
LONGEST_TEXT, LONGEST_SUBJECT = 255, 100
REQUIRED = ("subject", "starttime", "endtime", "passwordrequired", "conferencecallinfo", "timezonekey", "meetingtype")


def me(asked: Asked) -> Json:
    """Answer `GET /admin/rest/v1/me`."""
    own = asked.own()
    return {
        "key": own.key, "accountKey": asked.world.seed.account, "email": own.email, "firstName": own.first,
        "lastName": own.last, "locale": "en_US",
    }  # fmt: skip


def organizers(asked: Asked) -> list[Json]:
    """Answer `GET /organizers`: for administrators."""
    asked.for_admins()
    email = asked.query("email")
    return [
        {
            "organizerKey": int(one.key), "email": one.email, "firstName": one.first, "lastName": one.last,
            "groupId": 1, "groupName": "Library", "status": one.status, "maxNumAttendeesAllowed": 150,
            "products": ["G2M", "G2W"],
        }
        for one in asked.world.people.values()
        if not email or one.email == email
    ]  # fmt: skip


def own_upcoming(asked: Asked) -> list[Json]:
    """Answer `GET /upcomingMeetings`: one's own, an administrator's too."""
    return list(_upcoming(asked, asked.own()))


def upcoming(asked: Asked) -> list[Json]:
    """Answer `GET /organizers/{organizerKey}/upcomingMeetings`."""
    asked.for_admins()
    return list(_upcoming(asked, asked.organizer()))


def _upcoming(asked: Asked, person: Person) -> Iterator[Json]:
    for meeting in asked.world.meetings.values():
        if meeting.organizer == person.key:
            for start, end in ((meeting.start, meeting.end), *meeting.later):
                if time_of(end).timestamp() >= asked.now or meeting.active:
                    yield {
                        "startTime": start, "endTime": end, "subject": meeting.subject, "meetingId": meeting.id,
                        "meetingType": meeting.type, "passwordRequired": meeting.password,
                        "conferenceCallInfo": meeting.audio, "status": "ACTIVE" if meeting.active else "INACTIVE",
                        "organizerKey": person.key, "email": person.email, "firstName": person.first,
                        "lastName": person.last, "accountKey": asked.world.seed.account, "locale": "en_US",
                    }  # fmt: skip


def one(asked: Asked) -> list[Json]:
    """Answer `GET /meetings/{meetingId}`: an array of one."""
    meeting = _meeting(asked)
    minutes = int((time_of(meeting.end) - time_of(meeting.start)).total_seconds() // 60)
    number = int(meeting.id)
    return [
        {
            "createTime": "", "subject": meeting.subject, "startTime": meeting.start, "endTime": meeting.end,
            "duration": minutes, "meetingId": number, "meetingKey": number, "uniqueMeetingId": number,
            "meetingType": meeting.type, "passwordRequired": meeting.password, "conferenceCallInfo": meeting.audio,
            "status": "ACTIVE" if meeting.active else "INACTIVE", "maxParticipants": 150,
            "coorganizerKeys": list(meeting.helpers),
        }
    ]  # fmt: skip


def create(asked: Asked) -> list[Json]:
    """Answer `POST /meetings`."""
    values = _values(asked.json)
    number = str(max([100000000, *map(int, asked.world.meetings)]) + 1)
    made = Meeting(id=number, organizer=asked.own().key, **values)
    asked.world.meetings[number] = made
    return [
        {
            "joinURL": f"https://meet.goto.com/{number}", "meetingid": int(number), "uniqueMeetingId": int(number),
            "maxParticipants": 150, "conferenceCallInfo": made.audio,
        }
    ]  # fmt: skip


def update(asked: Asked) -> None:
    """Answer `PUT /meetings/{meetingId}`: all of it is replaced; co-organizers who are not sent are gone."""
    meeting = _meeting(asked)
    for name, value in _values(asked.json).items():
        setattr(meeting, name, value)


def delete(asked: Asked) -> None:
    """Answer `DELETE /meetings/{meetingId}`."""
    del asked.world.meetings[_meeting(asked).id]


def _meeting(asked: Asked) -> Meeting:
    found = asked.world.meetings.get(asked.params["meeting"])
    if found is None or (found.organizer != asked.app.user and not asked.admin):
        raise not_found()
    return found


def _values(body: Any) -> dict[str, Any]:  # noqa: ANN401 - whatever was sent
    if not isinstance(body, dict):
        raise bad("the body is no object")
    if lacking := [name for name in REQUIRED if name not in body]:
        raise bad(f"{lacking[0]} is missing")
    if strange := sorted(set(body) - {*REQUIRED, "coorganizerKeys"}):
        raise bad(f"{strange[0]} is not known")
    subject, audio, helpers = body["subject"], body["conferencecallinfo"], body.get("coorganizerKeys", [])
    if not isinstance(subject, str) or not subject or len(subject) > LONGEST_SUBJECT or set(subject) & set("<>"):
        raise bad("subject")
    if not isinstance(audio, str) or not audio or len(audio) > LONGEST_TEXT:
        raise bad("conferencecallinfo")
    if not isinstance(body["passwordrequired"], bool) or body["timezonekey"] != "" or body["meetingtype"] not in TYPES:
        raise bad("passwordrequired, timezonekey or meetingtype")
    if not isinstance(helpers, list) or not all(isinstance(each, str) for each in helpers):
        raise bad("coorganizerKeys")
    if time_of(body["endtime"]) <= time_of(body["starttime"]):
        raise bad("endtime is not after starttime")
    return {
        "subject": subject, "start": body["starttime"], "end": body["endtime"], "password": body["passwordrequired"],
        "audio": audio, "type": body["meetingtype"], "helpers": helpers,
    }  # fmt: skip
