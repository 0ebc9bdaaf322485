"""List and read meetings."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from hardener_webex.simulator.answers import date, instance, invalid, series, state_of_date, state_of_series, window
from hardener_webex.simulator.asked import Asked
from hardener_webex.simulator.shapes import Json
from hardener_webex.simulator.state import Meeting
from hardener_webex.simulator.times import moment

KINDS = ("meetingSeries", "scheduledMeeting", "meeting")
TYPES = ("meeting", "webinar", "personalRoomMeeting")
STATES = ("active", "scheduled", "ready", "lobby", "inProgress", "ended", "missed", "expired")


def listed(asked: Asked) -> Json:
    """Answer GET /meetings: what a person hosts or is invited to."""
    who = asked.whom(asked.query("hostEmail")).email.casefold()
    mine = [
        m for m in asked.world.meetings.values() if who in {m.seed.host.casefold(), *map(str.casefold, m.seed.invitees)}
    ]
    if number := asked.query("meetingNumber") or asked.query("webLink"):
        found = [one(asked, m, current=asked.flag("current") is not False) for m in mine]
        return {
            "items": [item for item in found if number.replace(" ", "") in {item["meetingNumber"], item["webLink"]}]
        }
    kind = _choice(asked, "meetingType", KINDS) or "meetingSeries"
    state, scheduled = _choice(asked, "state", STATES), _choice(asked, "scheduledType", TYPES)
    since, until = window(asked.query("from"), asked.query("to"), asked.time)
    items = list(_items(asked, mine, kind, state, (since, until)))
    if parent := asked.query("meetingSeriesId"):
        items = [item for item in items if item.get("meetingSeriesId") == parent]
    elif site := asked.query("siteUrl"):
        items = [item for item in items if item["siteUrl"] == site]
    modified = asked.flag("isModified")
    items = [
        item
        for item in items
        if scheduled in {"", item["scheduledType"]} and (modified is None or item.get("isModified") is modified)
    ]
    items.sort(key=lambda item: (item["start"], item["id"]))
    return asked.page(items, 10, asked.world.seed.behaviour.largest_page)


def _items(
    asked: Asked, mine: list[Meeting], kind: str, state: str, between: tuple[datetime, datetime]
) -> Iterator[Json]:
    """Yield what overlaps with the window, in a state if one is asked for. There are no ended instances here."""
    for meeting in mine:
        if kind == "meeting":
            if meeting.seed.live and between[0] <= asked.time and state in {"", "inProgress"}:
                yield instance(asked.world, meeting, asked.time)
            continue
        if kind == "scheduledMeeting":
            for stamp, values in _within(meeting, *between):
                if state in {"", state_of_date(meeting, stamp, values, asked.time)}:
                    yield date(asked.world, meeting, stamp, values, asked.time)
        elif _is_listed(asked, meeting, state, between):
            yield (
                _current(asked, meeting)
                if asked.flag("current") is not False
                else series(asked.world, meeting, asked.time)
            )


def _is_listed(asked: Asked, meeting: Meeting, state: str, between: tuple[datetime, datetime]) -> bool:
    """Tell whether a list has a series: a personal room is none."""
    if meeting.seed.scheduledType == "personalRoomMeeting" or state not in {"", state_of_series(meeting, asked.time)}:
        return False
    return any(True for _ in _within(meeting, *between))


def _current(asked: Asked, meeting: Meeting) -> Json:
    """Return a series with the times of the date that is on or comes next, as lists have it unless told otherwise."""
    found = series(asked.world, meeting, asked.time)
    coming = next((v for _, v in meeting.dates() if moment(v["end"]) >= asked.time), None)
    return found | ({key: coming[key] for key in ("start", "end")} if coming is not None else {})


def _within(meeting: Meeting, since: datetime, until: datetime) -> Iterator[tuple[str, Json]]:
    for stamp, values in meeting.dates():
        if moment(values["start"]) >= until:
            return
        if moment(values["end"]) > since:
            yield stamp, values


def one(asked: Asked, meeting: Meeting, *, current: bool) -> Json:
    """Return the coming date of a meeting, or the whole of it."""
    coming = next(((s, v) for s, v in meeting.dates() if moment(v["end"]) >= asked.time), None)
    if current and coming is not None:
        return date(asked.world, meeting, *coming, asked.time)
    return series(asked.world, meeting, asked.time)


def read(asked: Asked) -> Json:
    """Answer GET /meetings/{meetingId}."""
    meeting, stamp, values = asked.meeting(asked.query("hostEmail"))
    if stamp:
        return _single(date(asked.world, meeting, stamp, values, asked.time))
    if asked.flag("current") and meeting.values.get("recurrence"):
        return _single(one(asked, meeting, current=True))
    if meeting.seed.scheduledType == "personalRoomMeeting":
        return _single(one(asked, meeting, current=True))
    return series(asked.world, meeting, asked.time, whole=True)


def _single(item: Json) -> Json:
    """Return a date as a single answer has it: without what only lists tell."""
    return {key: value for key, value in item.items() if key not in {"isModified", "meetingSeriesId"}}


def _choice(asked: Asked, name: str, allowed: tuple[str, ...]) -> str:
    text = asked.query(name)
    if text and text not in allowed:
        raise invalid(f"'{name}' should be one of [{', '.join(allowed)}]")
    return text
