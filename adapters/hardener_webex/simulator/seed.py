"""A seed that looks like a public library system: its hosts, its programs, and the mistakes people make.

Everything in it follows from `now` and the number of programs; nothing is random.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Any

from hardener_webex.simulator.shapes import Json, merged
from hardener_webex.simulator.times import iso

MAIN, NORTH = "maplecounty.webex.com", "maplecounty-north.webex.com"
ADMIN_SCOPES = [
    "meeting:admin_schedule_read",
    "meeting:admin_schedule_write",
    "meeting:admin_preferences_read",
    "meeting:admin_preferences_write",
    "meeting:admin_config_read",
    "meeting:admin_config_write",
    "meeting:admin_recordings_read",
    "spark-admin:people_read",
]
USER_SCOPES = [
    "meeting:schedules_read",
    "meeting:schedules_write",
    "meeting:preferences_read",
    "meeting:preferences_write",
    "meeting:recordings_read",
    "spark:people_read",
]
LENIENT = {"securityOptions": {"requireStrongPassword": False}}
"""Without this no meeting could be without a password."""
BRANCHES = ("main", "east", "west", "hillside", "river", "north")
RIGHT: Json = {
    "unlockedMeetingJoinSecurity": "allowJoinWithLobby",
    "enableAutomaticLock": True,
    "automaticLockMinutes": 10,
    "excludePassword": True,
    "meetingOptions": {"enabledChat": False, "enabledVideo": False, "enabledNote": False, "enabledFileTransfer": False},
    "attendeePrivileges": {
        "enabledShareContent": False,
        "enabledAnnotate": False,
        "enabledViewParticipantList": False,
        "enabledRemoteControl": False,
        "enabledChatHost": False,
        "enabledChatPresenter": False,
        "enabledChatOtherParticipants": False,
    },
    "audioConnectionOptions": {
        "audioConnectionType": "VoIP",
        "entryAndExitTone": "noTone",
        "allowHostToUnmuteParticipants": False,
        "allowAttendeeToUnmuteSelf": False,
        "muteAttendeeUponEntry": True,
    },
}
"""A storytime with which nothing is wrong that an API could put right."""
CARD = {"question": "Library card number", "required": True, "type": "singleLineTextBox", "maxLength": 20}
SIGN_UP: Json = {"autoAcceptRequest": False, "maxRegisterNum": 25, "customizedQuestions": [CARD]}
MISTAKES: tuple[tuple[str, str, Any], ...] = (
    ("chan.chat_attendee", "meetingOptions.enabledChat", True),
    ("chan.screen_share", "attendeePrivileges.enabledShareContent", True),
    ("door.waiting_room", "unlockedMeetingJoinSecurity", "allowJoin"),
    ("door.join_before_host", "enabledJoinBeforeHost", True),
    ("chan.mic_self_unmute", "audioConnectionOptions.allowAttendeeToUnmuteSelf", True),
    ("chan.camera_attendee", "meetingOptions.enabledVideo", True),
    ("rec.auto", "enabledAutoRecordMeeting", True),
    ("door.unlisted", "publicMeeting", True),
    ("chan.annotate", "attendeePrivileges.enabledAnnotate", True),
    ("chan.names_visible", "attendeePrivileges.enabledViewParticipantList", True),
    ("door.dial_in", "audioConnectionOptions.audioConnectionType", "webexAudio"),
    ("chan.breakout_rooms", "enabledBreakoutSessions", True),
    ("door.lock_after_min", "enableAutomaticLock", False),
    ("door.passcode", "password", ""),
)
"""What people get wrong: the control, where it lies, and the value that breaks it."""
TITLES = (
    "Baby Lapsit",
    "Toddler Storytime",
    "Family Storytime",
    "Pajama Stories",
    "Preschool Story Hour",
    "Bilingual Storytime",
)
UNSUPPORTED = {"publicMeeting", "audioConnectionOptions.audioConnectionType"}
"""Mistakes that nothing can mend where the site is on the Webex Suite platform."""


def library_seed(now: datetime, *, programs: int = 60, live: bool = True) -> Json:
    """Return the seed of a library system with so many storytimes in the four weeks from `now`.

    `planted` lists what is wrong with each storytime, and `right` the storytimes with which nothing is
    wrong that an API could put right. With `live` one program is on at `now`.
    """
    people = [_host(branch, number) for branch in BRANCHES for number in (1, 2)]
    planted: list[Json] = []
    right: list[str] = []
    stories = [_story(now, number, people, planted, right) for number in range(programs)]
    return {
        "sites": [{"siteUrl": MAIN, "common": LENIENT}, {"siteUrl": NORTH, "suite": True, "common": LENIENT}],
        "people": [
            *people,
            {"email": "webex-audit@maplecounty.example.org", "name": "Audit", "room": None},
            {"email": "bot@webex.bot", "type": "bot", "room": None},
        ],
        "apps": _apps(str(people[0]["email"])),
        "meetings": [*stories, *_others(now, people, live=live)],
        "planted": planted,
        "right": right,
    }


def _host(branch: str, number: int) -> Json:
    scheduling = {"enabledWebexAssistantByDefault": branch == "east" and number == 1}
    return {
        "email": f"{branch}.story{number}@maplecounty.example.org",
        "name": f"{branch.title()} {number}",
        "scheduling": scheduling,
    }


def _apps(user: str) -> list[Json]:
    machine = "webex-audit@maplecounty.example.org"
    return [
        {
            "client_id": "Cservice",
            "client_secret": "service-secret",
            "scopes": ADMIN_SCOPES,
            "user": machine,
            "refresh_token": "refresh-service",
        },
        {
            "client_id": "Chost",
            "client_secret": "host-secret",
            "scopes": USER_SCOPES,
            "user": user,
            "refresh_token": "refresh-host",
            "redirect_uris": ["http://127.0.0.1:8910/"],
        },
    ]


def ident(text: str) -> str:
    """Return an id as Webex's look."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _story(now: datetime, number: int, people: list[Json], planted: list[Json], right: list[str]) -> Json:
    """Return one storytime: every fourth a series, every sixth a webinar, every third of all without a mistake."""
    host = people[number % len(people)]["email"]
    north = str(host).startswith("north")
    name = ident(f"story {number}")
    series, webinar = number % 4 == 1, number % 6 == 2
    values: Json = merged(RIGHT, {})
    wrong = [] if number % 3 == 0 else [MISTAKES[(number + step) % len(MISTAKES)] for step in range(1 + number % 2)]
    for control, path, value in wrong:
        if not (webinar and path.startswith("attendeePrivileges")):
            values = merged(values, _nested(path, value))
            mendable = not (north and path in UNSUPPORTED)
            planted.append({"program": name, "control": control, "path": path, "value": value, "mendable": mendable})
    signed_up = not series and values.get("password") != "" and values.get("enabledJoinBeforeHost") is not True
    if not wrong and signed_up:
        right.append(name)
    start = (now + timedelta(days=1 + number % 24, hours=number % 5)).replace(minute=0, second=0, microsecond=0)
    return {
        "id": name,
        "host": host,
        "title": f"{TITLES[number % len(TITLES)]} {number}",
        "site": NORTH if north else MAIN,
        "start": iso(start),
        "minutes": 45,
        "scheduledType": "webinar" if webinar else "meeting",
        "values": values,
        **({"recurrence": "FREQ=WEEKLY;INTERVAL=1;COUNT=8", "exceptions": _changed(start, number)} if series else {}),
        **({"registration": SIGN_UP} if signed_up else {}),
    }


