"""One clock: whatever people read tells the library's time, on twelve hours; whatever machines read is ISO 8601."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from tests.end_to_end.library import Library, library, small, story

pytestmark = pytest.mark.process
LIBRARY = '[library]\ntimezone = "America/New_York"\n'
TWELVE = re.compile(r"\b(?:[1-9]|1[0-2]):[0-5]\d (?:am|pm|noon|midnight)\b")
TIME = re.compile(r"(?<![\d:.])\d{1,2}:\d{2}(?![\d:])")
COMMANDS = (
    "audit", "audit --all", "audit --format markdown", "audit Storytime", "plan", "history", "history Storytime",
    "diff 1 3", "diff", "runs",
)  # fmt: skip


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Library]:
    with library(tmp_path, small(story(81, auto_recording="cloud")), more=LIBRARY) as opened:
        yield opened


def test_whatever_people_read_tells_the_librarys_time_on_one_clock(made: Library) -> None:
    made.run("audit", expect=1)
    made.run("apply", "--yes", expect=0)
    made.run("audit")
    made.zoom.world.programs[81].settings["waiting_room"] = False
    for words in COMMANDS:
        ran = made.run(*words.split())
        said = ran.out
        wrong = [at for at in TIME.findall(said) if not any(at in right for right in TWELVE.findall(said))]
        assert TWELVE.search(said), f"{words}: {said}{ran.err}"
        assert not wrong, said
        assert "New York time" in " ".join(said.split())
        assert not re.search(r"\b(UTC|EST|EDT)\b|\d{4}-\d{2}-\d{2} ", said), said


def test_a_spreadsheet_has_both_and_json_is_for_machines(made: Library) -> None:
    line = next(
        each for each in csv.DictReader(io.StringIO(made.run("audit", "--format", "csv").out)) if each["program"]
    )
    assert datetime.fromisoformat(line["next start"]).utcoffset() in {timedelta(hours=-5), timedelta(hours=-4)}
    assert TWELVE.search(line["when"])
    (program,) = made.run("audit", "--format", "json-flat").json["programs"]
    assert datetime.fromisoformat(program["start"]) == datetime.fromisoformat(line["next start"])
