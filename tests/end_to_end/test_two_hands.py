"""Two processes at once: the second is refused or finds it done, nothing is written twice, and nothing is lost."""

from __future__ import annotations

import io
import json
import random
import re
import signal
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update
from tests import stores
from tests.command import Process
from tests.end_to_end.library import EVERYTHING, Library, library
from tests.end_to_end.test_killed import WRITES, seed, state
from tests.waiting import LONG, until

from hardener.store import Store
from hardener.store import tables as t
from hardener.store.lease import GRACE, SECONDS
from hardener_zoom.simulator import ZoomSimulator

pytestmark = pytest.mark.long

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

HELD = r"run \d+ is held by \S+ \(process \d+ on \S+\) since \d\d \w\w\w \d\d:\d\d:\d\d UTC; wait until that has ended"


class Gate(ZoomSimulator):
    """Holds one change that is asked for, until it is told to go on; refuses and hides what it is told to."""

    held = -1
    """How many changes are let through before one is held; negative: none is."""
    refuses = ""
    """A key that no change may name."""
    hides = ""
    """A key that is in no answer about what was written."""
    written: set[str]
    breaks = ""
    """A path at which changes fail."""

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        writes = environ["REQUEST_METHOD"] == "PATCH"
        self.held -= writes
        if writes:  # whole before it is held: the head of a request arrives in a packet of its own
            body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"] or 0))
            environ["wsgi.input"] = io.BytesIO(body)
        if writes and self.held == -1:
            self.arrived.set()
            assert self.onward.wait(LONG)
        if writes:
            if self.refuses and f'"{self.refuses}"' in body.decode():
                return _refused(start_response, f"Invalid {self.refuses}")
            if self.breaks and environ["PATH_INFO"].endswith(self.breaks):
                return _refused(start_response, "not now")
            self.written.add(environ["PATH_INFO"])
        answer = super().__call__(environ, start_response)
        if self.hides and environ["PATH_INFO"] in self.written:
            return [_without(b"".join(answer), self.hides)]
        return answer

    def hold(self, after: int = 0) -> None:
        self.arrived, self.onward, self.held = threading.Event(), threading.Event(), after


def _refused(start_response: StartResponse, said: str) -> list[bytes]:
    body = json.dumps({"code": 300, "message": said}).encode()
    start_response("400 Bad Request", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]


def _without(body: bytes, key: str) -> bytes:
    """Return an answer of the same length that has no such key."""
    return body.replace(f'"{key}"'.encode(), f'"{"x" * len(key)}"'.encode())


@contextmanager
def gated(folder: Path) -> Iterator[tuple[Library, Gate]]:
    with library(folder, seed(), kind=Gate) as made:
        assert isinstance(made.zoom, Gate)
        made.zoom.written = set()
        yield made, made.zoom


@contextmanager
def in_the_middle(made: Library, gate: Gate, *words: str) -> Iterator[Process]:
    """Have a command wait in its first write."""
    gate.hold()
    process = made.start(*words)
    assert gate.arrived.wait(LONG)
    try:
        yield process
    finally:
        go_on(made, gate)
        process.communicate(timeout=LONG)


def go_on(made: Library, gate: Gate) -> None:
    """Let the change that is held come about, whether or not anybody still waits for it."""
    gate.onward.set()
    until(lambda: made.sent("PATCH"), "the change never came about")


def spoke(made: Library, ago: float) -> None:
    """Have whoever holds the lease have said so for the last time so many seconds ago; below 0: that is yet to come."""
    with Store(made.place) as store, store.writing() as connection:
        connection.execute(update(t.lease).values(until=time.time() + SECONDS - ago))


APPLY = ("apply", "--yes", *EVERYTHING)


@pytest.mark.parametrize("second", [APPLY, ("undo", "--yes"), ("undo", "1", "--yes"), ("apply", "--resume")])
def test_while_an_apply_is_at_work_nobody_else_is(tmp_path: Path, second: tuple[str, ...]) -> None:
    with gated(tmp_path) as (made, gate):
        before = state(made)
        with in_the_middle(made, gate, *APPLY) as first:
            ran = made.run(*second, expect=2)
            assert re.search(HELD, ran.err), ran.err
            assert ran.err.strip().splitlines()[-1].startswith("hardener: run 1 is held")
            assert "at work: " in made.run("runs").out
        assert first.returncode == 0
        assert len(made.sent("PATCH")) == WRITES, "nothing was written twice"
        made.run("undo", "--yes", expect=0)
        assert state(made) == before


