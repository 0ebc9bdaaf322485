"""JSON with every finding in full beside its program: forty times as long, for what cannot follow numbers. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from hardener.model import Finding
from hardener.report import json_parts
from hardener.report.safe import plain
from hardener.results import Report, Row

FORMAT = 1
"""See report-flat.schema.json."""


def schema() -> Mapping[str, Any]:
    """Return the JSON Schema of the report."""
    return json_parts.schema("report-flat.schema.json")


def render(report: Report, *, details: bool = False, colour: bool = False, width: int = 100) -> Iterator[str]:  # noqa: ARG001 - one shape for all formats
    """Yield the document piece by piece; it always holds every detail."""
    head = json.dumps(json_parts.head(report, FORMAT), indent=2)
    yield head.removesuffix("\n}")
    told: dict[int, tuple[str, bool]] = {}
    for name, programs in (("programs", True), ("targets", False)):
        yield f',\n  "{name}": ['
        comma = ""
        for row in report.rows(programs=programs):
            yield f"{comma}\n    {_row(row, told)}"
            comma = ","
        yield "\n  ]" if comma else "]"
    yield "\n}\n"


def _row(row: Row, told: dict[int, tuple[str, bool]]) -> str:
    """Return one row; `told` remembers the text of findings that many rows have in common, by identity."""
    known = json_parts.about(row)
    start = known.get("start")
    whose = {"connection": row.connection, "program": known.get("id"), "title": known["title"], "next_start": start}
    opening = json.dumps(whose)[:-1]
    itself = json.dumps({"target": row.target, "title": known["title"]})[1:]
    texts = [told.get(id(f)) or told.setdefault(id(f), _finding(f)) for f in row.findings]
    findings = ", ".join(f"{opening}, {text}{itself}}}" if own else f"{opening}, {text}" for text, own in texts)
    return f'{json.dumps(known)[:-1]}, "findings": [{findings}]}}'


def _finding(f: Finding) -> tuple[str, bool]:
    """Return what a finding says, without whose it is, and whether the end is to name the judged target itself."""
    above = {"setting": f.setting, "target": f.governing, "title": plain(f.governing_title)} if f.governing else None
    text = json.dumps(json_parts.said(f) | {"governing": above})[1:]
    if f.governing != "":
        return text, False
    return text.removesuffix("null}") + json.dumps({"setting": f.setting})[:-1] + ", ", True
