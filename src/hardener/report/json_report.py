"""JSON, for programs: versioned, with a published schema, the same bytes for the same findings. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Any

from hardener.model import Finding
from hardener.report.model import FORMAT, Report, Row
from hardener.report.safe import plain


def schema() -> Mapping[str, Any]:
    """Return the JSON Schema of the report."""
    found: Mapping[str, Any] = json.loads(files("hardener.report").joinpath("report.schema.json").read_text("utf-8"))
    return found


def render(report: Report, *, details: bool = False, colour: bool = False, width: int = 100) -> Iterator[str]:  # noqa: ARG001 - one shape for all formats
    """Yield the document piece by piece; it always holds every detail."""
    head = json.dumps(_head(report), indent=2)
    yield head.removesuffix("\n}")
    for name, programs in (("programs", True), ("targets", False)):
        yield f',\n  "{name}": ['
        comma = ""
        for row in report.rows():
            if (row.program is not None) is programs:
                yield f"{comma}\n    {json.dumps(_row(row))}"
                comma = ","
        yield "\n  ]" if comma else "]"
    yield "\n}\n"


def _head(report: Report) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "hardener": report.version,
        "made": report.made.isoformat(),
        "library": plain(report.library),
        "window": {"start": report.start.isoformat(), "end": report.end.isoformat()},
        "complete": report.complete,
        "connections": [
            {
                "name": r.connection,
                "vendor": r.vendor,
                "complete": r.complete,
                "listed": r.listed,
                "judged": r.judged,
                "unread": [plain(u) for u in r.unread],
                "error": plain(r.error),
                "seconds": round(r.seconds, 3),
                "calls": dict(sorted(r.calls.items())),
            }
            for r in sorted(report.reaches, key=lambda r: r.connection)
        ],
        "profiles": {
            n: {"title": p.title, "version": p.version, "audience": p.audience}
            for n, p in sorted(report.profiles.items())
        },
        "counts": {
            "states": {state.value: count for state, count in sorted(report.states.items())},
            "statuses": {status.value: count for status, count in sorted(report.statuses.items())},
            "failures": {severity.value: count for severity, count in sorted(report.failures.items())},
        },
    }


def _row(row: Row) -> dict[str, Any]:
    known: dict[str, Any] = {
        "connection": row.connection,
        "vendor": row.vendor,
        "target": row.target,
        "title": plain(row.title),
        "profile": row.profile,
    }
    program = row.program
    if program is not None:
        known |= {
            "id": program.id,
            "kind": program.kind,
            "start": program.start.isoformat() if program.start else None,
            "minutes": program.minutes,
            "series": program.series,
            "occurrence": program.occurrence or None,
            "host": plain(program.host_name),
            "state": row.state.value,
            "door": row.door,
            "unread": plain(row.unread) or None,
        }
    return {**known, "findings": [_finding(row, f) for f in row.findings]}


def _finding(row: Row, f: Finding) -> dict[str, Any]:
    program = row.program
    return {
        "connection": f.connection,
        "program": program.id if program else None,
        "title": plain(row.title),
        "next_start": program.start.isoformat() if program and program.start else None,
        "control": f.control,
        "status": f.status.value,
        "severity": f.severity.value,
        "expected": f.expected,
        "actual": f.actual,
        "sentence": f.sentence,
        "governing": {"target": f.governing, "title": plain(f.governing_title), "setting": f.setting}
        if f.governing
        else None,
        "locked": f.locked,
        "raw": f.raw,
        "note": plain(f.note),
        "by_hand": f.by_hand,
        "fixable": f.fixable,
        "needs": [risk.value for risk in f.needs],
        "too_closed": f.too_closed,
    }
