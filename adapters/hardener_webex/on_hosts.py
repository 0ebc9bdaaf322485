"""Settings that Webex keeps on the host or on the whole site. Rows only.

Of the site only what its text says of *all* meetings decides in programs that are there already;
the rest fills in new ones.
"""

from __future__ import annotations

from hardener.setting import Setting
from hardener.vendor.kinds import rows_at
from hardener_webex.kinds import PROGRAM

SITE = "Webex Site Administration > Configuration > Common Site Settings > Options"

site = rows_at("common", kinds=("account",), governs=PROGRAM)
new = rows_at("common", kinds=("account",), default_for_new=True)

GOVERNING = (
    site("door.unlisted", "securityOptions.unlistAllMeetings", {True: "unlisted", False: "listed"}, gate=True, writable=()),
    site("door.vendor_account_required", "securityOptions.requireLoginBeforeAccess", {True: "required", False: "not-required"}, gate=True),
    Setting(
        control="ai.assistant_questions", path="scheduling.enabledWebexAssistantByDefault", kinds=("host",), governs=PROGRAM,
        values={False: "off", True: "on"}, note="the host can still switch the assistant on in the meeting",
    ),
    site("rec.screen_capture", "securityOptions.allowMobileScreenCapture", {False: "off", True: "on"}, note="Webex has it for Android devices only"),
)  # fmt: skip

NEW_PROGRAMS = (
    Setting(
        control="door.join_before_host", path="scheduling.enabledJoinBeforeHost", kinds=("host",), default_for_new=True,
        keeps={"off": ("scheduling.joinBeforeHostMinutes",)}, values={False: "off", True: "on"},
    ),
    new(
        "door.join_before_host", "securityOptions.joinBeforeHost", {False: "off", True: "on"},
        also={"common.securityOptions.audioBeforeHost": False}, by_hand=f"{SITE} > Join before host",
    ),
    new("door.unlisted", "securityOptions.unlistAllMeetings", {True: "unlisted", False: "listed"}, by_hand=f"{SITE} > All meetings must be unlisted"),
    new("chan.screen_share", "securityOptions.firstAttendeeAsPresenter", {False: "hosts", True: "everyone"}),
    new("chan.names_visible", "defaultSchedulerOptions.entryAndExitTone", {"NoTone": "hidden", "Beep": "hidden", "AnnounceName": "full"}),
    new("door.dial_in", "defaultSchedulerOptions.telephonySupport", {"None": "off", "WebexTeleconferencing": "on", "Other": "on"}),
)  # fmt: skip

HOSTS: tuple[Setting, ...] = (*GOVERNING, *NEW_PROGRAMS)
