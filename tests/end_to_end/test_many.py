"""A run with very many accounts: it has no more threads and files open than one with a few."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.end_to_end.toy_library import PROFILE, TOY
from tests.http.made import Reply, Seen, serve
from tests.toy.hardener_toy_simulator import room
from tests.waiting import free_port

pytestmark = pytest.mark.process
ACCOUNTS = 300
AWAY = 7
"""Of these, at a server that refuses every connection."""
LOOK = """\
import json, os, resource, sys, threading
resource.setrlimit(resource.RLIMIT_NOFILE, (300, 300))
from hardener.app import Surroundings, audit
here = Surroundings.of("hardener.toml")
over, threads, files = threading.Event(), [0], [0]
def watch():
    while not over.is_set():
        threads.append(threading.active_count())
        files.append(len(os.listdir("/dev/fd")))
        over.wait(0.002)
watching = threading.Thread(target=watch)
watching.start()
try:
    report = audit(here)
finally:
    over.set()
    watching.join()
failed = {reach.connection: reach.error for reach in report.reaches if reach.error}
read = sum(1 for reach in report.reaches if reach.judged == 2)
print(json.dumps({"threads": max(threads), "files": max(files), "looks": len(files), "failed": failed, "read": read}))
"""


def test_three_hundred_accounts_take_no_more_threads_and_files_than_thirty(tmp_path: Path) -> None:
    def answers(seen: Seen) -> Reply:
        rooms = {"teens": room("Teens"), "chess": room("Chess", chat=True)}
        return Reply({"account": seen.path, "shows": True, "defaults": {"lobby": True}, "rooms": rooms})

    away = f"http://127.0.0.1:{free_port()}"
    with serve(answers) as server:
        said = ['default = "rooms.yaml"\n[library]\nminutes = 2\n']
        for number in range(ACCOUNTS):
            at = away if number % (ACCOUNTS // AWAY) == 0 else server.url
            said.append(f'[connections.c{number}]\nvendor = "toy"\nurl = "{at}/{number}"\n')
        (tmp_path / "hardener.toml").write_text("".join(said))
        (tmp_path / "rooms.yaml").write_text(PROFILE.format(name="rooms"))
        environ = {**os.environ, "PYTHONPATH": str(TOY), "HARDENER_STORE": str(tmp_path / "hardener.sqlite3")}
        ran = subprocess.run(
            [sys.executable, "-c", LOOK], cwd=tmp_path, env=environ, capture_output=True, text=True, check=False
        )
    assert ran.returncode == 0, ran.stderr
    found = json.loads(ran.stdout)
    assert found["looks"] > 10
    assert found["threads"] < 100
    assert found["files"] < 300
    gone = len(range(0, ACCOUNTS, ACCOUNTS // AWAY))
    assert found["read"] == ACCOUNTS - gone
    assert len(found["failed"]) == gone
    assert all("could not be reached" in error for error in found["failed"].values())
