"""The seed of a library system, and what is said of wrong seeds."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.adapters.zoom.simulator_made import NOW, Clock, meeting, seed

from hardener.sandbox import SeedError
from hardener_zoom.simulator import ZoomSimulator, default_app, library_seed
from hardener_zoom.simulator.levels import SETTINGS
from hardener_zoom.simulator.seed_planted import HOSTS, MEETINGS, planted
from hardener_zoom.simulator.world import World, read_seed

MOMENT = datetime.fromtimestamp(NOW, UTC)


def library(**how: Any) -> dict[str, Any]:
    return library_seed(MOMENT, **how)


def start(changes: dict[str, Any]) -> ZoomSimulator:
    return ZoomSimulator.from_seed(seed(**changes), clock=Clock())


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"meetngs": []}, "meetngs: unknown key"),
        ({"users": [{"id": "u1", "email": "a@example.org", "nmae": 1}]}, "users.0.nmae: unknown key"),
        (
            {"behaviour": {"lock_writes": "maybe"}},
            "behaviour.lock_writes: Input should be 'ignore' or 'refuse'",
        ),
        (
            {"account": {"id": "acc", "settings": {"in_meeting": {"chatt": True}}}},
            "account.settings: unknown key",
        ),
        (
            {"account": {"id": "acc", "locks": {"in_meeting": {"chat": 1}}}},
            "in_meeting.chat must be of type bool",
        ),
        ({"meetings": [meeting(1, "x", host="nobody")]}, "program 1: no user 'nobody'"),
        ({"meetings": [meeting(1, "x"), meeting(1, "y")]}, "program 1: there are two of that id"),
        (
            {"meetings": [meeting(1, "x", settings={"chat": False})]},
            "program 1: settings: unknown key 'chat'",
        ),
        (
            {"groups": [{"id": "g1", "name": "a"}, {"id": "g1", "name": "b"}]},
            "groups: there are two of the same id",
        ),
        ({"groups": []}, "user u1: no group 'g1'"),
        (
            {
                "users": [{"id": "u1", "email": "a", "pmi": 5, "room": {"topic": "x"}}],
                "meetings": [],
                "webinars": [],
            },
            "room",
        ),
        ({"faults": [{"pth": "x"}]}, "faults.0.pth"),
    ],
)
def test_a_wrong_seed_is_refused_with_one_clear_line(changes: dict[str, Any], line: str) -> None:
    with pytest.raises(SeedError) as caught:
        start(changes)
    assert line in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_seed_is_not_changed_by_the_simulator() -> None:
    told = library()
    before = json.dumps(told)
    app = ZoomSimulator.from_seed(told, clock=Clock())
    for program in app.world.programs.values():
        program.settings["auto_recording"] = "cloud"
    assert json.dumps(told) == before


def test_a_library_is_always_the_same_and_looks_like_one() -> None:
    told = library()
    assert json.dumps(told) == json.dumps(library())
    assert len(told["meetings"]) + len(told["webinars"]) == 120
    assert len(told["users"]) == 20
    assert {group["name"] for group in told["groups"]} >= {"Storytime", "Adult programs"}
    assert any(len(user.get("groups", [])) > 1 for user in told["users"])
    assert {user.get("status") for user in told["users"]} >= {"inactive", "pending"}
    assert {program["type"] for program in (*told["meetings"], *told["webinars"])} == {2, 3, 5, 6, 8, 9}
    topics = " ".join(program["topic"] for program in told["meetings"])
    for words in (
        "Baby Storytime",
        "Bilingual",
        "Teen D&D",
        "Homework Help",
        "Author Talk",
        "Board",
        "Book Club",
    ):
        assert words in topics
    assert sum(program.get("started", False) for program in told["meetings"]) == 1
    endless = [p for p in told["meetings"] if p.get("recurrence", {}).get("end_times") == 0]
    assert endless
    assert any(program.get("occurrences") for program in told["meetings"])


def test_every_kind_of_mistake_is_planted_at_every_level() -> None:
    told = library()["planted"]
    paths = {entry["path"] for entry in told}
    assert {f"settings.{name}" for name in MEETINGS} <= paths
    assert set(HOSTS) - {"in_meeting.file_transfer"} <= paths
    assert {"password", "questions", "custom_questions", "livestream.stream_url"} <= paths
    assert {entry["where"] for entry in told} == {"meeting", "host", "group", "account"}
    unfixable = {entry["path"] for entry in told if not entry["fixable"]}
    assert {"settings.approval_type", "settings.waiting_room", "settings.participant_video"} <= unfixable
    assert "in_meeting.meeting_summary_with_ai_companion.enable" in unfixable


def test_some_storytimes_are_right() -> None:
    told = library()
    wrong = {entry["program"] for entry in told["planted"] if entry["fixable"]}
    assert told["right"]
    assert not wrong & set(told["right"])
    assert len(library(rename=False)["right"]) > len(told["right"])


def mend(told: dict[str, Any]) -> None:
    """Put right in the seed itself all that is said to be wrong and fixable at a meeting."""
    programs = {program["id"]: program for program in (*told["meetings"], *told["webinars"])}
    for entry in told["planted"]:
        program, name = programs[entry["program"]], entry["path"].removeprefix("settings.")
        if entry["where"] != "meeting":
            continue
        if name in MEETINGS:
            parent, _, leaf = name.rpartition(".")
            node = program["settings"][parent] if parent else program["settings"]
            node[leaf] = MEETINGS[name][0]
            continue
        card = {"title": "Library card number", "type": "short", "required": True}
        last: list[Any] = []
        program |= {"password": "pw1234", "livestream": None, "questions": last, "custom_questions": [card]}
        program["settings"].pop("waiting_room_options", None)


def test_what_is_planted_is_all_that_is_wrong_with_the_meetings() -> None:
    told = library()
    mend(told)
    for program in told["meetings"]:
        if program["settings"].get("approval_type") == 1:
            program.setdefault("custom_questions", [{"title": "Library card number", "type": "short"}])
    left, _ = planted(World(read_seed(told)), NOW)
    assert not [entry for entry in left if entry["where"] == "meeting"]


@pytest.mark.parametrize("programs", [0, 3, 10, 2000])
def test_a_library_has_as_many_programs_as_are_wanted(programs: int) -> None:
    told = library(programs=programs)
    assert len(told["meetings"]) + len(told["webinars"]) == programs
    assert len(told["users"]) == max(20, programs // 100)
    assert len({program["id"] for program in told["meetings"]}) == len(told["meetings"])


def test_the_sample_is_that_library_and_says_how_to_log_in() -> None:
    told = ZoomSimulator.sample(MOMENT)
    meetings = [meeting for meeting in told["meetings"] if meeting["topic"] != "Autumn Storytime"]  # type: ignore[index, union-attr, call-overload]
    assert {**told, "meetings": meetings} == library(live=False)
    assert len(meetings) == len(told["meetings"]) - 1  # type: ignore[arg-type]
    options, secrets = ZoomSimulator.connection(told, "http://127.0.0.1:1")
    assert options["plan"] == told["account"]["plan"]  # type: ignore[call-overload, index]
    assert secrets.items() <= default_app(told).items()


def test_every_planted_path_of_a_level_exists() -> None:
    for entry in library()["planted"]:
        if entry["where"] != "meeting":
            assert entry["path"] in SETTINGS.entries
