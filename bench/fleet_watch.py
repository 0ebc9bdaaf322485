"""Many libraries by one `hardener fleet watch` that stays: what its processes hold while it looks and while it waits.

python -m bench.fleet_watch [LIBRARIES [PROGRAMS [MINUTES]]]      300, 20 and 3, unless told

Each library reads its schedules again every minute, thirty times as often as it would unless told so.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.account import audit, served
from bench.alone import COMMAND
from bench.fleet import EVERY, LONGEST, Peak, fleet_of, seen
from bench.whole import neutral

OFTEN = '[watch]\nevery = "1m"\n'


def told(peak: Peak) -> str:
    return f"at most {peak.memory:.0f} MB, {peak.threads} threads, {peak.files} files in {peak.processes} processes"


def looked(table: Path) -> bool:
    """Tell whether every library has numbers."""
    return table.exists() and json.loads(table.read_text(encoding="utf-8"))["totals"]["could_not_look"] == 0


def own(pid: int) -> tuple[float, float]:
    """Return what the process that stays has by itself, in MB, and the seconds of CPU that it took."""
    rolled = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="utf-8")
    rss = next(int(line.split()[1]) for line in rolled.splitlines() if line.startswith("Rss:")) / 1024
    ticks = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[11:13]
    return rss, sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")


def main(libraries: str = "300", programs: str = "20", minutes: str = "3") -> None:
    with tempfile.TemporaryDirectory() as name:
        folder, recorded = Path(name), Path(name) / "recorded.json"
        with served(int(programs)) as at:
            audit(at, folder, "recorded.sqlite3")
            at.recorded(recorded)
        with neutral(recorded, 0, [], None) as url:
            fleet_of(folder / "libraries", at.at(url), int(libraries), OFTEN)
            words = [str(COMMAND), "fleet", "watch", "libraries", "--format", "json", "--output", "fleet.json"]
            environ = {key: value for key, value in os.environ.items() if not key.startswith("HARDENER_")}
            with (folder / "out.txt").open("w") as out:
                process = subprocess.Popen(words, cwd=folder, env=environ, stdout=out, stderr=subprocess.STDOUT)
            try:
                measure(process, folder / "fleet.json", float(minutes))
            finally:
                process.kill()
                process.wait()


def measure(process: subprocess.Popen[bytes], table: Path, minutes: float) -> None:
    first, later, began = Peak(), Peak(), time.monotonic()
    while not looked(table):
        seen(process.pid, first)
        time.sleep(EVERY)
        if process.poll() is not None or time.monotonic() - began > LONGEST:
            sys.exit("not all of them were looked at: this measures nothing")
    print(f"the first round, {time.monotonic() - began:.0f} s: {told(first)}")
    before, ends = own(process.pid), time.monotonic() + 60 * minutes
    while time.monotonic() < ends:
        seen(process.pid, later)
        time.sleep(EVERY)
    after, began = own(process.pid), time.monotonic()
    print(f"{minutes:g} minutes more: {told(later)}")
    print(f"the process that stays: {before[0]:.0f} MB, then {after[0]:.0f}, and {after[1] - before[1]:.1f} s of CPU")
    process.send_signal(signal.SIGTERM)
    process.wait()
    print(f"ended by SIGTERM after {time.monotonic() - began:.1f} s")


if __name__ == "__main__":
    main(*sys.argv[1:])
