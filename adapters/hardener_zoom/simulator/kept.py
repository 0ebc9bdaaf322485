"""What is left of families after a program: registrants deleted or set aside, and how often it was on."""

from __future__ import annotations

from urllib.parse import unquote

from hardener_zoom.simulator.asked import Asked
from hardener_zoom.simulator.problems import invalid, no_meeting, problem
from hardener_zoom.simulator.registration import registered, registrant_id
from hardener_zoom.simulator.shapes import Json
from hardener_zoom.simulator.state import RECURRING_TYPES, Instance, Program
from hardener_zoom.simulator.world import iso, token

ACTIONS = {"approve": "approved", "deny": "denied", "cancel": "denied"}
"""What each makes of a registrant: nobody who is called off is gone, nor can come again with that address."""
EACH_DATE = {2, 3}
"""Kinds of registration in which families sign up for single dates."""


def delete_of_meeting(asked: Asked) -> None:
    """Answer DELETE /meetings/{meetingId}/registrants/{registrantId}."""
    _delete(asked, "meeting")


def delete_of_webinar(asked: Asked) -> None:
    """Answer DELETE /webinars/{webinarId}/registrants/{registrantId}."""
    _delete(asked, "webinar")


def _delete(asked: Asked, kind: str) -> None:
    program, behaviour = registered(asked, kind), asked.world.behaviour
    end = asked.sim.series.end(program)
    if not behaviour.delete_over and end is not None and end.timestamp() <= asked.now:
        raise no_meeting(str(program.id))
    dated = program.settings.get("registration_type", 1) in EACH_DATE and program.type in RECURRING_TYPES
    if dated and not asked.query("occurrence_id"):
        raise invalid([("occurrence_id", "is required for this registration type")])
    person = _person(program, asked.params["registrant"])
    if behaviour.registrant_delete == "removes":
        left = [date for date in person.get("dates") or () if date != asked.query("occurrence_id")]  # type: ignore[union-attr]
        if dated and left:
            person["dates"] = left
        else:
            program.registrants = [other for other in program.registrants or () if other is not person]
    elif behaviour.registrant_delete == "denies":
        person["status"] = "denied"
    if behaviour.registrant_mails:
        asked.world.told.append(str(person.get("email")))


def _person(program: Program, ident: str) -> Json:
    for person in program.registrants or ():
        if registrant_id(program, person) == ident:
            return person
    raise problem(404, 404, f"The registrant {ident} is not found.")


def status_of_meeting(asked: Asked) -> None:
    """Answer PUT /meetings/{meetingId}/registrants/status."""
    _status(asked, "meeting")


def status_of_webinar(asked: Asked) -> None:
    """Answer PUT /webinars/{webinarId}/registrants/status."""
    _status(asked, "webinar")


def _status(asked: Asked, kind: str) -> None:
    program = registered(asked, kind)
    sent = asked.json if isinstance(asked.json, dict) else {}
    status = ACTIONS.get(str(sent.get("action")))
    if status is None:
        raise invalid([("action", f"must be one of {', '.join(ACTIONS)}")])
    named = sent.get("registrants")
    # A wrong name of this key is answered as if all were well, and nothing happens.
    for one in named if isinstance(named, list) else []:
        person = _person(program, str(one.get("id")) if isinstance(one, dict) else "")
        person["status"] = status
        asked.world.told.append(str(person.get("email")))


def instances(asked: Asked) -> Json:
    """Answer GET /past_meetings/{meetingId}/instances: when it was on, each under an id of its own."""
    program = _past(asked)
    rows: list[Json] = [{"uuid": _uuid(program, one), "start_time": iso(one.start)} for one in program.instances or ()]
    return {"meetings": rows}  # type: ignore[dict-item]


def past(asked: Asked) -> Json:
    """Answer GET /past_meetings/{meetingId}: one time that it was on, with how many came, and its host's name."""
    wanted = unquote(asked.params["meeting"])
    for program in asked.world.programs.values():
        for one in program.instances or ():
            if _uuid(program, one) == wanted and asked.own in {None, program.host}:
                return _instance(asked, program, one)
    program = _past(asked)
    if not program.instances:
        raise no_meeting(wanted)
    return _instance(asked, program, max(program.instances, key=lambda one: one.start))


def _instance(asked: Asked, program: Program, one: Instance) -> Json:
    host = asked.world.users[program.host]
    return {
        "uuid": _uuid(program, one),
        "id": program.id,
        "host_id": host.id,
        "topic": program.topic,
        "type": program.type,
        "user_name": host.name,
        "user_email": host.email,
        "start_time": iso(one.start),
        "end_time": iso(one.start.fromtimestamp(one.start.timestamp() + one.minutes * 60, one.start.tzinfo)),
        "duration": one.minutes,
        "total_minutes": one.minutes * one.participants,
        "participants_count": one.participants,
    }


def _uuid(program: Program, one: Instance) -> str:
    return one.uuid or token(f"instance {program.id} {one.start}", 16, safe=False)


def _past(asked: Asked) -> Program:
    ident = asked.params["meeting"]
    program = asked.world.find_program(unquote(ident))
    if program is None or program.webinar or asked.own not in {None, program.host}:
        raise no_meeting(ident)
    return program


ANSWERS = {
    "meetingRegistrantDelete": delete_of_meeting,
    "webinarRegistrantDelete": delete_of_webinar,
    "meetingRegistrantStatus": status_of_meeting,
    "webinarRegistrantStatus": status_of_webinar,
    "pastMeetings": instances,
    "pastMeetingDetails": past,
}
