"""Read which settings have got another value, and who changed them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, literal, select

from hardener.history.difference import SettingChange, TargetRef
from hardener.store import tables as t


def moves_of(connection: Connection, target: tuple[str, str], first: int, last: int) -> list[tuple[int, SettingChange]]:
    """Return, in order, what was changed of one target, by account and id, after the look `first` up to `last`.

    Each with the look that first found it so.
    """
    here = (t.target.c.account == target[0]) & (t.target.c.ident == target[1])
    return [(row.first, move(row)) for row in connection.execute(between_looks(last, literal(first)).where(here))]


def between_looks(run: int, baseline: ColumnElement[int]) -> Select[Any]:
    """Return the query for every change after the `baseline` of its target and up to the look `run`, in order."""
    return moved().where(t.value.c.first > baseline, t.value.c.first <= run)


def moved() -> Select[Any]:
    """Return the query for every change of a value, in order; each row is for `move`."""
    now = t.value
    return (
        select(t.target, now.c.first, now.c.path, now.c.was, now.c.value, now.c.changed_by, t.run.c.began)
        .select_from(now)
        .join(t.target, t.target.c.id == now.c.target)
        .outerjoin(t.run, t.run.c.id == now.c.first)
        .order_by(now.c.first, t.target.c.account, t.target.c.ident, now.c.path)
    )


def move(row: Row[Any]) -> SettingChange:
    """Return the change of a value that a row of `moved` holds."""
    thing = TargetRef(
        connection=row.connection, account=row.account, target=row.ident, kind=row.kind, title=row.title,
        program=row.program is not None,
    )  # fmt: skip
    return SettingChange(thing=thing, path=row.path, before=row.was, after=row.value, by=row.changed_by, seen=row.began)
