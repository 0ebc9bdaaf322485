"""Webinars and town halls, with their sessions and sign-up forms."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from hardener_teams.simulator.asked import Asked, found
from hardener_teams.simulator.problems import bad, forbidden, missing
from hardener_teams.simulator.state import Json, User, VirtualEvent
from hardener_teams.simulator.world import guid, in_zone

UPDATABLE = frozenset({"coOrganizers", "description", "displayName", "endDateTime", "startDateTime"})
ROLES = frozenset({"organizer", "coOrganizer"})
PREDEFINED, CUSTOM = "virtualEventRegistrationPredefinedQuestion", "virtualEventRegistrationCustomQuestion"
WINDOWS = {"Eastern Standard Time": "America/New_York", "Pacific Standard Time": "America/Los_Angeles", "UTC": "UTC"}


def webinars(asked: Asked) -> Json:
    """Answer GET /solutions/virtualEvents/webinars: of all organizers whom the policy lets the app see."""
    shown = [_event(asked, i, e) for i, e in asked.world.webinars.items() if asked.sees(asked.world.users[e.organizer])]
    return asked.listed("virtualEventWebinar", shown, "solutions/virtualEvents/webinars")


def webinars_by_user(asked: Asked) -> Json:
    """Answer GET …/webinars/getByUserIdAndRole(…), and …getByUserRole(…) for who logged in."""
    return _by_user(asked, asked.world.webinars, "virtualEventWebinar", "webinars")


def townhalls_by_user(asked: Asked) -> Json:
    """Answer GET …/townhalls/getByUserIdAndRole(…), and …getByUserRole(…) for who logged in."""
    return _by_user(asked, asked.world.townhalls, "virtualEventTownhall", "townhalls")


def webinar(asked: Asked) -> Json:
    """Answer GET …/webinars/{id}."""
    ident, event = webinar_of(asked)
    return asked.entity("virtualEventWebinar", _event(asked, ident, event), "solutions/virtualEvents/webinars")


def townhall(asked: Asked) -> Json:
    """Answer GET …/townhalls/{id}."""
    ident = asked.params["event"]
    event = _seen(asked, found(asked.world.townhalls.get(ident), "Town hall"))
    return asked.entity("virtualEventTownhall", _event(asked, ident, event), "solutions/virtualEvents/townhalls")


def patch_webinar(asked: Asked) -> Json:
    """Answer PATCH …/webinars/{id}: its name and times, no setting."""
    ident, event = webinar_of(asked)
    _change(asked, event, "virtualEventWebinar")
    return asked.entity("virtualEventWebinar", _event(asked, ident, event), "solutions/virtualEvents/webinars")


def patch_townhall(asked: Asked) -> Json:
    """Answer PATCH …/townhalls/{id}."""
    event = _seen(asked, found(asked.world.townhalls.get(asked.params["event"]), "Town hall"))
    _change(asked, event, "virtualEventTownhall")
    return townhall(asked)


def sessions(asked: Asked) -> Json:
    """Answer GET …/webinars/{id}/sessions."""
    ident, event = webinar_of(asked)
    shown = [_session(ident, event, number) for number in range(len(event.sessions))]
    return asked.listed("virtualEventSession", shown, "sessions")


def hall_sessions(asked: Asked) -> Json:
    """Answer GET …/townhalls/{id}/sessions, if this Graph does."""
    ident = asked.params["event"]
    event = _seen(asked, found(asked.world.townhalls.get(ident), "Town hall"))
    if not asked.world.seed.behaviour.hall_sessions:
        raise bad("Resource not found for the segment 'sessions'.")
    shown = [_session(ident, event, number) for number in range(len(event.sessions))]
    return asked.listed("virtualEventSession", shown, "sessions")


def session(asked: Asked) -> Json:
    """Answer GET …/webinars/{id}/sessions/{id}."""
    ident, event = webinar_of(asked)
    for number in range(len(event.sessions)):
        shown = _session(ident, event, number)
        if shown["id"] == asked.params["session"]:
            return asked.entity("virtualEventSession", shown, "sessions")
    raise missing("Session")


def configuration(asked: Asked) -> Json:
    """Answer GET …/webinars/{id}/registrationConfiguration."""
    ident, event = webinar_of(asked)
    shown = {
        "id": guid(f"form {ident}"), "capacity": event.capacity, "isManualApprovalEnabled": event.approval,
        "isWaitlistEnabled": False, "registrationWebUrl": f"https://events.teams.microsoft.com/event/{ident}",
    }  # fmt: skip
    return asked.entity("virtualEventWebinarRegistrationConfiguration", shown, "registrationConfiguration")


def questions(asked: Asked) -> Json:
    """Answer GET …/registrationConfiguration/questions."""
    ident, _ = webinar_of(asked)
    answer = asked.listed("virtualEventRegistrationCustomQuestion", [], "questions")
    return {**answer, "value": list(asked.world.questions[ident].values())}


def ask(asked: Asked) -> Json:
    """Answer POST …/registrationConfiguration/questions."""
    ident, _ = webinar_of(asked)
    kind = str(asked.json.get("@odata.type", "")) if isinstance(asked.json, dict) else ""
    name = kind.removeprefix("#").removeprefix("microsoft.graph.")
    if name not in {PREDEFINED, CUSTOM}:
        raise bad("A value without a type name was found and no expected type is available.")
    sent = asked.body(name)
    held = asked.world.questions[ident]
    if name == PREDEFINED and any(q.get("label") == sent.get("label") for q in held.values()):
        raise bad(f"The question '{sent.get('label')}' is asked already.")
    if name == CUSTOM and not (sent.get("displayName") and sent.get("answerInputType")):
        raise bad("displayName and answerInputType are required.")
    number = guid(f"question {ident} {asked.now} {len(held)} {sent.get('label')} {sent.get('displayName')}")
    made = {"isRequired": False, **sent, "@odata.type": f"#microsoft.graph.{name}", "id": number}
    held[number] = {"displayName": sent.get("label"), **made} if name == PREDEFINED else {"answerChoices": [], **made}
    return held[number]


def drop(asked: Asked) -> None:
    """Answer DELETE …/registrationConfiguration/questions/{id}."""
    ident, _ = webinar_of(asked)
    found(asked.world.questions[ident].pop(asked.params["question"], None), "Question")


def _by_user(asked: Asked, events: Mapping[str, VirtualEvent], type_name: str, what: str) -> Json:
    role = asked.params["role"]
    if role not in ROLES:
        raise bad(f"Invalid role '{role}'.")
    user = _person(asked)
    asked.need_policy(user)
    mine = [
        _event(asked, i, e)
        for i, e in events.items()
        if (e.organizer == user.id if role == "organizer" else user.id in e.co_organizers)
    ]
    return asked.listed(type_name, mine, f"solutions/virtualEvents/{what}")


def _person(asked: Asked) -> User:
    if "of" not in asked.params:
        return asked.user()
    return found(asked.world.users.get(asked.params["of"]), "User")  # type: ignore[no-any-return]


def webinar_of(asked: Asked) -> tuple[str, VirtualEvent]:
    """Return the id and the webinar that the path names. Raises `Problem`."""
    ident = asked.params["event"]
    return ident, _seen(asked, found(asked.world.webinars.get(ident), "Webinar"))


def _seen(asked: Asked, event: VirtualEvent) -> VirtualEvent:
    """Return the event if the caller may see it. Raises `Problem`."""
    if asked.grant.user and asked.grant.user not in {event.organizer, *event.co_organizers}:
        raise forbidden()
    asked.need_policy(asked.world.users[event.organizer])
    return event


def _change(asked: Asked, event: VirtualEvent, type_name: str) -> None:
    sent = asked.body(type_name)
    locked = [key for key in sent if key not in UPDATABLE and "@odata" not in key]
    if locked and asked.world.seed.behaviour.read_only == "refuse":
        raise bad(f"Property '{locked[0]}' is read-only and cannot be updated.")
    event.name = sent.get("displayName", event.name)
    if isinstance(sent.get("coOrganizers"), list):
        event.co_organizers = [str(each.get("id")) for each in sent["coOrganizers"]]


def _event(asked: Asked, ident: str, event: VirtualEvent) -> Json:
    tenant = asked.world.seed.tenant.id
    shown: Json = {
        "id": ident, "status": event.status, "displayName": event.name, "audience": event.audience,
        "description": {"contentType": "text", "content": ""}, "isRegistrationRequired": event.registration,
        "settings": {"isAttendeeEmailNotificationEnabled": True}, "externalEventInformation": [],
        "startDateTime": _time(event, 0), "endDateTime": _time(event, event.minutes),
        "createdBy": {"user": {"id": event.organizer, "displayName": None, "tenantId": tenant}},
        "coOrganizers": [_identity(asked, ident) for ident in event.co_organizers],
    }  # fmt: skip
    if ident in asked.world.townhalls:
        shown |= {"isInviteOnly": False, "invitedAttendees": [], "capacity": event.capacity}
    return shown


def _identity(asked: Asked, ident: str) -> Json:
    user = asked.world.users.get(ident)
    tenant = user.tenant if user is not None else ""
    return {"id": ident, "displayName": None, "tenantId": tenant or asked.world.seed.tenant.id}


def _time(event: VirtualEvent, minutes: int) -> Json:
    moment = event.start + timedelta(minutes=minutes)
    try:
        zone = ZoneInfo(WINDOWS.get(event.timezone, event.timezone))
    except (ZoneInfoNotFoundError, ValueError):
        zone = ZoneInfo("UTC")
    return in_zone(moment.astimezone(zone), event.timezone)


def _session(ident: str, event: VirtualEvent, number: int) -> Json:
    mark = guid(f"session {ident} {number}")
    link = f"https://teams.microsoft.com/l/meetup-join/19%3ameeting_{mark}%40thread.v2/0"
    return {
        "id": mark, "subject": event.name, "startDateTime": _time(event, 0), "endDateTime": _time(event, event.minutes),
        "capacity": event.capacity, "videoOnDemandWebUrl": None, "joinWebUrl": link,
        "meetingOptionsWebUrl": f"https://teams.microsoft.com/meetingOptions/?threadId={mark}",
        "meetingType": "scheduled",
        **event.sessions[number],
    }  # fmt: skip


ANSWERS = {
    "webinars": webinars, "webinarsByUser": webinars_by_user, "townhallsByUser": townhalls_by_user, "webinar": webinar,
    "townhall": townhall, "webinarPatch": patch_webinar, "townhallPatch": patch_townhall, "sessions": sessions,
    "session": session, "hallSessions": hall_sessions, "configuration": configuration,
    "questions": questions, "questionAsk": ask, "questionDrop": drop,
}  # fmt: skip
