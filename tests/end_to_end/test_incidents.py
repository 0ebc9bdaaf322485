"""Six real incidents in libraries: each gives a critical finding before, and none after the fixes."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from tests.end_to_end.library import CLOSED, EVERYTHING, library, small, story


@dataclass(frozen=True)
class Incident:
    """What was open then, as settings of today's Zoom, and the profile that the program would have now."""

    name: str
    title: str
    profile: str
    program: dict[str, Any] = field(default_factory=dict)
    host: dict[str, Any] = field(default_factory=dict)
    account: dict[str, Any] = field(default_factory=dict)
    critical: frozenset[str] = frozenset()
    """Controls of which at least these must be critical."""
    password: str = "s3cretpw"


INCIDENTS = (
    Incident(
        "desmond-fish", "Children's Bake-off", "storytime",
        {"approval_type": 2, "waiting_room": False, "allow_multiple_devices": True},
        {"chat": True}, account={"allow_participants_to_rename": True},
        critical=frozenset({"chan.chat_attendee", "chan.rename_self"}),
    ),
    Incident(
        "toddler-storytime", "Toddler Storytime", "storytime",
        {"approval_type": 0, "waiting_room": False, "disable_participant_video": False,
         "allow_host_control_participant_mute_state": False},
        {}, critical=frozenset({"chan.camera_attendee", "chan.mic_self_unmute"}),
    ),
    Incident(
        "kanawha", "Library Board", "board-meeting",
        {"approval_type": 2, "waiting_room": False, "alternative_hosts": "", "disable_participant_video": False},
        {"who_can_share_screen": "all", "screen_sharing": True},
        critical=frozenset({"chan.screen_share"}),
    ),
    Incident(
        "brookings", "Black History Month Talk", "author-talk",
        {"approval_type": 2, "waiting_room": False, "disable_participant_video": False},
        {"annotation": True, "screen_sharing": True}, critical=frozenset({"chan.annotate"}),
    ),
    Incident(
        "alsc-accidents", "Family Storytime", "storytime", {"approval_type": 2, "waiting_room": False},
        {"annotation": True, "screen_sharing": True, "who_can_share_screen": "all"},
        critical=frozenset({"chan.annotate", "chan.screen_share"}),
    ),
    Incident(
        "bell-hooks", "Memorial Reading", "author-talk",
        {"approval_type": 2, "waiting_room": False, "disable_participant_video": False,
         "allow_host_control_participant_mute_state": False},
        {}, critical=frozenset({"chan.mic_self_unmute"}), password="",
    ),
)  # fmt: skip


@pytest.mark.parametrize("incident", INCIDENTS, ids=lambda incident: incident.name)
def test_critical_before_and_none_after(tmp_path: Path, incident: Incident) -> None:
    seed = small(story(81, topic=incident.title, **incident.program))
    seed["meetings"][0]["password"] = incident.password
    seed["groups"][0]["locks"] = {}
    seed["account"]["settings"]["in_meeting"] = CLOSED | incident.account
    seed["users"][0]["settings"] = {"in_meeting": incident.host}
    rules = f'[[programs]]\ntitle = "{incident.title}"\nprofile = "{incident.profile}"'
    with library(tmp_path, seed, rules=rules) as made:
        before = made.findings()
        critical = {c for (_, c), f in before.items() if f["status"] == "fail" and f["severity"] == "critical"}
        assert critical >= incident.critical
        told = " ".join(made.run("audit", expect=1).out.split())
        assert "Anyone" in told, "the door heads the finding"
        made.run("apply", "--yes", *EVERYTHING)
        after = made.findings()
        left = {c for (_, c), f in after.items() if f["status"] == "fail" and f["severity"] == "critical"}
        assert left == set()
