"""A worker sleeps in the middle of a library until another has taken over, and then wakes up."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest
from tests.end_to_end.library import EVERYTHING
from tests.fleet.dask_cluster import cluster
from tests.fleet.town import WRITES, town

pytestmark = [pytest.mark.process, pytest.mark.long]


def test_a_worker_that_slept_through_another_taking_over_writes_no_more(tmp_path: Path) -> None:
    # Longer than a lease, which the one that sleeps has kept up to then.
    with town(tmp_path, ("ash",)) as made, cluster(tmp_path, SCHEDULER__WORKER_TTL="45s") as there:
        ash = made.zooms["ash"]
        before = ash.state()
        planned = there.ask(made.tasks("plan", *EVERYTHING))
        ash.aim(there, "PATCH", 2, "after", signal.SIGSTOP)
        (row,) = there.ask(made.applying(planned))
        assert (row["status"], row["to_do"], row["why"]) == (0, 0, "")
        assert ash.victim, "the point was never reached"
        asked = len(ash.calls)
        os.kill(ash.victim, signal.SIGCONT)
        until = time.monotonic() + 30
        while len(ash.calls) == asked and time.monotonic() < until:
            time.sleep(0.1)  # it reads back what it wrote before it slept, and hears at its next write that it is late
        time.sleep(3)
        written = ash.written()
        assert len(written) == WRITES == len(set(written)), written
        assert made.undo("ash").status == 0
        assert ash.state() == before
