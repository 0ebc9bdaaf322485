"""The main job on a simulated Zoom, through the installed command and real HTTP."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from tests.end_to_end.library import EVERYTHING, Library, library, small, soon, story

from hardener.report.json_flat import schema
from hardener_zoom.simulator import library_seed

CHAT = "chan.chat_attendee"


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Library, dict[str, Any]]]:
    seed: dict[str, Any] = dict(library_seed(datetime.now(UTC)))
    with library(tmp_path_factory.mktemp("system"), seed) as made:
        yield made, seed


def test_a_whole_library_system(system: tuple[Library, dict[str, Any]]) -> None:
    made, seed = system
    ran = made.run("audit", "--format", "json-flat")
    before = ran.json
    assert ran.status == (3 if before["counts"]["statuses"].get("error") else 1)
    jsonschema.validate(before, schema(), cls=jsonschema.Draft202012Validator)
    findings = {
        (p["id"], f["governing"]["setting"]): f for p in before["programs"] for f in p["findings"] if f["governing"]
    }
    _every_planted_mistake_is_found(before, seed)
    _nothing_right_is_called_wrong(before, seed)
    assert findings

    calls = Counter(
        (c.path, c.query.get("occurrence_id", ""))
        for c in made.zoom.calls
        if c.method == "GET" and c.path.split("/")[2] in {"meetings", "webinars"} and c.path.count("/") == 3
    )
    ids = {str(m["id"]) for m in (*seed["meetings"], *seed["webinars"])}
    assert set(calls.values()) == {1}, "one call each, and one for each of its dates"
    assert {path.split("/")[3] for path, _ in calls} <= ids
    assert not made.sent("PATCH", "POST", "PUT", "DELETE")

    made.zoom.calls.clear()
    made.run("apply", "--yes", *EVERYTHING)
    writes = Counter(c.path for c in made.zoom.calls if c.method == "PATCH")
    assert all(count <= 2 for count in writes.values())
    keys = {
        key.split(".")[0]
        for c in made.zoom.calls
        if c.method == "PATCH" and c.path.count("/") == 3 and "/meetings/" in c.path
        for key in c.keys
    }
    assert keys <= {"settings", "password"}, "no schedule key is ever sent"

    made.run("apply", "--yes", *EVERYTHING)  # sign-up, where a program first had to get a number of its own
    after = made.run("audit", "--format", "json-flat").json
    left = [(p["title"], f) for p in after["programs"] for f in p["findings"] if f["status"] == "fail" and f["fixable"]]
    live = {p["title"] for p in before["programs"] if "today" in p["title"]}
    shared = {f["control"] for _, f in left if "shared" in f["needs"]}
    assert {title for title, f in left if "shared" not in f["needs"]} <= live
    assert shared <= _waiting_for_the_live_one(left)
    assert all(f["by_hand"] or f["note"] for p in after["programs"] for f in p["findings"] if f["status"] == "fail")


def _waiting_for_the_live_one(left: list[tuple[str, dict[str, Any]]]) -> set[str]:
    """Controls whose shared setting is not touched while one of its programs is on."""
    return {
        f["control"]
        for _, f in left
        if f["governing"] and f["governing"]["target"].startswith(("account", "group", "host"))
    }


def _every_planted_mistake_is_found(report: dict[str, Any], seed: dict[str, Any]) -> None:
    wrong: dict[str, set[str]] = {}
    for program in report["programs"]:
        for f in program["findings"]:
            if f["status"] == "fail" or "does not say which of them counts" in f["note"]:
                wrong.setdefault(program["id"], set()).add(f["control"])
    missed = []
    for entry in seed["planted"]:
        controls = CONTROLS_OF.get(entry["path"].removeprefix("settings.").removeprefix("in_meeting."), set())
        if not controls & wrong.get(str(entry["program"]), set()):
            missed.append((entry["program"], entry["path"], entry["value"]))
    assert not missed


CONTROLS_OF = {
    "waiting_room": {"door.waiting_room"},
    "waiting_room_options.who_goes_to_waiting_room": {"door.waiting_room"},
    "join_before_host": {"door.join_before_host"},
    "mute_upon_entry": {"chan.mic_mute_on_entry"},
    "allow_host_control_participant_mute_state": {"chan.mic_self_unmute"},
    "participant_video": {"chan.camera_start_off"},
    "disable_participant_video": {"chan.camera_attendee"},
    "auto_recording": {"rec.auto"},
    "auto_start_meeting_summary": {"ai.summary"},
    "auto_start_ai_companion_questions": {"ai.assistant_questions"},
    "continuous_meeting_chat.enable": {"chan.chat_persistent"},
    "use_pmi": {"door.personal_room"},
    "approval_type": {"door.registration_required", "door.registration_approval"},
    "password": {"door.passcode"},
    "livestream.stream_url": {"chan.stream_out"},
    "questions": {"data.registration_fields"},
    "custom_questions": {"data.registration_fields"},
    "chat": {CHAT},
    "webinar_chat.enable": {CHAT},
    "who_can_share_screen": {"chan.screen_share"},
    "annotation": {"chan.annotate"},
    "whiteboard": {"chan.whiteboard"},
    "file_transfer": {"chan.chat_files_links"},
    "remote_control": {"chan.remote_control"},
    "closed_captioning.enable": {"cap.live"},
    "manual_captioning.manual_captions": {"cap.live"},
    "manual_captioning.auto_generated_captions": {"cap.live"},
    "meeting_summary_with_ai_companion.enable": {"ai.summary"},
    "ai_companion_questions.enable": {"ai.assistant_questions", "ai.summary"},
    "allow_participants_to_rename": {"chan.rename_self"},
}


def _nothing_right_is_called_wrong(report: dict[str, Any], seed: dict[str, Any]) -> None:
    right = {str(ident) for ident in seed["right"]}
    for program in report["programs"]:
        if program["id"] in right:
            assert [f["control"] for f in program["findings"] if f["status"] in {"fail", "error"}] == []
            assert program["state"] == "Ready"


def test_a_right_storytime_is_ready_and_exit_is_0(tmp_path: Path) -> None:
    with library(tmp_path, small()) as made:
        ran = made.run("audit", "--all", expect=0)
        assert "Ready 1" in ran.out
        assert made.run("apply", "--yes", *EVERYTHING, expect=0).err.count("nothing to change") == 1


@pytest.fixture
def open_chat() -> dict[str, Any]:
    """The host's own setting is the only thing that opens the chat."""
    seed = small()
    seed["groups"][0]["locks"] = {}
    seed["users"][0]["settings"] = {"in_meeting": {"chat": True, "allow_participants_chat_with": 3}}
    return seed


