"""Settings that Zoom keeps on the host, the group or the account, and that decide in every program. Rows only.

A lock on the account wins over everything below it, then a lock on the group, then the host's own value.
"""

from __future__ import annotations

from typing import Any

from hardener.model import Value
from hardener.setting import Number, Setting
from hardener.vendor.kinds import rows_at
from hardener_zoom.effects import Enabler, LargeRoom, Regions
from hardener_zoom.kinds import ABOVE, MEETING, PROGRAM, WEBINAR

LOCKS = ("group", "account")
IN_MEETING = "Zoom web portal > Settings > Meeting > In Meeting"
SCHEDULE = "Zoom web portal > Settings > Meeting > Schedule Meeting"
RECORDING = "Zoom web portal > Settings > Recording"
LOCK_BY_HAND = (
    "Zoom web portal > Admin > Groups > the group > Meeting: switch off and lock; "
    'or let hardener fix shared settings there: fix_at = "group:NAME" in hardener.toml'
)
"""A lock alone is never written: on an open setting it would open it for everybody below."""
OFF_ON: dict[Any, Value] = {False: "off", True: "on"}
AI: dict[str, Any] = {"kinds": ("host", "account"), "governs": PROGRAM, "writable": (), "lock": None, "lockable": ()}
"""What the API shows of AI Companion, and does not change."""
SUMMARY = "Zoom web portal > Settings > AI Companion > Meeting summary: off"
QUESTIONS = "Zoom web portal > Settings > AI Companion > Meeting questions: off"
LICENCE = "the size of the room is the licence's: Zoom web portal > Admin > Users; or set a limit on sign-ups"
SECURITY = "security_locks.meeting_security.waiting_room"


def in_meeting(control: str, key: str, values: dict[Any, Value], **more: Any) -> Setting:  # noqa: ANN401 - fields of Setting
    """Return the row of an in-meeting switch with a lock of its own name, unless `more` says otherwise."""
    fields: dict[str, Any] = {
        "kinds": ABOVE, "governs": MEETING, "lock": f"locks.in_meeting.{key.split('.', maxsplit=1)[0]}", "lockable": LOCKS,
        "by_hand": IN_MEETING,
    }  # fmt: skip
    return Setting(control=control, path=f"settings.in_meeting.{key}", values=values, **fields | more)


def sub(control: str, key: str, values: dict[Any, Value], parent: str, **more: Any) -> Setting:  # noqa: ANN401 - fields of Setting
    """Return the row of an option under the switch `parent`, whose lock perhaps holds it as well."""
    fields = {"lock": f"locks.in_meeting.{parent}", "lock_presumed": True, "lockable": ()}
    return in_meeting(control, key, values, **fields | more)


recording = rows_at("settings.recording", kinds=ABOVE, governs=PROGRAM, by_hand=RECORDING)

CHAT = (
    in_meeting("chan.chat_attendee", "chat", {False: "off", True: "everyone"}, gate=True),
    sub("chan.chat_attendee", "allow_participants_chat_with", {1: "off", 2: "hosts", 3: "everyone", 4: "everyone"}, "chat"),
    in_meeting("chan.chat_attendee", "webinar_chat.enable", {False: "off", True: "everyone"}, gate=True, governs=WEBINAR),
    sub("chan.chat_attendee", "webinar_chat.allow_attendees_chat_with", {1: "off", 2: "hosts", 3: "everyone"}, "webinar_chat", governs=WEBINAR),
    in_meeting("chan.chat_private", "private_chat", OFF_ON, gate=True),
    in_meeting("chan.chat_private", "chat", OFF_ON, gate=True, writable=()),
    sub("chan.chat_private", "allow_participants_chat_with", {1: "off", 2: "off", 3: "off", 4: "on"}, "chat", gate=True, writable=()),
    in_meeting("chan.chat_private", "webinar_chat.enable", OFF_ON, governs=WEBINAR),
    in_meeting("chan.chat_files_links", "file_transfer", OFF_ON),
    sub("chan.chat_saved_by_attendees", "allow_users_save_chats", {1: "off", 2: "on", 3: "on"}, "chat"),
    in_meeting("chan.chat_saved_by_attendees", "chat", OFF_ON, gate=True, writable=()),
    sub("chan.chat_saved_by_attendees", "webinar_chat.allow_users_save_chats", {0: "off", 1: "on", 2: "on"}, "webinar_chat", governs=WEBINAR),
    in_meeting("chan.chat_saved_by_attendees", "webinar_chat.enable", OFF_ON, gate=True, writable=(), governs=WEBINAR),
    in_meeting("chan.qa", "meeting_question_answer", {False: "off", True: "open"}, gate=True),
    in_meeting("chan.comments", "meeting_question_answer", OFF_ON, gate=True),
)  # fmt: skip

