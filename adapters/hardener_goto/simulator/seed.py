"""A seed that looks like a public library system on GoTo; everything follows from `now` and the number of programs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

Json = dict[str, Any]
BRANCHES = ("main", "east", "west", "river")
TITLES = ("Baby Storytime", "Toddler Storytime", "Family Storytime", "Cuentos en familia", "Pajama Storytime")
CARD = [{"question": "Library card number"}]
TOO_MUCH = [{"field": "address"}, {"field": "phone"}, {"field": "jobTitle"}]
TEXT = "United States: +1 555 0100, access code 123-456-789"
"""How an account shows the telephone of a meeting in words that are no longer its own."""


def library_seed(now: datetime, programs: int) -> Json:
    """Return the account of a library system, with programs in the four weeks after `now`."""
    people = [
        {"key": str(1000 + n), "email": f"story.{name}@example.org", "first": name.capitalize(), "last": "Branch"}
        for n, name in enumerate(BRANCHES)
    ]
    seed: Json = {
        "account": "777000777", "people": people, "admins": ["1000"], "apps": _apps(), "meetings": [], "webinars": [],
        "planted": [], "right": [],
    }  # fmt: skip
    for number in range(programs):
        organizer = people[number % len(people)]["key"]
        start = (now.astimezone(UTC) + timedelta(days=1 + number % 24, hours=number % 5)).replace(minute=0, second=0)
        title = f"{TITLES[number % len(TITLES)]} {number}"
        if number % 3:
            _meeting(seed, number, str(organizer), title, start)
        else:
            _webinar(seed, number, str(organizer), title, start)
    return seed


def _meeting(seed: Json, number: int, organizer: str, title: str, start: datetime) -> None:
    ident = str(500000000 + number)
    made: Json = {
        "id": ident, "organizer": organizer, "subject": title, "start": _stamp(start),
        "end": _stamp(start + timedelta(minutes=45)), "password": True, "audio": "VoIP", "helpers": ["1000"],
    }  # fmt: skip
    wrong = []
    if number % 4 == 1:
        made["password"] = False
        wrong.append("door.passcode")
    if number % 5 == 2:
        made["audio"] = "Hybrid"
        wrong.append("door.dial_in")
    elif number % 11 == 7:
        made["audio"] = TEXT
    if number % 13 == 4:
        made["type"] = "recurring"
        made["later"] = [_span(start + timedelta(weeks=week), 45) for week in (1, 2)]
    seed["meetings"].append(made)
    seed["planted"] += [{"program": ident, "control": control} for control in wrong]
    if not wrong:
        seed["right"].append(ident)


def _webinar(seed: Json, number: int, organizer: str, title: str, start: datetime) -> None:
    key = str(9007199254740993000 + number)  # beyond what a float holds: to be kept as it is written
    times = [_span(start, 45)]
    made: Json = {
        "key": key, "organizer": organizer, "subject": title, "times": times, "approval": "MANUAL", "audio": "VOIP",
        "password": True, "questions": CARD, "experience": "broadcast" if number % 2 else "classic",
    }  # fmt: skip
    wrong = []
    if number % 4 == 0:
        made["approval"] = "AUTOMATIC"
        wrong.append("door.registration_approval")
    if number % 5 == 3:
        made["audio"] = "Hybrid"
        wrong.append("door.dial_in")
    if number % 9 == 6:
        made["fields"] = TOO_MUCH
        wrong.append("data.registration_fields")
    if number % 15 == 9:
        made["times"] = [*times, _span(start + timedelta(weeks=1), 45)]
        made["recurrence"] = "sequence"
    if number == 30:
        made |= {"audio": "Private", "private": {"attendee": "Call the desk: +1 555 0199"}}
        wrong.append("door.dial_in")
    seed["webinars"].append(made)
    seed["planted"] += [{"program": key, "control": control} for control in wrong]
    if not wrong:
        seed["right"].append(key)


def _apps() -> list[Json]:
    return [
        {
            "client_id": "goto-admin", "client_secret": "admin-secret", "refresh_token": "refresh-admin",
            "user": "1000", "scopes": ["collab:", "identity:"], "redirect_uris": ["http://127.0.0.1:8910/"],
        },
        {
            "client_id": "goto-host", "client_secret": "host-secret", "refresh_token": "refresh-host", "user": "1001",
            "scopes": ["collab:"], "redirect_uris": ["http://127.0.0.1:8910/"],
        },
    ]  # fmt: skip


def _span(start: datetime, minutes: int) -> tuple[str, str]:
    return _stamp(start), _stamp(start + timedelta(minutes=minutes))


def _stamp(when: datetime) -> str:
    return when.strftime("%Y-%m-%dT%H:%M:%SZ")
