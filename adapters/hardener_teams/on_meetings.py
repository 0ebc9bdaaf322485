"""Settings that Teams keeps on an online meeting, and on the sessions of a webinar or a town hall. Rows only.

What each means is in the catalogue; what is known of each, and since when, in README.md.
Values are listed from closed to open. `unknownFutureValue` is in no row: it means "could not tell".
"""

from __future__ import annotations

from typing import Any

from hardener.model import Risk, Value
from hardener.setting import ByDesign, Setting, Unshown
from hardener_teams.kinds import EVENTS, MEETING, PROGRAM, OfSession, There
from hardener_teams.roles import Presenters, SecondAdult, SessionPresenters

LOCKOUT = frozenset({Risk.LOCKOUT})
OPTIONS = (
    "as the organizer: Teams > Calendar > the meeting > Meeting options (the meeting's meetingOptionsWebUrl in Graph)"
)
SESSION = "as the organizer: Teams > Calendar > the event > Manage event > Meeting options (the session's meetingOptionsWebUrl in Graph)"
POLICY = "Teams admin center > Meetings > Meeting policies > the organizer's policy"
AGAIN = "cancel the meeting and schedule it again: Teams cannot change this later"
TO_WEBINAR = "schedule it as a webinar that asks for sign-up"

OFF_ON: dict[Any, Value] = {False: "off", True: "on"}


def row(control: str, key: str, values: dict[Any, Value], **more: Any) -> Setting:  # noqa: ANN401 - fields of Setting
    """Return the row of a meeting's own setting."""
    fields: dict[str, Any] = {"kinds": MEETING, "by_hand": OPTIONS}
    return Setting(control=control, path=f"meeting.{key}", values=values, **fields | more)


def both(control: str, key: str, values: dict[Any, Value], **more: Any) -> tuple[Setting, Setting]:  # noqa: ANN401 - fields of Setting
    """Return a meeting's row and that of an event's sessions, which the API shows and does not change."""
    gate = {"gate": more["gate"]} if "gate" in more else {}
    session = OfSession(
        control=control, path=f"sessions.{key}", kinds=EVENTS, values=values, writable=(), by_hand=SESSION, **gate
    )
    return row(control, key, values, **more), session


LOBBY: dict[Any, Value] = {
    "organizer": "everyone", "organizationExcludingGuests": "guests", "organization": "guests", "invited": "guests",
    "organizationAndFederated": "guests", "everyone": "off",
}  # fmt: skip
BEFORE: dict[Any, Value] = {
    "organizer": "off", "organizationExcludingGuests": "off", "organization": "on", "invited": "on",
    "organizationAndFederated": "on", "everyone": "on",
}  # fmt: skip
"""Staff of one's own may come first; guests, partners and people who were invited are not staff."""

SHARE: dict[Any, Value] = {
    "organizer": "hosts",
    "roleIsPresenter": "hosts",
    "organization": "approved",
    "everyone": "everyone",
}
PRESENTING = frozenset({"presenter", "producer", "coorganizer"})

DOOR = (
    *both("door.waiting_room", "lobbyBypassSettings.scope", LOBBY, risks=LOCKOUT),
    *both("door.join_before_host", "lobbyBypassSettings.scope", BEFORE, risks=LOCKOUT),
    *both("door.dial_in_bypass_lobby", "lobbyBypassSettings.isDialInBypassEnabled", OFF_ON),
    row("door.passcode", "joinMeetingIdSettings.isPasscodeRequired", {True: "embedded", False: "none"}, writable=(), by_hand=AGAIN),
    There(
        control="door.dial_in", path="meeting.audioConferencing", kinds=MEETING, present="on", absent="off", writable=(),
        by_hand="Teams admin center > Users > the organizer > Audio Conferencing: with or without phone numbers in the invitation",
    ),
    ByDesign(
        control="door.unique_join_link", kinds=MEETING, value="shared", by_hand=TO_WEBINAR,
        note="an ordinary Teams meeting has one link for everybody",
    ),
)  # fmt: skip

