"""The process is killed at each point of an apply: nothing is lost, and nothing is done twice."""

from __future__ import annotations

import copy
import signal
from pathlib import Path
from typing import Any

import pytest
from tests.command import Process
from tests.end_to_end.deadly import Deadly
from tests.end_to_end.library import EVERYTHING, Library, library, small, story

from hardener_zoom.simulator import ZoomSimulator

pytestmark = pytest.mark.long

MISTAKES: dict[str, Any] = {"auto_recording": "cloud", "approval_type": 2, "mute_upon_entry": False}
WRITES = 5
"""Of the plan below: the host's settings, then each of two programs and its form."""


class Killing(Deadly, ZoomSimulator):
    """Ends the process that asks, at one point of its writing."""


def seed() -> dict[str, Any]:
    made = small(story(81, **MISTAKES), story(82, days=4, topic="Toddler Storytime", **MISTAKES))
    for meeting in made["meetings"]:
        meeting["questions"] = [{"field_name": "address", "required": True}]
    made["meetings"][1]["settings"]["approval_type"] = 1
    made["users"][0]["settings"] = {"in_meeting": {"file_transfer": True}}
    return made


def state(made: Library) -> dict[str, Any]:
    """Return all that a run could have changed, each by a name of its own."""
    world = made.zoom.world
    told: dict[str, Any] = {f"host {key}": value for key, value in world.users["h1"].settings.items()}
    for number, program in world.programs.items():
        told |= {f"{number} {key}": value for key, value in program.settings.items()}
        told |= {f"{number} form": (program.questions, program.custom_questions)}
    return copy.deepcopy(told)


def strike(made: Library, write: int, when: str, *words: str, by: signal.Signals = signal.SIGKILL) -> Process:
    """Start a command, which is an apply unless told, end it there, and return it."""
    zoom = made.zoom
    assert isinstance(zoom, Killing)
    words = words or ("apply", "--yes", *EVERYTHING)
    return zoom.strike(made, words, "^PATCH ", write, when, by)


def test_the_plan_has_the_writes_that_are_killed_below(tmp_path: Path) -> None:
    with library(tmp_path, seed(), kind=Killing) as made:
        made.run("apply", "--yes", *EVERYTHING, expect=0)
        assert len(made.sent("PATCH")) == WRITES
        assert not [f for f in made.findings().values() if f["status"] == "fail"]


@pytest.mark.parametrize("when", ["before", "after", "reading back"])
@pytest.mark.parametrize("write", range(1, WRITES + 1))
def test_resume_finishes_what_was_killed_and_undo_takes_it_all_back(tmp_path: Path, write: int, when: str) -> None:
    with library(tmp_path, seed(), kind=Killing) as made:
        before = state(made)
        assert strike(made, write, when).returncode == -signal.SIGKILL
        made.run("apply", "--resume", expect=0)
        assert not [f for f in made.findings().values() if f["status"] == "fail"]
        assert len(made.run("runs").out.strip().splitlines()) >= 1
        made.run("undo", "--yes", expect=0)
        assert state(made) == before


@pytest.mark.parametrize("when", ["before", "after", "reading back"])
@pytest.mark.parametrize("write", range(1, WRITES + 1))
def test_undo_alone_puts_back_what_was_killed(tmp_path: Path, write: int, when: str) -> None:
    with library(tmp_path, seed(), kind=Killing) as made:
        before = state(made)
        strike(made, write, when)
        made.run("undo", "--yes", expect=0)
        assert state(made) == before


def test_a_request_to_end_is_met_between_two_writes(tmp_path: Path) -> None:
    with library(tmp_path, seed(), kind=Killing) as made:
        process = strike(made, 2, "after", by=signal.SIGTERM)
        assert process.returncode == 4
        made.run("apply", "--resume", expect=0)
        assert len(made.sent("PATCH")) == WRITES, "nothing was written twice"


def test_an_undo_that_was_killed_can_be_done_again(tmp_path: Path) -> None:
    with library(tmp_path, seed(), kind=Killing) as made:
        before = state(made)
        made.run("apply", "--yes", *EVERYTHING, expect=0)
        assert strike(made, 2, "after", "undo", "--yes").returncode == -signal.SIGKILL
        made.run("undo", "--yes", expect=0)
        assert state(made) == before
