"""Of a report, what was not so at the look before. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from hardener.history.difference import OPEN, Difference, Key
from hardener.model import Finding
from hardener.report.model import Report, Row


def only_new(report: Report, since: Difference) -> Report:
    """Return a report with what newly fails or can newly not be told; it says how much it leaves out."""
    new = {turn.key for turn in (*since.failing(), *since.unclear())}
    found = Report(
        made=report.made, version=report.version, library=report.library, start=report.start, end=report.end,
        profiles=report.profiles, reaches=report.reaches, notices=report.notices,
    )  # fmt: skip
    accounts = {reach.connection: reach.account.key for reach in report.reaches if reach.account is not None}
    known = 0
    for row in report.rows():
        whose = accounts.get(row.connection)
        common, own = (_new(whose, row, part, new) for part in (row.common, row.own))
        known += sum(f.status in OPEN for f in row.findings) - len(common) - len(own)
        if common or own:
            found.add(replace(row, common=common, own=own))
    found.known = known
    return found


def _new(whose: str | None, row: Row, findings: Iterable[Finding], new: set[Key]) -> tuple[Finding, ...]:
    """Return those that are open and new: all that are open where nobody can tell whose account it is."""
    return tuple(f for f in findings if f.status in OPEN and (whose is None or (whose, row.target, f.control) in new))
