"""JSON, for programs: versioned, with a published schema, the same bytes for the same findings. Pure.

Programs are set alike: each finding stands in it once, and each set of findings once, as the places of its findings.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from hardener.findings import FindingSet
from hardener.model import Finding
from hardener.report import json_parts
from hardener.report.safe import plain
from hardener.results import Report

FORMAT = 2
"""See report.schema.json."""


def schema() -> Mapping[str, Any]:
    """Return the JSON Schema of the report."""
    return json_parts.schema("report.schema.json")


def render(report: Report, *, details: bool = False, colour: bool = False, width: int = 100) -> Iterator[str]:  # noqa: ARG001 - one shape for all formats
    """Yield the document piece by piece; it always holds every detail."""
    yield json.dumps(json_parts.head(report, FORMAT), indent=2).removesuffix("\n}")
    numbers = _Numbers(report)
    yield from _list("findings", numbers.findings)
    yield from _list("sets", numbers.sets)
    for name, programs in (("programs", True), ("targets", False)):
        rows = report.rows(programs=programs)
        yield from _list(name, (json.dumps(json_parts.about(row) | {"set": numbers.of(row.found)}) for row in rows))
    yield "\n}\n"


def _list(name: str, entries: Iterable[str]) -> Iterator[str]:
    """Yield one part of the document, a line an entry."""
    yield f',\n  "{name}": ['
    comma = ""
    for entry in entries:
        yield f"{comma}\n    {entry}"
        comma = ","
    yield "\n  ]" if comma else "]"


class _Numbers:
    """Gives what a report says its numbers, in the order of its rows."""

    def __init__(self, report: Report) -> None:
        self.findings: dict[str, int] = {}
        """The text of each, once, to its place."""
        self.sets: dict[str, int] = {}
        self._places: dict[FindingSet, int] = {}
        for row in report.rows():
            if row.found not in self._places:
                self._places[row.found] = self._place(self.sets, json.dumps([*map(self._finding, row.found)]))

    def of(self, found: FindingSet) -> int:
        """Return the place of a set."""
        return self._places[found]

    def _finding(self, found: Finding) -> int:
        return self._place(self.findings, json.dumps(_finding(found)))

    @staticmethod
    def _place(known: dict[str, int], text: str) -> int:
        return known.setdefault(text, len(known))


def _finding(f: Finding) -> dict[str, Any]:
    """Return a finding; where the judged target itself decides, no target is named."""
    where = {"target": f.governing or None, "title": plain(f.governing_title) or None, "setting": f.setting}
    return json_parts.said(f) | {"governing": None if f.governing is None else where}
