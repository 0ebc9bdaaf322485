"""Settings that Teams keeps on an online meeting, and on the sessions of a webinar or a town hall. Rows only.

What each means is in the catalogue; what is known of each, and since when, in README.md; what Graph does not
show, in by_hand.yaml.
Values are listed from closed to open. `unknownFutureValue` is in no row: it means "could not tell".
"""

from __future__ import annotations

from typing import Any

from hardener.model import Risk, Value
from hardener.setting import Setting
from hardener.vendor.kinds import rows_at
from hardener_teams.kinds import EVENTS, MEETING, OfSession, Presenters, SecondAdult, SessionPresenters, There

LOCKOUT = frozenset({Risk.LOCKOUT})
OPTIONS = (
    "as the organizer: Teams > Calendar > the meeting > Meeting options (the meeting's meetingOptionsWebUrl in Graph)"
)
SESSION = "as the organizer: Teams > Calendar > the event > Manage event > Meeting options (the session's meetingOptionsWebUrl in Graph)"
POLICY = "Teams admin center > Meetings > Meeting policies > the organizer's policy"
AGAIN = "cancel the meeting and schedule it again: Teams cannot change this later"

OFF_ON: dict[Any, Value] = {False: "off", True: "on"}


row = rows_at("meeting", kinds=MEETING, by_hand=OPTIONS)


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
    row(
        "door.dial_in", "audioConferencing", sort=There, present="on", absent="off", writable=(),
        by_hand="Teams admin center > Users > the organizer > Audio Conferencing: with or without phone numbers in the invitation",
    ),
)  # fmt: skip

CHANNELS = (
    *both("chan.chat_attendee", "allowMeetingChat", {"disabled": "off", "limited": "everyone", "enabled": "everyone"}),
    *both("chan.chat_persistent", "allowMeetingChat", {"limited": "off", "disabled": "off", "enabled": "on"}),
    *both("chan.chat_files_links", "allowMeetingChat", {"disabled": "off", "limited": "on", "enabled": "on"}, gate=True, writable=()),
    *both("chan.chat_files_links", "chatRestrictions.allowTextOnly", {True: "off", False: "on"}, writable=()),
    *both("chan.chat_saved_by_attendees", "allowMeetingChat", {"disabled": "off", "limited": "on", "enabled": "on"}, gate=True, writable=()),
    *both("chan.chat_saved_by_attendees", "allowCopyingAndSharingMeetingContent", OFF_ON),
    row(
        "chan.screen_share", "allowedPresenters", SHARE, sort=Presenters, by_hand=f"{OPTIONS}: Who can present, and who is co-organizer",
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
)  # fmt: skip

KEPT = (
    *both("rec.auto", "recordAutomatically", {False: "none", True: "cloud"}),
    *both("rec.by_attendees", "allowRecording", OFF_ON),
    *both("rec.scope", "allowRecording", {False: "none", True: "full"}, writable=()),
    *both("ai.transcript_retained", "allowTranscription", OFF_ON),
    *both("cap.saved_by_attendees", "allowCopyingAndSharingMeetingContent", OFF_ON),
)

PEOPLE = (
    row(
        "host.second_adult", "participants.attendees", sort=SecondAdult, writable=(), secret=True, roles=PRESENTING,
        by_hand=f"{OPTIONS}: Co-organizers",
    ),
    *both("enc.e2ee", "isEndToEndEncryptionEnabled", {True: "on", False: "off"}),
)  # fmt: skip

MEETINGS: tuple[Setting, ...] = (*DOOR, *CHANNELS, *KEPT, *PEOPLE)
