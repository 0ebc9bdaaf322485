"""Settings that Zoom keeps on a meeting or a webinar itself. Rows only: what each means is in the catalogue.

What the API does not show is in by_hand.yaml. Facts: README.md, each with the date it was last verified.
"""

from __future__ import annotations

from hardener.model import Risk
from hardener.setting import Setting
from hardener.vendor.kinds import rows_at
from hardener_zoom.effects import Enabler, MoreRegions, SecondAdult, Sharing, SignUp, Whiteboards
from hardener_zoom.forms import Form
from hardener_zoom.kinds import (
    MEETING,
    PROGRAM,
    WEBINAR,
    OfRecording,
    Passcode,
    Questions,
    Stream,
    WaitingRoomChoice,
)

LINK, LOCKOUT = frozenset({Risk.LINK}), frozenset({Risk.LOCKOUT})
WHOLE = ("meeting", "webinar")
EDIT = "Zoom web portal > Meetings > the program > Edit"
REGISTRATION = f"{EDIT} > Registration"
OPTIONS = f"{EDIT} > Options"
LINK_FACTS = frozenset({"join_link"})
SIGN_UP_FACTS = frozenset({"join_link", "registration"})
NEED_SIGN_UP = {
    "door.registration_required": "required",
    "door.registration_approval": "manual",
    "door.unique_join_link": "unique",
    "door.single_device_per_link": "single",
}
"""Controls that hang on sign-up, each with what it is at best."""
WAITING_LOCKS = (("security_locks.meeting_security.waiting_room", ("group", "account")),)
"""The lock of the waiting room as the security settings have it, beside the one that groups have of old."""

sign_up = rows_at(
    "program.settings", kinds=PROGRAM, writable=WHOLE, risks=LINK, moves=SIGN_UP_FACTS, by_hand=REGISTRATION
)
program = rows_at("program.settings", kinds=PROGRAM, by_hand=OPTIONS)
meeting = rows_at("program.settings", kinds=MEETING, by_hand=OPTIONS)
own = rows_at("program.settings", kinds=MEETING, writable=("meeting", "room"), by_hand=OPTIONS)
webinar = rows_at("program.settings", kinds=WEBINAR, writable=("webinar",), by_hand=OPTIONS)
recording = rows_at("recording", kinds=PROGRAM, by_hand="Zoom web portal > Recordings > the recording > Share")

DOOR = (
    sign_up("door.registration_required", "approval_type", {0: "required", 1: "required", 2: "not-required"}, sort=SignUp),
    sign_up("door.registration_approval", "approval_type", {1: "manual", 0: "auto", 2: "auto"}, sort=SignUp, risks=LINK | LOCKOUT),
    sign_up(
        "door.unique_join_link", "approval_type", {0: "unique", 1: "unique", 2: "shared"}, sort=SignUp,
        note="Zoom sends each person who signs up a link of their own",
    ),
    program("door.single_device_per_link", "allow_multiple_devices", {False: "single", True: "several"}, writable=WHOLE, by_hand=REGISTRATION),
    sign_up(
        "door.single_device_per_link", "approval_type", {0: "single", 1: "single", 2: "several"}, sort=SignUp,
        note="without sign-up everybody has the same link, on as many devices as they like",
    ),
    *(
        Enabler(
            control=control, path="user.type", kinds=("host",), governs=PROGRAM, writable=(), values={2: closed},
            off="the host has no licence of the library, and without one there is no sign-up", by_hand=REGISTRATION,
        )
        for control, closed in NEED_SIGN_UP.items()
    ),
    Passcode(
        control="door.passcode", path="program.password", kinds=PROGRAM, writable=("meeting", "webinar", "room"),
        risks=LINK, moves=LINK_FACTS, secret=True, by_hand=f"{EDIT} > Security",
    ),
    meeting(
        "door.waiting_room", "waiting_room", {True: "everyone", False: "off"}, lock="locks.in_meeting.waiting_room",
        locked_at=("group",), also_locked=WAITING_LOCKS, risks=LOCKOUT, by_hand=f"{EDIT} > Security",
    ),
    own("door.waiting_room", "waiting_room_options", sort=WaitingRoomChoice, risks=LOCKOUT, by_hand=f"{EDIT} > Security"),
    meeting("door.join_before_host", "join_before_host", {False: "off", True: "on"}, lock="locks.schedule_meeting.join_before_host"),
    program(
        "door.vendor_account_required", "meeting_authentication", {True: "required", False: "not-required"},
        lock="locks.schedule_meeting.meeting_authentication", writable=("meeting", "webinar", "room"),
    ),
    program(
        "door.dial_in", "audio", {"voip": "off", "both": "on", "telephony": "on", "thirdParty": "on"},
        lock="locks.schedule_meeting.audio_type", writable=("meeting", "webinar", "room"), risks=LOCKOUT,
    ),
    sign_up(
        "door.personal_room", "use_pmi", {False: "off", True: "on"}, kinds=("meeting", "occurrence"), writable=("meeting",),
        moves=LINK_FACTS | {"id"}, by_hand=f"{EDIT} > Meeting ID",
    ),
)  # fmt: skip

