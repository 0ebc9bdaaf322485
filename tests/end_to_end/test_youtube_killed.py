"""The process is killed at each write to YouTube, or two of them want to write: nothing is lost or done twice."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import Any

import pytest
from tests.adapters.youtube.discovery import Checked
from tests.end_to_end.deadly import Deadly
from tests.end_to_end.library import EVERYTHING
from tests.end_to_end.youtube_library import ADULT, OPEN, Library, failed, library, small, soon, stream, upload

pytestmark = pytest.mark.long

WRITES = 3
"""Of the plan below: a stream's details and its video, and another video."""


class Killing(Deadly, Checked):
    """Ends the process that asks."""


def seed() -> dict[str, Any]:
    both = {"status": OPEN, "broadcast": {"details": {"recordFromStart": True, "enableDvr": False}}}
    return small(
        stream(1, "Baby Storytime", soon(3), more=both),
        upload(2, "Storytime at Home", soon(-2), more={"status": ADULT}),
    )


def strike(made: Library, write: int, when: str, *words: str) -> None:
    """Start a command, and end it there."""
    app = made.app
    assert isinstance(app, Killing)
    assert app.strike(made, words, "^PUT ", write, when).returncode == -signal.SIGKILL


@pytest.mark.parametrize(("write", "when"), [(1, "before"), (1, "after"), (2, "after"), (3, "before"), (3, "after")])
def test_resume_finishes_what_was_killed_and_undo_takes_it_all_back(tmp_path: Path, write: int, when: str) -> None:
    with library(tmp_path, seed(), kind=Killing) as made:
        before = made.state()
        strike(made, write, when, "apply", "--yes", *EVERYTHING)
        made.run("apply", "--resume", expect=0)
        assert not failed(made.findings())
        made.run("undo", "--yes", expect=0)
        assert made.state() == before


@pytest.mark.parametrize(("verb", "write"), [("apply", 2), ("undo", 1)])
def test_undo_alone_puts_back_what_was_killed(tmp_path: Path, verb: str, write: int) -> None:
    with library(tmp_path, seed(), kind=Killing) as made:
        before = made.state()
        if verb == "undo":
            made.run("apply", "--yes", *EVERYTHING, expect=0)
            assert len(made.sent("PUT")) == WRITES
        strike(made, write, "after", verb, "--yes", *(EVERYTHING if verb == "apply" else ()))
        made.run("undo", "--yes", expect=0)
        assert made.state() == before


def test_of_two_that_write_at_once_one_does(tmp_path: Path) -> None:
    with library(tmp_path, seed()) as made:
        before = made.state()
        running = [made.start("apply", "--yes", *EVERYTHING) for _ in range(2)]
        told = [process.communicate() for process in running]
        assert 0 in {process.returncode for process in running}, told
        assert len(made.sent("PUT")) == WRITES, "nothing was written twice"
        assert not failed(made.findings())
        made.run("undo", "--yes")
        assert made.state() == before
