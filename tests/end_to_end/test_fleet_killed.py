"""A fleet that is ended in the middle: by kill -9, of all or of one library's process; nothing is written twice."""

from __future__ import annotations

import json
import os
import signal
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.command import Process
from tests.end_to_end.deadly import Deadly
from tests.end_to_end.fleet_library import Region, region
from tests.end_to_end.library import EVERYTHING, small, story
from tests.end_to_end.test_killed import WRITES
from tests.end_to_end.test_killed import seed as mistaken
from tests.heard import heard
from tests.waiting import LONG

from hardener_zoom.simulator import ZoomSimulator

pytestmark = pytest.mark.long


class Killing(Deadly, ZoomSimulator):
    """Ends who asks, at one point of its writing."""


@dataclass
class Below:
    """In the place of a command: the processes that it has started."""

    command: Process

    def send_signal(self, number: int) -> None:
        children = Path(f"/proc/{self.command.pid}/task/{self.command.pid}/children").read_text().split()
        for child in children:
            os.kill(int(child), number)


class Group(Below):
    """The same with the command itself: all who sit at one terminal."""

    def send_signal(self, number: int) -> None:
        super().send_signal(number)
        self.command.send_signal(number)


def two(made: Region) -> Killing:
    made.add("ash", mistaken(), called="Ash Library")
    zoom = made.add("birch", mistaken(), called="Birch Library", kind=Killing)
    assert isinstance(zoom, Killing)
    (made.libraries / "fleet.toml").write_text("workers = 1\n")
    return zoom


APPLY = ("fleet", "apply", "libraries", "--yes", *EVERYTHING)


def patches(made: Region, name: str) -> list[tuple[str, str]]:
    return made.sent(name, "PATCH")


@pytest.mark.parametrize("write", [1, 3, WRITES])
def test_going_on_after_kill_9_of_the_whole_writes_nothing_twice(tmp_path: Path, write: int) -> None:
    with region(tmp_path) as made:
        zoom = two(made)
        process = zoom.strike(made, APPLY, "^PATCH ", write, "after")
        assert process.returncode == -signal.SIGKILL
        made.fleet("apply", "--resume", expect=0)
        assert len(patches(made, "ash")) == len(patches(made, "birch")) == WRITES
        made.fleet("apply", "--yes", *EVERYTHING, expect=0)
        assert len(patches(made, "ash")) == len(patches(made, "birch")) == WRITES


@pytest.mark.parametrize("again", ["--resume", "--yes"])
def test_a_library_whose_process_is_killed_is_a_line_and_can_be_gone_on_with(tmp_path: Path, again: str) -> None:
    with region(tmp_path) as made:
        zoom = two(made)
        zoom.aim("^PATCH ", 2, "after")
        process = made.start("fleet", "apply", "libraries", "--yes", *EVERYTHING)
        zoom.take(Below(process))
        out, _ = process.communicate(timeout=LONG)
        zoom.number = 0
        assert process.returncode == 4
        assert "its process was ended from outside" in out
        assert "fleet apply libraries --resume" in out
        assert len(patches(made, "ash")) == WRITES
        made.fleet("apply", again, *(EVERYTHING if again == "--yes" else ()), expect=0)
        assert len(patches(made, "birch")) == WRITES


def test_a_request_to_end_is_met_between_two_writes(tmp_path: Path) -> None:
    with region(tmp_path) as made:
        zoom = two(made)
        zoom.strike(
            made,
            APPLY,
            "^PATCH ",
            2,
            "after",
            signal.SIGTERM,
        )
        assert 2 <= len(patches(made, "birch")) < WRITES
        made.fleet("apply", "--resume", expect=0)
        assert len(patches(made, "birch")) == WRITES


@pytest.mark.parametrize("by", heard(signal.SIGINT, signal.SIGHUP))
def test_a_terminal_that_ends_everybody_ends_nobody_in_the_middle_of_a_change(
    tmp_path: Path, by: signal.Signals
) -> None:
    with region(tmp_path) as made:
        zoom = two(made)
        zoom.aim("^PATCH ", 2, "after", by)
        process = made.start("fleet", "apply", "libraries", "--yes", *EVERYTHING)
        zoom.take(Group(process))
        out, err = process.communicate(timeout=LONG)
        zoom.number = 0
        assert process.returncode == 130
        assert "Traceback" not in out + err
        assert "To go on: hardener fleet apply libraries --resume" in err
        assert len(patches(made, "birch")) < WRITES
        place = made.libraries / "birch"
        made.environ["CREDENTIALS_DIRECTORY"] = str(place / "credentials")
        runs = made.run(
            "--config", str(place / "hardener.toml"), "--store", str(place / "hardener.sqlite3"), "runs", expect=0
        )
        assert "not begun" in runs.flat
        made.fleet("apply", "--resume", expect=0)
        assert len(patches(made, "birch")) == WRITES


def test_in_a_store_of_all_a_library_goes_on_with_what_is_its_own(tmp_path: Path) -> None:
    with region(tmp_path) as made:
        zoom = two(made)
        store = json.dumps(str(tmp_path / "all.sqlite3"))
        (made.libraries / "fleet.toml").write_text(f"workers = 1\nstore = {store}\n")
        zoom.strike(made, APPLY, "^PATCH ", 2, "after")
        ran = made.fleet("apply", "--resume", "--format", "json", expect=0)
        assert "acc-" not in ran.out + ran.err
        assert {row["library"]: row["changed"] > 0 for row in ran.json["libraries"]} == {
            "Ash Library": False, "Birch Library": True,
        }  # fmt: skip
        assert len(patches(made, "ash")) == len(patches(made, "birch")) == WRITES


def test_a_look_that_is_killed_is_a_line_and_the_others_are_looked_at(tmp_path: Path) -> None:
    seed: dict[str, Any] = small(story(81))
    with region(tmp_path) as made:
        made.add("ash", seed, called="Ash Library")
        zoom = made.add("birch", seed, called="Birch Library", kind=Killing)
        made.add("cedar", seed, called="Cedar Library")
        (made.libraries / "fleet.toml").write_text("workers = 1\n")
        assert isinstance(zoom, Killing)
        zoom.aim("^GET ", 2, "before")
        process = made.start("fleet", "audit", "libraries")
        zoom.take(Below(process))
        out, _ = process.communicate(timeout=LONG)
        assert process.returncode == 3
        assert "its process was ended from outside" in out
        assert out.startswith("3 libraries. 1 could not be looked at.")
