"""The recommendations of the CIS Zoom Benchmark v1.0.0, as the account answers them. Rows only, and none is written.

A recommendation without a row in the account's documents is shown as what a person must look at, and where.
"""

from __future__ import annotations

from pydantic import JsonValue

from hardener.model import Value
from hardener.setting import Number, Setting, Unshown

ACCOUNT = ("account",)
PASSCODE = "security.meeting_security.meeting_password_requirement"
SCHEDULED = "settings.schedule_meeting.meeting_password_requirement"
RECORDED = "settings.recording.recording_password_requirement"
LOGIN = "account_security.security.password_requirement"

SWITCHES: dict[str, str] = {
    "1.1.1.1.2": f"{PASSCODE}.have_letter",
    "1.1.1.1.3": f"{PASSCODE}.have_number",
    "1.1.1.1.4": f"{PASSCODE}.have_special_character",
    "1.1.1.1.5": f"{PASSCODE}.have_upper_and_lower_characters",
    "1.1.1.1.7": f"{PASSCODE}.weak_enhance_detection",
    "1.1.1.1.8": f"{PASSCODE}.only_allow_numeric",
    "1.1.1.2": "security.meeting_security.waiting_room",
    "1.1.1.4": "security.meeting_security.meeting_password",
    "1.1.1.6": "settings.schedule_meeting.require_password_for_instant_meetings",
    "1.1.1.7": "security.meeting_security.pmi_password",
    "1.1.1.8": "security.meeting_security.embed_password_in_join_link",
    "1.1.1.9": "authentication.meeting_authentication",
    "1.1.1.10": "security.meeting_security.phone_password",
    "1.1.1.11": "security.meeting_security.only_authenticated_can_join_from_webclient",
    "1.1.2.1.3": f"{SCHEDULED}.have_letter",
    "1.1.2.1.4": f"{SCHEDULED}.have_number",
    "1.1.2.1.5": f"{SCHEDULED}.have_special_character",
    "1.1.2.1.6": f"{SCHEDULED}.have_upper_and_lower_characters",
    "1.1.2.2": "settings.schedule_meeting.host_video",
    "1.1.2.3": "settings.schedule_meeting.participant_video",
    "1.1.2.4": "settings.schedule_meeting.join_before_host",
    "1.1.2.5": "settings.schedule_meeting.personal_meeting",
    "1.1.2.6": "settings.schedule_meeting.use_pmi_for_scheduled_meetings",
    "1.1.2.7": "settings.schedule_meeting.use_pmi_for_instant_meetings",
    "1.1.2.8": "settings.in_meeting.watermark",
    "1.1.2.10": "settings.schedule_meeting.not_store_meeting_topic",
    "1.1.3.1.1": "settings.in_meeting.chat",
    "1.1.3.2.3": "settings.in_meeting.record_play_own_voice",
    "1.1.3.3.1": "settings.in_meeting.file_transfer",
    "1.1.3.4.1": "settings.in_meeting.screen_sharing",
    "1.1.3.5.1": "settings.in_meeting.annotation",
    "1.1.3.6.1": "settings.in_meeting.whiteboard",
    "1.1.3.7": "settings.in_meeting.e2e_encryption",
    "1.1.3.8": "settings.in_meeting.private_chat",
    "1.1.3.9": "settings.in_meeting.auto_saving_chat",
    "1.1.3.10": "settings.in_meeting.feedback",
    "1.1.3.11": "settings.in_meeting.co_host",
    "1.1.3.12": "settings.in_meeting.polling",
    "1.1.3.13": "settings.in_meeting.show_meeting_control_toolbar",
    "1.1.3.14": "settings.in_meeting.allow_show_zoom_windows",
    "1.1.3.15": "settings.in_meeting.disable_screen_sharing_for_host_meetings",
    "1.1.3.16": "settings.in_meeting.remote_control",
    "1.1.3.17": "settings.in_meeting.non_verbal_feedback",
    "1.1.3.18": "settings.in_meeting.meeting_reactions",
    "1.1.3.20": "settings.in_meeting.allow_participants_to_rename",
    "1.1.4.1.1": "settings.in_meeting.custom_data_center_regions",
    "1.1.4.2.1": "settings.in_meeting.breakout_room",
    "1.1.4.2.2": "settings.in_meeting.breakout_room_schedule",
    "1.1.4.3.1": "settings.in_meeting.virtual_background",
    "1.1.4.3.2": "settings.in_meeting.virtual_background_settings.allow_videos",
    "1.1.4.3.3": "settings.in_meeting.virtual_background_settings.allow_upload_custom",
    "1.1.4.4.1": "settings.in_meeting.p2p_connetion",
    "1.1.4.6": "settings.in_meeting.remote_support",
    "1.1.4.7": "settings.in_meeting.closed_captioning.enable",
    "1.1.4.8": "settings.in_meeting.manual_captioning.save_captions",
    "1.1.4.9": "settings.in_meeting.far_end_camera_control",
    "1.1.4.10": "settings.in_meeting.alert_guest_join",
    "1.1.4.11": "settings.in_meeting.auto_answer",
    "1.1.4.12": "settings.in_meeting.sending_default_email_invites",
    "1.1.4.13": "settings.in_meeting.use_html_format_email",
    "1.1.4.14": "settings.in_meeting.show_a_join_from_your_browser_link",
    "1.1.4.15": "settings.in_meeting.allow_live_streaming",
    "1.1.4.17": "settings.in_meeting.request_permission_to_unmute_participants",
    "1.1.6.1.1": "settings.email_notification.cloud_recording_available_reminder",
    "1.1.6.1.2": "settings.email_notification.recording_available_reminder_schedulers",
    "1.1.6.1.3": "settings.email_notification.recording_available_reminder_alternative_hosts",
    "1.1.6.2": "settings.email_notification.jbh_reminder",
    "1.1.6.3": "settings.email_notification.cancel_meeting_reminder",
    "1.1.6.4": "settings.email_notification.alternative_host_reminder",
    "1.1.6.5": "settings.email_notification.schedule_for_reminder",
    "1.1.7.1": "settings.other_options.blur_snapshot",
    "1.1.7.2": "settings.other_options.display_meetings_scheduled_for_others",
    "1.1.7.4": "settings.other_options.allow_users_contact_support_via_chat",
    "1.2.1.1": "settings.recording.local_recording",
    "1.2.2.1": "settings.recording.cloud_recording",
    "1.2.2.2": "settings.recording.record_speaker_view",
    "1.2.2.3": "settings.recording.record_gallery_view",
    "1.2.2.5": "settings.recording.record_audio_file",
    "1.2.2.6": "settings.recording.save_chat_text",
    "1.2.3.1": "settings.recording.show_timestamp",
    "1.2.3.2": "settings.recording.display_participant_name",
    "1.2.3.3": "settings.recording.recording_thumbnails",
    "1.2.3.4": "settings.recording.optimize_recording_for_3rd_party_video_editor",
    "1.2.3.5": "settings.recording.save_panelist_chat",
    "1.2.5.1": "settings.recording.cloud_recording_download",
    "1.2.5.2": "settings.recording.cloud_recording_download_host",
    "1.2.6.2": f"{RECORDED}.have_letter",
    "1.2.6.3": f"{RECORDED}.have_number",
    "1.2.6.4": f"{RECORDED}.have_special_character",
    "1.2.6.5": f"{RECORDED}.only_allow_numeric",
    "1.2.7.1": "settings.recording.recording_disclaimer",
    "1.2.8": "settings.recording.prevent_host_access_recording",
    "1.2.10": "settings.recording.required_password_for_shared_cloud_recordings",
    "1.2.11": "settings.recording.host_delete_cloud_recording",
    "1.2.12": "settings.recording.allow_recovery_deleted_cloud_recordings",
    "2.1.1.1": "settings.chat.screen_capture",
    "2.1.1.2": "settings.chat.code_snippet",
    "2.1.1.3": "settings.chat.search_and_send_animated_gif_images.enable",
    "2.1.1.4": "settings.chat.share_files.enable",
    "2.1.2.1": "settings.chat.set_chat_as_default_tab",
    "2.1.2.2": "settings.chat.show_h323_contact_tab",
    "2.1.3.2": "settings.chat.personal_channel",
    "2.1.3.3": "settings.chat.allow_users_to_add_contacts.enable",
    "2.1.3.4": "settings.chat.allow_users_to_chat_with_others.enable",
    "2.1.4.1": "settings.chat.set_retention_period_in_cloud.enable",
    "2.1.4.2": "settings.chat.set_retention_period_in_local.enable",
    "2.1.4.3": "settings.chat.store_revise_chat",
    "2.1.4.4": "settings.chat.send_data_to_third_party_archiving_service.enable",
    "3.1.1.1.2": f"{LOGIN}.have_special_character",
    "3.1.1.1.4": f"{LOGIN}.weak_enhance_detection",
    "3.1.1.3.2": "account_security.security.import_photos_from_devices",
    "3.1.1.3.3": "account_security.security.hide_billing_info",
}
"""Recommendations that are one switch of the account."""

