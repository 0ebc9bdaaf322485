"""A fleet's watch that is ended in the middle, whole or in part: nothing is lost, told twice or written twice."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Any

import pytest
from tests.command import Process
from tests.end_to_end.fleet_library import Region, region
from tests.end_to_end.fleet_watching import TABLE, rows, seen, waits, watching, write
from tests.end_to_end.library import small, story
from tests.end_to_end.test_fleet_killed import Below, Group, Killing
from tests.waiting import LONG, until

pytestmark = pytest.mark.long

PROGRAMS = 4


def mistakes(number: int) -> dict[str, Any]:
    return small(
        *(story(number + n, days=2 + n, topic=f"Storytime {n}", auto_recording="cloud") for n in range(PROGRAMS))
    )


def safe(made: Region) -> Killing:
    """Add two libraries whose watch makes safe changes; of the second, who asks can be ended."""
    made.add("ash", mistakes(80), called="Ash Library")
    zoom = made.add("birch", mistakes(90), called="Birch Library", kind=Killing)
    assert isinstance(zoom, Killing)
    for name in ("ash", "birch"):
        write(made, name, "[watch]", 'apply = "safe"')
    return zoom


def start(made: Region) -> Process:
    return made.start("fleet", "watch", "libraries", "--format", "json", "--output", TABLE)


def recording(made: Region, name: str) -> list[str]:
    return [str(program.settings["auto_recording"]) for _, program in sorted(made.zooms[name].world.programs.items())]


def test_after_kill_9_of_the_whole_in_the_middle_of_writing_nothing_is_written_twice(tmp_path: Path) -> None:
    with region(tmp_path) as made:
        zoom = safe(made)
        process = zoom.end(lambda: start(made), "^PATCH ", 2, "after")
        assert process.returncode == -signal.SIGKILL
        with watching(made) as again:
            waits(again, lambda: "cloud" not in recording(made, "birch") + recording(made, "ash"), "never gone on with")
            waits(again, lambda: seen(made, "Birch Library") and seen(made, "Ash Library"), "never looked again")
        for name in ("ash", "birch"):
            written = [path for _, path in made.sent(name, "PATCH")]
            assert len(written) == PROGRAMS == len(set(written)), written


def test_a_library_whose_process_is_killed_in_a_look_is_a_line_and_is_looked_at_again(tmp_path: Path) -> None:
    with region(tmp_path) as made:
        seed = small(story(81))
        made.add("ash", seed, called="Ash Library")
        zoom = made.add("birch", seed, called="Birch Library", kind=Killing)
        assert isinstance(zoom, Killing)
        zoom.aim("^GET ", 3, "before")
        with watching(made) as process:
            zoom.take(Below(process))
            waits(process, lambda: "its process was ended" in str(rows(tmp_path).get("Birch Library")), "never told")
            waits(process, lambda: seen(made, "Ash Library"), "the other was never looked at")
            zoom.number = 0
            write(made, "birch", "# now, and not in a minute")
            waits(process, lambda: seen(made, "Birch Library"), "it was never looked at again")


def test_a_process_that_is_killed_while_it_writes_is_gone_on_with(tmp_path: Path) -> None:
    with region(tmp_path) as made:
        zoom = safe(made)
        (made.libraries / "fleet.toml").write_text("workers = 1\n")
        zoom.aim("^PATCH ", 2, "after")
        with watching(made) as process:
            zoom.take(Below(process))
            waits(process, lambda: "its process was ended" in str(rows(tmp_path).get("Birch Library")), "never told")
            zoom.number = 0
            waits(process, lambda: "cloud" not in recording(made, "birch"), "never gone on with")
        written = [path for _, path in made.sent("birch", "PATCH")]
        assert len(written) == PROGRAMS == len(set(written)), written


def test_a_request_to_end_is_met_between_two_writes_and_the_next_goes_on(tmp_path: Path) -> None:
    with region(tmp_path) as made:
        zoom = safe(made)
        zoom.aim("^PATCH ", 2, "after", signal.SIGTERM)
        process = start(made)
        zoom.take(Group(process))
        err = process.communicate(timeout=LONG)[1]
        zoom.number = 0
        assert process.returncode == 0, err
        assert "the watch has ended" in err
        assert len(made.sent("birch", "PATCH")) == 2
        assert made.run("fleet", "watch", "libraries", "--once", "--format", "json").json["verb"] == "audit"
        until(lambda: "cloud" not in recording(made, "birch"), "the next did not go on")
        written = [path for _, path in made.sent("birch", "PATCH")]
        assert len(written) == PROGRAMS == len(set(written)), written


def test_what_the_watch_started_ends_with_it(tmp_path: Path) -> None:
    with region(tmp_path) as made:
        seed = small(story(81))
        zoom = made.add("birch", seed, called="Birch Library", kind=Killing)
        assert isinstance(zoom, Killing)
        below: list[int] = []

        class Both(Below):
            def send_signal(self, number: int) -> None:
                children = Path(f"/proc/{self.command.pid}/task/{self.command.pid}/children").read_text().split()
                below.extend(map(int, children))
                self.command.send_signal(number)

        zoom.aim("^GET ", 2, "before")
        process = start(made)
        zoom.take(Both(process))
        process.communicate(timeout=LONG)
        assert below
        until(lambda: not [pid for pid in below if _lives(pid)], "it went on alone")


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
