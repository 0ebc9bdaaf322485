"""Ask for, and write, some hundred rows with a statement: one a row is dear, and a whole library at once is large."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Connection, Table, insert

SIZE = 500
Each = TypeVar("Each")
Rows = list[dict[str, Any]]


def chunks(everything: Iterable[Each]) -> Iterator[list[Each]]:
    """Yield `everything` in lists of at most `SIZE`."""
    each = iter(everything)
    while found := list(islice(each, SIZE)):
        yield found


def insert_all(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Write `rows`, if there are any."""
    if rows:
        connection.execute(insert(table), rows)