SHOWING = (
    in_meeting("chan.screen_share", "screen_sharing", {False: "hosts", True: "everyone"}, gate=True, writable=()),
    sub("chan.screen_share", "who_can_share_screen", {"host": "hosts", "all": "everyone"}, "screen_sharing"),
    in_meeting("chan.annotate", "annotation", {False: "off", True: "everyone"}),
    in_meeting("chan.whiteboard", "whiteboard", {False: "off", True: "everyone"}),
    in_meeting("chan.remote_control", "remote_control", OFF_ON),
    in_meeting(
        "chan.rename_self", "allow_participants_to_rename", OFF_ON, kinds=("account",), lock=None, lockable=(),
        by_hand="Zoom web portal > Admin > Account Settings > Meeting > In Meeting (Basic) > Allow participants to rename themselves",
    ),
    in_meeting("chan.virtual_background", "virtual_background", {False: "off", True: "upload"}, gate=True),
    sub(
        "chan.virtual_background", "virtual_background_settings.allow_upload_custom", {False: "blur-or-preset", True: "upload"},
        "virtual_background", writable=("host", "account"),
    ),
    in_meeting("chan.reactions", "meeting_reactions", {False: "off", True: "all"}, gate=True, lockable=()),
    sub("chan.reactions", "meeting_reactions_emojis", {"selected": "emoji", "all": "all"}, "meeting_reactions"),
    in_meeting("chan.reactions", "webinar_reactions", {False: "off", True: "all"}, governs=WEBINAR),
    in_meeting("chan.polls", "polling", {False: "off", True: "hosts"}),
    in_meeting("chan.polls", "webinar_polling.enable", {False: "off", True: "hosts"}, governs=WEBINAR),
    in_meeting("chan.breakout_rooms", "breakout_room", OFF_ON, gate=True, writable=()),
    in_meeting("chan.stream_out", "allow_live_streaming", {False: "off", True: "planned"}, gate=True),
    in_meeting("chan.stream_out", "webinar_live_streaming.enable", {False: "off", True: "planned"}, gate=True, governs=WEBINAR),
)  # fmt: skip

KEPT = (
    recording("rec.by_attendees", "local_recording", OFF_ON, lock="locks.recording.local_recording", lockable=LOCKS),
    recording("rec.scope", "cloud_recording", {False: "none", True: "full"}, gate=True, lock="locks.recording.cloud_recording", lockable=LOCKS),
    recording("rec.scope", "record_gallery_view", {False: "presenter-only", True: "full"}),
    recording("rec.scope", "display_participant_name", {False: "presenter-only", True: "full"}),
    recording("rec.scope", "save_chat_text", {False: "presenter-only", True: "full"}),
    recording("rec.consent_notice", "recording_disclaimer", {True: "shown", False: "not-shown"}, kinds=("host", "account")),
    recording("rec.access", "required_password_for_shared_cloud_recordings", {True: "passcode", False: "link"}, kinds=("account",), gate=True),
    recording("rec.retention_days_max", "auto_delete_cmr", {True: 0, False: 36500}, kinds=("host", "account"), lock="locks.recording.auto_delete_cmr", lockable=("account",), note="36500 days stands for: never deleted"),
    recording(
        "rec.retention_days_max", "auto_delete_cmr_days", sort=Number, kinds=("host", "account"), allowed=(30, 60, 90, 120),
        lock="locks.recording.auto_delete_cmr", lock_presumed=True,
    ),
    recording("ai.transcript_retained", "cloud_recording", OFF_ON, gate=True, writable=(), lock="locks.recording.cloud_recording"),
    recording("ai.transcript_retained", "recording_audio_transcript", OFF_ON),
    in_meeting("ai.summary", "meeting_summary_with_ai_companion.enable", {False: "off", True: "host-starts"}, **AI, by_hand=SUMMARY),
    in_meeting("ai.summary", "meeting_summary_with_ai_companion.enable", {False: "off", True: "auto"}, gate=True, **AI, by_hand=SUMMARY),
    in_meeting("ai.assistant_questions", "ai_companion_questions.enable", OFF_ON, gate=True, **AI, by_hand=QUESTIONS),
    in_meeting("ai.assistant_questions", "ai_companion_questions.enable", OFF_ON, **AI, by_hand=QUESTIONS),
    in_meeting("cap.live", "closed_captioning.enable", {False: "off", True: "on"}, governs=PROGRAM, lock="locks.in_meeting.closed_caption", lock_presumed=True, lockable=()),
    in_meeting("cap.live", "manual_captioning.auto_generated_captions", {False: "off", True: "on"}, governs=PROGRAM, lock="locks.in_meeting.auto_generated_captions", lockable=()),
    in_meeting("cap.saved_by_attendees", "closed_captioning.save_caption", OFF_ON, governs=PROGRAM, lock="locks.in_meeting.save_caption"),
    in_meeting("cap.saved_by_attendees", "manual_captioning.save_captions", OFF_ON, governs=PROGRAM, lock="locks.in_meeting.save_captions"),
)  # fmt: skip