def test_of_two_undos_one_is_refused(tmp_path: Path) -> None:
    with gated(tmp_path) as (made, gate):
        before = state(made)
        made.run(*APPLY, expect=0)
        with in_the_middle(made, gate, "undo", "--yes") as first:
            assert re.search(HELD, made.run("undo", "--yes", expect=2).err)
            assert re.search(HELD, made.run("undo", "1", "--yes", expect=2).err)
        assert first.returncode == 0
        assert state(made) == before
        assert "no apply to take back" in made.run("undo", "--yes", expect=2).err
        assert "taken back by run 2" in made.run("runs").out


def test_of_two_that_resume_one_is_refused(tmp_path: Path) -> None:
    with gated(tmp_path) as (made, gate):
        before = state(made)
        with in_the_middle(made, gate, *APPLY) as first:
            first.kill()
        assert first.returncode == -signal.SIGKILL
        with in_the_middle(made, gate, "apply", "--resume") as second:
            assert re.search(HELD, made.run("apply", "--resume", expect=2).err)
        assert second.returncode == 0
        made.run("undo", "--yes", expect=0)
        assert state(made) == before


def test_undo_ends_what_was_killed_and_there_is_no_going_on_with_it(tmp_path: Path) -> None:
    with gated(tmp_path) as (made, gate):
        before = state(made)
        with in_the_middle(made, gate, *APPLY) as first:
            first.kill()
        made.run("undo", "--yes", expect=0)
        assert state(made) == before
        assert "taken back by run 2" in made.run("apply", "--resume", expect=2).err
        assert state(made) == before
        told = made.run("runs").out
        assert "not ended" not in told
        assert "taken back by run 2" in told


@pytest.mark.parametrize("write", range(WRITES))
def test_a_write_that_comes_about_after_its_process_has_ended_is_put_back(tmp_path: Path, write: int) -> None:
    with gated(tmp_path) as (made, gate):
        before = state(made)
        gate.hold(write)
        first = made.start(*APPLY)
        assert gate.arrived.wait(LONG)
        first.kill()
        first.communicate()
        spoke(made, -0.9 * SECONDS)
        sent = len(made.sent("PATCH"))
        with made.start("undo", "--yes") as second:
            assert second.stderr is not None
            assert "waiting 3 seconds for its last request" in second.stderr.readline()
            assert made.sent("PATCH")[sent:] == [], "nothing is put back before that"
            gate.onward.set()
            until(lambda: len(made.sent("PATCH")) > sent, "the change never came about")
            spoke(made, GRACE)
            second.communicate(timeout=LONG)
        assert second.returncode == 0
        assert state(made) == before


def test_an_undo_that_failed_in_part_is_gone_on_with_by_the_same_command(tmp_path: Path) -> None:
    with gated(tmp_path) as (made, gate):
        before = state(made)
        made.run(*APPLY, expect=0)
        gate.breaks = "/meetings/82"
        made.run("undo", "--yes", expect=4)
        assert state(made) != before
        assert "in force; go on: hardener undo 1" in made.run("runs").out
        gate.breaks = ""
        made.zoom.calls.clear()
        made.run("undo", "--yes", expect=0)
        assert state(made) == before
        assert {path.rsplit("/", 1)[-1] for _, path in made.sent("PATCH")} == {"82"}, "only what was left"
        assert "taken back by runs 2, 3" in made.run("runs").out
        assert "nothing that is left" in made.run("undo", "1", "--yes", expect=0).err


def test_one_that_slept_through_its_lease_writes_no_more(tmp_path: Path) -> None:
    with gated(tmp_path) as (made, gate):
        before = state(made)
        gate.hold()
        process = made.start(*APPLY)
        assert gate.arrived.wait(LONG)
        process.send_signal(signal.SIGSTOP)
        go_on(made, gate)  # what was on its way comes about; nobody can call it back
        spoke(made, 2 * SECONDS)
        made.run("undo", "--yes", expect=0)
        sent = len(made.sent("PATCH"))
        assert state(made) == before
        process.send_signal(signal.SIGCONT)
        _, err = process.communicate(timeout=LONG)
        assert process.returncode == 4
        assert "took over" in err
        assert len(made.sent("PATCH")) == sent
        assert state(made) == before