NUMBERS: dict[str, str] = {
    "1.1.1.1.1": f"{PASSCODE}.length",
    "1.1.2.1.1": f"{SCHEDULED}.length",
    "1.1.2.1.2": f"{SCHEDULED}.length",
    "1.2.6.1": f"{RECORDED}.length",
    "3.1.1.1.1": f"{LOGIN}.minimum_password_length",
}

RUNS: dict[JsonValue, Value] = {4: "limited", 5: "limited", 6: "limited", 7: "limited", 8: "limited", 0: "unlimited"}
SHARERS: dict[JsonValue, Value] = {"host": "hosts", "all": "everyone"}
CHOICES: dict[str, tuple[str, dict[JsonValue, Value]]] = {
    "1.1.1.1.6": (f"{PASSCODE}.consecutive_characters_length", RUNS),
    "1.1.1.3": (
        "security.meeting_security.waiting_room_settings.participants_to_place_in_waiting_room",
        {0: "everyone", 1: "some", 2: "some"},
    ),
    "1.1.3.1.2": ("settings.in_meeting.allow_users_save_chats", {1: "prevented", 2: "allowed", 3: "allowed"}),
    "1.1.3.2.1": ("settings.in_meeting.entry_exit_chime", {"host": "on", "all": "on", "none": "off"}),
    "1.1.3.2.2": (
        "settings.in_meeting.entry_exit_chime",
        {"host": "hosts", "all": "everyone", "none": "nobody"},
    ),
    "1.1.3.4.2": ("settings.in_meeting.who_can_share_screen", SHARERS),
    "1.1.3.4.3": ("settings.in_meeting.who_can_share_screen_when_someone_is_sharing", SHARERS),
    "1.1.7.3": ("settings.other_options.use_cdn", {"default": "default", "none": "another", "wangsu": "another"}),
    "1.2.4.1": ("settings.recording.auto_recording", {"none": "off", "local": "on", "cloud": "on"}),
    "1.2.4.2": ("settings.recording.auto_recording", {"none": "off", "local": "local", "cloud": "cloud"}),
    "1.2.9": ("settings.recording.ip_address_access_control.enable", {True: "listed", False: "anywhere"}),
    "3.1.1.1.3": (f"{LOGIN}.consecutive_characters_length", RUNS),
}
"""Recommendations on one of several values."""

