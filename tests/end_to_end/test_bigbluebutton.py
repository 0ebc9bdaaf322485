"""The main job on a simulated BigBlueButton with Greenlight, through the installed command, real HTTP and real files."""

from __future__ import annotations

import json
import stat
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.end_to_end.bigbluebutton_library import FILE, Library, library, room, small
from tests.end_to_end.library import EVERYTHING

from hardener_bigbluebutton.simulator import library_seed

ALWAYS = {"door.unique_join_link"}
"""What no room of Greenlight's has."""


def test_a_whole_library_system(tmp_path: Path) -> None:
    seed = library_seed(datetime.now(UTC), live=False)
    with library(tmp_path, seed) as made:
        before, state = made.report(), made.state()
        _every_planted_mistake_is_found_and_nothing_right_is_called_wrong(before, seed)
        ran = made.run("apply", "--yes", *EVERYTHING, expect=4)
        assert "not in force before a restart of bbb-web (3 changes)" in ran.err
        _only_what_is_a_setting_was_sent(made)
        _what_waits_is_told_until_the_server_was_started_again(made)
        made.restart()
        left = {(f["control"], f["actual"]) for p in made.report()["programs"] for f in p["findings"] if _fails(f)}
        assert left == {("door.unique_join_link", "shared"), ("chan.camera_attendee", "on")}, "the load balancer's"
        assert "nothing to change" in made.run("apply", "--yes", *EVERYTHING, expect=0).err
        made.run("undo", "--yes", expect=4)
        assert made.state() == state
        made.restart()
        assert made.report()["counts"] == before["counts"]
        _nothing_secret_is_anywhere(made, seed)


def _fails(found: dict[str, Any]) -> bool:
    return bool(found["status"] == "fail")


def _every_planted_mistake_is_found_and_nothing_right_is_called_wrong(
    report: dict[str, Any], seed: dict[str, Any]
) -> None:
    wrong = {p["id"]: {f["control"] for f in p["findings"] if _fails(f)} for p in report["programs"]}
    everywhere = {each["control"] for each in seed["planted"] if each["program"] is None}
    assert len(wrong) == len(seed["rooms"]) == 30
    missed = [each for each in seed["planted"] if each["program"] and each["control"] not in wrong[each["program"]]]
    assert not missed
    assert all(everywhere <= controls for controls in wrong.values())
    assert {ident: wrong[ident] - everywhere for ident in seed["right"]} == dict.fromkeys(seed["right"], ALWAYS)
    assert not [f for p in report["programs"] for f in p["findings"] if f["status"] == "error"]
    (loud,) = {each["program"] for each in seed["planted"] if each.get("kind") == "everybody is a moderator"}
    said = {
        f["governing"]["setting"]
        for p in report["programs"]
        if p["id"] == loud
        for f in p["findings"]
        if f["control"].startswith("chan.") and _fails(f)
    }
    assert said <= {"glAnyoneJoinAsModerator", "role"}, "it heads all that a lock would close"


def _only_what_is_a_setting_was_sent(made: Library) -> None:
    writes = [call for call in made.app.calls if call.method in {"PATCH", "PUT"}]
    assert {(call.method, call.keys) for call in writes} == {
        ("PATCH", ("room_setting.settingName", "room_setting.settingValue")),
        ("PUT", ("RoomsConfig.value",)),
    }
    assert not any("resync" in call.path for call in made.app.calls)
    assert {call.method for call in made.app.calls if "bigbluebutton" in call.path} == {"GET"}


def _what_waits_is_told_until_the_server_was_started_again(made: Library) -> None:
    wanted = {"chan.chat_private", "chan.names_visible", "chan.attendee_video_visible_to"}
    found = {f["control"]: f for f in made.report()["programs"][0]["findings"]}
    assert {(found[c]["status"], found[c]["reason"], found[c]["about"]) for c in wanted} == {
        ("fail", "pending", "bbb-web")
    }
    assert found["chan.chat_attendee"]["status"] == "pass", "nothing of it was changed"


