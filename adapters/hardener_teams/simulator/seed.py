"""The seed of a public library system: six branches, their programs, and every kind of mistake."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from hardener_teams.simulator.seed_mistakes import MISTAKES, RIGHT, Mistake
from hardener_teams.simulator.state import Json
from hardener_teams.simulator.world import guid

DOMAIN = "maplecounty.example"
BRANCHES = ("central", "elm", "harbor", "northside", "oak", "riverside")
ZONE = "America/New_York"
READING = ["Calendars.Read", "GroupMember.Read.All", "OnlineMeetings.Read.All", "VirtualEvent.Read.All"]
PERMISSIONS = ["Calendars.Read", "GroupMember.Read.All", "OnlineMeetings.ReadWrite.All", "VirtualEvent.ReadWrite.All"]
CARD = {
    "@odata.type": "#microsoft.graph.virtualEventRegistrationCustomQuestion", "displayName": "Library card number",
    "answerInputType": "text", "answerChoices": [], "isRequired": False,
}  # fmt: skip


def library_seed(now: datetime) -> Json:
    """Return a library system whose programs lie in the weeks after `now`."""
    day = now.astimezone(UTC).replace(hour=15, minute=0, second=0, microsecond=0) + timedelta(days=1)
    made: Json = {
        "tenant": {"id": guid("maple county"), "domain": DOMAIN},
        "apps": _apps(),
        "users": _users(),
        "groups": [{"id": guid("group"), "name": "Program hosts", "members": [guid(f"story {b}") for b in BRANCHES]}],
        "meetings": [], "events": [], "webinars": [], "townhalls": [], "planted": [], "right": [],
    }  # fmt: skip
    for number, mistake in enumerate(MISTAKES):
        _series(made, number, mistake, day)
    _right(made, day)
    _odds(made, day)
    _webinars(made, day)
    return made


def _apps() -> list[Json]:
    secret = "maple-secret"  # noqa: S105 - of a library that is not real
    own = ["Calendars.Read", "OnlineMeetings.ReadWrite", "VirtualEvent.ReadWrite"]
    return [
        {"client_id": guid("app"), "client_secret": secret, "roles": PERMISSIONS},
        {"client_id": guid("reader"), "client_secret": secret, "roles": READING, "policy": []},
        {"client_id": guid("person"), "user": guid("story elm"), "scopes": own},
    ]


def _users() -> list[Json]:
    hosts = [{"id": guid(f"story {b}"), "upn": f"story.{b}@{DOMAIN}", "name": f"Story time {b}"} for b in BRANCHES]
    hosts[0]["meeting_policy"] = "Storytime"
    helpers = [{"id": guid(f"helper {b}"), "upn": f"helper.{b}@{DOMAIN}", "name": f"Helper {b}"} for b in BRANCHES]
    return [*hosts, *helpers, {"id": guid("director"), "upn": f"director@{DOMAIN}", "name": "Director"}]


def _series(made: Json, number: int, mistake: Mistake, day: datetime) -> None:
    """Add a weekly series that is right but for one mistake."""
    branch = BRANCHES[number % len(BRANCHES)]
    key = f"story-{number}"
    settings: Json = {**RIGHT, **mistake.settings}
    start = day + timedelta(days=number % 7, hours=number % 5)
    title = f"{mistake.title} at {branch.capitalize()}"
    _add(made, key, branch, title, start, settings, alone=mistake.alone, recurrence={"type": "weekly", "count": 12})
    made["planted"].append({"program": key, "control": mistake.control, "fixable": mistake.fixable})


def _right(made: Json, day: datetime) -> None:
    """Add programs in which everything is right that a meeting can have right."""
    for number, branch in enumerate(BRANCHES):
        key = f"right-{branch}"
        title = f"Family storytime at {branch.capitalize()}"
        _add(made, key, branch, title, day + timedelta(days=number, hours=1), RIGHT)
        made["right"].append(key)


def _add(  # noqa: PLR0913 - everything that an event has
    made: Json, key: str, branch: str, title: str, start: datetime, settings: Json, *, alone: bool = False, **more: Any  # noqa: ANN401 - fields of an event
) -> None:  # fmt: skip
    helper = [] if alone else [{"user": guid(f"helper {branch}"), "role": "coorganizer"}]
    owner = guid(f"story {branch}")
    made["meetings"].append(
        {
            "key": key,
            "organizer": owner,
            "subject": title,
            "start": start.isoformat(),
            "invited": helper,
            "settings": settings,
        }
    )
    made["events"].append(
        {
            "id": f"AAMk{guid(key).replace('-', '')}AAA=", "owner": owner, "subject": title, "start": start.isoformat(),
            "timezone": ZONE, "meeting": key, "categories": ["Storytime"], **more,
        }
    )  # fmt: skip


def _odds(made: Json, day: datetime) -> None:
    """Add what a calendar holds beside plain programs."""
    week = {"type": "weekly", "count": 8}
    moved = day + timedelta(days=9, hours=3)
    pattern = f"{day + timedelta(days=7):%Y-%m-%d}"
    _add(
        made,
        "moved",
        "oak",
        "Lap-sit storytime",
        day,
        RIGHT,
        recurrence=week,
        changed={pattern: {"start": moved.isoformat()}},
    )
    _add(made, "private", "elm", "Talk about a colleague", day, RIGHT, sensitivity="private")
    _add(made, "called-off", "oak", "Storytime that was called off", day, {}, called_off=True)
    _add(made, "hostile", "harbor", '=HYPERLINK("http://x.example","<script>alert(1)</script>")', day, RIGHT)
    _add(made, "elsewhere", "elm", "On another platform", day, {}, provider="skypeForBusiness")
    made["meetings"].append({"key": "standalone", "organizer": guid("story elm"), "subject": "On no calendar"})
    owner, start = guid("director"), day.isoformat()
    made["meetings"].append({"key": "board", "organizer": owner, "subject": "Managers", "settings": {}})
    managers: Json = {"id": "AAMkboard=", "owner": owner, "subject": "Managers", "start": start, "meeting": "board"}
    made["events"] += [
        {**managers, "invited": [guid("story oak")]},
        {"id": "AAMkinperson=", "owner": guid("story oak"), "subject": "Storytime in person", "start": start},
    ]


def _webinars(made: Json, day: datetime) -> None:
    for number, (title, changes, planted) in enumerate(_webinar_mistakes()):
        branch = BRANCHES[number % len(BRANCHES)]
        key, start = f"webinar-{number}", day + timedelta(days=3 + number)
        made["webinars"].append(
            {
                "key": key, "organizer": guid(f"story {branch}"), "name": title, "start": start.isoformat(),
                "timezone": "Eastern Standard Time", "approval": True, "capacity": 80, "questions": [CARD],
                "co_organizers": [guid(f"helper {branch}")], "sessions": [RIGHT], **changes,
            }
        )  # fmt: skip
        made["planted"] += [{"program": key, "control": control, "fixable": fixable} for control, fixable in planted]
        if not planted:
            made["right"].append(key)
    start = day + timedelta(days=12)
    name = "Summer reading kickoff"
    made["townhalls"].append(
        {"key": "town-hall", "organizer": guid("story central"), "name": name, "start": start.isoformat()}
    )


def _webinar_mistakes() -> Iterator[tuple[str, Json, list[tuple[str, bool]]]]:
    """Yield title, what is wrong, and for each mistake its control and whether an API mends it."""
    predefined = {"@odata.type": "#microsoft.graph.virtualEventRegistrationPredefinedQuestion", "isRequired": True}
    nosy = [
        {**predefined, "label": label, "displayName": label}
        for label in ("street", "postalCode", "jobTitle", "organization")
    ]
    name = {**CARD, "displayName": "Name and birthday of your child"}
    yield "Puppet theater, live", {}, []
    yield "Meet the author", {"questions": [CARD, *nosy, name]}, [("data.registration_fields", True)]
    yield "Winter songs for all", {"registration": False}, [("door.registration_required", False)]
    yield "Bedtime stories", {"approval": False}, [("door.registration_approval", False)]
    yield "Magic show", {"sessions": [{**RIGHT, "allowMeetingChat": "enabled"}]}, [("chan.chat_attendee", False)]
    yield "Staff only by mistake", {"audience": "organization"}, [("door.vendor_account_required", False)]
