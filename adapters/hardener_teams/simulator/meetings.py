"""Online meetings: found by link or number, read, changed, made."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from hardener_teams.simulator.asked import Asked, found
from hardener_teams.simulator.problems import bad, missing, problem
from hardener_teams.simulator.schema import type_of
from hardener_teams.simulator.state import Json, Meeting, Role, User
from hardener_teams.simulator.world import (
    FACTORY,
    World,
    guid,
    iso,
    join_url,
    meeting_id,
    meeting_number,
    options_url,
    thread,
)

ONE_WAY = "anonymizeIdentityForRoles"
"""Documented as updatable, and in no metadata."""
STRANGER = "3003: User does not have access to lookup meeting."
KEPT_DAYS = 60


def find(asked: Asked) -> Json:
    """Answer GET …/onlineMeetings with a filter."""
    user = _caller(asked)
    name, value = asked.filtered()
    if name == "joinweburl":
        meeting = asked.world.by_link(value)
    elif name == "joinmeetingidsettings/joinmeetingid":
        meeting = asked.world.by_number(value)
    else:
        raise bad("Filter expression expected - /onlineMeetings?$filter=JoinWebUrl eq '{joinWebUrl}'.")
    entries = [document(asked.world, meeting)] if meeting is not None and takes_part(asked, user, meeting) else []
    return asked.listed("onlineMeeting", entries, "users('x')/onlineMeetings")


def find_by_teleconference(asked: Asked) -> Json:
    """Answer GET /communications/onlineMeetings/?$filter=VideoTeleconferenceId eq …; no policy is asked for."""
    name, value = asked.filtered()
    if name != "videoteleconferenceid":
        raise bad("Filter expression expected - /onlineMeetings?$filter=VideoTeleconferenceId eq '{id}'.")
    entries = [document(asked.world, m) for m in asked.world.meetings.values() if _number(m) == value]
    return asked.listed("onlineMeeting", entries, "communications/onlineMeetings")


def read(asked: Asked) -> Json:
    """Answer GET …/onlineMeetings/{id}."""
    user, meeting = named(asked)
    if not takes_part(asked, user, meeting):
        raise missing("Meeting")
    return asked.entity("onlineMeeting", document(asked.world, meeting), "users('x')/onlineMeetings")


def patch(asked: Asked) -> Json:
    """Answer PATCH …/onlineMeetings/{id}: only its organizer may, and only what is documented as updatable."""
    user, meeting = named(asked)
    if meeting.organizer != user.id:
        raise problem(403, "Forbidden", "3004: User is not the organizer of the meeting.")
    if not isinstance(asked.json, dict):
        raise bad("Unable to read JSON request payload.")
    one_way = asked.json.pop(ONE_WAY, None)
    sent = asked.body("onlineMeeting")
    properties = type_of("onlineMeeting").properties
    if locked := [k for k in sent if "@odata" not in k and not properties[k].updatable]:
        if asked.world.seed.behaviour.read_only == "refuse":
            raise bad(f"Property '{locked[0]}' is read-only and cannot be updated.")
        sent = {k: v for k, v in sent.items() if k not in locked}
    if sent.get("allowedPresenters") == "roleIsPresenter" and "attendees" not in (sent.get("participants") or {}):
        raise bad("participants.attendees must be provided when allowedPresenters is roleIsPresenter.")
    _change(asked.world, meeting, sent)
    _anonymize(meeting, one_way)
    return asked.entity("onlineMeeting", document(asked.world, meeting), "users('x')/onlineMeetings")


def create(asked: Asked) -> Json:
    """Answer POST …/onlineMeetings: a meeting that is on no calendar."""
    user = _caller(asked)
    sent = asked.body("onlineMeeting")
    key = guid(f"made {asked.now} {len(asked.world.meetings)}")
    settings = {k: v for k, v in FACTORY.items() if k in type_of("onlineMeeting").properties}
    meeting = Meeting(key=key, organizer=user.id, settings=dict(settings))
    asked.world.meetings[key] = meeting
    asked.world.relink()
    if "joinMeetingIdSettings" in sent:
        meeting.settings["joinMeetingIdSettings"] = sent.pop("joinMeetingIdSettings")
    _change(asked.world, meeting, sent)
    return asked.entity("onlineMeeting", document(asked.world, meeting), "users('x')/onlineMeetings")


def _caller(asked: Asked) -> User:
    """Return the user that the path names, if the caller may ask in their name. Raises `Problem`."""
    given = asked.params.get("user", "")
    if given and given not in asked.world.users:
        raise missing("User")  # a user principal name is not enough here
    user = asked.user()
    if asked.grant.user and user.id != asked.grant.user:
        raise problem(403, "Forbidden", STRANGER)
    asked.need_policy(user)
    return user


def named(asked: Asked) -> tuple[User, Meeting]:
    """Return who is asked for, and the meeting that the path names. Raises `Problem`."""
    user = _caller(asked)
    return user, found(asked.world.by_id(asked.params["meeting"]), "Meeting")


def takes_part(asked: Asked, user: User, meeting: Meeting) -> bool:
    """Tell whether `user` organizes the meeting or was invited. Raises `Problem` for a person who was not."""
    if meeting.organizer == user.id or any(role.user == user.id for role in meeting.invited):
        return True
    if asked.grant.user:
        raise problem(403, "Forbidden", STRANGER)
    return False


def _change(world: World, meeting: Meeting, sent: Json) -> None:
    for key, value in sent.items():
        if key in world.seed.behaviour.dropped or "@odata" in key:
            continue
        if key == "subject":
            meeting.subject = str(value or "")
        elif key in {"startDateTime", "endDateTime"}:
            _move(meeting, key, str(value))
        elif key == "participants":
            _invite(world, meeting, value)
        elif isinstance(value, dict) and isinstance(meeting.settings.get(key), dict):
            meeting.settings[key] = {**meeting.settings[key], **value}
        elif key in type_of("onlineMeeting").properties:
            meeting.settings[key] = value


def _move(meeting: Meeting, key: str, text: str) -> None:
    moment = datetime.fromisoformat(text)
    if key == "startDateTime":
        meeting.start = moment
    elif meeting.start is not None:
        meeting.minutes = int((moment - meeting.start).total_seconds() // 60)


def _invite(world: World, meeting: Meeting, given: Any) -> None:  # noqa: ANN401 - any JSON
    people = given.get("attendees") if isinstance(given, dict) else None
    if people is None:
        return
    made = []
    for person in people:
        user = world.user(person.get("upn") or ((person.get("identity") or {}).get("user") or {}).get("id") or "")
        if user is None:
            raise bad("participants.attendees: a person that the directory does not know.")
        made.append(Role(user=user.id, role=person.get("role") or "attendee"))
    meeting.invited = made


def _anonymize(meeting: Meeting, wanted: Any) -> None:  # noqa: ANN401 - any JSON
    if wanted is None:
        return
    if not isinstance(wanted, list) or not set(meeting.settings.get(ONE_WAY, [])) <= set(wanted):
        raise bad("anonymizeIdentityForRoles: a role can't be removed once it was added.")
    meeting.settings[ONE_WAY] = wanted


def document(world: World, meeting: Meeting) -> Json:
    """Return a meeting as Graph shows it to its organizer."""
    start = meeting.start or datetime.fromisoformat("2026-11-23T15:00:00+00:00")
    end = start + timedelta(minutes=meeting.minutes)
    number: Json = {
        "isPasscodeRequired": True,
        "joinMeetingId": meeting_number(meeting),
        "passcode": guid(meeting.key)[:6],
    }
    inner = meeting.settings.get("joinMeetingIdSettings", {})
    shown = {
        "id": meeting_id(meeting), "creationDateTime": iso(start - timedelta(days=30)), "startDateTime": iso(start),
        "endDateTime": iso(end), "expiryDateTime": iso(end + timedelta(days=KEPT_DAYS)), "subject": meeting.subject,
        "joinWebUrl": join_url(world, meeting), "meetingOptionsWebUrl": options_url(world, meeting),
        "joinInformation": {"contentType": "html", "content": f"data:text/html,{join_url(world, meeting)}"},
        "chatInfo": {"threadId": thread(meeting), "messageId": "0", "replyChainMessageId": None},
        "meetingType": "scheduled", "videoTeleconferenceId": _number(meeting), "externalId": None, "isBroadcast": False,
        "broadcastSettings": None, "meetingTemplateId": None, **meeting.settings,
        "participants": {
            "organizer": _person(world, meeting.organizer, "presenter"),
            "attendees": [_person(world, role.user, role.role) for role in meeting.invited],
        },
    }  # fmt: skip
    shown["joinMeetingIdSettings"] = None if inner is None else {**number, **inner}
    if inner and inner.get("isPasscodeRequired") is False:
        shown["joinMeetingIdSettings"]["passcode"] = None
    return shown


def _number(meeting: Meeting) -> str:
    return meeting_number(meeting).replace(" ", "")[:9]


def _person(world: World, ident: str, role: str) -> Json:
    user = world.users[ident]
    identity = {"user": {"id": user.id, "displayName": None, "tenantId": user.tenant or world.seed.tenant.id}}
    return {"upn": user.upn, "role": role, "identity": identity}


ANSWERS = {
    "meetingFind": find,
    "meetingRead": read,
    "meetingPatch": patch,
    "meetingCreate": create,
    "meetingFindByTeleconference": find_by_teleconference,
}
