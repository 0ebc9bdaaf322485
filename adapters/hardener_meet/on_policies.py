"""Settings of the whole organization, which the API shows to a super admin and hardener only reads. Rows only."""

from __future__ import annotations

from typing import Any

from hardener.model import Value
from hardener.setting import Setting
from hardener.vendor.kinds import MostOpen
from hardener_meet.kinds import ABOVE, ADMIN, PROGRAM

SAFETY = f"{ADMIN} > Meet safety settings"
VIDEO = f"{ADMIN} > Meet video settings"


def policy(control: str, field: str, values: dict[Any, Value], by_hand: str, *governs: str) -> Setting:
    """Return the row of a policy; one that `governs` programs decides in every one of them."""
    path = f"policies.{field}"
    return MostOpen(control=control, path=path, kinds=ABOVE, governs=governs, values=values, by_hand=by_hand)


POLICIES: tuple[Setting, ...] = (
    # Unread, a person has to look, as by_hand.yaml says.
    policy(
        "door.vendor_account_required", "safety_domain.usersAllowedToJoin", {"LOGGED_IN": "required", "ALL": "not-required"},
        f"{SAFETY} > who can join: with or without a Google account", *PROGRAM,
    ),
    policy("chan.polls", "meet_polls.enabled", {False: "off", True: "hosts"}, f"{ADMIN} > Polls", *PROGRAM),
    # CISA's baseline.
    policy("GWS.MEET.1.1v1", "meet_joining.allowedAudience", {"RESTRICTED": "ask", "TRUSTED": "ask", "OPEN": "open"}, f"{SAFETY} > Access type"),
    policy(
        "GWS.MEET.2.1v1", "safety_access.meetingsAllowedToJoin",
        {"SAME_ORGANIZATION_ONLY": "workspace", "ANY_WORKSPACE_ORGANIZATION": "workspace", "ALL": "anyone"}, f"{SAFETY} > Access",
    ),
    policy("GWS.MEET.3.1v1", "safety_host_management.enableHostManagement", {True: "on", False: "off"}, f"{SAFETY} > Host management: on"),
    policy("GWS.MEET.4.1v1", "safety_external_participants.enableExternalLabel", {True: "on", False: "off"}, f"{SAFETY} > Warn for external participants: on"),
    policy("GWS.MEET.5.1v1", "automatic_recording.enabled", {False: "off", True: "on"}, f"{VIDEO} > Automatic recording: off"),
    policy("GWS.MEET.5.2v1", "automatic_transcription.enabled", {False: "off", True: "on"}, f"{VIDEO} > Automatic transcription: off"),
)  # fmt: skip
