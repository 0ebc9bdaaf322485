"""Many libraries by one `hardener fleet audit`: what all of its processes hold at the same time, and what each costs.

python -m bench.fleet [LIBRARIES [PROGRAMS [WORKERS]]]      1000, 20 and as hardener itself does, unless told

All ask the same neutral server, in a process of its own. What is shared by processes is counted once (PSS).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.account import WITHOUT_PACING, Account, audit, served
from bench.alone import COMMAND
from bench.whole import neutral

LONGEST = 3600.0
"""Seconds after which it is given up."""
EVERY = 0.2
"""Seconds between two looks at the processes."""
CONFIG = """\
default = "storytime"
[library]
name = "Library {number}"
[connections.main]
vendor = "zoom"
plan = "business"
{options}"""


@dataclass
class Peak:
    """The most that was seen at one moment."""

    memory: float = 0.0
    """MB, of all processes together."""
    threads: int = 0
    files: int = 0
    processes: int = 0


def fleet_of(folder: Path, at: Account, count: int, more: str = "") -> None:
    """Write so many libraries that ask the account, with `more` in the configuration of each."""
    options = {key: value for key, value in at.options.items() if key not in {"vendor", "plan"}}
    lines = "".join(f"{key} = {json.dumps(value)}\n" for key, value in options.items()) + WITHOUT_PACING
    for number in range(count):
        place = folder / f"library-{number:04}"
        (place / "credentials").mkdir(parents=True)
        (place / "hardener.toml").write_text(CONFIG.format(number=number, options=lines) + more, encoding="utf-8")
        for name, value in at.secrets.items():
            file = place / "credentials" / f"hardener.main.{name}"
            file.write_text(value, encoding="utf-8")
            file.chmod(0o600)


def family(pid: int) -> Iterator[int]:
    """Yield a process and all below it."""
    yield pid
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="utf-8").split()
    except OSError:
        return
    for child in children:
        yield from family(int(child))


def count(pid: int, what: str) -> int:
    """Return how many entries a folder of a process has."""
    return sum(1 for _ in Path(f"/proc/{pid}/{what}").iterdir())


def seen(pid: int, peak: Peak) -> None:
    """Take one look at a process and all below it."""
    memory, threads, files, processes = 0.0, 0, 0, 0
    for each in family(pid):
        try:
            rolled = Path(f"/proc/{each}/smaps_rollup").read_text(encoding="utf-8")
            memory += next(int(line.split()[1]) for line in rolled.splitlines() if line.startswith("Pss:")) / 1024
            threads += count(each, "task")
            files += count(each, "fd")
            processes += 1
        except (OSError, StopIteration):
            continue  # it has ended
    peak.memory, peak.threads = max(peak.memory, memory), max(peak.threads, threads)
    peak.files, peak.processes = max(peak.files, files), max(peak.processes, processes)


def measure(folder: Path, words: list[str]) -> tuple[Peak, float, float]:
    """Run a command, and return the peak of its processes, and the seconds of wall and of CPU that all took."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("HARDENER_")}
    began, peak = time.perf_counter(), Peak()
    with (folder / "out.txt").open("w") as out:
        process = subprocess.Popen(words, cwd=folder, env=environ, stdout=out, stderr=subprocess.STDOUT)
        ended, usage = 0, None
        while not ended:
            seen(process.pid, peak)
            time.sleep(EVERY)
            ended, status, usage = os.wait4(process.pid, os.WNOHANG)
            if not ended and time.perf_counter() - began > LONGEST:
                process.kill()
                sys.exit("it took too long")
    assert usage is not None
    if os.waitstatus_to_exitcode(status) not in {0, 1, 3}:
        sys.exit(f"it failed:\n{(folder / 'out.txt').read_text()[-2000:]}")
    return peak, time.perf_counter() - began, usage.ru_utime + usage.ru_stime


def main(libraries: str = "1000", programs: str = "20", workers: str = "") -> None:
    with tempfile.TemporaryDirectory() as name:
        folder, recorded = Path(name), Path(name) / "recorded.json"
        with served(int(programs)) as at:
            audit(at, folder, "recorded.sqlite3")
            calls = at.recorded(recorded)
        with neutral(recorded, 0, [], None) as url:
            fleet_of(folder / "libraries", at.at(url), int(libraries))
            if workers:
                (folder / "libraries" / "fleet.toml").write_text(f"workers = {workers}\n", encoding="utf-8")
            words = [str(COMMAND), "fleet", "audit", "libraries", "--format", "json", "--output", "fleet.json"]
            peak, wall, cpu = measure(folder, words)
        totals = json.loads((folder / "fleet.json").read_text(encoding="utf-8"))["totals"]
    each = int(libraries)
    if totals["could_not_look"] or totals["programs"] < each * int(programs):
        sys.exit(f"not all of them were looked at: this measures nothing: {totals}")
    each_has, how = totals["programs"] / each, workers or "as hardener itself does"
    print(f"{each} libraries of {each_has:g} programs, {calls} calls each, workers: {how}")
    for what, seconds in (("wall", wall), ("CPU", cpu)):
        print(f"  {what} {seconds:.1f} s, {1000 * seconds / each:.0f} ms a library")
    print(f"  at most {peak.memory:.0f} MB, {peak.threads} threads, {peak.files} files in {peak.processes} processes")


if __name__ == "__main__":
    main(*sys.argv[1:])
