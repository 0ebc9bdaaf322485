"""Reports: what an audit found, and one module a format that turns it into text.

Every format module has `render(report) -> Iterator[str]`: pieces of text, so that a
report on 20,000 programs need not be in memory at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Protocol

from hardener.report import csv_report, json_flat, json_report, markdown, table
from hardener.results import Report


class Render(Protocol):
    """Turns a report into pieces of text."""

    def __call__(self, report: Report, *, details: bool, colour: bool, width: int) -> Iterator[str]:
        """Yield the pieces."""
        ...


# Scripts read `json` today as the flat form is; it becomes the short one in one step with what else changes for them.
FORMATS: Mapping[str, Render] = {
    "table": table.render,
    "json": json_flat.render,
    "json-flat": json_flat.render,
    "json-sets": json_report.render,
    "csv": csv_report.render,
    "markdown": markdown.render,
}
