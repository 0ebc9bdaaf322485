"""How BigBlueButton and Greenlight spell each control: rows, by what decides."""

from __future__ import annotations

from collections.abc import Mapping

from hardener.by_hand import whole
from hardener.model import Risk
from hardener.setting import Setting
from hardener_bigbluebutton.kinds import Balanced, Own, Property, Site
from hardener_bigbluebutton.merging import BOARD, PRESENTER
from hardener_bigbluebutton.rows import (
    CONFIGURATION,
    FILE,
    ROOM,
    ROOMS,
    SERVER,
    SITE,
    Values,
    above,
    called,
    features,
    front_end,
    lock,
    moderators,
    option,
    parameter,
    recorded,
    worded,
)

KINDS: Mapping[str, tuple[str, ...]] = {"program": ROOM, "server": SERVER, "site": SITE}
LOCKOUT = frozenset({Risk.LOCKOUT})
FORCED_POLICY: Values = {"true": "everyone", "false": "off"}
POLICY: Values = {
    "ASK_MODERATOR": "everyone",
    "ALWAYS_ACCEPT": "off",
    "ALWAYS_DENY": "everyone",
    "ALWAYS_ACCEPT_AUTH": "off",
}
PRESENTERS: Values = {"moderatorOnly": "hosts", "requireApproval": "approved", "freeForAll": "everyone"}
"""Who may become the presenter, who shares the screen: since 4.0, with `requireApproval` as it is shipped."""
WAIT = "Require moderator approval before joining: on"

DOOR = (
    Own(
        control="door.passcode", path="room.glViewerAccessCode", kinds=ROOM, by="glViewerAccessCode", risks=LOCKOUT,
        values={True: "separate", False: "none"}, by_hand=f"{ROOMS} > Generate access code for viewers",
        undo={"separate": "takes the code away again; families who were given it meanwhile do not need it then"},
    ),
    Site(
        control="door.passcode", path="codes.viewers", kinds=SITE, governs=ROOM, writable=(),
        unless=("by.glViewerAccessCode.site", False), values={"true": "separate", "false": "none"},
        by_hand=f"{CONFIGURATION} > Viewer access code: optional; then {ROOMS} > Generate",
    ),
    front_end("door.waiting_room", "everyone"),
    *moderators("door.waiting_room", "everyone", "off", "moderator"),
    *option("door.waiting_room", "guestPolicy", POLICY, WAIT, risks=LOCKOUT, forced=FORCED_POLICY),
    *above("door.waiting_room", "guestPolicy", POLICY, "off", key="defaultGuestPolicy", risks=LOCKOUT),
    Property(
        control="door.waiting_room", path="file.authenticatedGuest", kinds=SERVER, governs=ROOM, open="off",
        values={"true": "everyone", "false": "off"}, unless=("by.guest.server", False),
        restart="bbb-web", running="running.authenticatedGuest",
        by_hand=f"authenticatedGuest in {FILE}",
        note="with authenticatedGuest=false the lobby holds nobody whom Greenlight lets in",
    ),
    Balanced(
        control="door.waiting_room", path="join.guest", kinds=("balancer",), governs=ROOM, writable=(),
        values={"true": "everyone", "false": "off"}, unless=("by.guest.balancer", False),
        by_hand="the load balancer's overrides of join: guest",
    ),
    *option(
        "door.join_before_host", "glAnyoneCanStart", {"false": "off", "true": "on"},
        "Allow any user to start this meeting: off",
    ),
    *option(
        "door.vendor_account_required", "glRequireAuthentication", {"true": "required", "false": "not-required"},
        "Require users to be signed in before joining", risks=LOCKOUT,
    ),
    *moderators("host.cohosts", "named", "anyone"),
)  # fmt: skip

CHANNELS = (
    # What is written to the list comes first: by the first row of a path it is told what came of a write.
    *features("chan.virtual_background", "customVirtualBackgrounds", "blur-or-preset", "upload", alone=True),
    *features("chan.virtual_background", "virtualBackgrounds", "off", "upload", alone=True),
    *lock("chan.chat_attendee", "lockSettingsDisablePublicChat", "off", "everyone", "chat"),
    *lock("chan.chat_files_links", "lockSettingsDisablePublicChat", "off", "on", "chat"),
    *lock("chan.chat_private", "lockSettingsDisablePrivateChat", "off", "on", "privateChat"),
    *lock("chan.notes", "lockSettingsDisableNotes", "off", "everyone", "sharedNotes"),
    *lock("chan.mic_self_unmute", "lockSettingsDisableMic", "off", "on"),
    *lock("chan.camera_attendee", "lockSettingsDisableCam", "off", "on"),
    *lock("chan.names_visible", "lockSettingsHideUserList", "hidden", "full"),
    front_end("chan.attendee_video_visible_to", "hosts"),
    *moderators("chan.attendee_video_visible_to", "hosts", "everyone", "moderator"),
    *parameter("chan.attendee_video_visible_to", "webcamsOnlyForModerator", "hosts", "everyone"),
    front_end("chan.mic_mute_on_entry", "muted"),
    *option(
        "chan.mic_mute_on_entry", "muteOnStart", {"true": "muted", "false": "open"}, "Mute users when they join: on",
        gate=True, exact=False,
    ),
    *above("chan.mic_mute_on_entry", "muteOnStart", {"true": "muted", "false": "open"}, "open"),
    *moderators("chan.screen_share", "hosts", "everyone"),
    *worded("chan.screen_share", PRESENTER, PRESENTERS, "everyone"),
    *features("chan.screen_share", "screenshare", "hosts", "everyone"),
    *moderators("chan.annotate", "off", "everyone"),
    *called("chan.annotate", BOARD, "off", "everyone"),
    *moderators("chan.whiteboard", "off", "everyone"),
    *called("chan.whiteboard", BOARD, "off", "everyone"),
    *moderators("chan.breakout_rooms", "supervised", "on"),
    *features("chan.breakout_rooms", "breakoutRooms", "off", "on", alone=True),
)  # fmt: skip

RECORDING = (
    front_end("rec.auto", "none"),
    *parameter("rec.auto", "autoStartRecording", "none", "cloud", on=False),
    *parameter("rec.auto", "recordFullDurationMedia", "none", "cloud", on=False),
    *recorded("rec.auto", "none", "cloud", gate=True),
    *moderators("rec.by_attendees", "off", "on"),
    *recorded("rec.by_attendees", "off", "on", gate=True),
    *recorded("rec.scope", "none", "full", gate=False),
    front_end("rec.consent_notice", "shown"),
    *parameter("rec.consent_notice", "notifyRecordingIsOn", "shown", "not-shown"),
)  # fmt: skip

SETTINGS: tuple[Setting, ...] = whole("hardener_bigbluebutton", (*DOOR, *CHANNELS, *RECORDING), KINDS)
