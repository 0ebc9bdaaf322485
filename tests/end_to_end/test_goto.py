"""GoTo through the installed command: what is wrong is found, closed and put back, and nothing is lost when it is killed."""

from __future__ import annotations

import copy
import json
import os
import signal
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.adapters.goto.made import Checked, meeting, small, webinar
from tests.end_to_end.deadly import Deadly
from tests.end_to_end.runs import Runs

from hardener.sandbox import serve
from hardener_goto.simulator import GoToSimulator

pytestmark = [pytest.mark.long, pytest.mark.process]
CLOSE = ("--allow", "lockout")


class Killing(Deadly, Checked):
    """Ends the process that asks, before or after one of its writes."""


@dataclass
class Place(Runs):
    """A library on a simulated GoTo."""

    folder: Path
    environ: dict[str, str]
    sim: Killing

    def findings(self) -> dict[tuple[str, str], str]:
        report = json.loads(self.run("audit", "--format", "json-flat").out)
        return {(p["id"], f["control"]): f["status"] for p in report["programs"] for f in p["findings"]}

    def state(self) -> dict[str, Any]:
        world = self.sim.world
        told = {ident: one.model_dump() for ident, one in world.meetings.items()}
        return copy.deepcopy(told | {key: {**one.model_dump(), "codes": 0} for key, one in world.webinars.items()})


@contextmanager
def library(folder: Path, seed: Mapping[str, Any]) -> Iterator[Place]:
    app = Killing.from_seed(seed, clock=time.time)
    with serve(app) as server:
        options, secrets = server.connection(seed)
        lines = [f"{key} = {json.dumps(value)}" for key, value in {**options, "vendor": "goto"}.items()]
        rule = ["[[programs]]", 'title = "*"', 'profile = "storytime"']
        (folder / "hardener.toml").write_text("\n".join(['default = "storytime"', "[connections.main]", *lines, *rule]))
        environ = {k: v for k, v in os.environ.items() if not k.startswith("HARDENER")}
        environ |= {f"HARDENER_MAIN_{name.upper()}": value for name, value in secrets.items()}
        yield Place(folder, {**environ, "HARDENER_STORE": str(folder / "s.sqlite3"), "NO_COLOR": "1"}, app)


def test_each_planted_mistake_is_found_and_nothing_right_is_called_wrong(tmp_path: Path) -> None:
    seed = GoToSimulator.sample(datetime.now(UTC))
    with library(tmp_path, seed) as made:
        found = made.findings()
    assert {(p["program"], p["control"]) for p in seed["planted"]} <= {
        key for key, is_ in found.items() if is_ == "fail"
    }
    reads = {"door.passcode", "door.dial_in", "door.registration_approval"}
    assert not [key for key, is_ in found.items() if is_ == "fail" and key[0] in seed["right"] and key[1] in reads]


def test_what_was_closed_is_put_back_to_the_last_field(tmp_path: Path) -> None:
    seed = small(meeting(password=False, audio="Hybrid", subject="<b>Story</b> {0} %s"), webinar(audio="Hybrid"))
    with library(tmp_path, seed) as made:
        before = made.state()
        ran = made.run("apply", "--yes", *CLOSE)
        assert len(made.sim.writes) == 2, ran.out + ran.err
        found = made.findings()
        assert {found["81", "door.passcode"], found["81", "door.dial_in"], found["91", "door.dial_in"]} == {"pass"}
        assert made.run("undo", "--yes").status == 0
        after = made.state()
        # GoTo keeps a subject in the spelling that it takes.
        assert after.pop("81") == {**before.pop("81"), "subject": "&lt;b&gt;Story&lt;/b&gt; {0} %s"}
        assert after == before


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("write", [1, 2])
def test_killed_at_a_write_it_is_finished_or_put_back(tmp_path: Path, write: int, when: str) -> None:
    with library(tmp_path, small(meeting(password=False), webinar(audio="Hybrid"))) as made:
        before = made.state()
        process = made.sim.strike(made, ("apply", "--yes", *CLOSE), "^(PUT|POST) (?!/oauth)", write, when)
        assert process.returncode == -signal.SIGKILL
        if when == "after":
            made.run("apply", "--resume")
            assert made.findings()["81", "door.passcode"] == "pass"
        assert made.run("undo", "--yes").status == 0
        assert made.state() == before


@pytest.mark.parametrize(
    "fault",
    [
        {"path": "/meetings/81", "status": 500},
        {"path": "/audio", "truncate": True},
        {"path": "/registrants/fields", "status": 404},
        {"path": "/upcomingMeetings", "status": 429},
        {"path": "/webinars$", "set": {"_embedded": []}},
    ],
)
def test_a_fault_ends_as_cannot_tell(tmp_path: Path, fault: dict[str, Any]) -> None:
    with library(tmp_path, small(meeting(), webinar(), faults=[fault])) as made:
        ran = made.run("audit")
        assert ran.status == 3, ran.out
        assert "as closed" not in ran.out.casefold()
