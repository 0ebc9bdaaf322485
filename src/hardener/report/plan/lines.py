"""Lines that fit a terminal, and times as a librarian says them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, tzinfo
from textwrap import wrap

from hardener.report.times import short

LEAST = 40
"""Columns below which nothing is folded any further."""


def fold(parts: Iterable[str], width: int, first: str = "", later: str = "  ", mark: str = " · ") -> Iterator[str]:
    """Yield `parts` one after another, joined by `mark`, on lines of `width` columns at most."""
    line, begun = first, False
    for part in parts:
        if begun and len(line) + len(mark) + len(part) > width:
            yield from item(line, width, "", later)
            line, begun = later, False
        line = f"{line}{mark if begun else ''}{part}"
        begun = True
    if begun:
        yield from item(line, width, "", later)


def item(text: str, width: int, first: str = "  ", later: str = "    ") -> Iterator[str]:
    """Yield a text on lines of `width` columns at most; `first` and `later` stand before it."""
    lead = text[: len(text) - len(text.lstrip())]
    found = wrap(text.strip(), max(width, LEAST), initial_indent=f"{first}{lead}", subsequent_indent=later)
    yield from (f"{line}\n" for line in found)


def time_of(moment: datetime, zone: tzinfo) -> str:
    """Return a moment in `zone`: `Sat 28 Nov, 6:48 pm`."""
    return short(moment.astimezone(zone))
