"""Write a row that another process may be writing at the same moment: one of the two waits, and neither fails."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import sqlite

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql

Rows = Sequence[dict[str, Any]]


def put(connection: Connection, table: Table, rows: Rows, first: AbstractSet[str] = frozenset()) -> None:
    """Write `rows`, each in place of what has the same primary key, whose columns `first` stay."""
    if not rows:
        return
    new = _insert(connection, table)
    names = [column.name for column in table.columns if not column.primary_key and column.name not in first]
    rest = {name: new.excluded[name] for name in names}
    connection.execute(new.on_conflict_do_update(index_elements=table.primary_key.columns, set_=rest), list(rows))


def put_missing(connection: Connection, table: Table, rows: Rows) -> None:
    """Write those of `rows` of whose keys there is none yet, and hold none of the others."""
    if rows:
        connection.execute(_insert(connection, table).on_conflict_do_nothing(), list(rows))


def _insert(connection: Connection, table: Table) -> postgresql.Insert | sqlite.Insert:
    if connection.dialect.name != "postgresql":
        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql  # noqa: PLC0415 - it takes longer than all else of a store

    return postgresql.insert(table)
