"""What makes temporary folders is ended from outside, by a signal that can be heard: the folders go with it."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from tests import command
from tests.heard import heard
from tests.waiting import LONG

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals are POSIX's")


HEARD = heard(signal.SIGTERM, signal.SIGHUP, signal.SIGINT)


def surroundings(folder: Path) -> dict[str, str]:
    environ = {k: v for k, v in os.environ.items() if not k.startswith("HARDENER")}
    (folder / "tmp").mkdir()
    return {**environ, "TMPDIR": str(folder / "tmp")}


def until(there: Callable[[], bool], process: command.Process) -> None:
    ends = time.monotonic() + LONG
    while not there():
        assert process.poll() is None, "it ended by itself"
        assert time.monotonic() < ends, "it never came so far"
        time.sleep(0.01)


@pytest.mark.parametrize("number", HEARD)
@pytest.mark.parametrize("vendor", ["jitsi", "bigbluebutton"])
def test_a_sandbox_leaves_no_files_of_its_server(tmp_path: Path, vendor: str, number: signal.Signals) -> None:
    environ = surroundings(tmp_path)
    process = command.start(("sandbox", vendor, "--port", "0", "--write-config", "hardener.toml"), tmp_path, environ)
    until((tmp_path / "hardener.toml").exists, process)
    assert list((tmp_path / "tmp").iterdir())
    process.send_signal(number)
    _, err = process.communicate(timeout=LONG)
    assert list((tmp_path / "tmp").iterdir()) == []
    assert process.returncode == 0, err


@pytest.mark.parametrize("number", HEARD)
def test_a_demo_leaves_nothing(tmp_path: Path, number: signal.Signals) -> None:
    environ = surroundings(tmp_path)
    process = command.start(("demo", "jitsi"), tmp_path, environ)
    until(lambda: any((tmp_path / "tmp").glob("hardener-demo-*/*")), process)
    process.send_signal(number)
    _, err = process.communicate(timeout=LONG)
    assert list((tmp_path / "tmp").iterdir()) == []
    assert process.returncode == 130, err
    assert "Traceback" not in err
