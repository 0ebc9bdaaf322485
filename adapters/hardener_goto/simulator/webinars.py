"""GoTo Webinar's operations, as its specification has them: a range that must be said, pages from 0, less by key."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

from hardener_goto.simulator.asked import Asked, bad, forbidden, not_found, time_of
from hardener_goto.simulator.state import Webinar

Json = dict[str, Any]
USUAL, MOST = 20, 200
"""Entries of a page, where nothing is asked for, and at most."""
AUDIO = ("PSTN", "VOIP", "Hybrid", "Private")
UPDATED = {"subject", "description", "times", "timeZone", "locale", "emailSettings"}


def of_organizer(asked: Asked) -> Json:
    """Answer `GET /organizers/{organizerKey}/webinars`: for the organizer who is logged in."""
    person = asked.organizer()
    if person.key != asked.app.user:
        raise forbidden()
    return _listed(asked, [one for one in asked.world.webinars.values() if one.organizer == person.key])


def of_account(asked: Asked) -> Json:
    """Answer `GET /accounts/{accountKey}/webinars`: for administrators."""
    asked.for_admins()
    if asked.params["account"] != asked.world.seed.account:
        raise not_found()
    return _listed(asked, list(asked.world.webinars.values()))


def _listed(asked: Asked, webinars: Sequence[Webinar]) -> Json:
    first, last = time_of(asked.query("fromTime")), time_of(asked.query("toTime"))
    size, number = _number(asked, "size", USUAL), _number(asked, "page", 0)
    if not 0 < size <= MOST:
        raise bad("size")
    found = [one for one in webinars if any(first <= time_of(start) <= last for start, _ in one.times)]
    shown = found[number * size : (number + 1) * size]
    page = {"size": size, "totalElements": len(found), "totalPages": -(-len(found) // size), "number": number}
    return {"_embedded": {"webinars": [_in_list(asked, one) for one in shown]}, "page": page}


def _number(asked: Asked, name: str, usual: int) -> int:
    text = asked.query(name, str(usual))
    if not text.isdecimal():
        raise bad(name)
    return int(text)


def _common(asked: Asked, one: Webinar) -> Json:
    return {
        "webinarID": one.key[-9:], "subject": one.subject, "description": "", "timeZone": "America/New_York",
        "times": [{"startTime": start, "endTime": end} for start, end in one.times], "locale": "en_US",
        "accountKey": asked.world.seed.account, "impromptu": one.impromptu, "isPasswordProtected": one.password,
        "experienceType": one.experience, "registrationUrl": f"https://attendee.gotowebinar.com/register/{one.key}",
    }  # fmt: skip


def _in_list(asked: Asked, one: Webinar) -> Json:
    return {
        **_common(asked, one), "webinarKey": one.key, "webinarId": one.key[-9:], "organizerKey": one.organizer,
        "status": one.status, "approvalType": one.approval, "recurrenceType": one.recurrence,
    }  # fmt: skip


def one(asked: Asked) -> Json:
    """Answer `GET /organizers/{organizerKey}/webinars/{webinarKey}`: keys are numbers here, and no approval is told."""
    found = webinar(asked)
    person = asked.world.people[found.organizer]
    return {
        **_common(asked, found), "webinarKey": int(found.key), "organizerKey": int(found.organizer),
        "organizerEmail": person.email, "organizerName": f"{person.first} {person.last}", "inSession": found.on,
        "type": found.recurrence, "recurrencePeriod": "", "registrationLimit": 0,
        "numberOfRegistrants": len(found.registrants) - len(found.removed),
    }  # fmt: skip


def update(asked: Asked) -> None:
    """Answer `PUT` of the same: what of the definition is not sent is set back; never approval, password or audio."""
    found, body = webinar(asked), _body(asked)
    if not isinstance(body.get("subject"), str) or set(body) - UPDATED:
        raise bad("the definition is not whole, or has what cannot be changed")
    found.subject = body["subject"]


def audio(asked: Asked) -> Json:
    """Answer `GET …/audio`."""
    found = webinar(asked)
    if found.audio == "Private":
        return {"type": found.audio, "privateInfo": dict(found.private)}
    codes = {who: f"{found.key[-6:]}-{found.codes}{n}" for n, who in enumerate(("organizer", "panelist", "attendee"))}
    numbers = {} if found.audio == "VOIP" else {"US": {"toll": "+1 555 0100", "accessCodes": codes}}
    return {"type": found.audio, "confCallNumbers": numbers}


def set_audio(asked: Asked) -> None:
    """Answer `POST …/audio`: new access codes are made. Numbers of one's own are gone with another type."""
    found, body = webinar(asked), _body(asked)
    if body.get("type") not in AUDIO:
        raise bad("type")
    private = body.get("privateInfo")
    if body["type"] == "Private" and not (isinstance(private, dict) and isinstance(private.get("attendee"), str)):
        raise bad("privateInfo.attendee")
    found.audio, found.private = body["type"], dict(private or {}) if body["type"] == "Private" else {}
    found.codes += 1


def fields(asked: Asked) -> Json:
    """Answer `GET …/registrants/fields`."""
    found = webinar(asked)
    always = [{"field": name, "required": True, "maxSize": 128} for name in ("firstName", "lastName", "email")]
    chosen = [{"required": False, "maxSize": 128, **each} for each in found.fields]
    own = [
        {"questionKey": n, "required": True, "type": "shortAnswer", "maxSize": 1000, **each}
        for n, each in enumerate(found.questions, 1)
    ]
    return {"fields": [*always, *chosen], "questions": own}


def in_session(asked: Asked) -> list[Json]:
    """Answer `GET /organizers/{organizerKey}/insessionWebinars`."""
    person = asked.organizer()
    return [
        {
            **_common(asked, one), "webinarKey": int(one.key), "organizerKey": int(one.organizer), "inSession": True,
            "organizerEmail": person.email, "organizerName": f"{person.first} {person.last}", "isOndemand": False,
            "numberOfRegistrants": 0, "coorganizers": [],
        }
        for one in asked.world.webinars.values()
        if one.organizer == person.key and one.on
    ]  # fmt: skip


def nobody(asked: Asked) -> list[Json]:
    """Answer the lists of co-organizers and panelists: the organizer is alone."""
    webinar(asked)
    return []


def create(asked: Asked) -> Json:
    """Answer `POST /organizers/{organizerKey}/webinars`."""
    person, body = asked.organizer(), _body(asked)
    times = body.get("times")
    if not isinstance(body.get("subject"), str) or not isinstance(times, list) or not times:
        raise bad("subject and times are needed")
    key = str(10**18 + secrets.randbelow(10**17))
    spans = [(str(each.get("startTime")), str(each.get("endTime"))) for each in times if isinstance(each, dict)]
    if len(spans) < len(times) or any(time_of(end) <= time_of(start) for start, end in spans):
        raise bad("times")
    asked.world.webinars[key] = Webinar(key=key, organizer=person.key, subject=body["subject"], times=spans)
    return {"webinarKey": key}


def delete(asked: Asked) -> None:
    """Answer `DELETE` of a webinar."""
    del asked.world.webinars[webinar(asked).key]


def webinar(asked: Asked) -> Webinar:
    """Return the webinar that the path names. Raises `Problem`."""
    person = asked.organizer()
    found = asked.world.webinars.get(asked.params["webinar"])
    if found is None or found.organizer != person.key:
        raise not_found()
    return found


def _body(asked: Asked) -> Json:
    if not isinstance(asked.json, dict):
        raise bad("the body is no object")
    return asked.json
