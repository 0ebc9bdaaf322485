"""What somebody does who has never seen hardener: a sandbox, init, and what both of them print."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.command import COMMAND


@contextmanager
def sandbox(vendor: str) -> Iterator[str]:
    """Yield what `hardener sandbox` prints before it waits."""
    words = [str(COMMAND), "sandbox", vendor, "--port", "0"]
    environ = os.environ | {"PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environ) as served:
        assert served.stdout is not None
        told = ""
        while "CLIENT_SECRET=" not in told or not told.endswith("\n"):
            line = served.stdout.readline()
            assert line, told
            told += line
            if line.startswith("export HARDENER_MAIN_CLIENT_SECRET") and vendor in {"webex", "meet"}:
                told += served.stdout.readline()
        try:
            yield told
        finally:
            served.terminate()


@pytest.mark.parametrize("vendor", ["zoom", "webex", "meet", "teams"])
def test_what_the_sandbox_prints_is_all_that_is_needed(tmp_path: Path, vendor: str) -> None:
    with sandbox(vendor) as told:
        environ = {k: v for k, v in os.environ.items() if not k.startswith("HARDENER")}
        environ |= dict(re.findall(r"^export (\w+)='?([^'\n]*)'?$", told, flags=re.MULTILINE))
        environ |= {"HARDENER_STORE": str(tmp_path / "s.sqlite3"), "COLUMNS": "100", "NO_COLOR": "1"}

        def run(*words: str) -> str:
            done = subprocess.run(
                [str(COMMAND), *words], cwd=tmp_path, env=environ, capture_output=True, text=True, check=False,
                timeout=120,
            )  # fmt: skip
            assert done.returncode in {0, 1, 3}, done.stderr
            return done.stdout + done.stderr

        run("init", "--timezone", "Pacific/Honolulu")
        file = tmp_path / "hardener.toml"
        text = file.read_text()
        block = told[told.index("[connections.main]") : told.index("\nIn the shell")]
        file.write_text(
            text[: text.index("[connections.main]")] + block + "\n" + text[text.index("# The first rule") :]
        )
        assert "main: logged in" in run("connect", "main", "--check")
        plan = run("plan", "storytime", "--weeks", "1")
        assert re.search(r"\bmade \w{3} \d\d \w{3} \d{4}, \d\d:\d\d HST\b", plan), "the library's time, as in an audit"
        assert " UTC" not in plan
