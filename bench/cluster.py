"""One worker of a dask cluster against two, in turn, and how fast two libraries with one app ask together.

python -m bench.cluster [LIBRARIES [PROGRAMS [MILLISECONDS [PAIRS]]]]      8, 200, 0 and 5, unless told

MILLISECONDS is what the vendor takes for each answer. The store is the PostgreSQL of the tests.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

import psutil
from tests import stores
from tests.fleet.dask_cluster import Cluster, cluster

from bench.account import audit, served
from bench.fleet import fleet_of
from bench.whole import neutral
from hardener.fleet.dask import Dask
from hardener.fleet.work import Task


def tasks_of(folder: Path, store: str) -> list[Task]:
    """Return a look at every library of a folder, each with an app of its own."""
    found = sorted(folder.glob("fleet-*/library-*"))
    return [Task(name=at.parent.name, folder=at, verb="audit", store=store) for at in found]


def cpu(there: Cluster) -> float:
    """Return the seconds of CPU that all workers have taken."""
    times = [psutil.Process(each.pid).cpu_times() for each in there.workers]
    return float(sum(each.user + each.system for each in times))


def timed(there: Cluster, tasks: list[Task], workers: int) -> tuple[float, float]:
    """Return the seconds of wall and of CPU that so many workers take."""
    began, used = time.perf_counter(), cpu(there)
    done = list(Dask(there.address, most=workers)(tasks))
    if bad := [each.why for each in done if each.why or not each.programs]:
        sys.exit(f"this measures nothing: {bad[0]}")
    return time.perf_counter() - began, cpu(there) - used


def main(libraries: str = "8", programs: str = "200", delay: str = "0", pairs: str = "5") -> None:
    with tempfile.TemporaryDirectory() as name:
        folder, recorded = Path(name), Path(name) / "recorded.json"
        with served(int(programs)) as at:
            audit(at, folder, "recorded.sqlite3")
            at.recorded(recorded)
        with ExitStack() as stack:
            # Each vendor is a process of its own: one for all would be what two workers wait for.
            for number in range(int(libraries)):
                url = stack.enter_context(neutral(recorded, int(delay), [], None))
                fleet_of(folder / f"fleet-{number}", at.at(url), 1)
            store = stack.enter_context(stores.place("postgresql", folder))
            there = stack.enter_context(cluster(folder))
            tasks = tasks_of(folder, store)
            timed(there, tasks, 2)  # has everything imported, and kept once
            ratios = []
            for number in range(int(pairs)):
                took = {workers: timed(there, tasks, workers) for workers in ((1, 2) if number % 2 else (2, 1))}
                ratios.append(took[1][0] / took[2][0])
                told = ", ".join(
                    f"{n}: {wall:.1f} s wall, {used:.1f} s CPU" for n, (wall, used) in sorted(took.items())
                )
                print(f"  {told}: {ratios[-1]:.2f} times; load {os.getloadavg()[0]:.1f}", flush=True)
    print(
        f"1 worker -> 2, {libraries} libraries of {programs} programs, {delay} ms an answer: "
        f"{statistics.median(ratios):.2f} times ({min(ratios):.2f} to {max(ratios):.2f})"
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
