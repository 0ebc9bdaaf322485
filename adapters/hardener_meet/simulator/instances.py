"""An event as one calendar shows it to one person: the master, or one of its dates."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from hardener_meet.simulator.shapes import Json
from hardener_meet.simulator.state import Calendar, Event
from hardener_meet.simulator.times import read_when, write_when
from hardener_meet.simulator.world import World, length, starts

USUAL = {
    "anyoneCanAddSelf": False, "guestsCanInviteOthers": True, "guestsCanModify": False, "guestsCanSeeOtherGuests": True,
    "visibility": "default", "transparency": "opaque", "locked": False, "attendeesOmitted": False,
    "endTimeUnspecified": False, "privateCopy": False,
}  # fmt: skip
"""What Google leaves out of an answer, because it is what the documentation names as the default."""
HIDDEN = {
    "kind",
    "etag",
    "id",
    "status",
    "start",
    "end",
    "recurringEventId",
    "originalStartTime",
    "visibility",
    "eventType",
}
"""What somebody sees of a private event without the right to change the calendar."""
MADE = "2026-09-01T15:00:00.000Z"


def instance_id(event: Event, start: datetime) -> str:
    """Return the id of one date of a series."""
    if "date" in event.fields["start"]:
        return f"{event.id}_{start:%Y%m%d}"
    return f"{event.id}_{start.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def find(world: World, calendar: Calendar, ident: str) -> tuple[Event, datetime | None] | None:
    """Return the event of that id, and which of its dates, if it is one; None where the calendar has none."""
    base, _, suffix = ident.rpartition("_")
    event = world.events.get(ident) or (world.events.get(base) if suffix else None)
    if event is None or event not in world.copies(calendar):
        return None
    if event.id == ident:
        return event, None
    zone = world.calendars[event.calendar].time_zone
    start = next((s for s in starts(event, zone) if instance_id(event, s) == ident), None)
    return (event, start) if start is not None and event.fields.get("recurrence") else None


def change_of(event: Event, start: datetime) -> Json:
    """Return what differs on one date."""
    return event.dates.get(start.date().isoformat(), {})


def all_dates(  # noqa: PLR0913 - everything that an answer depends on
    world: World, calendar: Calendar, event: Event, until: datetime | None, zone: str, *, deleted: bool = False
) -> Iterator[Json]:
    """Yield every date of a series, or the event itself, up to `until`."""
    own = world.calendars[event.calendar].time_zone
    for start in starts(event, own, until):
        series = bool(event.fields.get("recurrence"))
        shown = whole(world, calendar, event, start if series else None, zone)
        if deleted or shown["status"] != "cancelled":
            yield shown


def whole(world: World, calendar: Calendar, event: Event, start: datetime | None, zone: str) -> Json:
    """Return an event, or its date at `start`, with everything that the organizer sees."""
    own = world.calendars[event.calendar].time_zone
    fields, space = dict(event.fields), event.space
    if start is not None:
        changed = dict(change_of(event, start))
        space = changed.pop("space", space)
        fields.pop("recurrence", None)
        at = {
            "start": write_when(start, fields["start"], zone),
            "end": write_when(start + length(event, own), fields["end"], zone),
        }
        fields = {**fields, **at, **changed}
    else:
        fields |= {key: write_when(read_when(fields[key], own), fields[key], zone) for key in ("start", "end")}
    shown = {
        "kind": "calendar#event", "id": event.id if start is None else instance_id(event, start), "status": "confirmed",
        "created": MADE, "updated": MADE, "htmlLink": f"https://www.google.com/calendar/event?eid={event.id}",
        "iCalUID": f"{event.id}@google.com", "sequence": 0, "eventType": "default", "reminders": {"useDefault": True},
        "creator": _who(event.creator or event.calendar, calendar), "organizer": _who(event.calendar, calendar),
        **{key: value for key, value in fields.items() if key not in USUAL or value != USUAL[key]},
    }  # fmt: skip
    if start is not None:
        shown |= {"recurringEventId": event.id, "originalStartTime": write_when(start, event.fields["start"], zone)}
    shown |= _conference(world, event, str(space))
    shown["etag"] = f'"{hashlib.sha256(repr(sorted(shown.items())).encode()).hexdigest()[:16]}"'
    return shown


def shown_to(event: Json, role: str) -> Json:
    """Return what of an event a person with `role` on the calendar sees."""
    if role == "freeBusyReader":
        return {key: value for key, value in event.items() if key in HIDDEN - {"visibility"}}
    if role == "reader" and event.get("visibility") in {"private", "confidential"}:
        return {key: value for key, value in event.items() if key in HIDDEN}
    return event


def _who(email: str, calendar: Calendar) -> Json:
    return {"email": email} | ({"self": True} if email == calendar.id else {})


def _conference(world: World, event: Event, code: str) -> Json:
    if event.conference is not None and not code:
        return {"conferenceData": event.conference}
    if not code:
        return {}
    space = world.codes[code]
    link = f"https://meet.google.com/{space.code}"
    points: list[Any] = [{"entryPointType": "video", "uri": link, "label": f"meet.google.com/{space.code}"}]
    points += [_phone(phone) for phone in space.phones]
    data = {
        "conferenceId": space.code, "signature": "sandbox", "entryPoints": points,
        "conferenceSolution": {"key": {"type": "hangoutsMeet"}, "name": "Google Meet", "iconUri": "https://example.org/meet.png"},
    }  # fmt: skip
    return {"hangoutLink": link, "conferenceData": data}


def _phone(phone: dict[str, str]) -> Json:
    return {
        "entryPointType": "phone", "uri": f"tel:{phone.get('phoneNumber', '')}", "pin": phone.get("pin", ""),
        "regionCode": phone.get("regionCode", "US"), "label": phone.get("phoneNumber", ""),
    }  # fmt: skip


def request_conference(world: World, event: Event, body: Json, user: str) -> None:
    """Give the event the conference that `body` asks for, or take it away."""
    data = body["conferenceData"]
    if data is None:
        event.space, event.conference = "", None
    elif isinstance(data, dict) and "createRequest" in data:
        event.space = world.new_space(user, "calendar").code
