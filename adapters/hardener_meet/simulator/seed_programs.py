"""The programs of the sample library: what is on in which branch, and what is wrong with it."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from hardener_meet.simulator.shapes import Json

DOMAIN = "maple.example.org"
OWNER = f"programs@{DOMAIN}"
ZONE = "America/New_York"
BRANCHES = (
    ("main", "Main Library"), ("east", "East Branch"), ("north", "North Branch"), ("harbor", "Harbor Branch"),
    ("hill", "Hill Branch"), ("mill", "Mill Street"),
)  # fmt: skip
SERIES = (
    ("Baby Storytime", 1, 10), ("Toddler Storytime", 2, 10), ("Family Storytime", 5, 18), ("Teen Writers", 3, 16),
    ("Evening Book Club", 4, 19), ("Homework Help", 6, 15), ("Staff Meeting", 6, 9),
)  # fmt: skip
"""Title, days from now (never today, so that nothing is on while it is looked at), and hour."""
SINGLES = ("Author Talk", "Board of Trustees", "Puppet Storytime")
CHILDREN = "Storytime"
CLOSED: Json = {
    "accessType": "RESTRICTED",
    "moderation": "ON",
    "moderationRestrictions": {
        "chatRestriction": "HOSTS_ONLY", "reactionRestriction": "HOSTS_ONLY", "presentRestriction": "HOSTS_ONLY",
        "defaultJoinAsViewerType": "ON",
    },
    "attendanceReportGenerationType": "DO_NOT_GENERATE",
}  # fmt: skip
QUIET = {"guestsCanInviteOthers": False, "guestsCanModify": False, "guestsCanSeeOtherGuests": False}
MISTAKES: tuple[tuple[str, Any], ...] = (
    ("config.accessType", "OPEN"),
    ("config.moderation", "OFF"),
    ("event.guestsCanSeeOtherGuests", True),
    ("config.moderationRestrictions.chatRestriction", "NO_RESTRICTION"),
    ("config.moderationRestrictions.presentRestriction", "NO_RESTRICTION"),
    ("config.artifactConfig.recordingConfig.autoRecordingGeneration", "ON"),
    ("event.guestsCanInviteOthers", True),
    ("config.artifactConfig.transcriptionConfig.autoTranscriptionGeneration", "ON"),
    ("config.artifactConfig.smartNotesConfig.autoSmartNotesGeneration", "ON"),
    ("config.attendanceReportGenerationType", "GENERATE_REPORT"),
    ("event.guestsCanModify", True),
    ("event.visibility", "public"),
    ("config.accessType", "TRUSTED"),
    ("phones", [{"phoneNumber": "+12025550147", "pin": "483920117", "regionCode": "US", "languageCode": "en"}]),
    ("config.moderationRestrictions.reactionRestriction", "NO_RESTRICTION"),
)
"""A path of the space's settings, of the event, or of the space itself, and the wrong value."""


class Made(NamedTuple):
    """The programs, and what is known of them."""

    spaces: list[Json]
    events: list[Json]
    planted: list[Json]
    right: list[str]


def programs(now: datetime) -> Made:
    """Return all programs of the four weeks from `now`, and a few special cases."""
    made, numbers, wrong = Made([], [], [], []), count(1), _mistakes()
    begin = now.astimezone(ZoneInfo(ZONE)).replace(hour=0, minute=0, second=0, microsecond=0)
    for place, (slug, name) in enumerate(BRANCHES):
        for title, days, hour in SERIES:
            day = begin - timedelta(days=28 - days)
            _add(made, next(numbers), f"{title} ({name})", slug, day.replace(hour=hour), wrong, series=True)
        for number, title in enumerate(SINGLES):
            day = begin + timedelta(days=3 + 4 * number + place)
            _add(made, next(numbers), f"{title} ({name})", slug, day.replace(hour=18 - number), wrong, series=False)
    _special(made, begin)
    return made


def _mistakes() -> Iterator[tuple[tuple[str, Any], ...]]:
    """Yield what is wrong with one storytime after the other: one thing, two, nothing, and again."""
    for number in count():
        first, second = (MISTAKES[(number + step) % len(MISTAKES)] for step in (0, 4))
        yield ((first,), (first, second), ())[number % 3]


