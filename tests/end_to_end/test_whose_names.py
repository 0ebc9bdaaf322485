"""Whose a run or a saved plan is, is asked of the vendor also where nothing was written yet, or a name is another."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.end_to_end.library import Library
from tests.end_to_end.test_whose import OPEN, one_line, recording, two

from hardener.store import Store
from hardener.store import tables as t


@pytest.fixture
def both(tmp_path: Path) -> Iterator[tuple[Library, Library]]:
    with two(tmp_path, **OPEN) as found:
        yield found


def test_a_run_that_wrote_nothing_yet_is_not_ended_from_another_folder(both: tuple[Library, Library]) -> None:
    first, second = both
    second.run("apply", "--yes", expect=0)
    with Store(second.place) as store, store.writing() as connection:
        connection.execute(t.run.update().values(ended=None))
        connection.execute(t.step.delete())
    one_line(first.run("undo", "1", "--yes", expect=2).err, "run 1")
    second.run("apply", "--resume")


def test_a_saved_plan_of_some_connections_is_applied_by_their_names_of_today(both: tuple[Library, Library]) -> None:
    first, _ = both
    first.run("plan", "--connection", "main", "--output", "saved.json", expect=0)
    mark = json.loads((first.folder / "saved.json").read_text())["fingerprint"]
    config = first.folder / "hardener.toml"
    config.write_text(config.read_text().replace("connections.main", "connections.other"))
    first.environ |= {k.replace("_MAIN_", "_OTHER_"): v for k, v in first.environ.items() if "_MAIN_" in k}
    first.run("apply", "--plan", "saved.json", "--expect", mark, expect=0)
    assert recording(first) == "none"
