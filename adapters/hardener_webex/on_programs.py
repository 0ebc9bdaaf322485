"""Settings that Webex keeps on a meeting, a webinar or a personal room itself. Rows only.

What the API does not show is in by_hand.yaml. Facts: README.md, each with the date it was last verified.
"""

from __future__ import annotations

from typing import Any

from hardener.model import Risk, Value
from hardener.setting import Presence, Setting
from hardener.vendor.kinds import rows_at
from hardener_webex.kinds import MEETING, NEVER, PROGRAM, ROOM, WEBINAR, Asked, LockMinutes, Passcode

LINK, LOCKOUT = frozenset({Risk.LINK}), frozenset({Risk.LOCKOUT})
EDIT = "Webex site > Calendar > the program > Edit"
SECURITY = f"{EDIT} > Security"
OPTIONS = f"{EDIT} > Scheduling options"
ATTENDEES = f"{OPTIONS} > Edit attendee privileges"
AUDIO = f"{EDIT} > Audio connection options"
REGISTRATION = f"{EDIT} > Registration"
MY_ROOM = "Webex site > Preferences > My Personal Room"
SIGN_UP = frozenset({"registration", "join_link"})
ON_OFF: dict[Any, Value] = {False: "off", True: "on"}
NAMED: dict[str, dict[Any, Value]] = {
    "first": {False: "named", True: "first"},
    "anyone": {False: "named", True: "anyone"},
}
"""Who becomes a co-host where the switch is on."""

SIGN_UP_OFF = "takes registration off again only while nobody has signed up"
SIGN_UP_ON = "gives back the form; it is not done at all where somebody has signed up"
JOIN_FIRST = "switches it on again only where there is no registration: Webex would delete every sign-up"

program = rows_at("program", kinds=PROGRAM)
security = rows_at("program", kinds=PROGRAM, risks=LOCKOUT)
option = rows_at("program", kinds=PROGRAM, by_hand=OPTIONS)
audio = rows_at("program.audioConnectionOptions", kinds=PROGRAM, by_hand=AUDIO)
shared = rows_at("program.meetingOptions", kinds=PROGRAM, by_hand=OPTIONS)
attendee = rows_at("program.attendeePrivileges", kinds=MEETING, by_hand=ATTENDEES)
room = rows_at("room", kinds=ROOM)

DOOR = (
    Setting(
        control="door.registration_required", path="signup.registration.enabled", kinds=PROGRAM, risks=LINK, moves=SIGN_UP,
        undo={"required": SIGN_UP_OFF, "not-required": SIGN_UP_ON},
        keeps={"not-required": ("signup.registration.autoAcceptRequest", "form.registrationForm")},
        values={True: "required", False: "not-required"},
    ),
    Setting(
        control="door.registration_approval", path="signup.registration.autoAcceptRequest", kinds=PROGRAM, risks=LINK | LOCKOUT,
        values={False: "manual", True: "auto", None: "auto"}, moves=SIGN_UP, also={"signup.registration.enabled": True}, undo={"manual": SIGN_UP_OFF},
        by_hand=f"{REGISTRATION} > Approval; where there is none, admit every family from the lobby and use a profile without this line",
    ),
    program(
        "door.passcode", "password", sort=Passcode, risks=LINK, moves=frozenset({"join_link"}), secret=True,
        undo={"embedded": "takes the new passcode off only where there is no registration, which needs one"}, by_hand=SECURITY,
    ),
    program("door.passcode_in_mail", "excludePassword", {True: "left-out", False: "in-mail"}),
    program("door.devices_ask", "allowAuthenticatedDevices", {False: "asked", True: "unasked"}),
    room("door.devices_ask", "allowAuthenticatedDevices", {False: "asked", True: "unasked"}),
    security(
        "door.waiting_room", "unlockedMeetingJoinSecurity",
        {"allowJoinWithLobby": "everyone", "blockFromJoin": "everyone", "allowJoin": "off"},
        note="who is on the invitation list and signed in does not wait: invite staff only",
    ),
    program(
        "door.join_before_host", "enabledJoinBeforeHost", ON_OFF, by_hand=f"{OPTIONS} > Join before host",
        keeps={"off": ("program.joinBeforeHostMinutes", "program.enableConnectAudioBeforeHost")}, undo={"off": JOIN_FIRST},
    ),
    program(
        "door.vendor_account_required", "requireAttendeeLogin", {True: "required", False: "not-required"}, kinds=WEBINAR,
        undo=dict.fromkeys(("required", "not-required"), "gives it back only while nobody has signed up"),
        note="Webex does not change it once somebody has signed up",
    ),
    audio("door.dial_in", "audioConnectionType", {"VoIP": "off", "webexAudio": "on", "other": "on"}, risks=LOCKOUT),
    program("door.personal_room", "scheduledType", {"meeting": "off", "webinar": "off", "personalRoomMeeting": "on"}, writable=()),
    program("door.unlisted", "publicMeeting", {False: "unlisted", True: "listed"}, by_hand=f"{SECURITY} > Listed on the public calendar: off"),
    security("door.lock_after_min", "enableAutomaticLock", {True: 0, False: NEVER}, by_hand=f"{SECURITY} > Automatic lock"),
    security("door.lock_after_min", "automaticLockMinutes", sort=LockMinutes, switch="program.enableAutomaticLock", allowed=(0, 5, 10, 15, 20)),
    room("door.lock_after_min", "enabledAutoLock", {True: 0, False: NEVER}, risks=LOCKOUT, by_hand=f"{MY_ROOM} > Automatic lock"),
    room("door.lock_after_min", "autoLockMinutes", sort=LockMinutes, switch="room.enabledAutoLock", allowed=(0, 5, 10, 15, 20), risks=LOCKOUT),
)  # fmt: skip

