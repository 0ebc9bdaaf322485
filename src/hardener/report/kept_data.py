"""What platforms still have of families, for programs and spreadsheets. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from hardener.leftovers import KeptReport, KeptRow
from hardener.platform import spelled
from hardener.report import safe
from hardener.report.csv_line import csv_line
from hardener.report.json_parts import not_read
from hardener.traces import What

FORMAT = 1
HEADER = (
    "connection", "platform", "program", "title", "profile", "ended", "days ago", "what", "count", "allowed days",
    "status", "reason", "by hand",
)  # fmt: skip


def render_json(report: KeptReport) -> Iterator[str]:
    """Yield the whole report as one JSON document; `count` is null where it could not be told."""
    found = {
        "format": FORMAT,
        "made": report.made.isoformat(),
        "since": report.since.isoformat(),
        "complete": not report.unread,
        "programs": [_program(report, row) for row in report.rows],
        "not_read": not_read(report.unread),
        "platform_notes": [
            {"connection": name, "platform": platform, "note": safe.plain(said)}
            for name, platform, said in report.nothing
        ],
    }
    yield json.dumps(found, indent=2) + "\n"


def _program(report: KeptReport, row: KeptRow) -> dict[str, Any]:
    trace = row.trace
    program = trace.target.program
    return {
        "connection": row.connection,
        "platform": spelled(row.vendor),
        "id": program.id if program is not None else trace.target.ident,
        "kind": trace.target.kind,
        "title": safe.plain(trace.target.title),
        "profile": safe.plain(row.profile),
        "ended": trace.ended.astimezone(report.made.tzinfo).isoformat() if trace.ended is not None else None,
        "over": trace.over,
        "kept": {what.value: _what(row, what) for what in What},
    }


def _what(row: KeptRow, what: What) -> dict[str, Any]:
    held, kept = row.trace.of(what), row.judged.get(what)
    return {
        "count": held.count,
        "reason": safe.plain(held.reason),
        "note": held.note,
        "by_hand": safe.plain(row.where.get(what, "")) if held.count is None else "",
        "days": kept.age if kept is not None else None,
        "allowed_days": kept.days if kept is not None else None,
        "status": kept.status.value if kept is not None else None,
    }


def render_csv(report: KeptReport) -> Iterator[str]:
    """Yield a line for each kind that is kept of each program; what was not read has lines of its own."""
    yield csv_line(HEADER)
    for name, title, reason in report.unread:
        yield csv_line((name, "", "", title, *[""] * 7, reason, ""))
    for row in report.rows:
        told = _program(report, row)
        begin = tuple(str(told[key]) for key in ("connection", "platform", "id", "title", "profile"))
        ended = row.trace.ended
        days = str((report.made - ended).days) if ended is not None else ""
        for what in What:
            one = told["kept"][what.value]
            cells = (one[key] for key in ("count", "allowed_days", "status", "reason", "by_hand"))
            count, *rest = ("" if cell is None else str(cell) for cell in cells)
            yield csv_line((*begin, told["ended"] or "", days, what.value, count, *rest))
