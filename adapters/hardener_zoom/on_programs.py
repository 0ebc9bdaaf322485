"""Settings that Zoom keeps on a meeting or a webinar itself. Rows only: what each means is in the catalogue.

What the API does not show is in by_hand.yaml. Facts: README.md, each with the date it was last verified.
"""

from __future__ import annotations

from hardener.model import Risk
from hardener.setting import Setting
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

DOOR = (
    SignUp(
        control="door.registration_required", path="program.settings.approval_type", kinds=PROGRAM, writable=WHOLE,
        values={0: "required", 1: "required", 2: "not-required"}, risks=LINK, moves=SIGN_UP_FACTS, by_hand=REGISTRATION,
    ),
    SignUp(
        control="door.registration_approval", path="program.settings.approval_type", kinds=PROGRAM, writable=WHOLE,
        values={1: "manual", 0: "auto", 2: "auto"}, risks=LINK | LOCKOUT, moves=SIGN_UP_FACTS, by_hand=REGISTRATION,
    ),
    SignUp(
        control="door.unique_join_link", path="program.settings.approval_type", kinds=PROGRAM, writable=WHOLE,
        values={0: "unique", 1: "unique", 2: "shared"}, risks=LINK, moves=SIGN_UP_FACTS, by_hand=REGISTRATION,
        note="Zoom sends each person who signs up a link of their own",
    ),
    Setting(
        control="door.single_device_per_link", path="program.settings.allow_multiple_devices", kinds=PROGRAM,
        writable=WHOLE, values={False: "single", True: "several"}, by_hand=REGISTRATION,
    ),
    SignUp(
        control="door.single_device_per_link", path="program.settings.approval_type", kinds=PROGRAM, writable=WHOLE,
        values={0: "single", 1: "single", 2: "several"}, risks=LINK, moves=SIGN_UP_FACTS, by_hand=REGISTRATION,
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
    Setting(
        control="door.waiting_room", path="program.settings.waiting_room", lock="locks.in_meeting.waiting_room", locked_at=("group",), also_locked=WAITING_LOCKS, kinds=MEETING, risks=LOCKOUT,
        values={True: "everyone", False: "off"}, by_hand=f"{EDIT} > Security",
    ),
    WaitingRoomChoice(
        control="door.waiting_room", path="program.settings.waiting_room_options", kinds=MEETING,
        writable=("meeting", "room"), risks=LOCKOUT, by_hand=f"{EDIT} > Security",
    ),
    Setting(
        control="door.join_before_host", path="program.settings.join_before_host", lock="locks.schedule_meeting.join_before_host", kinds=MEETING,
        values={False: "off", True: "on"}, by_hand=OPTIONS,
    ),
    Setting(
        control="door.vendor_account_required", path="program.settings.meeting_authentication", lock="locks.schedule_meeting.meeting_authentication", kinds=PROGRAM,
        writable=("meeting", "webinar", "room"), values={True: "required", False: "not-required"},
        by_hand=f"{EDIT} > Security",
    ),
    Setting(
        control="door.dial_in", path="program.settings.audio", lock="locks.schedule_meeting.audio_type", kinds=PROGRAM, writable=("meeting", "webinar", "room"),
        values={"voip": "off", "both": "on", "telephony": "on", "thirdParty": "on"}, risks=LOCKOUT,
        by_hand=f"{EDIT} > Audio",
    ),
    Setting(
        control="door.personal_room", path="program.settings.use_pmi", kinds=("meeting", "occurrence"),
        writable=("meeting",), values={False: "off", True: "on"}, risks=LINK, moves=LINK_FACTS | {"id"},
        by_hand=f"{EDIT} > Meeting ID",
    ),
)  # fmt: skip

CHANNELS = (
    Setting(
        control="chan.chat_persistent", path="program.settings.continuous_meeting_chat.enable", lock="locks.schedule_meeting.continuous_meeting_chat",
        kinds=("meeting", "occurrence"), writable=("meeting",), values={False: "off", True: "on"}, by_hand=OPTIONS,
    ),
    Questions(
        control="chan.qa", path="program.settings.question_and_answer", kinds=MEETING, writable=("meeting", "room"),
        key="question_visibility", shown={"answered": "moderated", "all": "open"}, by_hand=OPTIONS,
    ),
    Questions(
        control="chan.qa", path="program.settings.question_and_answer", kinds=WEBINAR, writable=("webinar",), key="answer_questions",
        shown={"only": "moderated", "all": "open"}, by_hand=OPTIONS,
    ),
    Setting(
        control="chan.comments", path="program.settings.question_and_answer.enable", kinds=PROGRAM, gate=True,
        writable=(), values={False: "off", True: "on"}, by_hand=OPTIONS,
    ),
    Setting(
        control="chan.comments", path="program.settings.question_and_answer.attendees_can_comment", kinds=PROGRAM,
        writable=("meeting", "webinar", "room"), values={False: "off", True: "on"}, by_hand=OPTIONS,
    ),
    Setting(
        control="chan.mic_mute_on_entry", path="program.settings.mute_upon_entry", lock="locks.schedule_meeting.mute_upon_entry", locked_at=("group",), kinds=MEETING,
        values={True: "muted", False: "open"}, by_hand=OPTIONS,
    ),
    Setting(
        control="chan.mic_self_unmute", path="program.settings.allow_host_control_participant_mute_state", kinds=MEETING,
        writable=("meeting", "room"), values={True: "off", False: "on"}, by_hand=OPTIONS,
        also={"program.settings.request_permission_to_unmute_participants": False},
        note="Zoom's text says that hosts then control who is muted; try it once with a second device",
    ),
    Setting(
        control="chan.camera_attendee", path="program.settings.disable_participant_video", kinds=MEETING,
        writable=("meeting", "room"), values={True: "off", False: "on"},
        by_hand="Zoom Support switches this on for an account that asks; until then use a webinar, "
        "or Security > Suspend participant activities during the program",
    ),
    Setting(
        control="chan.camera_start_off", path="program.settings.participant_video", lock="locks.schedule_meeting.participant_video", kinds=MEETING,
        values={False: "starts-off", True: "starts-on"}, by_hand=f"{EDIT} > Video",
    ),
    Setting(
        control="chan.attendee_video_visible_to", path="program.settings.focus_mode", kinds=MEETING,
        writable=("meeting", "room"), values={True: "hosts", False: "everyone"}, by_hand=f"{OPTIONS} > Focus mode",
    ),
    Setting(
        control="chan.breakout_rooms", path="program.settings.breakout_room.enable", kinds=("meeting", "room", "occurrence"),
        writable=("meeting", "room"), values={False: "off", True: "on"}, by_hand=OPTIONS,
    ),
    Whiteboards(
        control="chan.whiteboard", path="program.settings.resources", kinds=MEETING, writable=("meeting", "room"),
        by_hand=f"{EDIT} > Whiteboard: open the attached board's sharing, and let people only view it",
    ),
    Stream(
        control="chan.stream_out", path="livestream", kinds=WHOLE, writable=(), secret=True,
        by_hand="Zoom web portal > Meetings > the program > Live Streaming",
    ),
)  # fmt: skip

RECORDING = (
    Setting(
        control="rec.auto", path="program.settings.auto_recording", lock="locks.recording.auto_recording", kinds=PROGRAM,
        values={"none": "none", "local": "local", "cloud": "cloud"}, by_hand=OPTIONS,
    ),
    Sharing(
        control="rec.access", path="recording.share_recording", kinds=PROGRAM, unrecorded="named-people", writable=(),
        passcode="recording.password",
        values={"none": "named-people", "internally": "named-people", "publicly": "link"},
        by_hand="Zoom web portal > Recordings > the recording > Share",
    ),
    OfRecording(
        control="rec.viewer_download", path="recording.viewer_download", kinds=PROGRAM, writable=WHOLE, unrecorded="off",
        values={False: "off", True: "on"}, by_hand="Zoom web portal > Recordings > the recording > Share",
    ),
    Setting(
        control="ai.summary", path="program.settings.auto_start_meeting_summary", kinds=MEETING, writable=("meeting", "room"),
        values={False: "off", True: "auto"}, by_hand=OPTIONS,
    ),
    Setting(
        control="ai.assistant_questions", path="program.settings.auto_start_ai_companion_questions", kinds=MEETING,
        writable=("meeting", "room"), values={False: "off", True: "on"}, by_hand=OPTIONS,
    ),
)  # fmt: skip

DATA = (
    Form(
        control="data.registration_fields", path="questions", kinds=WHOLE, follows="program.settings.approval_type", alive=(0, 1),
        by_hand=f"{REGISTRATION} > Questions",
    ),
    Setting(
        control="data.followup_marketing", path="program.settings.follow_up_attendees_email_notification.enable",
        kinds=WEBINAR, writable=("webinar",), values={False: "off", True: "on"}, by_hand=f"{EDIT} > Email settings",
    ),
    Setting(
        control="data.followup_marketing", path="program.settings.follow_up_absentees_email_notification.enable",
        kinds=WEBINAR, writable=("webinar",), values={False: "off", True: "on"}, by_hand=f"{EDIT} > Email settings",
    ),
    SecondAdult(
        control="host.second_adult", path="program.settings.alternative_hosts", kinds=PROGRAM, present="present",
        absent="alone", ours="team.ours", secret=True, writable=(), by_hand=f"{OPTIONS} > Alternative hosts: somebody of the library",
    ),
    MoreRegions(
        control="data.region", path="program.settings.additional_data_center_regions", kinds=PROGRAM, writable=(),
        by_hand=f"{OPTIONS} > Additional data center regions",
    ),
    Setting(
        control="enc.e2ee", path="program.settings.encryption_type", kinds=MEETING, writable=("meeting", "room"),
        lock="security_locks.meeting_security.end_to_end_encrypted_meetings",
        values={"e2ee": "on", "enhanced_encryption": "off"}, by_hand=f"{EDIT} > Security",
    ),
)  # fmt: skip

PROGRAMS: tuple[Setting, ...] = (*DOOR, *CHANNELS, *RECORDING, *DATA)