CHANNELS = (
    shared("chan.chat_attendee", "enabledChat", {False: "off", True: "everyone"}),
    shared("chan.chat_private", "enabledChat", ON_OFF, kinds=MEETING, gate=True, writable=(), by_hand=ATTENDEES),
    attendee("chan.chat_private", "enabledChatOtherParticipants", ON_OFF),
    shared("chan.chat_files_links", "enabledFileTransfer", ON_OFF),
    attendee("chan.screen_share", "enabledShareContent", {False: "hosts", True: "everyone"}),
    attendee("chan.annotate", "enabledAnnotate", {False: "off", True: "everyone"}),
    attendee("chan.remote_control", "enabledRemoteControl", ON_OFF),
    audio("chan.mic_mute_on_entry", "muteAttendeeUponEntry", {True: "muted", False: "open"}),
    audio("chan.mic_self_unmute", "allowAttendeeToUnmuteSelf", ON_OFF),
    audio("chan.mic_self_unmute", "allowHostToUnmuteParticipants", {False: "off", True: "host-grant"}),
    shared("chan.camera_attendee", "enabledVideo", ON_OFF),
    attendee("chan.names_visible", "enabledViewParticipantList", {False: "hidden", True: "full"}),
    audio(
        "chan.names_visible", "entryAndExitTone", {"noTone": "hidden", "beep": "hidden", "announceName": "full"},
        note="announceName reads out each caller's name",
    ),
    shared("chan.notes", "enabledNote", {False: "off", True: "everyone"}, keeps={"off": ("program.meetingOptions.noteType",)}),
    shared("chan.notes", "noteType", {"allowOne": "one", "allowAll": "everyone"}, gate=True, writable=()),
    attendee("chan.documents_kept", "enabledSaveDocument", ON_OFF, by_hand=f"{ATTENDEES} > Save"),
    attendee("chan.documents_kept", "enabledPrintDocument", ON_OFF, by_hand=f"{ATTENDEES} > Print"),
    shared(
        "chan.polls", "enabledPolling", {False: "off", True: "hosts"},
        undo={"off": "switches them on again in webinars only, as Webex takes it for these alone"},
    ),
    program(
        "chan.breakout_rooms", "enabledBreakoutSessions", ON_OFF, by_hand=f"{EDIT} > Breakout sessions",
        undo={"off": "does not give back sessions that were set up: write down who is in which"},
    ),
    program(
        "chan.stream_out", "enabledLiveStream", {False: "off", True: "planned"}, by_hand=f"{EDIT} > Live stream",
        undo={"off": "does not switch it on again where Webex forgets the address of the stream, which is a secret and not kept: write it down"},
    ),
)  # fmt: skip

KEPT = (
    program("rec.auto", "enabledAutoRecordMeeting", {False: "none", True: "cloud"}, by_hand=f"{OPTIONS} > Automatic recording"),
    Asked(control="data.registration_fields", path="form.registrationForm", kinds=PROGRAM),
    program("host.cohosts", "allowAnyUserToBeCoHost", NAMED["anyone"], by_hand=f"{OPTIONS} > Cohosts"),
    program("host.cohosts", "allowFirstUserToBeCoHost", NAMED["first"], by_hand=f"{OPTIONS} > Cohosts"),
    room("host.cohosts", "supportAnyoneAsCoHost", NAMED["anyone"], by_hand=f"{MY_ROOM} > Cohosts"),
    room("host.cohosts", "allowFirstUserToBeCoHost", NAMED["first"], by_hand=f"{MY_ROOM} > Cohosts"),
    room("host.second_adult", "coHosts", sort=Presence, present="present", absent="alone", secret=True, writable=(), by_hand=f"{MY_ROOM} > Cohosts"),
)  # fmt: skip

PROGRAMS: tuple[Setting, ...] = (*DOOR, *CHANNELS, *KEPT)
