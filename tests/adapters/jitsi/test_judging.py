"""Every shape of config.js and of prosody's file is judged as they are understood; what is not certain is not clean."""

from __future__ import annotations

from typing import Any

import pytest
from tests.adapters.jitsi.made import HOSTS, config, judged

from hardener_jitsi.simulator.shapes import PROSODY, nixos

CHAT, PRIVATE, SCREEN = "chan.chat_attendee", "chan.chat_private", "chan.screen_share"
OPEN, SET, UNSURE = "fail", "advisory", "error"
SHAPES = [
    (config("config.disableChat = 'false';"), SET),
    (config("config.disableChat = 1;", "config.disableChat = 0;"), OPEN),
    (config("config.disableChat = null;"), OPEN),
    (config("if (location.hostname === 'x') { config.disableChat = true; }"), UNSURE),
    (config("config.disableChat = true;", "Object.assign(config, f());"), UNSURE),
    (config("config.disableChat = true;", "for (var k in other) { config[k] = other[k]; }"), UNSURE),
    (config("config.disableChat = true;", "change(config);"), UNSURE),
    (config("config.disableChat = true;", "config.disablePolls = true true;"), UNSURE),
    (config("config.lobby.autoKnock = true;", "config.disableChat = true;"), OPEN),
    (config("config.disableChat = ture;"), UNSURE),
    (config("config.x = 'a'.split(',').map(function (u) { return u; });", "config.disableChat = true;"), SET),
    (config("Object.freeze(config);", "config.disableChat = true;"), OPEN),
    (config("config.disableChat = true;", "delete config.disableChat;"), OPEN),
    (config("config.disableChat = true;", f"config = {{ {HOSTS} }};"), OPEN),
    (config("config.disableChat = true;", "{ let config = {}; config.disableChat = false; }"), SET),
    (config("config.disableChat = true;", "<!-- config.disableChat = false;"), SET),
    (nixos({"hosts": {"domain": "a.example"}, "disableChat": False}, "config.disableChat = true;\n"), SET),
    ("let config = { disableChat: true };", UNSURE),
    ("var config = {" + "a: {" * 2000 + "}" * 2000 + "};", UNSURE),
]


def test_a_file_of_every_shape_is_judged_as_browsers_read_it() -> None:
    with judged(config()) as made:
        for text, expected in SHAPES:
            made.file.write_bytes(text.encode())
            assert made.told(CHAT) == [expected], text[:200]


OLD = [
    ("config.liveStreaming = { enabled: false }; config.liveStreamingEnabled = true;", "chan.stream_out", "fail"),
    ("config.liveStreaming = { enabled: true }; config.liveStreamingEnabled = false;", "chan.stream_out", "advisory"),
    ("config.transcription = { enabled: false }; config.transcribingEnabled = true;", "ai.transcript_retained", "fail"),
    ("config.hideAddRoomButton = true; config.breakoutRooms = { hideAddRoomButton: false };", "chan.breakout_rooms", "advisory"),
    ("config.hideAddRoomButton = false; config.breakoutRooms = { hideAddRoomButton: true };", "chan.breakout_rooms", "advisory"),
    ("config.recordingService = { sharingEnabled: false }; config.fileRecordingsServiceSharingEnabled = true;", "rec.access", "manual"),
    ("config.fileRecordingsServiceSharingEnabled = true;", "rec.access", "fail"),
    ("config.toolbarButtons = ['chat'];", SCREEN, "advisory"),
    ("config.toolbarButtons = null;", SCREEN, "advisory"),
    ("config.toolbarButtons = ['desktop', location.x];", SCREEN, UNSURE),
    ("config.remoteVideoMenu = { disablePrivateChat: 'all' };", PRIVATE, SET),
    ("config.remoteVideoMenu = { disablePrivateChat: 'allow-moderator-chat' };", PRIVATE, "fail"),
    ("config.remoteVideoMenu = { disablePrivateChat: 'some' };", PRIVATE, UNSURE),
    ("config.sharedVideoAllowedURLDomains = ['*'];", "chan.in_meeting_apps", "fail"),
    ("config.toolbarButtons = ['sharedvideo']; config.disableThirdPartyRequests = true;", "chan.in_meeting_apps", "advisory"),
    ("config.disableProfile = true;", "chan.rename_self", "advisory"),
    ("config.transcription = { enabled: true };", "cap.live", "advisory"),
    ("config.transcription = { enabled: true, disableClosedCaptions: true };", "cap.live", "fail"),
    ("config.startAudioMuted = 10;", "chan.mic_mute_on_entry", "fail"),
    ("config.startAudioMuted = true;", "chan.mic_mute_on_entry", UNSURE),
]  # fmt: skip


