"""Calendars: entries, series with their dates, and what happens to a link when an entry is rewritten."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from hardener_teams.simulator.asked import Asked, found
from hardener_teams.simulator.problems import problem
from hardener_teams.simulator.state import Event, Json, User
from hardener_teams.simulator.world import World, guid, in_zone, iso, join_url, meeting_number, occurrence_key

FOREVER = 1_000
"""Dates of a series without an end that are looked at."""
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def calendars(asked: Asked) -> Json:
    """Answer GET …/calendars: everybody has one."""
    user = asked.user()
    owner = {"name": user.name or user.upn, "address": user.upn}
    only = {"id": _calendar(user), "name": "Calendar", "isDefaultCalendar": True, "canEdit": True, "owner": owner}
    return asked.listed("calendar", [only], "users('x')/calendars")


def view(asked: Asked) -> Json:
    """Answer GET …/calendarView."""
    start, end = _limit(asked, "startDateTime"), _limit(asked, "endDateTime")
    user = _owner(asked)
    dates = [
        (begins, _date(asked, user, event, begins))
        for event in _on_calendar(asked.world, user)
        for begins, ends in _dates(event)
        if ends > start and begins < end
    ]
    if asked.query("$orderby"):
        dates.sort(key=lambda d: d[0])
    size = asked.world.seed.behaviour.page
    return asked.listed("event", [entry for _, entry in dates], "users('x')/calendarView", size)


def events(asked: Asked) -> Json:
    """Answer GET …/events: single entries and the masters of series."""
    user = _owner(asked)
    entries = [_master(asked, user, event) for event in _on_calendar(asked.world, user)]
    return asked.listed("event", entries, "users('x')/events", asked.world.seed.behaviour.page)


def event(asked: Asked) -> Json:
    """Answer GET …/events/{id}: an entry, a series, or one date of it."""
    user = asked.user()
    for each in _on_calendar(asked.world, user):
        if each.id == asked.params["event"]:
            return asked.entity("event", _master(asked, user, each), "users('x')/events")
        for begins, _ in _dates(each):
            if occurrence_key(each, _pattern_day(each, begins)) == asked.params["event"]:
                return asked.entity("event", _date(asked, user, each, begins), "users('x')/events")
    raise problem(404, "ErrorItemNotFound", "The specified object was not found in the store.")


def patch(asked: Asked) -> Json:
    """Answer PATCH …/events/{id}: who rewrites the body of an entry gets a new link to its meeting."""
    user = asked.user()
    sent = asked.body("event")
    each = found(next((e for e in asked.world.events.values() if e.id == asked.params["event"]), None), "Event")
    each.subject = sent.get("subject", each.subject)
    each.categories = sent.get("categories", each.categories)
    if "body" in sent and each.meeting:
        asked.world.meetings[each.meeting].renewed += 1
        asked.world.relink()
    return asked.entity("event", _master(asked, user, each), "users('x')/events")


def _calendar(user: User) -> str:
    return f"AAMk{guid(f'calendar {user.id}').replace('-', '')}AAA="


def _owner(asked: Asked) -> User:
    """Return whose calendar is asked for, the whole of it. Raises `Problem`."""
    user = asked.user()
    if asked.params.get("calendar", _calendar(user)) != _calendar(user):
        raise problem(404, "ErrorItemNotFound", "The specified object was not found in the store.")
    if asked.query("$filter"):
        raise problem(400, "ErrorInvalidUrlQueryFilter", "The query filter contains one or more invalid nodes.")
    return user


def _limit(asked: Asked, name: str) -> datetime:
    text = asked.query(name) or asked.query(name.casefold())
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        said = (
            "This request requires a time window specified by the query string parameters StartDateTime and EndDateTime"
        )
        raise problem(400, "ErrorInvalidParameter", said) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _on_calendar(world: World, user: User) -> Iterator[Event]:
    return (e for e in world.events.values() if e.owner == user.id or user.id in e.invited)


def _pattern(event: Event) -> Iterator[datetime]:
    """Yield the dates that a series would have, in its own time zone, so that they keep their hour."""
    local = event.start.astimezone(ZoneInfo(event.timezone))
    rule = event.recurrence
    if rule is None:
        yield local
        return
    step = timedelta(days=rule.interval * (7 if rule.type == "weekly" else 1))
    for number in range(rule.count or FOREVER):
        yield local + number * step


def _dates(event: Event) -> Iterator[tuple[datetime, datetime]]:
    for day in _pattern(event):
        if f"{day:%Y-%m-%d}" not in event.dropped:
            changed = event.changed.get(f"{day:%Y-%m-%d}", {})
            begins = datetime.fromisoformat(changed["start"]) if "start" in changed else day
            yield begins, begins + timedelta(minutes=changed.get("minutes", event.minutes))


def _pattern_day(event: Event, begins: datetime) -> datetime:
    """Return the date of the pattern that a date of the series stands for."""
    moved = {c["start"]: day for day, c in event.changed.items() if "start" in c}
    for text, day in moved.items():
        if datetime.fromisoformat(text) == begins:
            return datetime.fromisoformat(day)
    return begins.astimezone(ZoneInfo(event.timezone))


def _date(asked: Asked, user: User, event: Event, begins: datetime) -> Json:
    """Return one date of a calendar's entry."""
    day = _pattern_day(event, begins)
    changed = event.changed.get(f"{day:%Y-%m-%d}", {}) if event.recurrence else {}
    kind = "singleInstance" if not event.recurrence else "exception" if changed else "occurrence"
    entry = _entry(asked, user, event, begins, changed.get("minutes", event.minutes))
    entry |= {"id": occurrence_key(event, day), "type": kind, "subject": changed.get("subject", event.subject)}
    if "meeting" in changed:
        entry["onlineMeeting"] = _online(asked.world, changed["meeting"])
    if event.recurrence:
        entry |= {"seriesMasterId": event.id, "originalStart": iso(day)}
    return entry