SEPARATELY = ("active_speaker", "gallery_view", "shared_screen")
NOTES: dict[str, str] = {
    "1.2.9": "whether the listed addresses are the ones that your library approved, a person has to look",
    "1.1.1.3": "Zoom has newer waiting room options beside this one; look there as well",
}
BELOW = "Zoom's API does not show it for the account, only below it; a person has to look"
BELOW_ONLY = frozenset({"1.1.2.12", "1.1.2.13", "1.2.4.3", "1.2.7.2", "1.2.7.3"})
"""Recommendations that the API shows for groups or hosts, not for the account."""
UNSHOWN: tuple[str, ...] = (
    "1.1.1.5", "1.1.2.9", "1.1.2.11", "1.1.2.12", "1.1.2.13", "1.1.3.3.2", "1.1.3.5.2", "1.1.3.5.3", "1.1.3.6.2",
    "1.1.3.6.3", "1.1.3.19", "1.1.3.21", "1.1.4.1.2", "1.1.4.4.2", "1.1.4.5", "1.1.4.16", "1.1.5.1", "1.1.5.2",
    "1.1.5.3", "1.1.5.4", "1.1.6.6", "1.2.1.2", "1.2.4.3", "1.2.7.2", "1.2.7.3", "1.2.13", "1.3.1", "1.3.2", "1.3.3",
    "2.1.2.3", "2.1.2.4", "2.1.2.5", "2.1.3.1", "2.1.3.5", "2.2", "3.1.1.2.1", "3.1.1.2.2", "3.1.1.2.3", "3.1.1.2.4",
    "3.1.1.3.1", "3.2",
)  # fmt: skip

