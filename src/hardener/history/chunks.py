"""Ask for, and write, some hundred rows with a statement: one a row is dear, and a whole library at once is large."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import Connection, Dialect, Table, func, insert, select
from sqlalchemy.dialects import sqlite
from sqlalchemy.types import TypeEngine

from hardener.store.moment import Moment

SIZE = 500
Each = TypeVar("Each")
Rows = list[dict[str, Any]]


def chunks(everything: Iterable[Each]) -> Iterator[list[Each]]:
    """Yield `everything` in lists of at most `SIZE`."""
    each = iter(everything)
    while found := list(islice(each, SIZE)):
        yield found


def insert_all(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Write `rows`, if there are any, all of which name the same columns."""
    if not rows:
        return
    if connection.dialect.name != "sqlite":
        connection.execute(insert(table), rows)
        return
    plain = _plain(table, tuple(rows[0]))
    given = ([row[name] for row in rows] for name in plain.columns)
    told = [values if turn is None else map(turn, values) for values, turn in zip(given, plain.turns, strict=True)]
    connection.exec_driver_sql(plain.text, list(zip(*told, strict=True)))


def begin_all(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> list[int]:
    """Write `rows`, all of which name the same columns, and return the ids that they get, in their order.

    In SQLite whoever writes is alone, so that the next ids are known beforehand.
    """
    if not rows:
        return []
    if connection.dialect.name != "sqlite":
        return list(connection.scalars(insert(table).returning(table.c.id, sort_by_parameter_order=True), rows))
    last = connection.scalar(select(func.max(table.c.id))) or 0
    numbers = list(range(last + 1, last + 1 + len(rows)))
    insert_all(connection, table, [{"id": number, **row} for number, row in zip(numbers, rows, strict=True)])
    return numbers


class _Plain(NamedTuple):
    """A statement as SQLite's driver takes it: to have each row looked at first took four times as long."""

    text: str
    columns: Sequence[str]
    turns: Sequence[Callable[[Any], Any] | None]
    """What the database is given of a column's values; None: they are given as they are."""


@lru_cache(64)
def _plain(table: Table, columns: tuple[str, ...]) -> _Plain:
    dialect = sqlite.dialect()
    compiled = insert(table).compile(dialect=dialect, column_keys=columns)
    order = compiled.positiontup or ()
    return _Plain(str(compiled), order, [_turn(table.c[name].type, dialect) for name in order])


def _turn(kind: TypeEngine[Any], dialect: Dialect) -> Callable[[Any], Any] | None:
    turn = kind.dialect_impl(dialect).bind_processor(dialect)
    # Thousands of programs begin at a few hundred times, and a time takes longer than the rest of a row.
    return lru_cache(SIZE)(turn) if turn is not None and isinstance(kind, Moment) else turn
