"""Settings that Webex keeps on the host or on the whole site. Rows only.

Of the site only what its text says of *all* meetings decides in programs that are there already;
the rest fills in new ones.
"""

from __future__ import annotations

from hardener.setting import Setting
from hardener_webex.kinds import PROGRAM

SITE = "Webex Site Administration > Configuration > Common Site Settings > Options"
PREFERENCES = "Webex site > Preferences > Scheduling"

GOVERNING = (
    Setting(
        control="door.unlisted", path="common.securityOptions.unlistAllMeetings", kinds=("account",), governs=PROGRAM, gate=True,
        writable=(), values={True: "unlisted", False: "listed"}, by_hand=f"{SITE} > All meetings must be unlisted",
    ),
    Setting(
        control="door.vendor_account_required", path="common.securityOptions.requireLoginBeforeAccess", kinds=("account",),
        governs=PROGRAM, gate=True, values={True: "required", False: "not-required"}, by_hand=f"{SITE} > Require login before site access",
    ),
    Setting(
        control="ai.assistant_questions", path="scheduling.enabledWebexAssistantByDefault", kinds=("host",), governs=PROGRAM,
        values={False: "off", True: "on"}, by_hand=f"{PREFERENCES} > Automatically turn on Webex Assistant",
        note="the host can still switch the assistant on in the meeting",
    ),
    Setting(
        control="rec.screen_capture", path="common.securityOptions.allowMobileScreenCapture", kinds=("account",), governs=PROGRAM,
        values={False: "off", True: "on"}, by_hand=f"{SITE} > Allow screen capture (Android)", note="Webex has it for Android devices only",
    ),
)  # fmt: skip

NEW_PROGRAMS = (
    Setting(
        control="door.join_before_host", path="scheduling.enabledJoinBeforeHost", kinds=("host",), default_for_new=True,
        keeps={"off": ("scheduling.joinBeforeHostMinutes",)},
        values={False: "off", True: "on"}, by_hand=f"{PREFERENCES} > Join before host",
    ),
    Setting(
        control="door.join_before_host", path="common.securityOptions.joinBeforeHost", kinds=("account",), default_for_new=True,
        values={False: "off", True: "on"}, also={"common.securityOptions.audioBeforeHost": False}, by_hand=f"{SITE} > Join before host",
    ),
    Setting(
        control="door.unlisted", path="common.securityOptions.unlistAllMeetings", kinds=("account",), default_for_new=True,
        values={True: "unlisted", False: "listed"}, by_hand=f"{SITE} > All meetings must be unlisted",
    ),
    Setting(
        control="chan.screen_share", path="common.securityOptions.firstAttendeeAsPresenter", kinds=("account",), default_for_new=True,
        values={False: "hosts", True: "everyone"}, by_hand=f"{SITE} > The first attendee to join is the presenter",
    ),
    Setting(
        control="chan.names_visible", path="common.defaultSchedulerOptions.entryAndExitTone", kinds=("account",), default_for_new=True,
        values={"NoTone": "hidden", "Beep": "hidden", "AnnounceName": "full"}, by_hand=f"{SITE} > Entry and exit tone",
    ),
    Setting(
        control="door.dial_in", path="common.defaultSchedulerOptions.telephonySupport", kinds=("account",), default_for_new=True,
        values={"None": "off", "WebexTeleconferencing": "on", "Other": "on"}, by_hand=f"{SITE} > Telephony",
    ),
)  # fmt: skip

HOSTS: tuple[Setting, ...] = (*GOVERNING, *NEW_PROGRAMS)
