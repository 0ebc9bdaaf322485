"""A seed that looks like a public library system: its rooms, its calendar, and the mistakes people make.

Everything in it follows from `now` and the number of programs; nothing is random.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

from hardener_nextcloud.simulator.state import HERE

Json = dict[str, Any]

USER = "programs"
RIGHT: Json = {
    "type": 3, "defaultPermissions": 261, "lobbyState": 1, "listable": 0, "password": "Turtle-Moon-41", "sipEnabled": 0,
    "recordingConsent": 1, "breakoutRoomMode": 0, "messageExpiration": 86400, "mentionPermissions": 1,
}  # fmt: skip
"""A storytime with which nothing is wrong that an API shows: people hear, see and wave."""
MISTAKES: tuple[tuple[str, str, Any], ...] = (
    ("chan.chat_attendee", "defaultPermissions", 389),
    ("chan.mic_self_unmute", "defaultPermissions", 277),
    ("chan.camera_attendee", "defaultPermissions", 293),
    ("chan.screen_share", "defaultPermissions", 325),
    ("door.waiting_room", "defaultPermissions", 269),
    ("chan.chat_attendee", "defaultPermissions", 0),
    ("door.waiting_room", "lobbyState", 0),
    ("door.unlisted", "listable", 1),
    ("door.unlisted", "listable", 2),
    ("door.dial_in", "sipEnabled", 2),
    ("door.dial_in", "sipEnabled", 1),
    ("door.passcode", "password", ""),
    ("rec.consent_notice", "recordingConsent", 0),
    ("chan.chat_persistent", "messageExpiration", 0),
    ("chan.breakout_rooms", "breakoutRoomMode", 1),
)
"""What people get wrong: the control, where it lies, and the value that breaks it."""
BY_HAND = frozenset({"door.passcode", "chan.breakout_rooms"})
"""Mistakes that a person has to mend."""
TITLES = (
    "Baby Lapsit", "Toddler Storytime", "Family Storytime", "Pajama Stories", "Preschool Story Hour",
    "Bilingual Storytime",
)  # fmt: skip
OTHERS: tuple[Json, ...] = (
    {"type": 1, "name": "river.story2"}, {"type": 4, "name": ""}, {"type": 6, "name": "Note to self"},
    {"type": 5, "name": "Former colleague"},
    {"type": 2, "objectType": "file", "objectId": "4711", "name": "Budget.ods"},
    {"type": 3, "objectType": "share:password", "objectId": "abc", "name": "Password request"},
    {"type": 2, "objectType": "sample", "objectId": "1", "name": "Let us get started"},
)  # fmt: skip
"""What is nobody's program."""


def library_seed(now: datetime, *, programs: int = 36) -> Json:
    """Return the seed of a library system with so many storytimes in the four weeks from `now`.

    `planted` lists what is wrong with each storytime, and `right` the tokens of those with which nothing is.
    """
    planted: list[Json] = []
    right: list[str] = []
    rooms: list[Json] = []
    events: list[str] = []
    for number in range(programs):
        room, event = _story(now, number, planted, right)
        rooms.append(room)
        events.append(event)
    rooms += _singled(planted)
    rooms += [_room({**each, "token": token(f"other {n}")}) for n, each in enumerate(OTHERS)]
    rooms += _odd(rooms[0]["token"])
    return {
        "talk": 24, "sip": True,
        "policy": {"recording_consent": "2", "call_recording_summary": "no", "calls_start_without_media": "yes"},
        "config": {"call": {"live-transcription": True}},
        "users": [
            {"id": USER, "password": "kR3mQ-8tWzB-2nLpX-9vYcD-4hJsF", "admin": True},
            {"id": "river.story2", "password": "aB2cD-3eFgH-4iJkL-5mNoP-6qRsT"},
        ],
        "rooms": rooms,
        "calendars": [
            {"user": USER, "name": "personal", "entries": [*events, *_others(now, rooms)]},
            {"user": USER, "name": "tasks", "components": ["VTODO"]},
        ],
        "planted": planted,
        "right": right,
    }  # fmt: skip


def token(text: str) -> str:
    """Return a token as a server with telephones makes them: of digits alone."""
    return str(int(hashlib.sha256(text.encode()).hexdigest()[:12], 16) % 90_000_000 + 10_000_000)


def _room(values: Json) -> Json:
    people = [
        {"actorId": USER, "displayName": "Programs", "participantType": 1},
        {"actorId": "river.story2", "displayName": "River Two", "participantType": 2},
    ]
    return {**values, "people": values.get("people", people)}


