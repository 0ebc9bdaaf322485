"""The CIS Zoom benchmark v1.0.0 at the account: where each recommendation that has a path lies, and what it asks for. Rows only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import JsonValue

from hardener.model import Value
from hardener.setting import Setting, UnknownValueError

BY_HAND = "Zoom web portal > Admin > Account Management > Account Settings"


@dataclass(frozen=True, kw_only=True)
class AtLeast(Setting):
    """A number that is to be `least` or more: the length of a password."""

    least: int

    def decode(self, raw: JsonValue) -> Value:
        """Tell whether the number is large enough; anything else is unknown."""
        if isinstance(raw, bool) or not isinstance(raw, int):
            raise UnknownValueError(f"{self.path} is not a whole number")
        return "met" if raw >= self.least else "missed"


def asks(ident: str, path: str, values: Mapping[JsonValue, Value]) -> Setting:
    """Return the row of one recommendation."""
    control = f"cis-zoom.{ident}"
    return Setting(control=control, path=path, kinds=("account",), values=values, writable=(), by_hand=BY_HAND)


def on(ident: str, path: str) -> Setting:
    """Return the row of a switch that is to be on."""
    return asks(ident, path, {True: "met", False: "missed"})


def off(ident: str, path: str) -> Setting:
    """Return the row of a switch that is to be off."""
    return asks(ident, path, {False: "met", True: "missed"})


def least(ident: str, path: str, number: int) -> Setting:
    """Return the row of a number that is to be large enough."""
    control = f"cis-zoom.{ident}"
    return AtLeast(control=control, path=path, kinds=("account",), least=number, writable=(), by_hand=BY_HAND)


CIS: tuple[Setting, ...] = (
    least("1.1.1.1.1", "security.meeting_security.meeting_password_requirement.length", 6),
    on("1.1.1.1.2", "security.meeting_security.meeting_password_requirement.have_letter"),
    on("1.1.1.1.3", "security.meeting_security.meeting_password_requirement.have_number"),
    on("1.1.1.1.4", "security.meeting_security.meeting_password_requirement.have_special_character"),
    on("1.1.1.1.5", "security.meeting_security.meeting_password_requirement.have_upper_and_lower_characters"),
    least("1.1.1.1.6", "security.meeting_security.meeting_password_requirement.consecutive_characters_length", 1),
    on("1.1.1.1.7", "security.meeting_security.meeting_password_requirement.weak_enhance_detection"),
    off("1.1.1.1.8", "security.meeting_security.meeting_password_requirement.only_allow_numeric"),
    on("1.1.1.2", "security.meeting_security.waiting_room"),
    asks(
        "1.1.1.3",
        "security.meeting_security.waiting_room_settings.participants_to_place_in_waiting_room",
        {0: "met", 1: "missed", 2: "missed"},
    ),
    on("1.1.1.4", "security.meeting_security.meeting_password"),
    on("1.1.1.6", "settings.schedule_meeting.require_password_for_instant_meetings"),
    on("1.1.1.7", "security.meeting_security.pmi_password"),
    on("1.1.1.8", "security.meeting_security.embed_password_in_join_link"),
    on("1.1.1.9", "authentication.meeting_authentication"),
    on("1.1.1.10", "security.meeting_security.phone_password"),
    on("1.1.1.11", "security.meeting_security.only_authenticated_can_join_from_webclient"),
    least("1.1.2.1.1", "settings.schedule_meeting.meeting_password_requirement.length", 8),
    least("1.1.2.1.2", "settings.schedule_meeting.meeting_password_requirement.length", 8),
    on("1.1.2.1.3", "settings.schedule_meeting.meeting_password_requirement.have_letter"),
    on("1.1.2.1.4", "settings.schedule_meeting.meeting_password_requirement.have_number"),
    on("1.1.2.1.5", "settings.schedule_meeting.meeting_password_requirement.have_special_character"),
    on("1.1.2.1.6", "settings.schedule_meeting.meeting_password_requirement.have_upper_and_lower_characters"),
    off("1.1.2.2", "settings.schedule_meeting.host_video"),
    off("1.1.2.3", "settings.schedule_meeting.participant_video"),
    off("1.1.2.4", "settings.schedule_meeting.join_before_host"),
    on("1.1.2.5", "settings.schedule_meeting.personal_meeting"),
    off("1.1.2.6", "settings.schedule_meeting.use_pmi_for_scheduled_meetings"),
    off("1.1.2.7", "settings.schedule_meeting.use_pmi_for_instant_meetings"),
    on("1.1.2.8", "settings.in_meeting.watermark"),
    on("1.1.2.10", "settings.schedule_meeting.not_store_meeting_topic"),
    off("1.1.3.1.1", "settings.in_meeting.chat"),
    asks("1.1.3.1.2", "settings.in_meeting.allow_users_save_chats", {1: "met", 2: "missed", 3: "missed"}),
    asks("1.1.3.2.1", "settings.in_meeting.entry_exit_chime", {"host": "met", "all": "met", "none": "missed"}),
    asks("1.1.3.2.2", "settings.in_meeting.entry_exit_chime", {"host": "met", "all": "missed", "none": "missed"}),
    on("1.1.3.2.3", "settings.in_meeting.record_play_own_voice"),
    off("1.1.3.3.1", "settings.in_meeting.file_transfer"),
    on("1.1.3.4.1", "settings.in_meeting.screen_sharing"),
    asks("1.1.3.4.2", "settings.in_meeting.who_can_share_screen", {"host": "met", "all": "missed"}),
    asks(
        "1.1.3.4.3",
        "settings.in_meeting.who_can_share_screen_when_someone_is_sharing",
        {"host": "met", "all": "missed"},
    ),
    off("1.1.3.5.1", "settings.in_meeting.annotation"),
    off("1.1.3.6.1", "settings.in_meeting.whiteboard"),
    on("1.1.3.7", "settings.in_meeting.e2e_encryption"),
    off("1.1.3.8", "settings.in_meeting.private_chat"),
    on("1.1.3.9", "settings.in_meeting.auto_saving_chat"),
    on("1.1.3.10", "settings.in_meeting.feedback"),
    on("1.1.3.11", "settings.in_meeting.co_host"),
    on("1.1.3.12", "settings.in_meeting.polling"),
    on("1.1.3.13", "settings.in_meeting.show_meeting_control_toolbar"),
    on("1.1.3.14", "settings.in_meeting.allow_show_zoom_windows"),
    on("1.1.3.15", "settings.in_meeting.disable_screen_sharing_for_host_meetings"),
    off("1.1.3.16", "settings.in_meeting.remote_control"),
    off("1.1.3.17", "settings.in_meeting.non_verbal_feedback"),
    off("1.1.3.18", "settings.in_meeting.meeting_reactions"),
    on("1.1.3.20", "settings.in_meeting.allow_participants_to_rename"),
    on("1.1.4.2.1", "settings.in_meeting.breakout_room"),
    on("1.1.4.2.2", "settings.in_meeting.breakout_room_schedule"),
    on("1.1.4.3.1", "settings.in_meeting.virtual_background"),
    off("1.1.4.3.2", "settings.in_meeting.virtual_background_settings.allow_videos"),
    off("1.1.4.3.3", "settings.in_meeting.virtual_background_settings.allow_upload_custom"),
    off("1.1.4.4.1", "settings.in_meeting.p2p_connetion"),
    off("1.1.4.4.2", "settings.in_meeting.p2p_ports"),
    off("1.1.4.6", "settings.in_meeting.remote_support"),
    off("1.1.4.7", "settings.in_meeting.closed_caption"),
    off("1.1.4.8", "settings.in_meeting.manual_captioning.save_captions"),
    off("1.1.4.9", "settings.in_meeting.far_end_camera_control"),
    on("1.1.4.10", "settings.in_meeting.alert_guest_join"),
    off("1.1.4.11", "settings.in_meeting.auto_answer"),
    on("1.1.4.12", "settings.in_meeting.sending_default_email_invites"),
    on("1.1.4.13", "settings.in_meeting.use_html_format_email"),
    on("1.1.4.14", "settings.in_meeting.show_a_join_from_your_browser_link"),
    off("1.1.4.15", "settings.in_meeting.allow_live_streaming"),
    on("1.1.4.17", "settings.in_meeting.request_permission_to_unmute_participants"),
    on("1.1.6.1.1", "settings.email_notification.cloud_recording_available_reminder"),
    on("1.1.6.1.2", "settings.email_notification.recording_available_reminder_schedulers"),
    on("1.1.6.1.3", "settings.email_notification.recording_available_reminder_alternative_hosts"),
    on("1.1.6.2", "settings.email_notification.jbh_reminder"),
    on("1.1.6.3", "settings.email_notification.cancel_meeting_reminder"),
    on("1.1.6.4", "settings.email_notification.alternative_host_reminder"),
    on("1.1.6.5", "settings.email_notification.schedule_for_reminder"),
    on("1.1.7.1", "settings.other_options.blur_snapshot"),
    on("1.1.7.4", "settings.other_options.allow_users_contact_support_via_chat"),
    on("1.2.1.1", "settings.recording.local_recording"),
    on("1.2.2.1", "settings.recording.cloud_recording"),
    on("1.2.2.2", "settings.recording.record_speaker_view"),
    on("1.2.2.3", "settings.recording.record_gallery_view"),
    on("1.2.2.5", "settings.recording.record_audio_file"),
    on("1.2.2.6", "settings.recording.save_chat_text"),
    on("1.2.3.1", "settings.recording.show_timestamp"),
    on("1.2.3.2", "settings.recording.display_participant_name"),
    on("1.2.3.3", "settings.recording.recording_thumbnails"),
    on("1.2.3.4", "settings.recording.optimize_recording_for_3rd_party_video_editor"),
    on("1.2.3.5", "settings.recording.save_panelist_chat"),
    asks("1.2.4.1", "settings.recording.auto_recording", {"local": "met", "cloud": "met", "none": "missed"}),
    asks("1.2.4.2", "settings.recording.auto_recording", {"cloud": "met", "local": "missed", "none": "missed"}),
    on("1.2.5.1", "settings.recording.cloud_recording_download"),
    on("1.2.5.2", "settings.recording.cloud_recording_download_host"),
    least("1.2.6.1", "settings.recording.recording_password_requirement.length", 8),
    on("1.2.6.2", "settings.recording.recording_password_requirement.have_letter"),
    on("1.2.6.3", "settings.recording.recording_password_requirement.have_number"),
    on("1.2.6.4", "settings.recording.recording_password_requirement.have_special_character"),
    off("1.2.6.5", "settings.recording.recording_password_requirement.only_allow_numeric"),
    on("1.2.7.1", "settings.recording.recording_disclaimer"),
    on("1.2.8", "settings.recording.prevent_host_access_recording"),
    on("1.2.10", "settings.recording.required_password_for_shared_cloud_recordings"),
    off("1.2.11", "settings.recording.host_delete_cloud_recording"),
    on("1.2.12", "settings.recording.allow_recovery_deleted_cloud_recordings"),
    off("2.1.1.1", "settings.chat.screen_capture"),
    off("2.1.1.2", "settings.chat.code_snippet"),
    off("2.1.1.3", "settings.chat.search_and_send_animated_gif_images.enable"),
    off("2.1.1.4", "settings.chat.share_files.enable"),
    off("2.1.2.1", "settings.chat.set_chat_as_default_tab"),
    off("2.1.2.2", "settings.chat.show_h323_contact_tab"),
    off("2.1.3.2", "settings.chat.personal_channel"),
    off("2.1.3.3", "settings.chat.allow_users_to_add_contacts.enable"),
    off("2.1.3.4", "settings.chat.allow_users_to_chat_with_others.enable"),
    on("2.1.4.1", "settings.chat.set_retention_period_in_cloud.enable"),
    off("2.1.4.2", "settings.chat.set_retention_period_in_local.enable"),
    off("2.1.4.3", "settings.chat.store_revise_chat"),
    off("2.1.4.4", "settings.chat.send_data_to_third_party_archiving_service.enable"),
    least("3.1.1.1.1", "account_security.security.password_requirement.minimum_password_length", 9),
    on("3.1.1.1.2", "account_security.security.password_requirement.have_special_character"),
    least("3.1.1.1.3", "account_security.security.password_requirement.consecutive_characters_length", 4),
    on("3.1.1.1.4", "account_security.security.password_requirement.weak_enhance_detection"),
    off("3.1.1.3.2", "account_security.security.import_photos_from_devices"),
    on("3.1.1.3.3", "account_security.security.hide_billing_info"),
)
