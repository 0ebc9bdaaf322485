"""Settings of a Jitsi server: what its config.js tells every browser, and what its XMPP server enforces. Rows only.

What config.js says, each visitor's browser may be told otherwise in the address, but for the few keys that Jitsi's list
of such keys leaves out. Facts: README.md, each with the date it was last verified.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import JsonValue

from hardener.model import Value
from hardener.path import UnknownValueError
from hardener.setting import FixedByVendor, Number, Setting
from hardener_jitsi.keys import DEFAULT

SERVER, ROOM = ("account",), ("meeting",)
ADDRESS = "whoever adds #config to the address of the room has it as they like"
RESTART = "the web server of Jitsi"
AT_ONCE = "read.at_once"
"""Where a document says that browsers get the file as it is: no container puts it together when it starts."""
FILE = "config.js of the server"
XMPP = "prosody's file of the server"


NAMED = "whom a token names"
"""What nobody can read there, but can bring about: it takes the file of another service as well."""


def switch(on: Value, off: Value, default: Value | None = None) -> dict[Any, Value]:
    """Return the levels of a key that is true or false; absent means the same as false unless told."""
    return {True: on, False: off, DEFAULT: off if default is None else default}


def row(control: str, key: str, values: dict[Any, Value], **more: Any) -> Setting:  # noqa: ANN401 - fields of a row
    """Return the row of a key of config.js, which a visitor can undo in the address unless told."""
    told = {"advisory": ADDRESS, "by_hand": f"{FILE} > {key}", **more}
    return Setting(
        control=control, path=f"config.{key}", running=f"served.{key}", kinds=SERVER, governs=ROOM, values=values, restart=RESTART,
        at_once=AT_ONCE, **told,
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class FromNth(Setting):
    """A number of people from which on everybody is muted: with 0 it is everybody."""

    closed: str
    open: str

    def decode(self, raw: JsonValue) -> Value:
        """Return whether everybody is."""
        if raw != DEFAULT and (isinstance(raw, bool) or not isinstance(raw, int)):
            raise UnknownValueError(f"{self.path} is not a whole number")
        return self.closed if raw == 0 else self.open

    def writable_values(self) -> tuple[Value, ...]:
        """Return nothing: the switch beside it is written."""
        return ()


def nth(control: str, key: str, closed: str, otherwise: str) -> Setting:
    """Return the row of such a number, which is enough by itself."""
    return FromNth(
        control=control, path=f"config.{key}", running=f"served.{key}", kinds=SERVER, governs=ROOM, gate=True, writable=(), restart=RESTART,
        advisory=ADDRESS, by_hand=f"{FILE} > {key}: 0", closed=closed, open=otherwise,
    )  # fmt: skip


def shut(control: str, key: str, values: dict[Any, Value]) -> Setting:
    """Return the row of a key that shuts a thing which has a key of its own, and is not written for it."""
    return row(control, key, values, gate=True, writable=())


CHAT = (
    row("chan.chat_attendee", "disableChat", switch("off", "everyone")),
    row(
        "chan.chat_private", "remoteVideoMenu.disablePrivateChat",
        {"all": "off", True: "off", False: "on", DEFAULT: "on", "allow-moderator-chat": "on", "disable-visitor-chat": "on"},
    ),
    shut("chan.chat_private", "disableChat", switch("off", "on")),
    row("chan.chat_files_links", "disableChat", switch("off", "on")),
    row("chan.chat_files_links", "fileSharing.enabled", switch("on", "off")),
)  # fmt: skip

CHANNELS = (
    row("chan.screen_share", "toolbarButtons.desktop", switch("everyone", "hosts", "everyone"), note="without the button nobody can, hosts neither"),
    row("chan.whiteboard", "whiteboard.enabled", switch("everyone", "off")),
    shut("chan.whiteboard", "toolbarButtons.whiteboard", switch("everyone", "off", "everyone")),
    row("chan.notes", "etherpad_base", switch("everyone", "off"), writable=(), by_hand=f"{FILE} > etherpad_base: take it out"),
    row("chan.in_meeting_apps", "giphy.enabled", switch("on", "off")),
    row("chan.in_meeting_apps", "toolbarButtons.sharedvideo", switch("on", "off", "on")),
    row(
        "chan.in_meeting_apps", "sharedVideoAllowedURLDomains", {"none": "off", "some": "allowlist", "any": "on", DEFAULT: "off"},
        advisory="", note="YouTube's are allowed as well, whatever it lists; a link cannot change this one",
    ),
    shut("chan.in_meeting_apps", "disableThirdPartyRequests", switch("off", "on")),
    row("chan.mic_mute_on_entry", "startWithAudioMuted", switch("muted", "open")),
    nth("chan.mic_mute_on_entry", "startAudioMuted", "muted", "open"),
    row("chan.camera_start_off", "startWithVideoMuted", switch("starts-off", "starts-on")),
    nth("chan.camera_start_off", "startVideoMuted", "starts-off", "starts-on"),
    row("chan.rename_self", "readOnlyName", switch("off", "on")),
    shut("chan.rename_self", "disableProfile", switch("off", "on")),
    row("chan.profile_pictures", "gravatar.disabled", switch("hidden", "shown")),
    shut("chan.profile_pictures", "disableThirdPartyRequests", switch("hidden", "shown")),
    row("chan.reactions", "disableReactions", switch("off", "emoji")),
    FixedByVendor(
        control="chan.reactions", kinds=SERVER, governs=ROOM, value="emoji", gate=True, note="Jitsi has no others than its own",
    ),
    row("chan.polls", "disablePolls", switch("off", "hosts")),
    row("chan.breakout_rooms", "breakoutRooms.hideAddRoomButton", switch("off", "on")),
    row("chan.stream_out", "liveStreaming.enabled", switch("planned", "off")),
)  # fmt: skip

KEPT = (
    row("rec.by_attendees", "localRecording.disable", switch("off", "on")),
    row("rec.consent_notice", "recordings.requireConsent", switch("shown", "not-shown"), advisory="", note="a link cannot change this one"),
    row("rec.access", "recordingService.sharingEnabled", switch("link", "named-people")),
    row("cap.live", "transcription.enabled", switch("on", "off"), writable=(), by_hand=f"{FILE} > transcription > enabled: it needs a server of its own that turns speech into text"),
    shut("cap.live", "transcription.disableClosedCaptions", switch("off", "on")),
    row("ai.transcript_retained", "transcription.enabled", switch("on", "off")),
)  # fmt: skip

PEOPLE = (
    # What a host's own page shows is nothing that a visitor's address could change.
    row("host.report_and_suspend_enabled", "remoteVideoMenu.disableKick", switch("off", "on"), advisory=""),
    row("host.report_and_suspend_enabled", "remoteVideoMenu.disabled", switch("off", "on"), advisory=""),
    row("door.dial_in", "dialInNumbersUrl", switch("on", "off"), advisory="", writable=(), by_hand=f"{FILE} > dialInNumbersUrl: take it out"),
)  # fmt: skip


def enforced(control: str, name: str, values: dict[Any, Value], place: str) -> Setting:
    """Return the row of what the XMPP server enforces: it is read, and never written."""
    return Setting(
        control=control, path=f"prosody.{name}", kinds=SERVER, governs=ROOM, writable=(), values=values, by_hand=f"{XMPP} > {place}",
    )  # fmt: skip


ENFORCED = (
    enforced("door.vendor_account_required", "sign_in", {"anonymous": "not-required", "guests": "not-required", "accounts": "required"}, "authentication"),
    enforced(
        "door.waiting_room", "lobby",
        {"everybody": "everyone", "all but those whom a module lets by": "guests", "once a moderator switches it on": "off", "none": "off"},
        "muc_lobby_rooms and persistent_lobby at the VirtualHost, lobby_autostart at the rooms, and a module that lets staff by; until then: in the room > Security > Lobby, each time",
    ),
    enforced("door.join_before_host", "wait_for_host", {True: "off", False: "on"}, "muc_wait_for_host with persistent_lobby, tokens and a host for guests"),
    enforced("host.cohosts", "moderators", {"who comes first": "first", "everybody": "anyone", NAMED: "named"}, "authentication = token, and token_affiliation at the rooms"),
    enforced("rec.auto", "jibri_autostart", {True: "cloud", False: "none"}, "jibri_autostart: take it out"),
    Number(
        control="door.capacity_max", path="prosody.max_occupants", kinds=SERVER, governs=ROOM, writable=(),
        by_hand=f"{XMPP} > muc_max_occupants at the rooms",
    ),
)  # fmt: skip

SHOWN = (*CHAT, *CHANNELS, *KEPT, *PEOPLE, *ENFORCED)
