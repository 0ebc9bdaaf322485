"""Reports: what an audit found, and one module a format that turns it into text.

Every format module has `render(report) -> Iterator[str]`: pieces of text, so that a
report on 20,000 programs need not be in memory at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Protocol, cast

from hardener.results import Report


class Render(Protocol):
    """Turns a report into pieces of text."""

    def __call__(self, report: Report, *, details: bool, colour: bool, width: int) -> Iterator[str]:
        """Yield the pieces."""
        ...


FORMATS = {
    "table": "screen",
    "json": "json_report",
    "json-flat": "json_flat",
    "csv": "csv_report",
    "markdown": "markdown",
}
"""The module of each."""
MACHINES = frozenset({"json", "json-flat", "csv"})
"""Formats that programs read: they are the same in every language."""


def form_of(style: str) -> Render:
    """Return what turns a report into text of one of `FORMATS`; of the others nothing is loaded."""
    return cast("Render", import_module(f"hardener.report.{FORMATS[style]}").render)