def test_an_older_key_counts_as_the_client_has_it() -> None:
    interface = "var interfaceConfig = { TOOLBAR_BUTTONS: ['microphone', 'camera'] };"
    with judged(config(), interface=interface) as made:
        for statement, control, expected in OLD:
            made.file.write_text(config(statement))
            assert made.told(control) == [expected], statement


ODD: list[Any] = [
    None,
    True,
    False,
    0,
    1,
    -1,
    1.5,
    "",
    "x",
    "false",
    [],
    [1],
    ["*"],
    {},
    {"enabled": {}},
    {"disable": "no"},
]


NAMES = (
    "disableChat", "remoteVideoMenu", "toolbarButtons", "startAudioMuted", "sharedVideoAllowedURLDomains", "liveStreaming",
    "liveStreamingEnabled", "whiteboard", "localRecording", "recordings", "breakoutRooms", "hideAddRoomButton", "gravatar",
    "transcription", "dialInNumbersUrl", "recordingService", "etherpad_base",
)  # fmt: skip
FIXED = {"door.browser_join_allowed", "enc.in_transit", "chan.reactions", "host.report_and_suspend_enabled"}


def test_odd_values_in_every_key_end_no_run_and_pass_nothing() -> None:
    with judged(config()) as made:
        for odd in ODD:
            made.file.write_text(nixos({"hosts": {"domain": "a.example"}, **dict.fromkeys(NAMES, odd)}))
            found = made.look()
            assert found.programs == 1
            assert {control for (_, control), status in found.verdicts.items() if status == "pass"} <= FIXED, odd


@pytest.mark.parametrize("odd", [None, 5, "x", True, [], {}, {"domain": 5}, {"domain": ""}, {"domain": ["x"]}])
def test_a_server_that_does_not_name_itself_is_judged_all_the_same(odd: Any) -> None:
    with judged(nixos({"hosts": odd, "disableChat": True})) as made:
        assert made.told(CHAT) == [SET]


def test_a_servers_own_file_decides_the_door_where_it_is_given() -> None:
    door = ("door.waiting_room", "door.vendor_account_required", "host.cohosts", "rec.auto")
    with judged(config(), prosody=PROSODY) as made:
        file = made.file.parent / made.options["prosody"]
        assert made.told(*door) == ["fail", "pass", "fail", "fail"]
        cases = [
            (PROSODY.replace('modules_enabled = {\n        "muc_meeting_id"', 'modules_disabled = { "jibri_autostart" }\n modules_enabled = {\n "muc_meeting_id"'), ("rec.auto", "pass")),
            (PROSODY.replace('"jitsi-anonymous"', '"token"'), ("door.vendor_account_required", "error")),
            (PROSODY.replace('"jitsi-anonymous"', '"internal_hashed"'), ("door.vendor_account_required", "fail")),
            (PROSODY.replace('"ping"', '"lobby_deactivate"'), ("door.waiting_room", "error")),
            (PROSODY.replace('"muc_meeting_id"', '"muc_allowners"'), ("host.cohosts", "fail")),
            (PROSODY + 'Include "conf.d/*.lua"\n', ("rec.auto", "error")),
            ("if x then y() end\n" + PROSODY, ("rec.auto", "error")),
            ("-- nothing\n", ("rec.auto", "error")),
            ("{" * 5000, ("rec.auto", "error")),
        ]  # fmt: skip
        for text, (control, status) in cases:
            file.write_text(text)
            assert made.told(control) == [status], text[:80]
        file.unlink()
        assert made.told("rec.auto") == ["error"]
