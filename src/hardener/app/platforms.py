"""How far each platform can meet what the catalogue asks."""

from __future__ import annotations

from collections.abc import Sequence

from hardener import adapter
from hardener.catalog import Control, catalogue, of_benchmark
from hardener.model import Value
from hardener.setting import FixedByVendor, ManualOnly, Setting


def tables() -> dict[str, Sequence[Setting]]:
    """Return how each vendor whose adapter is installed spells the controls it has."""
    return {vendor: adapter.load(vendor).settings for vendor in adapter.installed()}


def matrix_of(tables: dict[str, Sequence[Setting]]) -> list[str]:
    """Return the control by vendor matrix as lines of Markdown."""
    lines = [f"| control | {' | '.join(tables)} |", f"|---|{'---|' * len(tables)}"]
    for ident, control in catalogue().items():
        if not of_benchmark(ident) and set(control.known_by) != {"calendar"}:
            lines.append(f"| `{ident}` | {' | '.join(reach_of(control, table) for table in tables.values())} |")
    return lines


def reach_of(control: Control, table: Sequence[Setting]) -> str:
    """Return how far a vendor can meet the most closed state of a control."""
    rows = [row for row in table if row.control == control.id]
    if not rows:
        return "manual"
    if not any(row.kinds for row in rows):
        return "not there"
    live = [row for row in rows if not row.default_for_new and not isinstance(row, ManualOnly)]
    if not live:
        return "default only" if any(row.default_for_new for row in rows) else "manual"
    writable = [row for row in live if any(row.can_write(kind) for kind in row.kinds)]
    if not writable:
        return "by design" if all(isinstance(row, FixedByVendor) for row in live) else "read only"
    return _best(control, writable)


def _best(control: Control, rows: Sequence[Setting]) -> str:
    if all(row.advisory for row in rows):
        return "advisory"
    if not control.levels:
        return "enforced"
    offered: list[Value] = [value for row in rows for value in row.writable_values()]
    closest = min((control.rank(value) for value in offered), default=0)
    return "enforced" if closest == 0 else f"up to `{control.levels[closest]}`"