CHANNELS = (
    *both("chan.chat_attendee", "allowMeetingChat", {"disabled": "off", "limited": "everyone", "enabled": "everyone"}),
    *both("chan.chat_persistent", "allowMeetingChat", {"limited": "off", "disabled": "off", "enabled": "on"}),
    *both("chan.chat_files_links", "allowMeetingChat", {"disabled": "off", "limited": "on", "enabled": "on"}, gate=True, writable=()),
    *both("chan.chat_files_links", "chatRestrictions.allowTextOnly", {True: "off", False: "on"}, writable=()),
    *both("chan.chat_saved_by_attendees", "allowMeetingChat", {"disabled": "off", "limited": "on", "enabled": "on"}, gate=True, writable=()),
    *both("chan.chat_saved_by_attendees", "allowCopyingAndSharingMeetingContent", OFF_ON),
    Presenters(
        control="chan.screen_share", path="meeting.allowedPresenters", kinds=MEETING, values=SHARE, by_hand=f"{OPTIONS}: Who can present, and who is co-organizer",
        roles={"organizer": frozenset({"coorganizer"}), "roleIsPresenter": PRESENTING},
    ),
    SessionPresenters(control="chan.screen_share", path="sessions.allowedPresenters", kinds=EVENTS, values=SHARE, writable=(), by_hand=f"{SESSION}: Who can present; Manage event > Event group"),
    *both("chan.whiteboard", "allowWhiteboard", {False: "off", True: "everyone"}),
    *both("chan.mic_self_unmute", "allowAttendeeToEnableMic", OFF_ON),
    *both("chan.mic_mute_on_entry", "allowAttendeeToEnableMic", {False: "muted", True: "open"}, writable=()),
    *both("chan.camera_attendee", "allowAttendeeToEnableCamera", OFF_ON),
    *both("chan.camera_start_off", "allowAttendeeToEnableCamera", {False: "starts-off", True: "starts-on"}, writable=()),
    *both(
        "chan.attendee_video_visible_to", "allowAttendeeToEnableCamera", {False: "hosts", True: "everyone"}, writable=(),
        by_hand=f"keep cameras off, or {OPTIONS}: Manage what attendees see",
    ),
    *both("chan.rename_self", "allowParticipantsToChangeName", OFF_ON, writable=(), by_hand=f"{POLICY}: participants can rename themselves: off; or {OPTIONS}"),
    *both("chan.reactions", "allowTeamworkReactions", {False: "off", True: "emoji"}),
    *both("chan.breakout_rooms", "allowBreakoutRooms", OFF_ON),
    *both("chan.in_meeting_apps", "allowLiveShare", {"disabled": "off", "enabled": "on"}),
    Unshown(control="chan.in_meeting_apps", kinds=PROGRAM, note="of apps, Graph shows Live Share alone; a person has to look at the others", by_hand="Teams admin center > Teams apps > Permission policies and Setup policies: which apps hosts and guests can add"),
)  # fmt: skip

KEPT = (
    *both("rec.auto", "recordAutomatically", {False: "none", True: "cloud"}),
    *both("rec.by_attendees", "allowRecording", OFF_ON),
    *both("rec.scope", "allowRecording", {False: "none", True: "full"}, writable=()),
    *both("ai.transcript_retained", "allowTranscription", OFF_ON),
    *both("cap.saved_by_attendees", "allowCopyingAndSharingMeetingContent", OFF_ON),
)

PEOPLE = (
    SecondAdult(
        control="host.second_adult", path="meeting.participants.attendees", kinds=MEETING, writable=(), secret=True,
        roles=PRESENTING, by_hand=f"{OPTIONS}: Co-organizers",
    ),
    ByDesign(
        control="host.library_account", kinds=PROGRAM, value="library",
        note="Graph shows no meetings of personal Microsoft accounts",
    ),
    *both("enc.e2ee", "isEndToEndEncryptionEnabled", {True: "on", False: "off"}),
)  # fmt: skip

