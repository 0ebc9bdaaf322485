"""Reports: what an audit found, and one module a format that turns it into text.

Every format module has `render(report) -> Iterator[str]`: pieces of text, so that a
report on 20,000 programs need not be in memory at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Protocol

from hardener.report import csv_report, json_flat, json_report, markdown, screen
from hardener.results import Report


class Render(Protocol):
    """Turns a report into pieces of text."""

    def __call__(self, report: Report, *, details: bool, colour: bool, width: int) -> Iterator[str]:
        """Yield the pieces."""
        ...


FORMATS: Mapping[str, Render] = {
    "table": screen.render,
    "json": json_report.render,
    "json-flat": json_flat.render,
    "csv": csv_report.render,
    "markdown": markdown.render,
}
MACHINES = frozenset({"json", "json-flat", "csv"})
"""Formats that programs read: they are the same in every language."""
