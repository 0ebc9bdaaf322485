"""Settings that Nextcloud Talk keeps on a room itself. Rows only.

What the API does not show is in by_hand.yaml. Facts: README.md, each with the date it was last verified.
`may` is what everybody may do, from the room's default permissions or the server's; `people` what single ones may besides.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from hardener.model import Risk, Value
from hardener.setting import Setting
from hardener.vendor.kinds import rows_at
from hardener_nextcloud.kinds import DAY, PUBLIC, ROOM, Seconds, When

SETTINGS_OF = "the conversation > ... > Conversation settings"
PERMISSIONS = f"{SETTINGS_OF} > Permissions > Edit"
PERSON = "the conversation > Participants > the person > ... > Edit permissions"
PEER = "without the high-performance backend of Talk only the other side's app heeds it"
LOCKOUT, OPEN = frozenset({Risk.LOCKOUT}), frozenset({Risk.OPEN})
RAW_OWN = "people.permissions_of_their_own"
RAW, OWN = ("room.defaultPermissions",), (RAW_OWN,)
Levels = Mapping[Any, Value]


def bit(control: str, name: str, everybody: Levels, single: Levels, *, media: bool = False) -> Iterator[Setting]:
    """Yield the rows of one permission: for everybody, and for single people.

    Where somebody may less than all others, the reset that comes with a change opens it for them. That is asked for.
    """
    for narrowed, risks in ((False, frozenset[Risk]()), (True, OPEN)):
        for peer in (False, True) if media else (False,):
            when: tuple[tuple[str, bool], ...] = (
                ("terms.narrowed", narrowed),
                *((("terms.peer", peer),) if media else ()),
            )
            yield When(
                control=control, path=f"may.{name}", kinds=ROOM, values=everybody, when=when, risks=risks,
                also={RAW_OWN: {}}, keeps=dict.fromkeys(everybody.values(), RAW), by_hand=PERMISSIONS,
                advisory=PEER if peer else "",
            )  # fmt: skip
    yield Setting(
        control=control, path=f"people.{name}_granted", kinds=ROOM, values=single, keeps={single[False]: OWN},
        writable=ROOM, by_hand=PERSON,
    )  # fmt: skip


PERMITTED = (
    *bit("chan.chat_attendee", "chat", {False: "off", True: "everyone"}, {False: "off", True: "everyone"}),
    *bit("chan.chat_files_links", "chat", {False: "off", True: "on"}, {False: "off", True: "on"}),
    *bit("chan.mic_self_unmute", "audio", {False: "off", True: "on"}, {False: "off", True: "host-grant"}, media=True),
    *bit("chan.camera_attendee", "video", {False: "off", True: "on"}, {False: "off", True: "host-grant"}, media=True),
    *bit(
        "chan.screen_share",
        "screen",
        {False: "hosts", True: "everyone"},
        {False: "hosts", True: "approved"},
        media=True,
    ),
    *bit("chan.reactions", "react", {False: "off", True: "emoji"}, {False: "off", True: "emoji"}),
    *bit("door.join_before_host", "start", {False: "off", True: "on"}, {False: "off", True: "on"}),
    *bit("door.waiting_room", "lobby", {False: "everyone", True: "off"}, {False: "everyone", True: "guests"}),
)

room = rows_at("room", kinds=ROOM)

DOOR = (
    room(
        "door.waiting_room", "lobbyState", {1: "everyone", 0: "off"}, risks=LOCKOUT,
        by_hand=f"{SETTINGS_OF} > Meeting > Enable lobby", note="the lobby opens for everybody at once, when staff switch it off",
    ),
    room(
        "door.waiting_room", "lobbyTimer", sort=Seconds, short="off", other="everyone", written=0, risks=LOCKOUT,
        note="at that time the lobby opens by itself, whoever is there",
    ),
    Setting(control="door.join_before_host", path="lobby.holds", kinds=ROOM, values={True: "off", False: "on"}, gate=True, writable=()),
    room(
        "door.vendor_account_required", "type", {3: "not-required", 2: "required"}, writable=(),
        note="to switch it off removes all guests, so hardener does not",
    ),
    room("door.passcode", "hasPassword", {True: "separate", False: "none"}, kinds=PUBLIC, writable=()),
    room("door.unlisted", "listable", {0: "unlisted", 1: "listed", 2: "listed"}, by_hand=f"{SETTINGS_OF} > Open conversation: off"),
    room(
        "door.dial_in", "sipEnabled", {0: "off", 1: "on", 2: "on"}, risks=LOCKOUT, by_hand=f"{SETTINGS_OF} > SIP dial-in: off",
        note="Talk answers off as well while the server has no phone line",
    ),
    When(
        control="door.fresh_meeting_id", path="event.shared", kinds=ROOM, values={True: "reused", False: "fresh"}, when=(("event.shared", True),), writable=(),
        by_hand="give each program a conversation of its own, and put its link into the event",
    ),
)  # fmt: skip

KEPT = (
    room(
        "chan.breakout_rooms", "breakoutRoomMode", {0: "off", 1: "on", 2: "on", 3: "on"}, writable=(),
        note="to take them off deletes them with their chats, so hardener does not",
    ),
    room(
        "chan.chat_persistent", "messageExpiration", sort=Seconds, short="off", other="on", most=DAY, written=DAY,
        by_hand=f"{SETTINGS_OF} > Moderation > Message expiration", note="what was written before stays",
    ),
    room("rec.consent_notice", "recordingConsent", {1: "shown", 0: "not-shown"}, sort=When, when=(("terms.recording", True),)),
    Setting(control="host.second_adult", path="people.second_moderator", kinds=ROOM, values={True: "present", False: "alone"}, writable=()),
    When(
        control="host.outsiders", path="people.outside_moderator", kinds=ROOM, values={True: "outside", False: "library"}, when=(("people.outside_moderator", True),),
        writable=(), by_hand="the conversation > Participants > the guest or person of another server > ... > Demote from moderator",
    ),
    Setting(control="chan.mic_mute_on_entry", path="entry.muted", kinds=ROOM, values={True: "muted", False: "open"}, writable=()),
    Setting(control="chan.camera_start_off", path="entry.camera_off", kinds=ROOM, values={True: "starts-off", False: "starts-on"}, writable=()),
)  # fmt: skip

ROOMS: tuple[Setting, ...] = (*PERMITTED, *DOOR, *KEPT)