PLACES: dict[str, str] = {
    "1.1.1.": "Account Settings > Meeting > Security",
    "1.1.2.": "Account Settings > Meeting > Schedule Meeting",
    "1.1.3.": "Account Settings > Meeting > In Meeting (Basic)",
    "1.1.4.": "Account Settings > Meeting > In Meeting (Advanced)",
    "1.1.5.": "Account Settings > Meeting > Calendar and Contacts",
    "1.1.6.": "Account Settings > Meeting > Email Notification",
    "1.1.7.": "Account Settings > Meeting > Admin Options",
    "1.2.": "Account Settings > Recording",
    "1.3.": "Account Settings > Audio Conferencing",
    "2.": "Account Management > IM Management",
    "3.1.": "Advanced > Security",
    "3.2": "Advanced > Integration",
}
"""Where the benchmark's sections are in Zoom's web portal; a newer portal may have moved some."""


def place(number: str) -> str:
    """Return where a person finds the recommendation `number`."""
    found = next(where for start, where in PLACES.items() if number.startswith(start))
    return f"Zoom web portal > Admin > {found}"


def row(number: str, path: str, values: dict[JsonValue, Value], *, gate: bool = False) -> Setting:
    """Return the row of the recommendation `number`."""
    return Setting(
        control=f"cis-zoom.{number}", path=path, kinds=ACCOUNT, values=values, writable=(), gate=gate,
        by_hand=place(number), note=NOTES.get(number, ""),
    )  # fmt: skip


def number_row(number: str, path: str) -> Number:
    """Return the row of a recommendation on a length."""
    return Number(control=f"cis-zoom.{number}", path=path, kinds=ACCOUNT, writable=(), by_hand=place(number))


def unshown(number: str) -> Unshown:
    """Return the row of a recommendation that the account's answers do not hold."""
    note = BELOW if number in BELOW_ONLY else ""
    return Unshown(control=f"cis-zoom.{number}", kinds=ACCOUNT, by_hand=place(number), note=note)


ON_OFF: dict[JsonValue, Value] = {True: "on", False: "off"}
CIS: tuple[Setting, ...] = (
    *(row(number, path, ON_OFF) for number, path in SWITCHES.items()),
    row("1.1.4.8", "settings.in_meeting.closed_captioning.save_caption", ON_OFF),
    *(row("1.2.2.4", f"settings.recording.record_files_separately.{each}", ON_OFF, gate=True) for each in SEPARATELY),
    *(number_row(number, path) for number, path in NUMBERS.items()),
    *(row(number, path, values) for number, (path, values) in CHOICES.items()),
    *(unshown(number) for number in UNSHOWN),
)
NOT_FOR_GOVERNMENTS = dict.fromkeys(
    ("cis-zoom.1.1.4.1.1", "cis-zoom.1.1.4.1.2"),
    "Zoom for Government has data centers in the US only, and no choice of regions",
)
"""Recommendations on the choice of data centers, which Zoom for Government does not offer."""
