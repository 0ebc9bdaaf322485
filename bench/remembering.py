"""A year and more of daily looks at programs of which no two are alike: how large the store grows, how long a question
takes."""

from __future__ import annotations

import random
import statistics
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.alone import COMMAND, surroundings
from hardener.findings import FindingSet
from hardener.history.completed import CompletedRun
from hardener.history.record import record
from hardener.history.seen import Observed
from hardener.model import Finding, Program, Severity, Status
from hardener.results import Coverage, Report, Row
from hardener.store import Store
from hardener.whose import Whose

DAYS, PROGRAMS, CONTROLS = 400, 200, 45
CHANGED = 0.05
"""The part of all programs of which somebody changes something on a day."""
ROUNDS = 5
ACCOUNT = Whose("zoom", "bench.example.org", "library")
"""Of an account that nobody can name nothing is kept."""
BEGAN = datetime(2025, 10, 1, 6, tzinfo=UTC)


@dataclass
class Pretend:
    """Programs whose findings change now and then; each has its settings as values of its own."""

    chance: random.Random = field(default_factory=lambda: random.Random(4))
    found: dict[int, list[Finding]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for number in range(PROGRAMS):
            self.found[number] = [self.finding(control, failing=False) for control in range(CONTROLS)]

    def finding(self, control: int, *, failing: bool) -> Finding:
        status = Status.FAIL if failing else Status.PASS
        return Finding(
            connection="main", control=f"chan.control_{control}", status=status, severity=Severity.HIGH,
            expected="at most off", actual=str(self.chance.randrange(20)), sentence="Anyone with the link can do it",
            governing="", setting=f"settings.control_{control}", raw="true" if failing else "false", fixable=failing,
            by_hand="Web portal > Meetings > the program > Edit > Options",
        )  # fmt: skip

    def day(self) -> None:
        for number in self.chance.sample(range(PROGRAMS), int(PROGRAMS * CHANGED)):
            for control in self.chance.sample(range(CONTROLS), 3):
                before = self.found[number][control]
                self.found[number][control] = self.finding(control, failing=before.status is Status.PASS)

    def rows(self, now: datetime) -> Iterator[Row]:
        for number, findings in self.found.items():
            start = now + timedelta(days=number % 7, hours=4)
            program = Program(id=str(number), kind="meeting", host="host/h", start=start, minutes=30, series=True)
            yield Row(
                connection="main", vendor="zoom", target=f"meeting/{number}", title=f"Storytime number {number}",
                program=program, profile="storytime", found=FindingSet.of(findings),
            )  # fmt: skip

    def observed(self) -> Observed:
        seen = Observed({"main": ()})
        for number, findings in self.found.items():
            key = ("main", f"meeting/{number}")
            seen.values[key] = {f"program.{f.setting}": str(f.raw) for f in findings}
            seen.about[key] = ("meeting", f"Storytime number {number}")
        return seen


def grown(path: Path) -> list[float]:
    """Fill the store at `path` and return how many seconds each look took to keep."""
    library, took = Pretend(), []
    with Store(str(path)) as store:
        for day in range(DAYS):
            now = BEGAN + timedelta(days=day)
            report = Report(made=now, version="0", library="", start=now, end=now + timedelta(weeks=4))
            reach = Coverage(connection="main", vendor="zoom", listed=PROGRAMS, judged=PROGRAMS, account=ACCOUNT)
            report.reaches.append(reach)
            for row in library.rows(now):
                report.add(row)
            looked = CompletedRun(
                kind="audit", operator="bench", profile="", whole=True, status=1, report=report,
                observed=library.observed(), now=now, vendors={"main": "zoom"},
            )  # fmt: skip
            began = time.perf_counter()
            record(store, looked)
            took.append(time.perf_counter() - began)
            library.day()
    return took


def asked(path: Path, *words: str) -> float:
    """Return how many seconds the whole command takes, the best of some rounds."""
    took = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        subprocess.run([str(COMMAND), *words], check=True, capture_output=True, env=surroundings(path), cwd=path.parent)
        took.append(time.perf_counter() - began)
    return min(took)


def remembering(folder: Path) -> Iterator[str]:
    path = folder / "hardener.sqlite3"
    took = grown(path)
    size = sum(file.stat().st_size for file in folder.glob("hardener.sqlite3*")) / 1e6
    many = f"{DAYS} days of {PROGRAMS} programs by {CONTROLS} controls"
    whole = DAYS * PROGRAMS * CONTROLS
    yield f"history of {many}: {size:.0f} MB, {size * 1e6 / whole:.1f} bytes for each finding that was looked at"
    first, last = statistics.median(took[1:21]), statistics.median(took[-20:])
    yield f"keeping a look at the end against the beginning: {last / first:.2f} of the time ({last * 1000:.0f} ms)"
    bare = asked(path, "--version")
    for words in (("diff",), ("diff", "1", str(DAYS)), ("history", "number 117"), ("history",)):
        seconds = asked(path, *words)
        yield f"hardener {' '.join(words)}: {seconds:.2f} s, {seconds / bare:.2f} of hardener --version ({bare:.2f} s)"
