"""What scripts use: the example of the documentation, and the command line under which it lies."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from tests.end_to_end.library import library, small, story

ROOT = Path(__file__).parents[1]


def example() -> str:
    """Return the program in docs/scripts.md."""
    found = re.search(r"```python\n(.*?)```", (ROOT / "docs" / "scripts.md").read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    return found[1]


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
