"""A Jitsi server is judged by its own files: every mistake is found, nothing that is right is called wrong or closed."""

from __future__ import annotations

from pathlib import Path

from tests.end_to_end.jitsi_library import ROOMS, config, jitsi, seed

from hardener_jitsi.simulator.shapes import PROSODY, container, library, minified, windows

CHAT, PRIVATE, SCREEN = "chan.chat_attendee", "chan.chat_private", "chan.screen_share"
OPEN, SET = ("fail", "everyone"), ("advisory", "off")
UNSURE = ("error", None)
PLANTED = {
    "chan.chat_attendee", "chan.chat_private", "chan.chat_files_links", "chan.screen_share", "chan.whiteboard",
    "chan.in_meeting_apps", "chan.mic_mute_on_entry", "chan.camera_start_off", "chan.rename_self", "chan.profile_pictures",
    "chan.breakout_rooms", "chan.stream_out", "rec.by_attendees", "rec.consent_notice", "rec.access", "rec.auto", "cap.live",
    "door.waiting_room", "door.join_before_host", "door.capacity_max", "host.cohosts",
}  # fmt: skip


def test_every_planted_mistake_is_found_in_every_room(tmp_path: Path) -> None:
    with jitsi(tmp_path, library()) as made:
        report = made.run("audit", "--format", "json-flat", expect=1).json
        assert report["complete"]
        rooms = {p["id"]: {f["control"] for f in p["findings"] if f["status"] == "fail"} for p in report["programs"]}
        assert len(rooms) == len(library()["rooms"])
        assert all(failed == PLANTED for failed in rooms.values()), rooms
        assert not [f for p in report["programs"] for f in p["findings"] if f["status"] == "error"]


def test_what_is_right_is_not_called_wrong_and_what_a_visitor_can_undo_not_closed(tmp_path: Path) -> None:
    right = {
        "disableChat": True, "remoteVideoMenu": {"disablePrivateChat": True}, "toolbarButtons": ["camera", "hangup"],
        "startAudioMuted": 0, "startVideoMuted": 0, "readOnlyName": True, "disableThirdPartyRequests": True,
        "breakoutRooms": {"hideAddRoomButton": True}, "localRecording": {"disable": True}, "recordings": {"requireConsent": True},
        "hosts": {"domain": "meet.maple.example"},
    }  # fmt: skip
    prosody = (
        PROSODY.replace('"jibri_autostart";', '"lobby_autostart";')
        .replace('"ping";', '"persistent_lobby";')
        .replace('"250"', "50")
    )
    with jitsi(tmp_path, {**seed(minified(right)), "prosody": prosody}) as made:
        found = made.found()
        failed = {control for control, f in found.items() if f["status"] == "fail"}
        assert failed == {"cap.live", "door.join_before_host", "host.cohosts"}
        assert {c for c, f in found.items() if f["status"] == "error"} == set()
        advisory = {c for c, f in found.items() if f["status"] == "advisory"}
        assert advisory >= PLANTED & {c for c in found if c.startswith("chan.")}
        assert [found[c]["status"] for c in ("rec.consent_notice", "door.waiting_room", "rec.auto")] == ["pass"] * 3, (
            "no address undoes these"
        )
        assert "whoever adds #config to the address" in " ".join(made.run("audit", "--all").out.split())


def test_a_file_is_the_same_however_it_is_saved(tmp_path: Path) -> None:
    with jitsi(
        tmp_path, seed("\ufeff" + windows(config("config.disableChat = true;", "// config.disableChat = false;")))
    ) as made:
        assert made.told(CHAT, SCREEN) == [SET, OPEN]


def test_a_page_for_every_path_is_no_jitsi_server(tmp_path: Path) -> None:
    with jitsi(tmp_path, seed(config(), page_for_all=True, interface=None)) as made:
        found = made.found()
        assert found[SCREEN]["status"] == "error", "the buttons may be in the file that is a page"
        made.file.unlink()
        made.file.write_text("<!DOCTYPE html><html></html>")
        ran = made.run("audit", "--format", "json-flat", expect=3)
        assert not ran.json["complete"]
        assert {f["status"] for p in ran.json["programs"] for f in p["findings"]} <= {
            "error",
            "manual",
            "not-applicable",
        }
        assert "HTML page" in " ".join(made.run("doctor").out.split())
        made.file.write_text("var other = 1;")
        assert "there is no Jitsi server" in " ".join(made.run("doctor").out.split())


def test_without_rooms_the_server_is_judged_and_without_a_folder_nothing_is_changed(tmp_path: Path) -> None:
    with jitsi(tmp_path, seed(config("config.disableChat = true;"))) as made:
        made.configure(rooms=None, folder=None, file=None)
        found = made.found("any")
        assert found[CHAT]["status"] == "advisory"
        assert (found[PRIVATE]["status"], found[SCREEN]["status"], found[SCREEN]["fixable"]) == (
            "advisory",
            "fail",
            False,
        )
        before = made.file.read_bytes()
        assert "give the folder of the file" in " ".join(made.run("apply", "--yes", "--allow", "shared").out.split())
        assert made.file.read_bytes() == before
        assert [f["status"] for c, f in found.items() if c in {"door.waiting_room", "rec.auto"}] == ["manual", "manual"]


def test_a_room_is_known_by_its_title_alone_everywhere(tmp_path: Path) -> None:
    hostile = 'var config = { hosts: { domain: "meet.maple.example" }, disableChat: "\u202e<script>\x1b[31m https://h.example/quiet-otters-paint-kites" };'
    with jitsi(tmp_path, seed(hostile)) as made:
        name = ROOMS[0][1]
        assert made.found()[CHAT]["status"] == "advisory"
        made.run("snapshot", "now.snapshot")
        for words in (
            ("audit", "--all"),
            ("audit", "--format", "json"),
            ("plan", "--details"),
            ("doctor",),
            ("-vv", "audit", "--details"),
            ("audit", name),
            ("apply", "--yes", "--reason", f"see {name}"),
            ("runs",),
            ("history", "storytime"),
        ):
            made.run(*words)
        kept = [path for path in tmp_path.rglob("*") if path.is_file() and path.name != "hardener.toml"]
        assert not [path for path in kept if name.encode() in path.read_bytes()]
        made.configure(rooms=[["quiet-otters-paint-kites!", name]])
        assert "title must not have its name" in made.run("audit", expect=2).err


def test_a_container_is_read_with_what_its_image_puts_first(tmp_path: Path) -> None:
    with jitsi(tmp_path, {**container("config.disableChat = true;\n"), "prosody": None}) as made:
        assert made.told(CHAT, "chan.breakout_rooms", SCREEN) == [SET, ("advisory", "off"), OPEN]
        made.file.write_text("config.disablePolls = true;\n")
        assert made.told(CHAT)[0][0] == "error", "nobody can tell what it comes to before a restart"
        made.app.restart()
        assert made.told(CHAT) == [OPEN]


def test_a_plan_says_what_its_count_waits_for(tmp_path: Path) -> None:
    for name, given, waits in (("debian", library(), False), ("docker", container(), True)):
        (tmp_path / name).mkdir()
        with jitsi(tmp_path / name, given) as made:
            told = " ".join(made.run("plan", "--allow", "shared").out.split())
            assert "After it, 0 programs are open to strangers (now 6)." in told
            assert ("not in force before a restart of the web server of Jitsi" in told) is waits
