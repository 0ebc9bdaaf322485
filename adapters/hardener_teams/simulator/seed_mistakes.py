"""The mistakes that are planted in a library's meetings, one each."""

from __future__ import annotations

from typing import NamedTuple

from hardener_teams.simulator.state import Json

RIGHT: Json = {
    "allowMeetingChat": "disabled", "allowedPresenters": "organizer", "allowAttendeeToEnableMic": False,
    "allowAttendeeToEnableCamera": False, "allowWhiteboard": False, "allowLiveShare": "disabled",
    "allowBreakoutRooms": False, "allowCopyingAndSharingMeetingContent": False, "recordAutomatically": False,
    "allowRecording": False, "allowTranscription": False, "allowParticipantsToChangeName": False,
    "lobbyBypassSettings": {"scope": "organizer", "isDialInBypassEnabled": False},
    "allowedLobbyAdmitters": "organizerAndCoOrganizers", "shareMeetingChatHistoryDefault": "none",
    "chatRestrictions": {"allowTextOnly": True},
}  # fmt: skip
"""A storytime as it should be."""
PHONE = {
    "conferenceId": "123456789",
    "tollNumber": "+1 555 0100",
    "tollFreeNumber": None,
    "dialinUrl": "https://dialin.teams.microsoft.com/x",
}


class Mistake(NamedTuple):
    """One thing that is wrong with a storytime."""

    title: str
    control: str
    """In hardener's words, for whoever compares."""
    settings: Json
    fixable: bool = True
    """An API mends it."""
    alone: bool = False
    """The host has nobody to help."""


def _lobby(scope: str, *, phone: bool = False) -> Json:
    return {"lobbyBypassSettings": {"scope": scope, "isDialInBypassEnabled": phone}}


MISTAKES: tuple[Mistake, ...] = (
    Mistake("Baby storytime", "chan.chat_attendee", {"allowMeetingChat": "enabled"}),
    Mistake("Toddler storytime", "chan.chat_attendee", {"allowMeetingChat": "limited"}),
    Mistake("Preschool storytime", "chan.screen_share", {"allowedPresenters": "everyone"}),
    Mistake("Bilingual storytime", "chan.screen_share", {"allowedPresenters": "organization"}),
    Mistake("Music and movement", "chan.mic_self_unmute", {"allowAttendeeToEnableMic": True}),
    Mistake("Sensory storytime", "chan.camera_attendee", {"allowAttendeeToEnableCamera": True}),
    Mistake("Pajama storytime", "door.waiting_room", _lobby("everyone")),
    Mistake("Dinosaur storytime", "door.waiting_room", _lobby("invited")),
    Mistake("Read to a dog", "door.join_before_host", _lobby("organizationAndFederated")),
    Mistake("Craft hour", "door.dial_in_bypass_lobby", _lobby("organizer", phone=True)),
    Mistake("Lego club", "rec.auto", {"recordAutomatically": True}),
    Mistake("Nursery rhymes", "rec.by_attendees", {"allowRecording": True}),
    Mistake("Yoga for kids", "ai.transcript_retained", {"allowTranscription": True}),
    Mistake("Drawing club", "chan.whiteboard", {"allowWhiteboard": True}),
    Mistake("Space storytime", "chan.breakout_rooms", {"allowBreakoutRooms": True}),
    Mistake("Robot storytime", "chan.in_meeting_apps", {"allowLiveShare": "enabled"}),
    Mistake("Fairy tales", "cap.saved_by_attendees", {"allowCopyingAndSharingMeetingContent": True}),
    Mistake("Everything open", "chan.chat_attendee", {
        "allowMeetingChat": "enabled", "allowedPresenters": "everyone", "allowAttendeeToEnableMic": True,
        "allowAttendeeToEnableCamera": True, "allowRecording": True, "recordAutomatically": True, **_lobby("everyone"),
    }),
    Mistake("Secret stories", "enc.e2ee", {"isEndToEndEncryptionEnabled": True}),
    Mistake("Talking names", "chan.rename_self", {"allowParticipantsToChangeName": True}, fixable=False),
    Mistake("No passcode", "door.passcode", {"joinMeetingIdSettings": {"isPasscodeRequired": False}}, fixable=False),
    Mistake("By telephone", "door.dial_in", {"audioConferencing": PHONE}, fixable=False),
    Mistake("Alone with the room", "host.second_adult", {}, fixable=False, alone=True),
)  # fmt: skip