def _changed(start: datetime, number: int) -> list[Json]:
    """Return the dates of a series that somebody changed by hand: the next but one has its chat on."""
    if number % 8 != 1:
        return []
    return [{"date": iso(start + timedelta(days=7)), "values": {"meetingOptions": {"enabledChat": True}}}]


def _others(now: datetime, people: list[Json], *, live: bool) -> list[Json]:
    """Return what is no storytime, and what the API does not change."""
    first, second = str(people[0]["email"]), str(people[2]["email"])
    soon = (now + timedelta(days=3)).replace(minute=30, second=0, microsecond=0)
    found: list[Json] = [
        {
            "id": ident("board"),
            "host": first,
            "title": "Board of Trustees",
            "start": iso(soon),
            "minutes": 120,
            "invitees": [second],
            "values": {"publicMeeting": True},
        },
        {
            "id": ident("room"),
            "host": second,
            "title": "Drop-in help",
            "start": iso(soon),
            "scheduledType": "personalRoomMeeting",
        },
        _past(now, first),
    ]
    if live:
        on = now - timedelta(minutes=10)
        found.append(
            {
                "id": ident("today"),
                "host": second,
                "title": "Storytime today",
                "start": iso(on),
                "minutes": 60,
                "live": True,
            }
        )
    return found


def _past(now: datetime, host: str) -> Json:
    """Return a storytime that is over, with what is left of its families."""
    start = now - timedelta(days=60)
    return {
        "id": ident("long ago"), "host": host, "title": "Summer Storytime", "start": iso(start),
        "registration": SIGN_UP, "registrants": 9, "registered": iso(start - timedelta(days=4)),
        "recordings": [iso(start)], "held": [(iso(start), 11)],
    }  # fmt: skip


def _nested(path: str, value: object) -> Json:
    for key in reversed(path.split(".")):
        value = {key: value}
    assert isinstance(value, dict)
    return value
