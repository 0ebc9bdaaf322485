"""One line of CSV, for people's spreadsheets. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from hardener.report import safe


def csv_line(cells: Iterable[str]) -> str:
    """Return a line that holds `cells`, each taken for text and never for a formula."""
    out = io.StringIO()
    csv.writer(out).writerow([safe.csv(cell) for cell in cells])
    return out.getvalue()
