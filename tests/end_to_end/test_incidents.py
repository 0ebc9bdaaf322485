"""Six real incidents in libraries: each is open to strangers, or high among adults, before; and neither after the fixes."""

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
    """Controls by which at least strangers reach people under 18."""
    high: frozenset[str] = frozenset()
    """Controls that at least are high: names, and what strangers do in front of adults."""
    password: str = "s3cretpw"


INCIDENTS = (
    Incident(
        "desmond-fish", "Children's Bake-off", "storytime",
        {"approval_type": 2, "waiting_room": False, "allow_multiple_devices": True},
        {"chat": True}, account={"allow_participants_to_rename": True},
        critical=frozenset({"chan.chat_attendee"}), high=frozenset({"chan.rename_self"}),
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
        high=frozenset({"chan.screen_share"}),
    ),
    Incident(
        "brookings", "Black History Month Talk", "author-talk",
        {"approval_type": 2, "waiting_room": False, "disable_participant_video": False},
        {"annotation": True, "screen_sharing": True}, high=frozenset({"chan.annotate"}),
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
        {}, high=frozenset({"chan.mic_self_unmute"}), password="",
    ),
)  # fmt: skip


def failing(findings: dict[tuple[str, str], dict[str, Any]], severity: str) -> set[str]:
    """Return the controls that fail with a severity."""
    return {c for (_, c), f in findings.items() if f["status"] == "fail" and f["severity"] == severity}


@pytest.mark.parametrize("incident", INCIDENTS, ids=lambda incident: incident.name)
def test_grave_before_and_closed_after(tmp_path: Path, incident: Incident) -> None:
    seed = small(story(81, topic=incident.title, **incident.program))
    seed["meetings"][0]["password"] = incident.password
    seed["groups"][0]["locks"] = {}
    seed["account"]["settings"]["in_meeting"] = CLOSED | incident.account
    seed["users"][0]["settings"] = {"in_meeting": incident.host}
    rules = f'[[programs]]\ntitle = "{incident.title}"\nprofile = "{incident.profile}"'
    with library(tmp_path, seed, rules=rules) as made:
        before = made.findings()
        assert failing(before, "critical") >= incident.critical
        assert failing(before, "high") >= incident.high
        assert incident.critical or not failing(before, "critical"), "no program of adults is open to strangers"
        told = " ".join(made.run("audit", "--all", expect=1).out.split())
        assert "Anyone" in told, "the door heads the finding"
        made.run("apply", "--yes", *EVERYTHING)
        after = made.findings()
        assert not failing(after, "critical")
        assert not failing(after, "high") & (incident.critical | incident.high)
