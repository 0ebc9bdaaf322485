"""Platforms side by side: how many programs each has, and how they stand. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from tabulate import tabulate

from hardener.findings import State
from hardener.language import known, marked, tr
from hardener.report.retell import platform
from hardener.results import Report

COLUMNS = {
    State.CLOSE_FIRST: marked("open"),
    State.TO_FIX: marked("to fix"),
    State.CANT_TELL: marked("can't tell"),
    State.TOO_CLOSED: marked("too closed"),
}
DONE = (State.AS_CLOSED, State.READY)


def by_platform(report: Report) -> Iterator[str]:
    """Yield a line for each platform, the most open to strangers first; programs that are apart are left out."""
    names = {reach.connection: platform(reach.name) for reach in report.reaches}
    found: dict[str, Counter[State]] = {name: Counter() for name in names.values()}
    for row in report.rows(programs=True):
        if not row.apart:
            found[names[row.connection]][row.state] += 1
    lines = [
        (name, states.total(), *(states[state] for state in COLUMNS), sum(states[state] for state in DONE))
        for name, states in sorted(found.items(), key=lambda one: (-one[1][State.CLOSE_FIRST], one[0]))
    ]
    text = tabulate(lines, headers=["", tr("all"), *map(known, COLUMNS.values()), tr("closed")])
    yield from (f"{line}\n" for line in text.splitlines())