PEOPLE = (
    Setting(
        control="door.waiting_room", path="security.meeting_security.waiting_room_settings.participants_to_place_in_waiting_room",
        kinds=ABOVE, governs=MEETING, values={0: "everyone", 1: "guests", 2: "guests"}, lock=SECURITY, lock_presumed=True,
        unless=("program.settings.waiting_room_options.mode", "custom"), by_hand="Zoom web portal > Settings > Meeting > Security > Waiting Room Options",
    ),
    in_meeting("door.browser_join_allowed", "show_a_join_from_your_browser_link", OFF_ON, governs=PROGRAM, locked_at=("group",), lockable=("group",)),
    Regions(
        control="data.region", path="settings.in_meeting.custom_data_center_regions", chosen="settings.in_meeting.data_center_regions",
        kinds=ABOVE, governs=PROGRAM, writable=(), lock="locks.in_meeting.custom_data_center_regions", by_hand=IN_MEETING,
    ),
    in_meeting(
        "chan.attendee_video_visible_to", "attention_mode_focus_mode", {True: "hosts", False: "everyone"}, kinds=("host", "account"),
        locked_at=("account",), lockable=("account",), note="without it a meeting's own focus mode comes to nothing",
    ),
    Enabler(
        control="chan.camera_attendee", path="settings.schedule_meeting.allow_host_to_disable_participant_video", kinds=("account",),
        governs=MEETING, writable=(), values={True: "off"}, by_hand="Zoom Support switches this on for an account that asks",
        off="the account has not got the feature that keeps cameras off, so a meeting's own setting may come to nothing",
    ),
    Number(control="door.capacity_max", path="settings.feature.meeting_capacity", kinds=("host",), governs=MEETING, writable=(), by_hand=LICENCE),
    LargeRoom(
        control="door.capacity_max", path="settings.feature.large_meeting_capacity", switch="settings.feature.large_meeting",
        kinds=("host",), governs=MEETING, writable=(), by_hand=LICENCE,
    ),
    Number(control="door.capacity_max", path="settings.feature.webinar_capacity", kinds=("host",), governs=WEBINAR, writable=(), by_hand=LICENCE),
    in_meeting("enc.external_endpoints", "e2e_encryption", {True: "on", False: "off"}, governs=PROGRAM),
    Setting(
        control="host.library_account", path="user.type", kinds=("host",), governs=PROGRAM, writable=(),
        values={2: "library", 1: "personal", 4: "personal", 99: "personal"},
        by_hand="Zoom web portal > Admin > Users: give the host a licence of the library",
    ),
    Setting(
        control="host.mfa", path="account_security.security.sign_in_with_two_factor_auth", kinds=("account",), governs=PROGRAM,
        writable=(), values={"all": "on", "group": "off", "role": "off", "none": "off"},
    ),
    Setting(control="host.settings_locked", path="locks.in_meeting.chat", kinds=("account",), governs=PROGRAM, gate=True, writable=(), values={True: "locked", False: "unlocked"}, by_hand=LOCK_BY_HAND),
    Setting(control="host.settings_locked", path="locks.in_meeting.chat", kinds=("group",), governs=PROGRAM, gate=True, prevails="locked", writable=(), values={True: "locked", False: "unlocked"}, by_hand=LOCK_BY_HAND),
)  # fmt: skip


def seed(control: str, key: str, values: dict[Any, Value], **more: Any) -> Setting:  # noqa: ANN401 - fields of Setting
    """Return the row of a default that only fills in new programs."""
    fields: dict[str, Any] = {"kinds": ABOVE, "default_for_new": True, "lock": f"locks.{key}", "by_hand": SCHEDULE}
    return Setting(control=control, path=f"settings.{key}", values=values, **fields | more)


NEW_PROGRAMS = (
    seed("door.join_before_host", "schedule_meeting.join_before_host", OFF_ON),
    seed("door.waiting_room", "in_meeting.waiting_room", {True: "everyone", False: "off"}, kinds=("host", "group"), locked_at=("group",), also_locked=((SECURITY, LOCKS),)),
    seed("door.personal_room", "schedule_meeting.use_pmi_for_scheduled_meetings", OFF_ON, kinds=("host", "account"), locked_at=("account",)),
    seed("door.dial_in", "schedule_meeting.audio_type", {"voip": "off", "both": "on", "telephony": "on", "thirdParty": "on"}),
    seed(
        "chan.camera_start_off", "schedule_meeting.participants_video", {False: "starts-off", True: "starts-on"},
        lock="locks.schedule_meeting.participant_video",
        spelled={"group": "settings.schedule_meeting.participant_video", "account": "settings.schedule_meeting.participant_video"},
    ),
    seed("chan.mic_mute_on_entry", "schedule_meeting.mute_upon_entry", {True: "muted", False: "open"}, kinds=("group",), locked_at=("group",)),
    seed("chan.chat_persistent", "schedule_meeting.continuous_meeting_chat.enable", OFF_ON, lock="locks.schedule_meeting.continuous_meeting_chat", writable=("group", "account")),
    seed("rec.auto", "recording.auto_recording", {"none": "none", "local": "local", "cloud": "cloud"}, by_hand=RECORDING),
    seed(
        "door.passcode", "schedule_meeting.require_password_for_scheduling_new_meetings", {True: "embedded", False: "none"},
    ),
)  # fmt: skip

HOSTS: tuple[Setting, ...] = (*CHAT, *SHOWING, *KEPT, *PEOPLE, *NEW_PROGRAMS)
