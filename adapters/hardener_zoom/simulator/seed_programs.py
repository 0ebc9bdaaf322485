"""What is on in the library system of `library_seed`, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import cast

from hardener_zoom.simulator.seed_people import HOSTS
from hardener_zoom.simulator.shapes import Json
from hardener_zoom.simulator.world import iso

FIRST_ID = 82_000_000_000
FIRST_WEBINAR_ID = 92_000_000_000
CARD: Json = {"title": "Library card number", "type": "short", "required": True}
GOOD: Json = {
    "waiting_room": True,
    "waiting_room_options": {"mode": "custom", "who_goes_to_waiting_room": "everyone"},
    "join_before_host": False,
    "mute_upon_entry": True,
    "allow_host_control_participant_mute_state": True,
    "participant_video": False,
    "disable_participant_video": True,
    "focus_mode": True,
    "audio": "voip",
    "alternative_hosts": "producer@library.example.org",
    "approval_type": 1,
    "registration_type": 1,
    "allow_multiple_devices": False,
    "auto_recording": "none",
    "auto_start_meeting_summary": False,
    "auto_start_ai_companion_questions": False,
    "continuous_meeting_chat": {"enable": False},
    "use_pmi": False,
}
"""How a storytime should be, as far as a meeting can say it."""
NOSY: list[Json] = [{"field_name": name, "required": True} for name in ("last_name", "phone", "address", "comments")]
MISTAKES: tuple[Json, ...] = (
    {},
    {"settings": {"waiting_room": False}},
    {"settings": {"join_before_host": True, "jbh_time": 10}},
    {"settings": {"mute_upon_entry": False}},
    {"settings": {"allow_host_control_participant_mute_state": False}},
    {},
    {"settings": {"participant_video": True, "disable_participant_video": False}},
    {"settings": {"approval_type": 2}},
    {"settings": {"approval_type": 0}},
    {"questions": cast("list[object]", NOSY)},  # type: ignore[dict-item]
    {},
    {"custom_questions": [CARD, {"title": "Your child's date of birth", "type": "short", "required": False}]},
    {"password": ""},
    {"settings": {"auto_recording": "cloud"}},
    {"settings": {"auto_recording": "local"}},
    {},
    {"settings": {"auto_start_meeting_summary": True}},
    {"settings": {"auto_start_ai_companion_questions": True}},
    {"settings": {"continuous_meeting_chat": {"enable": True}}},
    {"settings": {"use_pmi": True, "approval_type": 2}},
    {},
    {"settings": {"waiting_room_options": {"mode": "custom", "who_goes_to_waiting_room": "users_not_in_account"}}},
    {
        "livestream": {
            "stream_url": "rtmp://live.example.org/app",
            "page_url": "https://live.example.org/storytime",
        }
    },
    {
        # What a librarian gets who clicks "Schedule" and changes nothing. The passcode is Zoom's own doing: it keeps
        # either that or the waiting room, so a meeting without both is none that an undo could bring back.
        "settings": {
            "waiting_room": False,
            "join_before_host": True,
            "mute_upon_entry": False,
            "allow_host_control_participant_mute_state": False,
            "participant_video": True,
            "disable_participant_video": False,
            "alternative_hosts": "",
            "approval_type": 2,
            "continuous_meeting_chat": {"enable": True},
        },
    },
)
"""One kind of mistake after the other; some storytimes have none of their own."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One kind of program that the library has again and again."""

    topic: str
    hosts: tuple[int, ...]
    hour: int
    """UTC."""
    duration: int = 45
    type: int = 2
    recurrence: Json = field(default_factory=dict)
    settings: Json = field(default_factory=dict)


_WEEKLY: Json = {"type": 2, "repeat_interval": 1, "end_times": 8}
_FOR_EVER: Json = {"type": 2, "repeat_interval": 1, "end_times": 0}
_YOUTH = (2, 3, 2, 4, 5, 2, 6, 7)
_ADULT = (8, 9, 10, 11, 12, 13)
_SIGN_UP: Json = {"approval_type": 0, "waiting_room": True, "mute_upon_entry": True}
PLANS = (
    Plan("Baby Storytime", _YOUTH, 14, 30, 8, _WEEKLY),
    Plan("Book Club: Mystery Lovers", _ADULT, 23, 60, 8, _WEEKLY, _SIGN_UP),
    Plan("Toddler Storytime", _YOUTH, 15, 30, 8, _FOR_EVER),
    Plan("Homework Help", (16,), 20, 120, 3),
    Plan("Bilingual Storytime / Hora de cuentos", _YOUTH, 16, 40),
    Plan("Teen D&D", (15,), 21, 150, 8, _WEEKLY, {"approval_type": 2, "waiting_room": False}),
    Plan("Family Storytime", _YOUTH, 17, 40),
    Plan("Author Talk: Café Society with A. Núñez", _ADULT, 23, 75, 2, settings=_SIGN_UP),
    Plan("Pajama Storytime", _YOUTH, 23, 30, 8, _WEEKLY),
    Plan("Tech Tuesday: Ask a Librarian", _ADULT, 18, 60, 2, settings={"waiting_room": True}),
    Plan("Staff Meeting", (0,), 13, 60, 8, _FOR_EVER, {"meeting_authentication": True}),
    Plan("ESL Conversation Circle", _ADULT, 22, 60, 8, _WEEKLY, _SIGN_UP),
)


STORIES = sum("Storytime" in plan.topic for plan in PLANS)