CHANNELS = (
    program(
        "chan.chat_persistent", "continuous_meeting_chat.enable", {False: "off", True: "on"},
        lock="locks.schedule_meeting.continuous_meeting_chat", kinds=("meeting", "occurrence"), writable=("meeting",),
    ),
    own("chan.qa", "question_and_answer", sort=Questions, key="question_visibility", shown={"answered": "moderated", "all": "open"}),
    webinar("chan.qa", "question_and_answer", sort=Questions, key="answer_questions", shown={"only": "moderated", "all": "open"}),
    program("chan.comments", "question_and_answer.enable", {False: "off", True: "on"}, gate=True, writable=()),
    program("chan.comments", "question_and_answer.attendees_can_comment", {False: "off", True: "on"}, writable=("meeting", "webinar", "room")),
    meeting(
        "chan.mic_mute_on_entry", "mute_upon_entry", {True: "muted", False: "open"}, lock="locks.schedule_meeting.mute_upon_entry",
        locked_at=("group",),
    ),
    own(
        "chan.mic_self_unmute", "allow_host_control_participant_mute_state", {True: "off", False: "on"},
        also={"program.settings.request_permission_to_unmute_participants": False},
        note="Zoom's text says that hosts then control who is muted; try it once with a second device",
    ),
    own("chan.camera_attendee", "disable_participant_video", {True: "off", False: "on"}),
    meeting("chan.camera_start_off", "participant_video", {False: "starts-off", True: "starts-on"}, lock="locks.schedule_meeting.participant_video"),
    own("chan.attendee_video_visible_to", "focus_mode", {True: "hosts", False: "everyone"}, by_hand=f"{OPTIONS} > Focus mode"),
    own("chan.breakout_rooms", "breakout_room.enable", {False: "off", True: "on"}, kinds=("meeting", "room", "occurrence")),
    own("chan.whiteboard", "resources", sort=Whiteboards),
    Stream(control="chan.stream_out", path="livestream", kinds=WHOLE, writable=(), secret=True),
)  # fmt: skip

RECORDING = (
    program("rec.auto", "auto_recording", {"none": "none", "local": "local", "cloud": "cloud"}, lock="locks.recording.auto_recording"),
    recording(
        "rec.access", "share_recording", {"none": "named-people", "internally": "named-people", "publicly": "link"}, sort=Sharing,
        unrecorded="named-people", writable=(), passcode="recording.password",
    ),
    recording("rec.viewer_download", "viewer_download", {False: "off", True: "on"}, sort=OfRecording, writable=WHOLE, unrecorded="off"),
    own("ai.summary", "auto_start_meeting_summary", {False: "off", True: "auto"}),
    own("ai.assistant_questions", "auto_start_ai_companion_questions", {False: "off", True: "on"}),
)  # fmt: skip

DATA = (
    Form(control="data.registration_fields", path="questions", kinds=WHOLE, follows="program.settings.approval_type", alive=(0, 1)),
    webinar("data.followup_marketing", "follow_up_attendees_email_notification.enable", {False: "off", True: "on"}),
    webinar("data.followup_marketing", "follow_up_absentees_email_notification.enable", {False: "off", True: "on"}),
    program(
        "host.second_adult", "alternative_hosts", sort=SecondAdult, present="present", absent="alone", ours="team.ours",
        secret=True, writable=(), by_hand=f"{OPTIONS} > Alternative hosts: somebody of the library",
    ),
    program("data.region", "additional_data_center_regions", sort=MoreRegions, writable=(), by_hand=f"{OPTIONS} > Additional data center regions"),
    own(
        "enc.e2ee", "encryption_type", {"e2ee": "on", "enhanced_encryption": "off"},
        lock="security_locks.meeting_security.end_to_end_encrypted_meetings", by_hand=f"{EDIT} > Security",
    ),
)  # fmt: skip

PROGRAMS: tuple[Setting, ...] = (*DOOR, *CHANNELS, *RECORDING, *DATA)
