"""The calendar's API v3: events of a calendar, one event, and changes of it."""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import JsonValue
from werkzeug.wrappers import Response

from hardener.sandbox import PageTokenError, Problem
from hardener.sandbox.simulator import Body
from hardener_meet.simulator import channels
from hardener_meet.simulator.asked import Asked
from hardener_meet.simulator.instances import all_dates, change_of, find, request_conference, shown_to, whole
from hardener_meet.simulator.problems import legacy, not_found
from hardener_meet.simulator.shapes import EVENT, Json, check, fixed
from hardener_meet.simulator.state import Calendar, Event
from hardener_meet.simulator.times import read_when, rfc3339
from hardener_meet.simulator.world import starts

WRITE = ("calendar", "calendar.app.created", "calendar.events", "calendar.events.owned")
READ = (
    *WRITE, "calendar.events.freebusy", "calendar.events.owned.readonly", "calendar.events.public.readonly",
    "calendar.events.readonly", "calendar.readonly",
)  # fmt: skip
OWNED = {"calendar.events.owned", "calendar.events.owned.readonly"}
CALENDARS = (
    "calendar",
    "calendar.app.created",
    "calendar.calendars",
    "calendar.calendars.readonly",
    "calendar.readonly",
)
LISTS = ("calendar", "calendar.calendarlist", "calendar.calendarlist.readonly", "calendar.readonly")
PAGE, MOST = 250, 2500
FAR = timedelta(days=730)
"""How far a series is expanded where nobody says."""
OWN = ("attendees", "reminders", "colorId", "transparency", "visibility", "extendedProperties")
"""What a guest may change on the copy in their own calendar."""


def bad(message: str, where: str = "") -> Problem:
    """Return the calendar's answer to a wrong argument."""
    if where:
        return legacy(400, "invalidParameter", message, locationType="parameter", location=where)
    return legacy(400, "invalid", message)


def listed(asked: Asked) -> Body:
    """Answer GET calendars/{calendar}/events."""
    calendar, role = _calendar(asked, READ)
    if asked.query("syncToken"):
        raise legacy(410, "fullSyncRequired", "Sync token is no longer valid, a full sync is required.", "calendar")
    single, order = _flag(asked, "singleEvents"), asked.query("orderBy")
    if order not in {"", "startTime", "updated"}:
        raise bad(f"Invalid value '{order}'.", "orderBy")
    if order == "startTime" and not single:
        raise bad("The requested ordering is not available for the particular query.")
    zone = _zone(asked, calendar)
    found = _window(asked, calendar, zone, single=single)
    if order:
        key = {"startTime": lambda e: read_when(e["start"], zone), "updated": lambda e: e["updated"]}[order]
        found.sort(key=key)
    query = "&".join(f"{k}={v}" for k, v in sorted(asked.request.args.items()) if k not in {"pageToken", "fields"})
    try:
        page, onward = asked.world.pages.cut(
            found, f"{calendar.id}?{query}", asked.query("pageToken"), _size(asked), asked.now
        )
    except PageTokenError:
        raise bad("Invalid page token value.", "pageToken") from None
    answer: Json = {
        "kind": "calendar#events", "etag": '"p1"', "summary": calendar.summary, "updated": "2026-09-01T15:00:00.000Z",
        "timeZone": zone, "accessRole": role, "defaultReminders": [], "items": [shown_to(each, role) for each in page],
    }  # fmt: skip
    return answer | ({"nextPageToken": onward} if onward else {"nextSyncToken": "sandbox-sync"})


def get(asked: Asked) -> Body:
    """Answer GET calendars/{calendar}/events/{event}."""
    calendar, role = _calendar(asked, READ)
    found = find(asked.world, calendar, asked.params["event"])
    if found is None:
        raise not_found()
    return shown_to(whole(asked.world, calendar, *found, _zone(asked, calendar)), role)


def instances(asked: Asked) -> Body:
    """Answer GET calendars/{calendar}/events/{event}/instances."""
    calendar, role = _calendar(asked, READ)
    found = find(asked.world, calendar, asked.params["event"])
    if found is None or not found[0].fields.get("recurrence"):
        raise not_found()
    zone = _zone(asked, calendar)
    until = _moment(asked, "timeMax")
    dates = list(all_dates(asked.world, calendar, found[0], until, zone, deleted=_flag(asked, "showDeleted")))
    return {
        "kind": "calendar#events", "etag": '"p1"', "timeZone": zone, "accessRole": role, "defaultReminders": [],
        "items": [shown_to(each, role) for each in dates[: _size(asked)]], "nextSyncToken": "sandbox-sync",
    }  # fmt: skip