def _nothing_secret_is_anywhere(made: Library, seed: dict[str, Any]) -> None:
    secrets = [seed["secret"], "tale42", "not-for-anybody", *(u["password"] for u in seed["users"])]
    secrets += [r["friendly_id"] for r in seed["rooms"]] + [r["meeting_id"] for r in seed["rooms"]]
    secrets += [r.options["glViewerAccessCode"] or "tale42" for r in made.app.seed.rooms]
    kept = b"".join(path.read_bytes() for path in made.folder.iterdir() if path.is_file())
    for words in (("-vv", "audit"), ("-vv", "doctor"), ("plan", "--format", "json"), ("audit", "--format", "json")):
        ran = made.run(*words)
        kept += (ran.out + ran.err).encode()
    made.run("snapshot", "kept.json")
    kept += (made.folder / "kept.json").read_bytes()
    assert [secret for secret in secrets if secret.encode() in kept] == []
    copies = list(made.files.glob("*.bak"))
    assert copies, "what was there is kept beside it"
    assert {stat.S_IMODE(path.stat().st_mode) for path in (*copies, made.own)} == {0o640}


# --- one thing at a time ---


def test_a_lobby_that_greenlight_s_visitors_do_not_meet_is_none(tmp_path: Path) -> None:
    with library(tmp_path, small(own=f"{FILE}authenticatedGuest=false\n")) as made:
        found = made.found()["00000000-0000-4000-8000-000000000001", "door.waiting_room"]
        assert (found["status"], found["actual"], found["governing"]["setting"]) == (
            "fail",
            "off",
            "authenticatedGuest",
        )
        assert found["governing"]["target"] == "server/bbb-web"
        made.run("apply", "--yes", *EVERYTHING, expect=4)
        assert "authenticatedGuest=true\n" in made.own.read_text()


def test_what_a_load_balancer_forces_is_in_force_and_a_person_s_to_change(tmp_path: Path) -> None:
    env = "OVERRIDE_CREATE_PARAMS=guestPolicy=ALWAYS_ACCEPT\nOVERRIDE_JOIN_PARAMS=role=MODERATOR\n"
    with library(tmp_path, small(files={"lb": env}), scalelite="lb") as made:
        found = made.found()
        ident = "00000000-0000-4000-8000-000000000001"
        lobby, chat = found[ident, "door.waiting_room"], found[ident, "chan.chat_attendee"]
        assert (lobby["actual"], lobby["governing"]["target"], lobby["fixable"]) == ("off", "balancer/calls", False)
        assert (chat["actual"], chat["governing"]["setting"], chat["fixable"]) == ("everyone", "role", False)
        assert "load balancer" in chat["by_hand"]
        made.run("apply", "--yes", *EVERYTHING, expect=0)
        assert not [call for call in made.app.calls if call.method == "PATCH"]


def test_a_word_of_the_room_s_own_list_that_may_lift_the_locks_leaves_none_of_them_sure(tmp_path: Path) -> None:
    seed = small(room(1, disabledFeatures="lockSettings"), room(2, disabledFeatures="polls"))
    with library(tmp_path, seed) as made:
        told = {(ident[-1], control): found["status"] for (ident, control), found in made.found().items()}
        assert {told["1", each] for each in ("chan.camera_attendee", "chan.names_visible")} == {"error"}
        assert {told["2", each] for each in ("chan.camera_attendee", "chan.names_visible")} == {"pass"}


def test_what_is_forced_for_all_rooms_is_mended_there_and_needs_a_word(tmp_path: Path) -> None:
    forced = {"guestPolicy": "false", "glAnyoneJoinAsModerator": "true", "record": "false", "muteOnStart": "true"}
    with library(tmp_path, small(room(1), room(2, "Lapsit"), configurations=forced)) as made:
        made.run("apply", "--yes", expect=0)
        assert forced.items() <= made.app.seed.configurations.items()
        made.run("apply", "--yes", *EVERYTHING, expect=0)
        after = {**forced, "guestPolicy": "true", "glAnyoneJoinAsModerator": "false"}
        assert after.items() <= made.app.seed.configurations.items()
        assert {f["control"] for f in made.found().values() if _fails(f)} == ALWAYS


def test_nothing_is_written_while_somebody_is_in_the_room(tmp_path: Path) -> None:
    loud = room(1, glAnyoneJoinAsModerator="true")
    on = {"id": loud["meeting_id"], "name": "Storytime", "metadata": {"bbb-context-id": loud["friendly_id"]}}
    with library(tmp_path, small(loud, room(2, "Lapsit", record="true"), meetings=[on])) as made:
        ran = made.run("apply", "--yes", *EVERYTHING, expect=4)
        assert "it is in progress" in ran.out
        assert [r.options["glAnyoneJoinAsModerator"] for r in made.app.seed.rooms] == ["true", "false"]
        assert made.app.seed.rooms[1].options["record"] == "false"
        made.app.seed.meetings.clear()
        made.run("apply", "--resume", expect=0)
        assert made.app.seed.rooms[0].options["glAnyoneJoinAsModerator"] == "false"