def schedule(now: datetime, users: Sequence[Json], programs: int) -> tuple[list[Json], list[Json]]:
    """Return the meetings and the webinars."""
    start = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    numbers = count(FIRST_ID + 1_003, 7_001)
    webinars = _webinars(start)[: max(0, programs)]
    meetings = _special(now, start, numbers)[: max(0, programs - len(webinars))]
    left = programs - len(meetings) - len(webinars)
    meetings += [_usual(index, start, users, numbers) for index in range(left)]
    return meetings, webinars


def _usual(index: int, start: datetime, users: Sequence[Json], numbers: Iterator[int]) -> Json:
    turn, kind = divmod(index, len(PLANS))
    plan = PLANS[kind]
    host = plan.hosts[(turn + kind) % len(plan.hosts)]
    anybody = (index + turn) % len(users)
    if anybody >= HOSTS:
        host = anybody
    day = start + timedelta(days=1 + (index * 5 + turn) % 27, hours=plan.hour, minutes=30 * (turn % 2))
    program = _program(next(numbers), f"host-{host:02d}", plan.topic, day, plan.type)
    program["duration"] = plan.duration
    if plan.recurrence:
        program["recurrence"] = {**plan.recurrence, "weekly_days": str(day.isoweekday() % 7 + 1)}
    if "Storytime" in plan.topic:
        return _storytime(program, MISTAKES[(turn * STORIES + kind // 2) % len(MISTAKES)])
    program["settings"] = dict(plan.settings)
    return program


def _program(number: int, host: str, topic: str, start: datetime, kind: int) -> Json:
    program: Json = {
        "id": number,
        "host": host,
        "topic": topic,
        "type": kind,
        "duration": 45,
        "password": f"pw{number % 999_983:06d}",
    }
    if kind not in {3, 6}:
        program["start_time"] = iso(start)
    return program


def _storytime(program: Json, mistake: Json) -> Json:
    settings = {**GOOD, **cast("Json", mistake.get("settings", {}))}
    questions: Json = {"questions": [], "custom_questions": [CARD]}
    if settings["approval_type"] == 2:
        # Nobody can sign up, so nobody has ever been asked anything.
        questions = {}
        del settings["registration_type"]
    return {**program, **questions, **mistake, "settings": settings}


def _special(now: datetime, start: datetime, numbers: Iterator[int]) -> list[Json]:
    """Return the programs that only occur once: what no API can put right, and what is delicate."""
    day = [start + timedelta(days=days, hours=15) for days in range(28)]
    none: Json = {"settings": {"approval_type": 2}}

    def story(topic: str, host: int, when: datetime, kind: int, mistake: Json) -> Json:
        return _storytime(_program(next(numbers), f"host-{host:02d}", topic, when, kind), mistake)

    drop_in = story("Drop-in Family Storytime", 2, day[1], 3, none)
    basic = story("Storytime with the Hilltop Volunteers", 17, day[2], 2, none)
    locked = story("Westside Storytime", 4, day[3], 2, {"settings": {"waiting_room": False}})
    live = story("Baby Storytime (today)", 5, now - timedelta(minutes=10), 2, {"settings": {"participant_video": True}})
    live["started"] = True
    moved = story("Toddler Storytime", 2, day[4], 8, {})
    moved["recurrence"] = {**_WEEKLY, "weekly_days": str(day[4].isoweekday() % 7 + 1)}
    second, third = (str(int((day[4] + timedelta(weeks=week)).timestamp() * 1000)) for week in (1, 2))
    moved["timezone"] = "UTC"
    later = day[4] + timedelta(weeks=1, hours=3)
    moved["occurrences"] = {second: {"start_time": iso(later), "duration": 45}, third: {"deleted": True}}
    taped = story("Storytime from the Archives", 2, now - timedelta(days=2), 2, {})
    taped["recording"] = {"share_recording": "publicly", "viewer_download": True}
    room = _program(next(numbers), "host-09", "Community Room: Knitters", day[5], 2)
    room["settings"] = {"use_pmi": True}
    evening = day[6] + timedelta(hours=8)
    board = _program(next(numbers), "host-14", "Board of Trustees Meeting", evening, 2)
    board["settings"] = {"approval_type": 0, "waiting_room": True, "auto_recording": "cloud"}
    return [drop_in, basic, locked, live, moved, taped, room, board]


_QUIET: Json = {
    "audio": "voip",
    "alternative_hosts": "youth.main@library.example.org",
    "approval_type": 1,
    "auto_recording": "none",
    "practice_session": True,
    "show_share_button": False,
    "allow_multiple_devices": False,
    "question_and_answer": {"enable": False},
}


def _webinars(start: datetime) -> list[Json]:
    numbers = count(FIRST_WEBINAR_ID + 501, 3_001)
    day = [start + timedelta(days=days, hours=18) for days in range(28)]

    def webinar(topic: str, host: int, when: datetime, kind: int, settings: Json) -> Json:
        return {
            **_program(next(numbers), f"host-{host:02d}", topic, when, kind),
            "duration": 60,
            "settings": settings,
        }

    def story(topic: str, when: datetime, kind: int, change: Json) -> Json:
        return {
            **webinar(topic, 1, when, kind, {**_QUIET, **change}),
            "questions": [],
            "custom_questions": [CARD],
        }

    weekly = story("Systemwide Storytime Live", day[8], 9, {})
    weekly["recurrence"] = {**_WEEKLY, "end_times": 4, "weekly_days": str(day[8].isoweekday() % 7 + 1)}
    hearing = webinar("Public Hearing: Library Budget", 14, day[12], 6, {"approval_type": 2})
    return [
        story("Winter Storytime Special", day[6], 5, {}),
        weekly,
        story("Storytime with the Mayor", day[10], 5, {"approval_type": 0, "auto_recording": "cloud"}),
        webinar("Author Talk: An Evening of Poetry", 1, day[11], 5, {"approval_type": 0}),
        hearing,
    ]
