"""What scripts use: the example of the documentation, and the command line under which it lies."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import hardener.app
from tests.end_to_end.library import library, small, story

ROOT = Path(__file__).parents[1]


def example(number: int = 0) -> str:
    """Return one of the programs in docs/scripts.md."""
    found = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "scripts.md").read_text(encoding="utf-8"), re.DOTALL)
    return str(found[number])


def test_the_example_for_scripts_says_what_the_command_says(tmp_path: Path) -> None:
    with library(tmp_path, small(story(81, waiting_room=False), story(83))) as made:
        done = subprocess.run(
            [sys.executable, "-c", example()], cwd=made.folder, env=made.environ, capture_output=True, text=True,
            check=True,
        )  # fmt: skip
        told = made.run("audit", "--format", "json-flat", "--weeks", "2").json
        assert not made.sent("PATCH", "PUT", "DELETE")
    fails = [f["sentence"] for p in told["programs"] for f in p["findings"] if f["status"] == "fail"]
    assert fails
    assert len(done.stdout.splitlines()) == len(fails) + (not told["complete"])
    assert all(sentence in done.stdout for sentence in fails)
    assert done.stderr == ""


def test_a_mistake_in_a_script_is_one_line(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", example()], cwd=tmp_path, capture_output=True, text=True, check=False
    )  # fmt: skip
    assert "hardener.toml" in done.stderr.splitlines()[-1]


def test_the_example_that_changes_things_is_in_the_journal_and_takes_all_of_it_back(tmp_path: Path) -> None:
    with library(tmp_path, small(story(81, waiting_room=False), story(83))) as made:
        before = dict(made.zoom.world.programs[81].settings)
        done = subprocess.run(
            [sys.executable, "-c", example(1)], cwd=made.folder, env=made.environ, capture_output=True, text=True,
            check=True,
        )  # fmt: skip
        lines = done.stdout.splitlines()
        assert any(": applied" in line for line in lines), done.stdout
        assert "run 1: " in done.stdout
        assert "exit status 0" in done.stdout
        assert lines[-1].startswith("run 2: ")
        assert made.zoom.world.programs[81].settings == before
        assert made.sent("PATCH")
        kept = made.run("runs", expect=0).out
    assert "before the holidays" in kept
    assert "it was a trial" in kept
    assert "taken back by run 2" in kept
    assert done.stderr == ""


def test_what_scripts_have_is_imported_only_when_it_is_asked_for() -> None:
    code = "import sys, hardener.app; assert not {'sqlalchemy', 'pydantic', 'requests'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
    for name in hardener.app.__all__:
        assert getattr(hardener.app, name).__name__ == name