BY_EYE = tuple(
    Unshown(control=control, kinds=kinds, by_hand=where)
    for control, kinds, where in (
        ("door.registration_required", MEETING, TO_WEBINAR),
        ("door.registration_approval", MEETING, f"{TO_WEBINAR} and approval"),
        ("door.single_device_per_link", PROGRAM, "try it once with two devices"),
        ("door.browser_join_allowed", PROGRAM, "Teams admin center > Meetings > Meeting settings; try it once in a browser without an account"),
        ("door.dial_in_numbers_masked", PROGRAM, "Teams admin center > Meetings > Conference bridges > Bridge settings: mask phone numbers"),
        ("door.removed_can_rejoin", PROGRAM, "keep everyone in the lobby; a person who was removed has to be let in again"),
        ("door.personal_room", PROGRAM, "schedule each program on the calendar; use no Meet now link"),
        ("door.fresh_meeting_id", PROGRAM, "schedule a new series each season, after an incident at once"),
        ("door.unlisted", PROGRAM, "Teams has no public list of meetings; look where your calendar puts the link"),
        ("door.capacity_max", MEETING, "the size of a meeting is the license's; limit sign-ups instead"),
        ("chan.chat_private", PROGRAM, "Teams admin center > Users > External access; keep the meeting chat off"),
        ("chan.comments", PROGRAM, f"{OPTIONS}: Q&A off"),
        ("chan.qa", PROGRAM, f"{OPTIONS}: Q&A off"),
        ("chan.annotate", PROGRAM, "do not start annotation while sharing; Teams admin center > Meetings > Meeting policies > Content sharing"),
        ("chan.names_visible", PROGRAM, f"{OPTIONS}: Hide attendee names (Teams Premium); it cannot be taken back, so hardener never sets it"),
        ("chan.profile_pictures", PROGRAM, "people without an account have no picture; ask staff to sign in"),
        ("chan.virtual_background", PROGRAM, "Teams admin center > Meetings > Meeting policies > Audio & video: video filters"),
        ("chan.polls", PROGRAM, "Teams admin center > Teams apps > Permission policies: Polls"),
        ("chan.stream_out", PROGRAM, "Teams admin center > Meetings > Meeting policies > Live streaming: off"),
        ("rec.consent_notice", PROGRAM, "Teams shows a banner; Teams admin center > Meetings > Meeting policies > Explicit recording consent"),
        ("rec.access", PROGRAM, "OneDrive of the organizer > Recordings > the recording > Share"),
        ("rec.viewer_download", PROGRAM, "OneDrive of the organizer > Recordings > the recording > Share: block download"),
        ("rec.retention_days_max", PROGRAM, "Teams admin center > Meetings > Meeting policies > Recordings expire after"),
        ("cap.live", PROGRAM, "Teams admin center > Meetings > Meeting policies > Live captions: not turned off"),
        ("ai.summary", PROGRAM, f"{OPTIONS}: Copilot and other AI: off"),
        ("ai.assistant_questions", PROGRAM, f"{OPTIONS}: Copilot and other AI: off"),
        ("ai.third_party_bots", PROGRAM, "admit by name from the lobby; remove note-takers"),
        ("data.registration_trackers", PROGRAM, "look at the sign-up page once with a browser's developer tools"),
        ("data.followup_marketing", PROGRAM, "Teams > Calendar > the event > Manage event > Communications"),
        ("data.registrants_retention_days", PROGRAM, "Teams > Calendar > the event > Manage event > Reports: count, then delete the list"),
        ("data.region", PROGRAM, "Microsoft 365 admin center > Settings > Org settings > Organization profile > Data location"),
        ("host.mfa", PROGRAM, "Entra admin center > Protection > Conditional Access: require multifactor authentication"),
        ("host.settings_locked", PROGRAM, "Teams admin center > Meetings > Meeting templates: lock the options of a library template"),
        ("host.report_and_suspend_enabled", PROGRAM, "Teams has no single button; brief staff: end the meeting for everyone"),
        ("enc.external_endpoints", PROGRAM, "Teams admin center > Teams devices: keep room systems up to date"),
        ("data.registration_fields", MEETING, "Graph shows no sign-up form of a meeting; look at your own calendar's"),
    )
)  # fmt: skip

ELSEWHERE = tuple(
    Setting(control=name, path="", kinds=())
    for name in (
        "video.made_for_kids", "video.live_chat", "video.comments", "video.privacy", "door.passcode_in_mail",
        "door.devices_ask", "chan.notes", "chan.documents_kept", "rec.screen_capture", "host.cohosts",
    )
)  # fmt: skip
"""Controls of other platforms: a program in Teams does not have them."""

MEETINGS: tuple[Setting, ...] = (*DOOR, *CHANNELS, *KEPT, *PEOPLE, *BY_EYE, *ELSEWHERE)
