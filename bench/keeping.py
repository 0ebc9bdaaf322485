"""Keeping a look at a whole library, in this process: the CPU time of a first and a later one, and the store's size."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bench.judging import Vault
from hardener import profile
from hardener.account import Account
from hardener.adapter import Window, load
from hardener.audit import Audit
from hardener.catalog import catalogue
from hardener.config import Config, Connection
from hardener.history.completed import CompletedRun
from hardener.history.record import record
from hardener.history.seen import Observed
from hardener.http import Session
from hardener.results import Report
from hardener.store import Store
from hardener.waive import Waivers
from hardener.whose import Whose

if TYPE_CHECKING:
    from bench.account import Served

ROUNDS = 3
ACCOUNT = Whose("zoom", "bench.example.org", "library")


def look(served: Served, now: datetime) -> CompletedRun:
    """Read and judge everything once."""
    module, storytime, end = load("zoom"), profile.load("storytime"), now + timedelta(weeks=4)
    observed, profiles = Observed({"main": module.settings}), {storytime.name: storytime}
    report = Report(made=now, version="0", library="", start=now, end=end, profiles=profiles)
    with Session("bench", read_only=True) as session:
        adapter = module.connect(served.options, session, Vault(served.secrets))
        audit = Audit(
            config=Config(connections={"main": Connection(vendor="zoom")}, default=storytime.name),
            profiles=profiles, controls=catalogue(), report=report, window=Window(now, end),
            waivers=Waivers(today=now.date()), keep=(observed.saw,),
        )  # fmt: skip
        audit.run([Account(name="main", vendor="zoom", adapter=adapter, calls=dict)])
    report.reaches[0].account = ACCOUNT
    return CompletedRun(
        kind="audit", operator="bench", profile="", whole=True, status=1, report=report, observed=observed, now=now,
        vendors={"main": "zoom"},
    )  # fmt: skip


def keeping(served: Served) -> Iterator[str]:
    """Keep one and the same look twice in a new store, some rounds."""
    looked, took, size = look(served, datetime.now(UTC)), [], 0
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory() as name:
            path = Path(name) / "hardener.sqlite3"
            times = []
            for _ in ("first", "later"):
                with Store(str(path)) as store:
                    began = time.process_time()
                    record(store, looked)
                    times.append(time.process_time() - began)
                size = size or path.stat().st_size
            took.append(times)
    first, later = (statistics.median(times[n] for times in took) for n in (0, 1))
    rows = len(looked.report)
    yield f"keeping a look at {rows} programs and what is above them: CPU {first:.2f} s, a later look {later:.2f} s"
    yield f"the store after one look: {size / 1e6:.1f} MB"