def patch(asked: Asked) -> Body:
    """Answer PATCH calendars/{calendar}/events/{event}."""
    calendar, role = _calendar(asked, WRITE)
    if role not in {"writer", "owner"}:
        raise legacy(403, "requiredAccessLevel", "You need to have writer access to this calendar.", "calendar")
    found = find(asked.world, calendar, asked.params["event"])
    if found is None:
        raise not_found()
    event, start = found
    if asked.query("sendUpdates", "none") not in {"all", "externalOnly", "none"}:
        raise bad(f"Invalid value '{asked.query('sendUpdates')}'.", "sendUpdates")
    body = asked.body()
    check(body, EVENT, lambda said, _: legacy(400, "badRequest", said))
    zone = _zone(asked, calendar)
    if wrong := list(fixed(body, whole(asked.world, calendar, event, start, zone), EVENT)):
        raise legacy(400, "badRequest", f"The field {wrong[0]} is read-only.")
    _own_copy(calendar, event, body)
    _take(asked, event, start, body)
    if asked.query("sendUpdates") in {"all", "externalOnly"}:
        asked.world.mails += [event.id] * len(event.fields.get("attendees", []))
    return whole(asked.world, calendar, event, start, zone)


def _own_copy(calendar: Calendar, event: Event, body: Json) -> None:
    """Raise the `Problem` of a guest who changes what is the organizer's."""
    guest = event.calendar != calendar.id
    if guest and not event.fields.get("guestsCanModify", False) and set(body) - set(OWN):
        said = "Shared properties can only be changed by the organizer of the event."
        raise legacy(403, "forbiddenForNonOrganizer", said, "calendar")


def _take(asked: Asked, event: Event, start: datetime | None, body: Json) -> None:
    """Change the event, or one date of it. Raises `Problem`."""
    changes = {key: value for key, value in body.items() if key != "conferenceData" and not EVENT.fields[key].fixed}
    before = copy.deepcopy((event.fields, event.dates))
    fields = event.fields if start is None else event.dates.setdefault(start.date().isoformat(), {})
    for key, value in changes.items():
        if value is None and start is None:
            fields.pop(key, None)
        else:
            fields[key] = value
    zone = asked.world.calendars[event.calendar].time_zone
    merged = {**event.fields, **(change_of(event, start) if start is not None else {})}
    try:
        good = read_when(merged["start"], zone) <= read_when(merged["end"], zone)
    except (KeyError, ValueError):
        good = False
    if {"start", "end"} & set(changes) and not good:
        event.fields, event.dates = before
        raise legacy(400, "timeRangeEmpty", "The specified time range is empty.", "calendar")
    if asked.query("conferenceDataVersion") == "1" and "conferenceData" in body and start is None:
        request_conference(asked.world, event, body, asked.who.user)


def calendar_get(asked: Asked) -> Body:
    """Answer GET calendars/{calendar}."""
    calendar, _ = _calendar(asked, CALENDARS)
    return {
        "kind": "calendar#calendar", "etag": '"c1"', "id": calendar.id, "summary": calendar.summary,
        "timeZone": calendar.time_zone,
    }  # fmt: skip


def calendar_list(asked: Asked) -> Body:
    """Answer GET users/me/calendarList."""
    asked.calendar(*LISTS)
    mine = [c for c in asked.world.calendars.values() if asked.world.role(c, asked.who.user)]
    items: list[JsonValue] = [
        {
            "kind": "calendar#calendarListEntry", "etag": '"c1"', "id": c.id, "summary": c.summary,
            "timeZone": c.time_zone, "accessRole": asked.world.role(c, asked.who.user),
            **({"primary": True} if c.id == asked.who.user else {}),
        }
        for c in mine
    ]  # fmt: skip
    return {"kind": "calendar#calendarList", "etag": '"l1"', "items": items, "nextSyncToken": "sandbox-sync"}


def _calendar(asked: Asked, scopes: tuple[str, ...]) -> tuple[Calendar, str]:
    """Return the calendar that is asked for, and what this person may do with it. Raises `Problem`."""
    asked.calendar(*scopes)
    ident = asked.params["calendar"]
    calendar = asked.world.calendars.get(asked.who.user if ident == "primary" else ident)
    role = asked.world.role(calendar, asked.who.user) if calendar is not None else ""
    if calendar is None or not role:
        raise not_found()
    others = [scope for scope in scopes if scope not in OWNED]
    if role != "owner" and not asked.may(*others):
        raise legacy(403, "insufficientPermissions", "Request had insufficient authentication scopes.")
    return calendar, role


