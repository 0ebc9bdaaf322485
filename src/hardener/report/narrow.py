"""Text for a screen of 80 columns: sentences are folded, titles of tables cut to the room that is left. Pure."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence

from hardener.report.safe import terminal

WIDTH = 80
LEAST = 12
"""Columns that a title has at the least."""
GAP, HEAD = 2, 2
"""Between two columns, and what a table leaves beside the name of one."""


def folded(pieces: Iterable[str]) -> Iterator[str]:
    """Yield the same, with every sentence that is too long on several lines; rows of tables stay as they are."""
    for line in "".join(pieces).splitlines():
        yield (line if "  " in line.strip() else _fold(line)) + "\n"


def _fold(line: str) -> str:
    indent = " " * (len(line) - len(line.lstrip()))
    return textwrap.fill(
        line.strip(), WIDTH, initial_indent=indent, subsequent_indent=f"{indent}  ", break_long_words=False,
        break_on_hyphens=False,
    )  # fmt: skip


def fitted(rows: Sequence[Sequence[str]], heads: Sequence[str], title: int) -> list[list[str]]:
    """Return the rows of a table with the cell number `title` of each cut so that the table is `WIDTH` wide."""
    others = [n for n in range(len(heads)) if n != title]
    taken = sum(max(len(heads[n]) + HEAD, *(len(row[n]) for row in rows)) + GAP for n in others)
    room = max(LEAST, WIDTH - taken)
    return [[terminal(cell, room) if n == title else cell for n, cell in enumerate(row)] for row in rows]