def test_chat_open_only_by_its_host_says_so(tmp_path: Path, open_chat: dict[str, Any]) -> None:
    with library(tmp_path, open_chat) as made:
        found = made.findings()["81", CHAT]
        assert found["status"] == "fail"
        assert found["governing"] == {"target": "host/h1", "title": "story@…", "setting": "in_meeting.chat"}
        assert found["locked"] is False
        assert found["sentence"] == "Anyone staff approved can write in the chat in front of children"


def test_with_the_group_lock_it_passes(tmp_path: Path, open_chat: dict[str, Any]) -> None:
    open_chat["groups"][0] |= {
        "locks": {"in_meeting": {"chat": True}},
        "settings": {"in_meeting": {"chat": False}},
    }
    with library(tmp_path, open_chat) as made:
        found = made.findings()["81", CHAT]
        assert (found["status"], found["locked"], found["governing"]["target"]) == ("pass", True, "group/g1")


def test_with_locks_unreadable_it_is_unknown_and_the_scope_is_named(tmp_path: Path, open_chat: dict[str, Any]) -> None:
    open_chat["apps"][0]["scopes"] = [
        s for s in open_chat["apps"][0]["scopes"] if not s.startswith(("group", "account"))
    ]
    with library(tmp_path, open_chat) as made:
        ran = made.run("audit", "--format", "json-flat", expect=3)
        found = next(f for p in ran.json["programs"] for f in p["findings"] if f["control"] == CHAT)
        assert found["status"] == "error"
        assert "group:read:admin" in found["note"] or "account:read:admin" in found["note"]
        told = made.run("doctor", expect=3).out
        assert "group:read:admin" in told
        assert "account:read:admin" in told


def test_granular_scopes_cannot_read_account_locks_and_doctor_says_so(tmp_path: Path) -> None:
    seed: dict[str, Any] = dict(library_seed(datetime.now(UTC), programs=12))
    with library(tmp_path, seed, app=1) as made:
        assert "account:read:lock_settings:master" in made.run("doctor", expect=3).out
        made.run("audit", "--all", expect=3)


def test_fixed_at_the_group_with_its_lock(tmp_path: Path, open_chat: dict[str, Any]) -> None:
    with library(tmp_path, open_chat, more='fix_at = "group:Storytime"') as made:
        assert "hosts of this group" in made.run("plan", "--allow", "shared", "--all").out
        made.run("apply", "--yes", "--allow", "shared", expect=0)
        assert made.sent("PATCH") == [("PATCH", "/v2/groups/g1/lock_settings")]
        found = made.findings()["81", CHAT]
        assert (found["status"], found["locked"]) == ("pass", True)


