"""Settings that Webex keeps on a meeting, a webinar or a personal room itself. Rows only.

What the API does not show is in by_hand.yaml. Facts: README.md, each with the date it was last verified.
"""

from __future__ import annotations

from typing import Any

from hardener.model import Risk, Value
from hardener.setting import Presence, Setting
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

DOOR = (
    Setting(
        control="door.registration_required", path="signup.registration.enabled", kinds=PROGRAM, risks=LINK, moves=SIGN_UP,
        undo={"required": SIGN_UP_OFF, "not-required": SIGN_UP_ON},
        keeps={"not-required": ("signup.registration.autoAcceptRequest", "form.registrationForm")},
        values={True: "required", False: "not-required"}, by_hand=f"{REGISTRATION}; a series cannot have one: schedule "
        "single meetings or a webinar, or admit every family from the lobby and use a profile without this line",
    ),
    Setting(
        control="door.registration_approval", path="signup.registration.autoAcceptRequest", kinds=PROGRAM, risks=LINK | LOCKOUT,
        values={False: "manual", True: "auto", None: "auto"}, moves=SIGN_UP, also={"signup.registration.enabled": True}, undo={"manual": SIGN_UP_OFF},
        by_hand=f"{REGISTRATION} > Approval; where there is none, admit every family from the lobby and use a profile without this line",
    ),
    Passcode(
        control="door.passcode", path="program.password", kinds=PROGRAM, risks=LINK, moves=frozenset({"join_link"}), secret=True,
        undo={"embedded": "takes the new passcode off only where there is no registration, which needs one"},
        by_hand=SECURITY,
    ),
    Setting(
        control="door.passcode_in_mail", path="program.excludePassword", kinds=PROGRAM, values={True: "left-out", False: "in-mail"},
        by_hand=f"{SECURITY} > Exclude password from email invitation",
    ),
    Setting(
        control="door.devices_ask", path="program.allowAuthenticatedDevices", kinds=PROGRAM, values={False: "asked", True: "unasked"},
        by_hand=f"{OPTIONS} > Allow authenticated video devices",
    ),
    Setting(
        control="door.devices_ask", path="room.allowAuthenticatedDevices", kinds=ROOM, values={False: "asked", True: "unasked"},
        by_hand=f"{MY_ROOM} > Allow authenticated video devices",
    ),
    Setting(
        control="door.waiting_room", path="program.unlockedMeetingJoinSecurity", kinds=PROGRAM, risks=LOCKOUT,
        values={"allowJoinWithLobby": "everyone", "blockFromJoin": "everyone", "allowJoin": "off"}, by_hand=f"{SECURITY} > Unlocked meetings",
        note="who is on the invitation list and signed in does not wait: invite staff only",
    ),
    Setting(
        control="door.join_before_host", path="program.enabledJoinBeforeHost", kinds=PROGRAM, values=ON_OFF, by_hand=f"{OPTIONS} > Join before host",
        keeps={"off": ("program.joinBeforeHostMinutes", "program.enableConnectAudioBeforeHost")}, undo={"off": JOIN_FIRST},
    ),
    Setting(
        control="door.vendor_account_required", path="program.requireAttendeeLogin", kinds=WEBINAR,
        values={True: "required", False: "not-required"}, by_hand=f"{SECURITY} > Require attendees to sign in",
        undo=dict.fromkeys(("required", "not-required"), "gives it back only while nobody has signed up"),
        note="Webex does not change it once somebody has signed up",
    ),
    Setting(
        control="door.dial_in", path="program.audioConnectionOptions.audioConnectionType", kinds=PROGRAM, risks=LOCKOUT,
        values={"VoIP": "off", "webexAudio": "on", "other": "on"}, by_hand=AUDIO,
    ),
    Setting(
        control="door.personal_room", path="program.scheduledType", kinds=PROGRAM, writable=(),
        values={"meeting": "off", "webinar": "off", "personalRoomMeeting": "on"}, by_hand="schedule the program with a link of its own",
    ),
    Setting(
        control="door.unlisted", path="program.publicMeeting", kinds=PROGRAM, values={False: "unlisted", True: "listed"},
        by_hand=f"{SECURITY} > Listed on the public calendar: off",
    ),
    Setting(control="door.lock_after_min", path="program.enableAutomaticLock", kinds=PROGRAM, values={True: 0, False: NEVER}, risks=LOCKOUT, by_hand=f"{SECURITY} > Automatic lock"),
    LockMinutes(
        control="door.lock_after_min", path="program.automaticLockMinutes", switch="program.enableAutomaticLock", kinds=PROGRAM,
        allowed=(0, 5, 10, 15, 20), risks=LOCKOUT, by_hand=f"{SECURITY} > Automatic lock",
    ),
    Setting(control="door.lock_after_min", path="room.enabledAutoLock", kinds=ROOM, values={True: 0, False: NEVER}, risks=LOCKOUT, by_hand=f"{MY_ROOM} > Automatic lock"),
    LockMinutes(
        control="door.lock_after_min", path="room.autoLockMinutes", switch="room.enabledAutoLock", kinds=ROOM,
        allowed=(0, 5, 10, 15, 20), risks=LOCKOUT, by_hand=f"{MY_ROOM} > Automatic lock",
    ),
)  # fmt: skip

