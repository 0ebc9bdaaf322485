"""A whole audit of Webex meetings, beside wxc_sdk merely listing them: python -m bench.webex [MEETINGS [PROFILE]]

Both ask the same neutral server, in turn. wxc_sdk comes with pip install -e '.[bench]'.
"""

from __future__ import annotations

import importlib.util
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.alone import COMMAND, Cost, measured, surroundings
from bench.whole import neutral

PAIRS = 5
CONFIG = 'default = "{profile}"\n[connections.main]\nvendor = "webex"\nworkers = 8\n{options}'
Told = dict[str, Any]


@contextmanager
def served(meetings: int) -> Iterator[tuple[Told, subprocess.Popen[str]]]:
    serve = [sys.executable, "-m", "bench.webex_serve", str(meetings)]
    process = subprocess.Popen(serve, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield json.loads(process.stdout.readline()), process
    finally:
        process.terminate()
        process.wait()


def audit(at: Told, folder: Path, profile: str, store: str) -> Cost:
    """Look at everything, judge it, write the report and keep the look."""
    lines = "".join(f"{key} = {json.dumps(value)}\n" for key, value in at["options"].items() if key != "vendor")
    (folder / "hardener.toml").write_text(CONFIG.format(profile=profile, options=lines), encoding="utf-8")
    secrets = {f"HARDENER_MAIN_{name.upper()}": value for name, value in at["secrets"].items()}
    words = [str(COMMAND), "audit", "--format", "json", "--output", "report.json"]
    return measured(words, {**surroundings(folder / store), **secrets}, folder, {0, 1, 3})


def listing(at: Told, folder: Path) -> tuple[Cost, int]:
    """Have wxc_sdk list every host's meetings; return what that took, and how many there were."""
    script = Path(__file__).parent / "webex_listing.py"
    words = [sys.executable, str(script), f"{at['url']}/v1", "token", json.dumps(at["hosts"])]
    cost = measured(words, dict(os.environ), folder)
    return cost, int((folder / "out.txt").read_text().split()[-1])


def webex(meetings: int, profile: str) -> Iterator[str]:
    """Measure and yield lines."""
    if importlib.util.find_spec("wxc_sdk") is None:
        yield "Webex: not measured, as wxc_sdk is not installed: pip install -e '.[bench]'"
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        recorded = folder / "recorded.json"
        with served(meetings) as (at, process):
            audit(at, folder, profile, "recorded.sqlite3")
            assert process.stdin is not None
            assert process.stdout is not None
            print(recorded, file=process.stdin, flush=True)
            process.stdout.readline()
        calls = len(json.loads(recorded.read_text(encoding="utf-8")))
        with neutral(recorded, 0, [], None) as url:
            there = json.loads(json.dumps(at).replace(at["url"], url))
            listing(there, folder)
            audit(there, folder, profile, "warm.sqlite3")
            found = []
            for number in range(PAIRS):
                bare, many = listing(there, folder)
                found.append((bare, audit(there, folder, profile, f"{number}.sqlite3")))
                ours = found[-1][1]
                yield f"  pair {number + 1}: CPU {ours.cpu:.2f} s against {bare.cpu:.2f} s: {ours.cpu / bare.cpu:.2f}"
    ratios = [ours.cpu / bare.cpu for bare, ours in found]
    middle, memory = statistics.median(ratios), max(ours.memory for _, ours in found)
    yield f"an audit by {profile}: {calls} calls for the {many} meetings that wxc_sdk lists; {memory:.0f} MB at most"
    yield f"it takes {middle:.2f} times the CPU of merely listing them ({min(ratios):.2f} to {max(ratios):.2f})"


if __name__ == "__main__":
    for line in webex(int((sys.argv[1:] or ["10000"])[0]), (sys.argv[2:] or ["storytime"])[0]):
        print(line, flush=True)
