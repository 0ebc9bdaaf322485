"""Who hosts in the library system of `library_seed`, and which groups there are."""

from __future__ import annotations

from typing import cast

from hardener_zoom.simulator.shapes import Json
from hardener_zoom.simulator.state import BASIC

BRANCHES = ("Main", "Eastside", "Westside", "Northgate", "Harbor", "Hilltop")
HOSTS = 20
PROGRAMS_PER_HOST = 100
_QUIET: Json = {
    "chat": False,
    "who_can_share_screen": "host",
    "who_can_share_screen_when_someone_is_sharing": "host",
    "annotation": False,
    "whiteboard": False,
    "remote_control": False,
    "file_transfer": False,
    "webinar_chat": {"enable": False},
}
GROUPS: tuple[Json, ...] = (
    {
        "id": "grp-storytime",
        "name": "Storytime",
        "settings": {"in_meeting": _QUIET},
        "locks": {"in_meeting": {"annotation": True, "auto_saving_chat": True, "chat": True, "screen_sharing": True}},
    },
    {
        "id": "grp-youth",
        "name": "Youth services",
        # The same settings, but nothing keeps a host from changing them.
        "settings": {"in_meeting": _QUIET},
    },
    {
        "id": "grp-adult",
        "name": "Adult programs",
        "settings": {"in_meeting": {**_QUIET, "chat": True, "whiteboard": True}},
        # People who talk about a book want to write to each other; a storytime hosted from here suffers.
        "locks": {"in_meeting": {"chat": True}},
    },
    {
        "id": "grp-westside",
        "name": "Westside branch",
        "settings": {
            "in_meeting": {**_QUIET, "annotation": True},
            "meeting_security": {"waiting_room": False},
        },
        "locks": {"in_meeting": {"annotation": True}, "meeting_security": {"waiting_room": True}},
    },
)
_YOUTH: tuple[Json, ...] = (
    {
        "groups": ["grp-storytime"],
        "settings": {
            "in_meeting": {
                "allow_live_streaming": True,
                "meeting_summary_with_ai_companion": {"enable": True, "auto_enable": True},
                "ai_companion_questions": {"enable": True},
            }
        },
    },
    {
        "groups": ["grp-youth"],
        "settings": {"in_meeting": {"chat": True, "allow_participants_chat_with": 4, "who_can_share_screen": "all"}},
    },
    {"groups": ["grp-westside"]},
    {
        "groups": ["grp-storytime"],
        "settings": {
            "in_meeting": {
                "whiteboard": True,
                "closed_captioning": {"enable": False},
                "manual_captioning": {"manual_captions": False, "auto_generated_captions": False},
            }
        },
    },
    {
        # In no group: all that the account leaves open is open here.
        "groups": [],
    },
    {"groups": ["grp-adult", "grp-storytime"], "settings": {"in_meeting": {"remote_control": True}}},
)
"""The youth services account of each branch."""


def people(programs: int) -> list[Json]:
    """Return the users; one more host for each hundred programs, and never fewer than twenty."""
    users = [
        _user(0, "it", "IT", "Services", role_id="0"),
        _user(1, "producer", "Zoom", "Producer", role_id="1", groups=["grp-storytime"], settings=_webinars()),
    ]
    for branch, extra in zip(BRANCHES, _YOUTH, strict=True):
        name = f"youth.{branch.lower()}"
        users.append(_user(len(users), name, branch, "Youth Services", dept=branch, **extra))
    for branch in BRANCHES:
        name = f"adult.{branch.lower()}"
        users.append(_user(len(users), name, branch, "Adult Programs", dept=branch, groups=["grp-adult"]))
    users += [
        _user(14, "board.clerk", "Board", "Clerk", settings=_webinars()),
        _user(15, "teen", "Teen", "Librarian", dept="Main"),
        _user(16, "homework", "Homework", "Help", dept="Main"),
        _user(17, "volunteer", "Hilltop", "Volunteer", type=BASIC, groups=["grp-storytime"]),
        _user(18, "former.librarian", "Former", "Librarian", status="inactive"),
        _user(19, "new.librarian", "New", "Librarian", status="pending", pmi=None),
    ]
    more = max(0, programs // PROGRAMS_PER_HOST - HOSTS)
    users += [_more(HOSTS + index) for index in range(more)]
    users[2]["schedulers"] = ["host-01"]
    # Rooms that patrons may know by heart.
    users[4]["room"] = {"password": "", "settings": {"join_before_host": True}}
    return users


def _webinars() -> Json:
    return {"feature": {"webinar": True, "webinar_capacity": 100}}


def _user(number: int, name: str, first: str, last: str, **extra: object) -> Json:
    return {
        "id": f"host-{number:02d}",
        "email": f"{name}@library.example.org",
        "first_name": first,
        "last_name": last,
        "pmi": 4_000_000_000 + number * 1_234_567,
        **cast("Json", extra),
    }


def _more(number: int) -> Json:
    branch = BRANCHES[number % len(BRANCHES)]
    group = "grp-storytime" if number % 2 else "grp-adult"
    return _user(number, f"programs.{number}", branch, f"Programs {number}", dept=branch, groups=[group])
