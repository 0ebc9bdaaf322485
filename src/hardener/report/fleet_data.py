"""Many libraries in one table, for programs: JSON and CSV, the same in every language. Pure."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence

from hardener.report import safe
from hardener.report.fleet import Counts, worst_first

NUMBERS = ("programs", "open", "unread", "to_do", "reviews_due", "changed")


def as_json(found: Sequence[Counts], verb: str) -> Iterator[str]:
    """Yield one object: `verb`, `totals`, and `libraries`, worst first."""
    totals = {name: sum(getattr(one, name) for one in found if not one.why) for name in NUMBERS}
    blind = {"libraries": len(found), "could_not_look": sum(bool(one.why) for one in found)}
    rows = [_row(one) for one in worst_first(found)]
    yield json.dumps({"verb": verb, "totals": {**blind, **totals}, "libraries": rows}, indent=2, ensure_ascii=False)
    yield "\n"


def as_csv(found: Sequence[Counts], verb: str) -> Iterator[str]:  # noqa: ARG001 - one shape for all formats
    """Yield a line a library, worst first."""
    yield _line(["library", "status", *NUMBERS, "why", "note"])
    for one in worst_first(found):
        yield _line(["" if value is None else safe.csv(str(value)) for value in _row(one).values()])


def _row(one: Counts) -> dict[str, object]:
    """Return what is told of a library. What could not be looked at has no numbers: a 0 would pass for clean."""
    numbers = {name: None if one.why else getattr(one, name) for name in NUMBERS}
    return {"library": safe.plain(one.name), "status": one.status, **numbers, "why": one.why, "note": one.note}


def _line(cells: Sequence[str]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue()