def _window(asked: Asked, calendar: Calendar, zone: str, *, single: bool) -> list[Json]:
    """Return the events that the query asks for, in a stable order. Raises `Problem`."""
    first, last = _moment(asked, "timeMin"), _moment(asked, "timeMax")
    if first is not None and last is not None and first >= last:
        raise legacy(400, "timeRangeEmpty", "The specified time range is empty.", "calendar")
    until = last or datetime.fromtimestamp(asked.now, UTC) + FAR
    kinds, deleted = asked.request.args.getlist("eventTypes"), _flag(asked, "showDeleted")
    words = asked.query("q").casefold()
    found = []
    for event in asked.world.copies(calendar):
        if single or not event.fields.get("recurrence"):
            dates = list(all_dates(asked.world, calendar, event, until, zone, deleted=deleted))
        else:
            dates = _master(asked, calendar, event, zone, last)
        for shown in dates:
            if kinds and shown["eventType"] not in kinds:
                continue
            if words and words not in f"{shown.get('summary', '')} {shown.get('description', '')}".casefold():
                continue
            if asked.query("iCalUID") not in {"", shown["iCalUID"]}:
                continue
            if not shown.get("recurrence") and not _between(shown, zone, first, last):
                continue
            found.append(shown)
    return found


def _master(asked: Asked, calendar: Calendar, event: Event, zone: str, last: datetime | None) -> list[Json]:
    """Return a series and its changed dates, as they are listed when series are not expanded."""
    own = asked.world.calendars[event.calendar].time_zone
    changed = [s for s in starts(event, own, last) if change_of(event, s)]
    return [
        whole(asked.world, calendar, event, None, zone),
        *(whole(asked.world, calendar, event, start, zone) for start in changed),
    ]


def _between(shown: Json, zone: str, first: datetime | None, last: datetime | None) -> bool:
    start, end = read_when(shown["start"], zone), read_when(shown["end"], zone)
    return (first is None or end > first) and (last is None or start < last)


def _flag(asked: Asked, name: str) -> bool:
    text = asked.query(name, "false")
    if text not in {"true", "false"}:
        raise bad(f"Invalid boolean value: '{text}'.", name)
    return text == "true"


def watch(asked: Asked) -> Body:
    """Answer POST calendars/{calendar}/events/watch."""
    calendar, _ = _calendar(asked, READ)
    who = asked.who.client, asked.who.user
    return channels.made(asked.world.channels, asked.body(), calendar.id, who, asked.now)


def stop(asked: Asked) -> Response:
    """Answer POST channels/stop."""
    asked.calendar(*READ)
    return channels.stopped(asked.world.channels, asked.body(), (asked.who.client, asked.who.user))


def _moment(asked: Asked, name: str) -> datetime | None:
    text = asked.query(name)
    try:
        return rfc3339(text) if text else None
    except ValueError:
        raise legacy(400, "badRequest", "Bad Request") from None


def _size(asked: Asked) -> int:
    text = asked.query("maxResults", str(PAGE))
    if not text.isdigit() or int(text) < 1:
        raise bad(f"Invalid value '{text}'. Values must be within the range: [1, {MOST}]", "maxResults")
    return min(int(text), MOST)


def _zone(asked: Asked, calendar: Calendar) -> str:
    name = asked.query("timeZone", calendar.time_zone)
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise bad("Invalid time zone definition.", "timeZone") from None
    return name


PREFIX = "/calendar/v3"
ROUTES: tuple[tuple[str, str, Callable[[Asked], Body | Response]], ...] = (
    ("GET", f"{PREFIX}/calendars/<calendar>/events", listed),
    ("GET", f"{PREFIX}/calendars/<calendar>/events/<event>", get),
    ("GET", f"{PREFIX}/calendars/<calendar>/events/<event>/instances", instances),
    ("PATCH", f"{PREFIX}/calendars/<calendar>/events/<event>", patch),
    ("POST", f"{PREFIX}/calendars/<calendar>/events/watch", watch),
    ("POST", f"{PREFIX}/channels/stop", stop),
    ("GET", f"{PREFIX}/calendars/<calendar>", calendar_get),
    ("GET", f"{PREFIX}/users/me/calendarList", calendar_list),
)
