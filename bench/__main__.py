"""Measure hardener against the bare minimum, in one run, and print ratios.

python -m bench [PROGRAMS [MANY]]      2000 and 20000, unless told
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.alone import COMMAND, surroundings
from bench.judging import judging
from bench.keeping import keeping
from bench.remembering import remembering
from bench.starting import starting

THREADS = 8
PAIRS = 3
CONFIG = 'default = "storytime"\n[connections.main]\nvendor = "zoom"\nworkers = {threads}\nplan = "business"\n{options}'
WITHOUT_PACING = "rates = {light = 1000, medium = 1000, heavy = 1000}\n"
"""The pace that Zoom asks for would hide what is measured here."""


@dataclass
class Served:
    """A simulated account in a process of its own."""

    process: subprocess.Popen[str]
    url: str
    options: dict[str, Any]
    secrets: dict[str, str]

    def recorded(self, path: Path) -> int:
        """Write the requests since the last time to `path`, and return how many there were."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        print(path, file=self.process.stdin, flush=True)
        self.process.stdout.readline()
        return len(json.loads(path.read_text(encoding="utf-8")))


@contextmanager
def served(programs: int) -> Iterator[Served]:
    serve = [sys.executable, "-m", "bench.serve", str(programs)]
    process = subprocess.Popen(serve, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield Served(process, **json.loads(process.stdout.readline()))
    finally:
        process.terminate()
        process.wait()


def measured(command: list[str], environ: dict[str, str], folder: Path, good: set[int]) -> tuple[float, float]:
    """Run a command; return its seconds and the most memory it held, in MB."""
    began = time.perf_counter()
    with (folder / "out.txt").open("w") as out:
        process = subprocess.Popen(command, env=environ, cwd=folder, stdout=out, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(process.pid, 0)
    took = time.perf_counter() - began
    if os.waitstatus_to_exitcode(status) not in good:
        sys.exit(f"{command[0]} failed:\n{(folder / 'out.txt').read_text()[-2000:]}")
    return took, usage.ru_maxrss / 1024


def audit(at: Served, folder: Path, store: str) -> tuple[float, float]:
    """Look at everything and keep it in the file `store`; return the seconds and the memory."""
    options = {key: value for key, value in at.options.items() if key not in {"vendor", "plan"}}
    lines = "".join(f"{key} = {json.dumps(value)}\n" for key, value in options.items())
    text = CONFIG.format(threads=THREADS, options=lines + WITHOUT_PACING)
    (folder / "hardener.toml").write_text(text, encoding="utf-8")
    secrets = {f"HARDENER_MAIN_{name.upper()}": value for name, value in at.secrets.items()}
    command = [str(COMMAND), "audit", "--format", "json-sets", "--output", "report.json"]
    return measured(command, {**surroundings(folder / store), **secrets}, folder, {0, 1, 3})


def bare(at: Served, folder: Path, calls: Path) -> float:
    root = Path(__file__).parent
    words = [at.url, str(at.options["token_url"]), json.dumps(at.secrets), str(calls), str(THREADS)]
    return measured([sys.executable, str(root / "bare.py"), *words], dict(os.environ), folder, {0})[0]


def speed(at: Served, folder: Path, calls: Path) -> Iterator[str]:
    """Look twice for each bare loop: a store that is empty takes in everything, a later one only what changed."""
    firsts, laters = [], []
    for number in range(PAIRS):
        store = f"speed-{number}.sqlite3"
        first, later, theirs = audit(at, folder, store)[0], audit(at, folder, store)[0], bare(at, folder, calls)
        firsts.append(theirs / first)
        laters.append(theirs / later)
        yield (
            f"  first look {first:.1f} s   later look {later:.1f} s   bare loop {theirs:.1f} s   "
            f"speed {firsts[-1]:.2f} and {laters[-1]:.2f} of it"
        )
    whole = "whole audit, process start to report and store"
    yield f"{whole}, first look (empty store): {statistics.median(firsts):.2f} of the bare loop's speed"
    yield f"{whole}, later look (warm store): {statistics.median(laters):.2f} of the bare loop's speed"


def main(programs: int, many: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder, calls = Path(name), Path(name) / "calls.json"
        with served(programs) as at:
            _, memory = audit(at, folder, "memory.sqlite3")
            count = at.recorded(calls)
            print(f"{count} calls for {programs} programs, {THREADS} threads; the simulator is a process of its own")
            for line in speed(at, folder, calls):
                print(line)
            print(judging(at))
            for line in keeping(at):
                print(line)
        with served(many) as at:
            _, large = audit(at, folder, "large.sqlite3")
    with tempfile.TemporaryDirectory() as name:
        for line in remembering(Path(name)):
            print(line)
    for line in starting():
        print(line)
    print(f"peak memory: {memory:.0f} MB at {programs} programs, {large:.0f} MB at {many}: {large / memory:.2f} times")


main(*(int(word) for word in (sys.argv[1:] + ["2000", "20000"][len(sys.argv) - 1 :])))
