"""Of a report, what was not so at the look before. Pure."""

from __future__ import annotations

from dataclasses import replace

from hardener.findings import FindingSet
from hardener.history.difference import OPEN, Difference, Key
from hardener.model import Finding
from hardener.report.part import empty
from hardener.results import Report, Row


def only_new(report: Report, since: Difference) -> Report:
    """Return a report with what newly fails or can newly not be told; it says how much it leaves out."""
    new = {turn.key for turn in (*since.failing(), *since.unclear())}
    found = empty(report)
    accounts = {reach.connection: reach.account.key for reach in report.reaches if reach.account is not None}
    known = 0
    for row in report.rows():
        whose = accounts.get(row.connection)
        told = FindingSet.of(f for f in row.found if _new(whose, row, f, new))
        known += sum(row.found.statuses[status] for status in OPEN) - len(told)
        if told:
            found.add(replace(row, found=told))
    found.known = known
    return found


def _new(whose: str | None, row: Row, found: Finding, new: set[Key]) -> bool:
    """Tell whether a finding is open and new: all that is open is new where nobody can tell whose account it is."""
    return found.status in OPEN and (whose is None or (whose, row.target, found.control) in new)
