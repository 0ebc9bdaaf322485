"""Greenlight takes one setting after another and a file is written whole: killed anywhere, nothing is lost or done twice."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import Any

import pytest
from tests.end_to_end.bigbluebutton_library import FILE, Library, library, room, small
from tests.end_to_end.deadly import Deadly
from tests.end_to_end.library import EVERYTHING
from tests.waiting import LONG

from hardener_bigbluebutton.simulator import BigBlueButtonSimulator

pytestmark = pytest.mark.long

OWN = FILE.replace("lockSettingsDisableCam=true\n", "").replace("Mic=true", "Mic : f\\u0061lse")
"""One lock that is not there, and one that is written in a way of its own."""
POINTS = [("PATCH", 2), ("PUT", 1), ("getMeetings", 2), ("getMeetings", 3)]
"""The second setting of a room, what is forced for all, and what is asked right before the file and after it."""


class Killing(Deadly, BigBlueButtonSimulator):
    """Ends the process that asks."""


def seed() -> dict[str, Any]:
    loud = room(1, guestPolicy="ALWAYS_ACCEPT", record="true")
    return small(loud, own=OWN, configurations={"glAnyoneCanStart": "true", "record": "optional"})


def strike(made: Library, what: str, number: int, when: str) -> None:
    app = made.app
    assert isinstance(app, Killing)
    process = app.strike(made, ("apply", "--yes", *EVERYTHING), what, number, when)
    assert process.returncode == -signal.SIGKILL


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize(("what", "number"), POINTS)
def test_what_was_killed_is_finished_by_resume_and_taken_back_by_undo(
    tmp_path: Path, what: str, number: int, when: str
) -> None:
    with library(tmp_path, seed(), kind=Killing) as made:
        before = made.state()
        strike(made, what, number, when)
        made.run("apply", "--resume")
        made.restart()
        left = {key[1] for key, found in made.found().items() if found["status"] in {"fail", "error"}}
        assert left == {"door.unique_join_link"}
        assert made.state() != before
        made.run("undo", "--yes", expect=4)  # what is in the file waits for a restart
        assert made.state() == before


@pytest.mark.parametrize(("what", "number"), POINTS[:2])
def test_undo_alone_takes_back_what_was_killed(tmp_path: Path, what: str, number: int) -> None:
    with library(tmp_path, seed(), kind=Killing) as made:
        before = made.state()
        strike(made, what, number, "after")
        made.run("undo", "--yes")
        assert made.state() == before


def test_two_at_once_write_each_thing_once_and_lose_nothing_of_the_file(tmp_path: Path) -> None:
    with library(tmp_path, seed()) as made:
        before = made.state()
        running = [made.start("apply", "--yes", *EVERYTHING) for _ in range(2)]
        for process in running:
            process.communicate(timeout=LONG)
        made.run("apply", "--yes", *EVERYTHING)
        assert made.own.read_text() == OWN.replace("f\\u0061lse", "true") + "lockSettingsDisableCam=true\n"
        assert made.app.seed.rooms[0].options["guestPolicy"] == "ASK_MODERATOR"
        for _ in range(2):
            made.run("undo", "--yes")
        assert made.state() == before
