"""Nextcloud Talk through the installed command, over HTTP: found, closed, given back, and never guessed."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.adapters.nextcloud.made import PASSWORD, event, person, room, small, soon
from tests.end_to_end.deadly import Deadly
from tests.end_to_end.library import EVERYTHING
from tests.end_to_end.nextcloud_library import CloudLibrary, library
from tests.waiting import LONG

from hardener_nextcloud.simulator import NextcloudSimulator

pytestmark = [pytest.mark.long, pytest.mark.process]

ALWAYS = {"door.unique_join_link", "chan.rename_self"}
"""What Talk has no setting for in a public room."""


def failed(findings: dict[str, dict[str, Any]]) -> set[str]:
    return {control for control, found in findings.items() if found["status"] == "fail"} - ALWAYS


def named(made: CloudLibrary, found: dict[str, Any], token: str) -> dict[str, Any]:
    """Return the findings of the room, or of all its programs, by its name."""
    name = made.cloud.world.rooms[token].values["name"]
    return next(each for title, each in found.items() if title == name or title.endswith(f"(in {name})"))


def test_every_planted_mistake_is_found_nothing_right_is_called_wrong_and_all_is_mended_and_given_back(
    tmp_path: Path,
) -> None:
    seed = NextcloudSimulator.sample(datetime.now(UTC))
    with library(tmp_path, seed) as made:
        found, before = made.audit(), made.state()
        for each in seed["planted"]:
            assert each["control"] in failed(named(made, found, each["room"])), each
        for token in seed["right"]:
            assert failed(named(made, found, token)) <= {"door.fresh_meeting_id"}, token
        assert made.cloud.world.rooms.keys() == before.keys()
        made.run("apply", "--yes", "--max-changes", "999", *EVERYTHING)
        after = made.audit()
        for each in seed["planted"]:
            assert (each["control"] in failed(named(made, after, each["room"]))) is not each["mendable"], each
        made.run("undo", "--yes", expect=0)
        assert made.state() == before


def seed() -> dict[str, Any]:
    """A series and a standing room that are open, with people who may more and less than others."""
    people = [person("mo", 21), person("troll", 5, 4, "guests"), person("boss", 0, 2)]
    return small(
        room("10000001", defaultPermissions=277, lobbyTimer=4_000_000_000, more=people),
        room("10000002", "Toddler Storytime", defaultPermissions=0, listable=1),
        events=(event("Baby Storytime", "10000001", soon(), rule="FREQ=WEEKLY;COUNT=3"),),
    )


def test_a_plan_says_whose_own_permissions_go_along_and_undo_gives_them_back(tmp_path: Path) -> None:
    with library(tmp_path, seed()) as made:
        before = made.state()
        assert "out of sight" in made.run("audit", "--all").out
        said = made.run("plan", "--all").out
        assert "Microphones" in said
        made.run("apply", "--yes", expect=0)
        assert [p["attendeePermissions"] for p in made.state()["10000001"][1]] == [0, 0, 21, 5, 0], "not without a word"
        assert "permissions of their own (2)" in made.run("plan", *EVERYTHING).out
        made.run("apply", "--yes", *EVERYTHING, expect=0)
        after = made.state()
        assert after["10000001"][0]["defaultPermissions"] == 261
        assert (after["10000001"][0]["lobbyState"], after["10000001"][0]["lobbyTimer"]) == (1, 0)
        assert not any(p["attendeePermissions"] for p in after["10000001"][1])
        assert not any(failed(each) for each in made.audit().values())
        for _ in range(2):
            made.run("undo", "--yes", expect=0)
        assert made.state() == before


class Killing(Deadly, NextcloudSimulator):
    """Ends the process that asks, before or after one of its writes."""


def strike(made: CloudLibrary, write: int, when: str, *words: str) -> None:
    """Start a command, and end it at one of its writes."""
    cloud = made.cloud
    assert isinstance(cloud, Killing)
    cloud.strike(made, words, "^(PUT|POST) ", write, when)


WRITES = 4
"""Of the plan for `seed`: permissions and lobby of the first room, permissions and list of the other."""


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("write", [1, 2, 3])
def test_what_is_killed_at_a_write_is_finished_or_taken_back_to_the_last_field(
    tmp_path: Path, write: int, when: str
) -> None:
    with library(tmp_path, seed(), Killing) as made:
        before = made.state()
        strike(made, write, when, "apply", "--yes", *EVERYTHING)
        if write % 2:
            made.run("apply", "--resume", expect=0)
            assert not any(failed(each) for each in made.audit().values())
        made.run("undo", "--yes", expect=0)
        assert made.state() == before


@pytest.mark.parametrize("write", [1, 2])
def test_an_undo_that_is_killed_amid_what_single_people_get_back_is_done_again(tmp_path: Path, write: int) -> None:
    with library(tmp_path, seed(), Killing) as made:
        before = made.state()
        made.run("apply", "--yes", *EVERYTHING, expect=0)
        strike(made, write + 2, "after", "undo", "--yes")
        made.run("undo", "--yes", expect=0)
        assert made.state() == before


def test_two_processes_at_once_write_everything_once(tmp_path: Path) -> None:
    with library(tmp_path, seed()) as made:
        both = [made.start("apply", "--yes", *EVERYTHING) for _ in range(2)]
        for process in both:
            process.communicate(timeout=LONG)
        assert 0 in {process.returncode for process in both}
        assert len(made.sent("PUT", "POST")) == WRITES
        assert not any(failed(each) for each in made.audit().values())


FAULTS: tuple[dict[str, Any], ...] = (
    {"path": "/room$", "status": 500}, {"path": "/room$", "status": 401}, {"path": "/room$", "truncate": True},
    {"path": "/capabilities", "status": 503}, {"path": "/capabilities", "drop_key": "ocs.data.capabilities.spreed"},
    {"path": "/participants", "status": 403}, {"path": "/participants", "drop_key": "ocs.data.*.attendeePermissions"},
    {"path": "/room$", "drop_key": "ocs.data.*.defaultPermissions"}, {"path": "/room$", "set": {"ocs.data.*.lobbyState": "1"}},
    {"path": "/room$", "set": {"ocs.data": {}}}, {"path": "/room$", "redirect": "https://elsewhere.example/"},
)  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_no_fault_of_the_server_is_taken_for_a_clean_room(tmp_path: Path, fault: dict[str, Any]) -> None:
    with library(tmp_path, small(room("10000001"), faults=[fault])) as made:
        ran = made.run("audit", "--format", "json-flat")
        told = [f["status"] for p in ran.json["programs"] for f in p["findings"]] if ran.out.strip() else []
        assert ran.status in {1, 3, 4}, ran.err
        assert "error" in told or ran.status == 1 or not ran.json["complete"]


def test_no_title_breaks_out_and_no_token_password_or_name_is_told_anywhere(tmp_path: Path) -> None:
    hostile = "\x1b[31mStory](https://evil.example) | =cmd() <script>https://cloud.example.org/nc/call/zyxw9876"
    rooms = (
        room("87654321", hostile, defaultPermissions=277, more=[person("mo", 21)]),
        room("h4x0r99k", "", lobbyState=0),
    )
    events = (
        event("Reading\x1b]0;x https://zoom.us/j/81234567890", "87654321", soon()),
        event("Away", "a7b8c9d0", soon()),
    )
    with library(tmp_path, small(*rooms, events=events)) as made:
        for words in (
            ("audit",),
            ("audit", "--format", "csv"),
            ("audit", "--format", "json"),
            ("plan", "--all"),
            ("doctor",),
            ("-vv", "audit"),
        ):
            ran = made.run(*words)
            for secret in (
                "87654321",
                "h4x0r99k",
                "a7b8c9d0",
                "zyxw9876",
                "81234567890",
                PASSWORD,
                "Name of",
                "Turtle-Moon-41",
                "\x1b",
            ):
                assert secret not in ran.out + ran.err, (words, secret)
        made.run("apply", "--yes", *EVERYTHING)
        kept = b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.name != "hardener.toml")
        for said in ("87654321", "h4x0r99k", "a7b8c9d0", PASSWORD, "Name of", "Turtle-Moon-41"):
            assert said.encode() not in kept


def test_a_wrong_password_is_tried_once(tmp_path: Path) -> None:
    with library(tmp_path, small(room("10000001"))) as made:
        made.environ["HARDENER_MAIN_APP_PASSWORD"] = "wrong-Pass-1234"
        ran = made.run("audit")
        assert "does not take the a" in ran.out
        assert [c.status for c in made.cloud.calls].count(401) == 1