def test_without_opt_ins_what_is_left_says_which_would_fix_it(tmp_path: Path) -> None:
    seed = small(story(81, approval_type=2, auto_recording="cloud", waiting_room=False))
    with library(tmp_path, seed) as made:
        out = made.run("plan", "--left-out").out
        assert "--allow link" in out
        assert "--allow lockout" in out
        made.run("apply", "--yes", expect=0)
        left = {c: f for (_, c), f in made.findings().items() if f["status"] == "fail"}
        assert "rec.auto" not in left
        assert left["door.registration_required"]["needs"] == ["link"]
        assert left["door.waiting_room"]["needs"] == ["lockout"]
        made.run("apply", "--yes", "--allow", "link", "--allow", "lockout", expect=0)
        assert [c for (_, c), f in made.findings().items() if f["status"] == "fail"] == []
        patches = [path for _, path in made.sent("PATCH")]
        assert patches == ["/v2/meetings/81", "/v2/meetings/81", "/v2/meetings/81/registrants/questions"]


def test_a_series_and_its_changed_date_are_told_apart(tmp_path: Path) -> None:
    series = {**story(82, days=2, topic="Weekly Storytime"), "type": 8, "timezone": "UTC"}
    series["recurrence"] = {"type": 2, "repeat_interval": 1, "end_times": 0}
    start = datetime.fromisoformat(series["start_time"])
    date = str(int(start.timestamp() * 1000) + 7 * 86_400_000)
    series["occurrences"] = {date: {"duration": 90, "settings.waiting_room": False}}
    with library(tmp_path, small(series)) as made:
        findings = made.findings()
        assert findings["82", "door.waiting_room"]["status"] == "pass"
        assert findings[f"82{date}", "door.waiting_room"]["status"] == "fail"
        before = json.dumps(made.run("audit", "weekly", "--format", "json-flat").json["programs"][0]["start"])
        made.run("apply", "--yes", "--allow", "lockout", expect=0)
        assert made.sent("PATCH") == [("PATCH", "/v2/meetings/82")]
        assert [c.query for c in made.zoom.calls if c.method == "PATCH"] == [{"occurrence_id": date}]
        assert made.findings()[f"82{date}", "door.waiting_room"]["status"] == "pass"
        assert json.dumps(made.run("audit", "weekly", "--format", "json-flat").json["programs"][0]["start"]) == before


def test_one_program_by_id_or_title(tmp_path: Path) -> None:
    seed = small(story(81), story(82, topic="Toddler Storytime", auto_recording="cloud"))
    with library(tmp_path, seed) as made:
        assert "Toddler" in made.run("audit", "toddler", expect=1).out
        made.zoom.calls.clear()
        assert "Toddler" not in made.run("audit", "81", expect=0).out
        assert [p for _, p in made.sent("GET") if "/meetings/" in p and p.count("/") == 3] == ["/v2/meetings/81"]
        missing = made.run("audit", "no such program", expect=2)
        assert missing.err.count("\n") == 1


def test_a_board_meeting_that_is_too_closed(tmp_path: Path) -> None:
    seed = small(story(81, topic="Board of Trustees"))
    with library(tmp_path, seed, rules='[[programs]]\ntitle = "board*"\nprofile = "board-meeting"') as made:
        report = made.run("audit", "--format", "json-flat").json
        closed = [f for f in report["programs"][0]["findings"] if f["too_closed"]]
        assert "door.registration_required" in {f["control"] for f in closed}
        made.run("apply", "--yes", "--allow", "link", "--allow", "lockout", "--allow", "shared")
        assert made.findings()["81", "door.registration_required"]["status"] == "fail", "nothing is opened unasked"


def test_a_program_starting_soon_is_left_alone(tmp_path: Path) -> None:
    seed = small(story(81, days=20 / 1440, auto_recording="cloud"))
    with library(tmp_path, seed) as made:
        made.run("apply", "--yes", expect=4)
        assert not made.sent("PATCH")
        made.run("apply", "--resume", "--even-if-live", expect=0)
        assert len(made.sent("PATCH")) == 1


def test_times_of_a_program_never_move(tmp_path: Path) -> None:
    seed = small(
        {
            **story(82, auto_recording="cloud"),
            "type": 8,
            "recurrence": {"type": 2, "repeat_interval": 1, "end_times": 0},
        }
    )
    with library(tmp_path, seed) as made:
        before = made.zoom.world.programs[82]
        schedule = (before.start_time, before.recurrence, before.type, before.duration)
        made.run("apply", "--yes", expect=0)
        after = made.zoom.world.programs[82]
        assert (after.start_time, after.recurrence, after.type, after.duration) == schedule
        assert after.settings["auto_recording"] == "none"


def test_a_start_far_away_is_out_of_view(tmp_path: Path) -> None:
    with library(tmp_path, small(story(81), {**story(82), "start_time": soon(60)})) as made:
        assert {p["id"] for p in made.run("audit", "--format", "json-flat").json["programs"]} == {"81"}
        assert {p["id"] for p in made.run("audit", "--weeks", "10", "--format", "json-flat").json["programs"]} == {
            "81",
            "82",
        }
