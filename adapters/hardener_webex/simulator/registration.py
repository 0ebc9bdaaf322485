"""The sign-up form of a meeting or webinar."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta

from hardener_webex.simulator.answers import invalid, refuse
from hardener_webex.simulator.asked import Asked
from hardener_webex.simulator.shapes import REGISTRATION, REQUIRED, Json
from hardener_webex.simulator.state import Meeting, form
from hardener_webex.simulator.times import iso, moment

WEEK = timedelta(days=7)
LISTS = {"checkbox", "dropdownList", "radioButtons"}
STANDARD = {
    "lastName",
    "email",
    "jobTitle",
    "companyName",
    "address1",
    "address2",
    "city",
    "state",
    "zipCode",
    "countryRegion",
    "workPhone",
    "fax",
}


def read(asked: Asked) -> Json:
    """Answer GET /meetings/{meetingId}/registration."""
    return _answer(_existing(_series(asked, asked.query("hostEmail"))))


def put(asked: Asked) -> Json:
    """Answer PUT /meetings/{meetingId}/registration: the whole form is another one."""
    sent = asked.body(REGISTRATION)
    meeting = _series(asked, str(sent.pop("hostEmail", "")))
    jbh = meeting.values.get("enabledJoinBeforeHost") and not asked.world.seed.behaviour.decouple_jbh
    if meeting.values.get("recurrence") or not meeting.values.get("password") or jbh or meeting.seed.live:
        raise invalid("Registration is not supported for this meeting.")
    if errors := list(_wrong(sent)):
        raise invalid(*errors)
    meeting.registration = form(sent)
    return _answer(_existing(meeting))


def delete(asked: Asked) -> None:
    """Answer DELETE /meetings/{meetingId}/registration; whose meeting it is stands in a header here."""
    meeting = _series(asked, asked.request.headers.get("hostEmail", ""))
    _existing(meeting)
    meeting.unregister()


def registrants(asked: Asked) -> Json:
    """Answer GET /meetings/{meetingId}/registrants: those of a week, or of at most 90 days."""
    meeting = _series(asked, asked.query("hostEmail"))
    since, until = _between(asked)
    when = moment(meeting.seed.registered) if meeting.seed.registered else asked.time
    there = meeting.signed_up if meeting.registration is not None and since <= when < until else []
    found = [
        {
            "id": ident_of(meeting, number),
            "status": meeting.statuses.get(number, "approved"),
            "firstName": f"Family {number}",
            "lastName": "Reader",
            "email": f"family{number}@example.com",
            "registrationTime": iso(when),
        }
        for number in there
    ]
    return asked.page(found, 10, 100)


def ident_of(meeting: Meeting, number: int) -> str:
    """Return Webex's id of a registrant."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, f"{meeting.ident} {number}"))


def delete_registrant(asked: Asked) -> None:
    """Answer DELETE /meetings/{meetingId}/registrants/{registrantId}: the sign-up is gone for good."""
    meeting = _series(asked, asked.query("hostEmail"))
    number = _number(meeting, asked.params["registrant"])
    if asked.world.seed.behaviour.deletes == "removes":
        meeting.removed.add(number)
    if asked.world.seed.behaviour.deletion_mails:
        asked.world.told.append(ident_of(meeting, number))


def change_status(asked: Asked) -> None:
    """Answer POST /meetings/{meetingId}/registrants/{approve|reject|cancel}: families are told unless that is put off.

    A cancelled one is no longer among the registrants.
    """
    sent = asked.json if isinstance(asked.json, dict) else {}
    meeting = _series(asked, str(sent.get("hostEmail") or ""))
    listed, verb = sent.get("registrants"), asked.params["verb"]
    if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
        raise invalid("'registrants' cannot be null or empty")
    if not isinstance(sent.get("sendEmail", True), bool):
        raise invalid("'sendEmail' should be a boolean")
    for number in [_number(meeting, str(one.get("id"))) for one in listed if isinstance(one, dict)]:
        if verb == "cancel":
            meeting.removed.add(number)
        else:
            meeting.statuses[number] = "approved" if verb == "approve" else "rejected"
        if sent.get("sendEmail", True):
            asked.world.told.append(ident_of(meeting, number))


def _number(meeting: Meeting, ident: str) -> int:
    for number in meeting.signed_up:
        if ident_of(meeting, number) == ident:
            return number
    raise refuse(404, "The requested resource could not be found.", f"Registrant '{ident}' is not found.")


def _between(asked: Asked) -> tuple[datetime, datetime]:
    since, until = asked.query("registrationTimeFrom"), asked.query("registrationTimeTo")
    try:
        end = moment(until) if until else moment(since) + WEEK if since else asked.time + timedelta(seconds=1)
        start = moment(since) if since else end - WEEK
    except ValueError:
        raise invalid("'registrationTimeFrom' or 'registrationTimeTo' is not in ISO 8601 format") from None
    if not timedelta() < end - start <= timedelta(days=90):
        raise invalid("the interval between 'registrationTimeFrom' and 'registrationTimeTo' must be within 90 days")
    return start, end


def _series(asked: Asked, host: str) -> Meeting:
    meeting, stamp, _ = asked.meeting(host)
    if stamp or meeting.seed.scheduledType == "personalRoomMeeting":
        raise invalid(f"Meeting ID '{asked.params['meeting']}' is not allowed for this API.")
    return meeting


def _existing(meeting: Meeting) -> Json:
    if meeting.registration is None:
        raise refuse(404, "The requested resource could not be found.", "The meeting has no registration.")
    return meeting.registration


def _answer(found: Json) -> Json:
    """Return a form as Webex shows it: the most registrants it leaves out."""
    return {key: value for key, value in found.items() if key != "maxRegisterNum"}


def _wrong(sent: Json) -> Iterator[str]:
    for key in REQUIRED:
        if sent.get(key) is not True:
            yield f"'{key}' must always be true"
    for question in sent.get("customizedQuestions") or []:
        kind = question.get("type")
        if not question.get("question") or kind is None:
            yield "'question' and 'type' of a customized question cannot be null or empty"
        elif kind in LISTS and not question.get("options"):
            yield "'options' is required for a question of this type"
        elif kind not in LISTS and not 0 <= question.get("maxLength", -1) <= 999:
            yield "'maxLength' should be from 0 to 999"
    for rule in sent.get("rules") or []:
        if rule.get("question") not in STANDARD or any(
            rule.get(k) is None for k in ("condition", "value", "result", "order")
        ):
            yield "an approval rule is not complete"