def _add(  # noqa: PLR0913 - everything that a program is made of
    made: Made, number: int, title: str, slug: str, start: datetime, wrong: Iterator[tuple[tuple[str, Any], ...]],
    *, series: bool,
) -> None:  # fmt: skip
    letters = "".join(chr(97 + number * 7 // 26**place % 26) for place in range(4))
    space: Json = {"id": f"Space{number:04d}", "code": f"lib-{letters}-mpl", "owner": OWNER, "config": {}}
    fields: Json = {"summary": title, **when(start, 30 if CHILDREN in title else 60), "attendees": _families(number)}
    if series:
        fields["recurrence"] = ["RRULE:FREQ=WEEKLY;COUNT=20"]
    ident = f"event{number:04d}"
    if CHILDREN in title:
        space["config"] = copy.deepcopy(CLOSED)
        fields |= QUIET
        mistakes = next(wrong)
        for path, value in mistakes:
            _plant(space, fields, path, value)
        made.planted.extend({"program": ident, "path": path, "value": value} for path, value in mistakes)
        if not mistakes:
            made.right.append(ident)
    made.spaces.append(space)
    made.events.append({
        "id": ident, "calendar": f"branch-{slug}@group.calendar.google.com", "fields": fields, "space": space["code"],
        "creator": OWNER,
    })  # fmt: skip


def _plant(space: Json, fields: Json, path: str, value: Any) -> None:  # noqa: ANN401 - JSON
    if path == "phones":
        space["phones"] = value
        return
    part, _, rest = path.partition(".")
    node = fields if part == "event" else space["config"]
    *parents, last = rest.split(".")
    for name in parents:
        node = node.setdefault(name, {})
    node[last] = value
    if path == "config.moderation":
        node.pop("moderationRestrictions", None)


def when(start: datetime, minutes: int) -> Json:
    """Return the start and the end of an event in the library's zone."""
    end = start + timedelta(minutes=minutes)
    return {
        name: {"dateTime": at.replace(tzinfo=None).isoformat(), "timeZone": ZONE}
        for name, at in (("start", start), ("end", end))
    }


def _families(number: int) -> list[Json]:
    return [{"email": f"family{number * 3 + n}@mail.example", "responseStatus": "accepted"} for n in range(3)]


def _special(made: Made, begin: datetime) -> None:
    """Add what no API can put right, and what is no Meet meeting at all."""
    youth = f"youth.east@{DOMAIN}"
    open_space: Json = {"accessType": "OPEN"}
    spaces: list[Json] = [
        {"id": "SpaceOfEast", "code": "eas-tsow-nxx", "owner": youth, "config": open_space},
        {"id": "SpaceShared", "code": "sha-redl-ink", "owner": OWNER, "config": copy.deepcopy(CLOSED)},
        {"id": "SpaceDate1", "code": "one-date-alo", "owner": OWNER, "config": copy.deepcopy(CLOSED)},
        {"id": "SpacePrivat", "code": "pri-vate-reh", "owner": OWNER, "config": copy.deepcopy(CLOSED)},
    ]
    made.spaces.extend(spaces)
    main = "branch-main@group.calendar.google.com"
    weekly = {"recurrence": ["RRULE:FREQ=WEEKLY;COUNT=12"]}
    first = begin - timedelta(days=14)
    changed = (first + timedelta(days=21)).date().isoformat()
    cancelled = (first + timedelta(days=28)).date().isoformat()
    rows: list[tuple[str, str, str, int, Json, Json]] = [
        (
            "notowner",
            "branch-east@group.calendar.google.com",
            "Storytime of East's own",
            5,
            {},
            {"space": "eas-tsow-nxx", "creator": youth},
        ),
        ("shared1", main, "Craft Storytime", 6, QUIET, {"space": "sha-redl-ink"}),
        ("shared2", main, "Lego Club Storytime", 8, QUIET, {"space": "sha-redl-ink"}),
        ("zoomone", main, "Talk on Zoom", 6, {}, {"conference": _other_platform()}),
        ("nomeet", main, "Storytime in the park", 7, {}, {}),
        (
            "privat1",
            OWNER,
            "Private Storytime rehearsal",
            4,
            {**QUIET, "visibility": "private"},
            {"space": "pri-vate-reh"},
        ),
    ]
    for ident, calendar, title, days, flags, more in rows:
        start = begin + timedelta(days=days, hours=11)
        made.events.append(
            {"id": ident, "calendar": calendar, "fields": {"summary": title, **when(start, 45), **flags}, **more}
        )
    made.events.append({
        "id": "changes", "calendar": main, "space": "one-date-alo",
        "fields": {"summary": "Bilingual Storytime", **when(first + timedelta(hours=13), 30), **weekly, **QUIET},
        "dates": {changed: {"guestsCanSeeOtherGuests": True}, cancelled: {"status": "cancelled"}},
    })  # fmt: skip


def _other_platform() -> Json:
    return {
        "conferenceId": "81234567890", "conferenceSolution": {"key": {"type": "addOn"}, "name": "Zoom Meeting"},
        "entryPoints": [{"entryPointType": "video", "uri": "https://example.org/j/81234567890"}],
    }  # fmt: skip
