"""The book of occasions: what is planned, done and missed, in the store."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Row, and_, bindparam, delete, func, insert, select, update

from hardener.store import tables as t
from hardener.watch.agenda import Occasion

PLANNED, DONE, MISSED = "planned", "done", "missed"


class Listed(NamedTuple):
    """What a look listed."""

    occasions: Collection[Occasion]
    known: Collection[str]
    """The connections that there are."""
    complete: Collection[str]
    """Those of them that were listed to the end."""
    until: datetime
    """The end of its window."""


def plan(connection: Connection, listed: Listed, now: datetime) -> None:
    """Write down what was listed, and take out what is planned and, of a complete list, no longer on it."""
    known = {_occasion(row).key for row in connection.execute(select(t.occasion).where(t.occasion.c.start > now))}
    new = [_values(one) for one in listed.occasions if one.key not in known]
    if new:
        connection.execute(insert(t.occasion), new)
    there = {one.key for one in listed.occasions}
    for one in planned(connection, t.occasion.c.start > now):
        listable = one.connection in listed.complete and one.start <= listed.until
        if one.connection not in listed.known or (listable and one.key not in there):
            connection.execute(delete(t.occasion).where(_is(one)))


def due(connection: Connection, now: datetime) -> list[Occasion]:
    """Return what is to be looked at now: its time has come and its program has not begun."""
    return planned(connection, (t.occasion.c.due <= now) & (t.occasion.c.start > now))


def next_due(connection: Connection, now: datetime) -> datetime | None:
    """Return when the next occasion after `now` is due."""
    wanted = select(func.min(t.occasion.c.due)).where(t.occasion.c.result == PLANNED, t.occasion.c.due > now)
    found: datetime | None = connection.scalar(wanted)
    return found


def begun(connection: Connection, now: datetime) -> list[Occasion]:
    """Return what was never looked at although its program has begun."""
    return planned(connection, t.occasion.c.start <= now)


def close(connection: Connection, found: Iterable[Occasion], result: str, run: int | None) -> None:
    """Write down what came of each."""
    rows = [{"c": one.connection, "p": one.program, "s": one.start, "l": _seconds(one.lead)} for one in found]
    where = and_(
        t.occasion.c.connection == bindparam("c"),
        t.occasion.c.program == bindparam("p"),
        t.occasion.c.start == bindparam("s", type_=t.occasion.c.start.type),
        t.occasion.c.lead == bindparam("l"),
    )
    if rows:
        connection.execute(update(t.occasion).where(where).values(result=result, run=run), rows)


def planned(connection: Connection, which: ColumnElement[bool]) -> list[Occasion]:
    """Return what is planned, soonest first."""
    wanted = select(t.occasion).where(t.occasion.c.result == PLANNED, which).order_by(t.occasion.c.start)
    return [_occasion(row) for row in connection.execute(wanted)]


def _is(one: Occasion) -> ColumnElement[bool]:
    c = t.occasion.c
    return and_(
        c.connection == one.connection,
        c.program == one.program,
        c.start == one.start,
        c.lead == _seconds(one.lead),
    )


def _occasion(row: Row[Any]) -> Occasion:
    return Occasion(row.connection, row.program, row.start, timedelta(seconds=row.lead), row.title)


def _values(one: Occasion) -> dict[str, object]:
    return {
        "connection": one.connection,
        "program": one.program,
        "start": one.start,
        "lead": _seconds(one.lead),
        "title": one.title,
        "due": one.due,
        "result": PLANNED,
    }


def _seconds(lead: timedelta) -> int:
    return int(lead.total_seconds())