def test_a_server_alone_is_judged_and_never_called_safe_against_its_front_end(tmp_path: Path) -> None:
    with library(tmp_path, small(), without=("greenlight", "bigbluebutton")) as made:
        (program,) = made.report()["programs"]
        found = {f["control"]: f for f in program["findings"]}
        assert program["title"] == "Meetings of this server"
        assert (found["chan.chat_attendee"]["status"], found["chan.chat_attendee"]["actual"]) == ("advisory", "off")
        assert "can send another value" in json.dumps(found["chan.chat_attendee"])
        assert (found["door.waiting_room"]["status"], found["door.waiting_room"]["actual"]) == ("fail", "off")
        assert found["host.cohosts"]["status"] == "error"
        before = made.own.read_bytes()
        made.run("apply", "--yes", *EVERYTHING, expect=4)
        assert b"defaultGuestPolicy=ASK_MODERATOR\n" in made.own.read_bytes()
        made.run("undo", "--yes", expect=0)  # what it was started with
        assert made.own.read_bytes() == before


def test_one_host_s_own_connection_says_what_it_cannot_see_and_still_finds_what_is_open(tmp_path: Path) -> None:
    seed = small(room(1), room(2, "Lapsit", glAnyoneJoinAsModerator="true"), room(3, "Other's") | {"owner": "u2"})
    seed["users"][0]["permissions"] = []
    with library(tmp_path, seed, without=("folder", "bigbluebutton")) as made:
        report = made.report()
        assert sorted(p["title"] for p in report["programs"]) == ["Lapsit", "Storytime"]
        assert report["complete"] is False
        found = made.found()
        first, second = (f"00000000-0000-4000-8000-{n:012}" for n in (1, 2))
        assert found[first, "chan.chat_attendee"]["status"] == "error"
        assert found[first, "door.waiting_room"]["status"] == "error"
        assert found[second, "chan.mic_self_unmute"]["status"] == "fail"
        assert found[second, "chan.chat_attendee"]["status"] == "error", "a list of features may close it for all"
        made.run("apply", "--yes", expect=3)
        assert made.app.seed.rooms[1].options["glAnyoneJoinAsModerator"] == "false"


def test_a_connection_that_names_nothing_is_told_in_one_line(tmp_path: Path) -> None:
    with library(tmp_path, small(), without=("greenlight", "bigbluebutton", "folder")) as made:
        ran = made.run("audit")
        assert ran.status != 0
        assert "name at least one of greenlight, folder and bigbluebutton" in ran.err


def test_a_hostile_title_and_a_link_in_it_go_nowhere(tmp_path: Path) -> None:
    title = "Lapsit \x1b[31m =HYPERLINK() https://rooms.maple.example.org/rooms/abc-def-gh1-jkl/join <b>"
    loud = room(1, title, glAnyoneJoinAsModerator="true")
    on = {"id": "another", "name": f"{title[16:]} ]]> &amp;", "metadata": {"bbb-context-id": "elsewhere"}}
    with library(tmp_path, small(loud, meetings=[on])) as made:
        told = [made.run("audit", "--format", name).out for name in ("table", "markdown", "csv", "json-flat")]
        told.append(made.run("apply", "--yes", *EVERYTHING, expect=0).out)
        assert all("Lapsit" in each for each in told)
        assert not [each for each in told if "abc-def" in each or "\x1b[31m" in each]
        assert made.app.seed.rooms[0].options["glAnyoneJoinAsModerator"] == "false"


def test_a_session_that_another_log_in_ended_is_begun_again_and_a_locked_account_is_told(tmp_path: Path) -> None:
    with library(tmp_path, small()) as made:
        before = made.found()
        made.app.sessions.current.clear()
        assert made.found() == before
        made.app.seed.users[0].state = "banned"
        made.app.sessions.current.clear()
        ran = made.run("audit")
        assert ran.status == 3
        assert "BannedUser" in ran.out + ran.err
        assert "Very-secret-1!" not in ran.out + ran.err