def _master(asked: Asked, user: User, event: Event) -> Json:
    entry = _entry(asked, user, event, event.start, event.minutes)
    rule = event.recurrence
    if rule is None:
        return entry
    first = event.start.astimezone(ZoneInfo(event.timezone))
    pattern: Json = {"type": rule.type, "interval": rule.interval}
    if rule.type == "weekly":
        pattern |= {"daysOfWeek": [DAYS[first.weekday()]], "firstDayOfWeek": "sunday"}
    limit: Json = {"type": "numbered", "numberOfOccurrences": rule.count} if rule.count else {"type": "noEnd"}
    limit |= {"startDate": f"{first:%Y-%m-%d}", "recurrenceTimeZone": event.timezone}
    return {**entry, "type": "seriesMaster", "recurrence": {"pattern": pattern, "range": limit}}


def _entry(asked: Asked, user: User, event: Event, begins: datetime, minutes: int) -> Json:
    world = asked.world
    owner = world.users[event.owner]
    zone = next((p.split("=", 1)[1].strip('"') for p in asked.prefers if p.startswith("outlook.timezone=")), "UTC")
    try:
        here = begins.astimezone(ZoneInfo(zone))
    except (ZoneInfoNotFoundError, ValueError):
        raise problem(400, "ErrorInvalidParameter", f"The time zone '{zone}' is not supported.") from None
    written = event.odd_zone or zone
    text = event.body or "Join the meeting"
    return {
        "id": event.id, "subject": event.subject, "type": "singleInstance", "seriesMasterId": None, "recurrence": None,
        "start": in_zone(here, written), "end": in_zone(here + timedelta(minutes=minutes), written),
        "originalStartTimeZone": event.timezone, "originalEndTimeZone": event.timezone, "isAllDay": False,
        "isCancelled": event.called_off, "isOrganizer": user.id == event.owner, "isOnlineMeeting": bool(event.meeting),
        "onlineMeetingProvider": event.provider if event.meeting else "unknown", "onlineMeetingUrl": None,
        "onlineMeeting": _online(world, event.meeting), "sensitivity": event.sensitivity,
        "categories": event.categories,
        "importance": "normal", "showAs": "busy", "iCalUId": guid(f"ical {event.id}"), "hasAttachments": False,
        "organizer": {"emailAddress": {"name": owner.name or owner.upn, "address": owner.upn}},
        "attendees": [_attendee(world.users[ident]) for ident in event.invited if ident in world.users],
        "body": {"contentType": "html", "content": f"<p>{text}</p>"}, "bodyPreview": text[:255],
        "location": {"displayName": event.location, "locationType": "default"}, "locations": [],
    }  # fmt: skip


def _attendee(user: User) -> Json:
    answer = {"response": "notResponded", "time": "0001-01-01T00:00:00Z"}
    return {"type": "required", "status": answer, "emailAddress": {"name": user.name or user.upn, "address": user.upn}}


def _online(world: World, key: str) -> Json | None:
    if not key:
        return None
    meeting = world.meetings[key]
    return {"joinUrl": join_url(world, meeting), "conferenceId": meeting_number(meeting).replace(" ", "")[:9]}


ANSWERS = {"calendars": calendars, "calendarView": view, "events": events, "event": event, "eventPatch": patch}