def test_a_refused_key_costs_itself(tmp_path: Path) -> None:
    with gated(tmp_path) as (made, gate):
        before = state(made)
        gate.refuses = "auto_recording"
        ran = made.run(*APPLY, expect=4)
        assert ran.out.count("FAILED") == 2
        settings = made.zoom.world.programs[81].settings
        assert (settings["auto_recording"], settings["mute_upon_entry"], settings["approval_type"]) == (
            "cloud",
            True,
            1,
        )
        gate.refuses = "mute_upon_entry"
        made.run("undo", "--yes", expect=4)
        gate.refuses = ""
        made.run("undo", "--yes", expect=0)
        assert state(made) == before


def test_what_is_not_shown_after_the_write_is_unknown_and_stays_in_the_undo(tmp_path: Path) -> None:
    with gated(tmp_path) as (made, gate):
        before = state(made)
        with in_the_middle(made, gate, *APPLY):
            gate.hides = "mute_upon_entry"
        ran = made.run("runs")
        assert "2 unknown" in ran.out
        made.run("undo", "--yes", expect=4)
        assert made.zoom.world.programs[81].settings["mute_upon_entry"] is True, "who cannot see it does not write it"
        gate.hides = ""
        made.run("undo", "--yes", expect=0)
        assert state(made) == before


class Wild(ZoomSimulator):
    """Answers at odd times, and now and then ends one of the processes that ask."""

    chance = random.Random(1)
    hands: list[Process]
    kills = 0
    mortal = False

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        time.sleep(self.chance.random() * 0.05)
        writes = environ["REQUEST_METHOD"] == "PATCH"
        self._strike(0.15 if writes else 0.02)
        answer = super().__call__(environ, start_response)
        self._strike(0.15 if writes else 0.0)
        return answer

    def _strike(self, odds: float) -> None:
        living = [hand for hand in self.hands if hand.poll() is None] if self.mortal else []
        if living and self.chance.random() < odds:
            self.kills += 1
            self.chance.choice(living).kill()


COMMANDS: list[tuple[str, ...]] = [APPLY, APPLY, ("apply", "--resume"), ("undo", "--yes"), ("undo", "--yes")]
ROUNDS, LENGTH = 3, 7


@pytest.mark.parametrize("kind", stores.KINDS)
def test_any_interleaving_of_two_processes_can_be_put_back(tmp_path: Path, kind: str) -> None:
    counts = {"commands": 0, "kills": 0}
    for number in range(ROUNDS):
        folder = tmp_path / str(number)
        folder.mkdir()
        with stores.place(kind, folder) as place, library(folder, seed(), kind=Wild) as made:
            made.environ["HARDENER_STORE"] = place
            wild = made.zoom
            assert isinstance(wild, Wild)
            wild.chance, wild.hands, wild.mortal = random.Random(f"{kind} {number}"), [], True
            before = state(made)
            ended: list[Process] = []
            for one in range(LENGTH):
                command = APPLY if one == 0 else wild.chance.choice(COMMANDS)
                wild.hands = [*wild.hands, made.start(*command)]
                counts["commands"] += 1
                if len(wild.hands) > 1:
                    first = _first(wild.hands)
                    wild.hands = [hand for hand in wild.hands if hand is not first]
                    ended.append(first)
            ended += wild.hands
            for process in ended:
                _, err = process.communicate(timeout=LONG)
                assert process.returncode in {0, 2, 4, 5, -signal.SIGKILL}, (process.returncode, err)
                assert "Traceback" not in err, err
            wild.mortal = False
            counts["kills"] += wild.kills
            for _ in range(LENGTH):
                if made.run("undo", "--yes").status == 2:
                    break
            assert state(made) == before, f"{kind} {number}"
    print(f"{kind}: {ROUNDS} interleavings: {counts['commands']} commands, {counts['kills']} kills")  # noqa: T201 - the count
    assert counts["kills"]


def _first(hands: list[Process]) -> Process:
    """Wait until one of the processes has ended."""
    while True:
        for hand in hands:
            if hand.poll() is not None:
                return hand
        time.sleep(0.05)