CHANNELS = (
    Setting(control="chan.chat_attendee", path="program.meetingOptions.enabledChat", kinds=PROGRAM, values={False: "off", True: "everyone"}, by_hand=OPTIONS),
    Setting(control="chan.chat_private", path="program.meetingOptions.enabledChat", kinds=MEETING, values=ON_OFF, gate=True, writable=(), by_hand=ATTENDEES),
    Setting(control="chan.chat_private", path="program.attendeePrivileges.enabledChatOtherParticipants", kinds=MEETING, values=ON_OFF, by_hand=ATTENDEES),
    Setting(control="chan.chat_files_links", path="program.meetingOptions.enabledFileTransfer", kinds=PROGRAM, values=ON_OFF, by_hand=OPTIONS),
    Setting(control="chan.screen_share", path="program.attendeePrivileges.enabledShareContent", kinds=MEETING, values={False: "hosts", True: "everyone"}, by_hand=ATTENDEES),
    Setting(control="chan.annotate", path="program.attendeePrivileges.enabledAnnotate", kinds=MEETING, values={False: "off", True: "everyone"}, by_hand=ATTENDEES),
    Setting(control="chan.remote_control", path="program.attendeePrivileges.enabledRemoteControl", kinds=MEETING, values=ON_OFF, by_hand=ATTENDEES),
    Setting(
        control="chan.mic_mute_on_entry", path="program.audioConnectionOptions.muteAttendeeUponEntry", kinds=PROGRAM,
        values={True: "muted", False: "open"}, by_hand=AUDIO,
    ),
    Setting(
        control="chan.mic_self_unmute", path="program.audioConnectionOptions.allowAttendeeToUnmuteSelf", kinds=PROGRAM, values=ON_OFF, by_hand=AUDIO,
    ),
    Setting(
        control="chan.mic_self_unmute", path="program.audioConnectionOptions.allowHostToUnmuteParticipants", kinds=PROGRAM,
        values={False: "off", True: "host-grant"}, by_hand=AUDIO,
    ),
    Setting(control="chan.camera_attendee", path="program.meetingOptions.enabledVideo", kinds=PROGRAM, values=ON_OFF, by_hand=OPTIONS),
    Setting(
        control="chan.names_visible", path="program.attendeePrivileges.enabledViewParticipantList", kinds=MEETING,
        values={False: "hidden", True: "full"}, by_hand=ATTENDEES,
    ),
    Setting(
        control="chan.names_visible", path="program.audioConnectionOptions.entryAndExitTone", kinds=PROGRAM,
        values={"noTone": "hidden", "beep": "hidden", "announceName": "full"}, by_hand=AUDIO, note="announceName reads out each caller's name",
    ),
    Setting(
        control="chan.notes", path="program.meetingOptions.enabledNote", kinds=PROGRAM, values={False: "off", True: "everyone"},
        keeps={"off": ("program.meetingOptions.noteType",)}, by_hand=f"{OPTIONS} > Meeting options > Notes",
    ),
    Setting(
        control="chan.notes", path="program.meetingOptions.noteType", kinds=PROGRAM, values={"allowOne": "one", "allowAll": "everyone"},
        gate=True, writable=(), by_hand=f"{OPTIONS} > Meeting options > Notes",
    ),
    Setting(control="chan.documents_kept", path="program.attendeePrivileges.enabledSaveDocument", kinds=MEETING, values=ON_OFF, by_hand=f"{ATTENDEES} > Save"),
    Setting(control="chan.documents_kept", path="program.attendeePrivileges.enabledPrintDocument", kinds=MEETING, values=ON_OFF, by_hand=f"{ATTENDEES} > Print"),
    Setting(
        control="chan.polls", path="program.meetingOptions.enabledPolling", kinds=PROGRAM, values={False: "off", True: "hosts"}, by_hand=OPTIONS,
        undo={"off": "switches them on again in webinars only, as Webex takes it for these alone"},
    ),
    Setting(control="chan.breakout_rooms", path="program.enabledBreakoutSessions", kinds=PROGRAM, values=ON_OFF, by_hand=f"{EDIT} > Breakout sessions", undo={"off": "does not give back sessions that were set up: write down who is in which"}),
    Setting(
        control="chan.stream_out", path="program.enabledLiveStream", kinds=PROGRAM, values={False: "off", True: "planned"}, by_hand=f"{EDIT} > Live stream",
        undo={"off": "does not switch it on again where Webex forgets the address of the stream, which is a secret and not kept: write it down"},
    ),
)  # fmt: skip

KEPT = (
    Setting(control="rec.auto", path="program.enabledAutoRecordMeeting", kinds=PROGRAM, values={False: "none", True: "cloud"}, by_hand=f"{OPTIONS} > Automatic recording"),
    Asked(
        control="data.registration_fields", path="form.registrationForm", kinds=PROGRAM,
        by_hand=f"{REGISTRATION} > Questions; Webex always asks for a last name: tell families that an initial will do",
    ),
    Setting(control="host.cohosts", path="program.allowAnyUserToBeCoHost", kinds=PROGRAM, values=NAMED["anyone"], by_hand=f"{OPTIONS} > Cohosts"),
    Setting(control="host.cohosts", path="program.allowFirstUserToBeCoHost", kinds=PROGRAM, values=NAMED["first"], by_hand=f"{OPTIONS} > Cohosts"),
    Setting(control="host.cohosts", path="room.supportAnyoneAsCoHost", kinds=ROOM, values=NAMED["anyone"], by_hand=f"{MY_ROOM} > Cohosts"),
    Setting(control="host.cohosts", path="room.allowFirstUserToBeCoHost", kinds=ROOM, values=NAMED["first"], by_hand=f"{MY_ROOM} > Cohosts"),
    Presence(control="host.second_adult", path="room.coHosts", kinds=ROOM, present="present", absent="alone", secret=True, writable=(), by_hand=f"{MY_ROOM} > Cohosts"),
)  # fmt: skip

PROGRAMS: tuple[Setting, ...] = (*DOOR, *CHANNELS, *KEPT)
