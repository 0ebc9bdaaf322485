"""What Webex answers: meetings, dates and people as its specification spells them; and its refusals."""

from __future__ import annotations

import base64
import hashlib
import uuid
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from hardener.sandbox import Problem
from hardener_webex.simulator.shapes import Json
from hardener_webex.simulator.state import Meeting, Person, World
from hardener_webex.simulator.times import moment


def refuse(status: int, message: str, *errors: str, headers: dict[str, str] | None = None) -> Problem:
    """Return a refusal in Webex's own shape."""
    tracking = "ROUTER_" + hashlib.sha256(f"{status}{message}{errors}".encode()).hexdigest()[:24].upper()
    listed: list[Any] = [{"description": said} for said in (errors or (message,))]
    return Problem(
        status,
        {"message": message, "errors": listed, "trackingId": tracking},
        {"Trackingid": tracking, **(headers or {})},
    )


def invalid(*errors: str) -> Problem:
    """Return the answer to a body or a parameter that is wrong."""
    return refuse(400, "The request could not be understood by the server due to malformed syntax.", *errors)


def not_found(ident: str) -> Problem:
    """Return the answer for what is not there, or is not for this caller."""
    return refuse(404, "The requested resource could not be found.", f"Meeting '{ident}' is not found.")


@cache
def person_id(email: str) -> str:
    """Return Webex's id of a person."""
    return "Y2lzY29zcGFyazovL3VzL1BFT1BMRS8" + hashlib.sha256(email.encode()).hexdigest()[:32]


def org_id(world: World) -> str:
    """Return Webex's id of the organization: one for each first site, unless the seed says which."""
    bare = world.seed.org or str(uuid.uuid5(uuid.NAMESPACE_DNS, world.default_site))
    return base64.b64encode(f"ciscospark://us/ORGANIZATION/{bare}".encode()).decode().rstrip("=")


def person(world: World, one: Person) -> Json:
    """Return one person."""
    return {
        "id": person_id(one.email),
        "emails": [one.email],
        "displayName": one.name or one.email.split("@", 1)[0],
        "orgId": org_id(world),
        "siteUrls": [site.siteUrl for site in world.seed.sites],
        "type": one.type,
        "created": "2024-01-01T00:00:00.000Z",
        "loginEnabled": "true",
        "invitePending": "false",
    }


def state_of_series(meeting: Meeting, now: datetime) -> str:
    """Return the state that a list has of a series."""
    if meeting.seed.live:
        return "inProgress"
    last = max((moment(v["end"]) for _, v in _near(meeting, now)), default=moment(meeting.values["end"]))
    return "active" if last >= now else "expired"


def series(world: World, meeting: Meeting, now: datetime, *, whole: bool = False) -> Json:
    """Return a series; `whole` as a single answer has it, with its form's questions."""
    state = state_of_series(meeting, now)
    found = {
        "id": meeting.ident,
        "meetingType": "meetingSeries",
        "state": state,
        **_common(world, meeting, meeting.values),
    }
    if not whole:
        found["meetingSeriesId"] = meeting.ident
    if meeting.registration is not None and state != "expired":
        left_out = set() if whole else {"customizedQuestions", "rules"}
        found["registration"] = {k: v for k, v in meeting.registration.items() if k not in left_out}
        if whole:
            found["registerLink"] = f"https://{meeting.site}/weblink/register/r{_mark(meeting.ident)}"
    return found


def state_of_date(meeting: Meeting, stamp: str, values: Json, now: datetime) -> str:
    """Return the state of one date of a series."""
    if moment(values["end"]) < now:
        return "missed"
    first = next((s for s, v in _near(meeting, now) if moment(v["end"]) >= now), "")
    return "ready" if stamp == first else "scheduled"


def date(world: World, meeting: Meeting, stamp: str, values: Json, now: datetime) -> Json:
    """Return one date of a series."""
    state = state_of_date(meeting, stamp, values, now)
    found = {
        "id": f"{meeting.ident}_{stamp}",
        "meetingSeriesId": meeting.ident,
        "meetingType": "scheduledMeeting",
        "state": state,
        "isModified": stamp in meeting.exceptions,
        **_common(world, meeting, {k: v for k, v in values.items() if k != "recurrence"}),
    }
    if state == "ready":
        found |= {
            "hostDidJoin": meeting.seed.live,
            "attendeeDidJoin": meeting.seed.live and moment(values["start"]) <= now,
        }
    return found


def instance(world: World, meeting: Meeting, now: datetime) -> Json:
    """Return the instance of a meeting that is on now; it began when somebody came, whatever the calendar says."""
    began, ends = ((now + timedelta(minutes=n)).strftime("%Y-%m-%dT%H:%M:%SZ") for n in (-1, meeting.seed.minutes))
    return {
        **{k: v for k, v in _common(world, meeting, meeting.values).items() if k != "recurrence"},
        "id": f"{meeting.ident}_I_{_mark(meeting.ident)[:16]}",
        "meetingSeriesId": meeting.ident,
        "meetingType": "meeting",
        "state": "inProgress",
        "start": began,
        "end": ends,
        "hostDidJoin": True,
        "attendeeDidJoin": True,
    }


def _near(meeting: Meeting, now: datetime) -> list[tuple[str, Json]]:
    """Return the dates up to the next one, and that one."""
    found = []
    for stamp, values in meeting.dates():
        found.append((stamp, values))
        if moment(values["end"]) >= now:
            break
    return found


def _common(world: World, meeting: Meeting, values: Json) -> Json:
    host = world.person(meeting.seed.host)
    assert host is not None
    mark = _mark(meeting.ident)
    number = str(2_550_000_000 + int(mark[:6], 16))
    secrets = {"hostKey": mark[:6], "phoneAndVideoSystemPassword": str(10_000_000 + int(mark[:6], 16))}
    link = f"https://{meeting.site}/{meeting.site.split('.', 1)[0]}/j.php?MTID=m{mark}"
    audio = values["audioConnectionOptions"]["audioConnectionType"]
    phones: list[Json] = [{"label": "US Toll", "callInNumber": "+1-415-655-0001", "tollType": "toll"}]
    return {
        **values,
        **secrets,
        "meetingNumber": number,
        "hostUserId": person_id(host.email),
        "hostDisplayName": host.name or host.email.split("@", 1)[0],
        "hostEmail": host.email,
        "siteUrl": meeting.site,
        "webLink": link,
        "sipAddress": f"{number}@{meeting.site}",
        "dialInIpAddress": "173.243.2.68",
        "scheduledType": meeting.seed.scheduledType,
        "telephony": {"accessCode": number, "callInNumbers": phones if audio == "webexAudio" else []},
    }


@cache
def _mark(ident: str) -> str:
    return hashlib.sha256(ident.encode()).hexdigest()[:32]


def window(since: str, until: str, now: datetime) -> tuple[datetime, datetime]:
    """Return the window of a list: a week from now, or whatever was asked for. Raises `Problem`."""
    week = timedelta(days=7)
    try:
        end = moment(until) if until else None
        start = moment(since) if since else None
    except ValueError:
        raise invalid("'from' or 'to' is not in ISO 8601 format") from None
    start = start if start is not None else end - week if end is not None else now
    end = end if end is not None else start + week
    if start > end:
        raise invalid("'from' cannot be after 'to'")
    return start.astimezone(UTC), end.astimezone(UTC)