def _story(now: datetime, number: int, planted: list[Json], right: list[str]) -> tuple[Json, str]:
    """Return one storytime and its event: every fourth a series, every third without a mistake."""
    name = token(f"story {number}")
    values: Json = {**RIGHT, "token": name, "name": f"{TITLES[number % len(TITLES)]} {number}"}
    if number % 3 == 0:
        right.append(name)
    else:
        control, key, value = MISTAKES[(number - number // 3 - 1) % len(MISTAKES)]
        values[key] = value
        planted.append({"room": name, "control": control, "mendable": control not in BY_HAND})
    start = (now + timedelta(days=1 + number % 24, hours=number % 5)).replace(minute=0, second=0, microsecond=0)
    return _room(values), event(values["name"], name, start, rule="FREQ=WEEKLY;COUNT=8" if number % 4 == 1 else "")


def _singled(planted: list[Json]) -> list[Json]:
    """Return rooms in which single people may more or less than others, that a guest can run, and one for anybody."""
    guest = {"actorType": "guests", "actorId": "0a1b2c", "displayName": "Sam"}
    teller = {
        **guest,
        "participantType": 3,
        "actorType": "users",
        "actorId": "mo",
        "displayName": "Mo",
        "attendeePermissions": 21,
    }
    cases: tuple[tuple[str, Json, str], ...] = (
        ("Guest reader", {"people": [{**teller}]}, "chan.mic_self_unmute"),
        (
            "Puppet show",
            {
                "defaultPermissions": 277,
                "people": [{**guest, "participantType": 4, "attendeePermissions": 5}, {**teller}],
            },
            "chan.mic_self_unmute",
        ),
        ("Story swap", {"people": [{**guest, "participantType": 6}]}, "host.outsiders"),
        ("Sing-along", {"defaultPermissions": 0, "lobbyState": 0, "password": ""}, "chan.chat_attendee"),
        ("Opens by itself", {"lobbyTimer": 4_000_000_000}, "door.waiting_room"),
    )
    found = []
    for title, values, control in cases:
        room = _room({**RIGHT, "token": token(title), "name": title})
        room["people"] = [*room["people"], *values.get("people", [])]
        found.append({**room, **{key: value for key, value in values.items() if key != "people"}})
        planted.append({"room": token(title), "control": control, "mendable": control != "host.outsiders"})
    return found


def _odd(parent: str) -> list[Json]:
    """Return rooms that are no usual programs: a group's, one that only somebody else runs, and another account's."""
    mine = {"actorId": USER, "displayName": "Programs"}
    other = {"actorId": "river.story2", "displayName": "River Two", "participantType": 1}
    return [
        _room({"token": token("staff"), "type": 2, "name": "Staff training", "defaultPermissions": 255}),
        _room({"token": token("circle"), "type": 2, "name": "Craft circle", "people": [other, mine]}),
        _room({"token": token("breakout"), "type": 2, "objectType": "room", "objectId": parent, "name": "Room 1"}),
        _room({"token": token("away"), "name": "Teen gaming", "people": [other]}),
    ]  # fmt: skip


def _others(now: datetime, rooms: list[Json]) -> list[str]:
    """Return events that are no storytime's: a second one in a room, one on another platform, and one on none."""
    soon = (now + timedelta(days=3)).replace(minute=30, second=0, microsecond=0)
    shared = str(rooms[9]["token"])
    return [
        event("Friends of the Library", shared, soon),
        event("Board of Trustees", "", soon, place="https://us02web.zoom.us/j/81234567890"),
        event("Staff picnic", "", soon, place="Riverside Park"),
    ]


def event(title: str, room: str, start: datetime, *, rule: str = "", place: str = "") -> str:
    """Return an event as Nextcloud's calendar writes it; with a room, its link stands where the place is."""
    first, last = (f"{each.astimezone(UTC):%Y%m%dT%H%M%SZ}" for each in (start, start + timedelta(minutes=45)))
    uid = hashlib.sha256(f"{title} {room}".encode()).hexdigest()[:32]
    where = place or f"{HERE}/call/{room}"
    lines = [
        "BEGIN:VCALENDAR", "PRODID:-//IDN nextcloud.com//Calendar app//EN", "VERSION:2.0", "BEGIN:VEVENT",
        f"UID:{uid}", f"DTSTAMP:{first}", f"DTSTART:{first}", f"DTEND:{last}", f"SUMMARY:{title}", f"LOCATION:{where}",
        *([f"RRULE:{rule}"] if rule else []), "STATUS:CONFIRMED", "END:VEVENT", "END:VCALENDAR", "",
    ]  # fmt: skip
    return "\r\n".join(lines)
