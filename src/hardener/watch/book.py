"""The book of occasions: what is planned, done and missed, in the store."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Row, and_, bindparam, delete, func, select, update

from hardener.store import tables as t
from hardener.store.put import put_missing
from hardener.watch.agenda import Occasion
from hardener.whose import unknown

PLANNED, DONE, MISSED = "planned", "done", "missed"


Accounts = Collection[str]
"""The keys of those whose pages of the book are meant: a store may be several libraries'."""


class Listed(NamedTuple):
    """What a look listed."""

    occasions: Collection[Occasion]
    complete: Accounts
    """Those that were listed to the end."""
    until: datetime
    """The end of its window."""


def plan(connection: Connection, listed: Listed, accounts: Accounts, now: datetime) -> None:
    """Write down what was listed, and take out what is planned and, of a complete list, no longer on it."""
    _take_over(connection, listed.occasions, now)
    mine = t.occasion.c.account.in_(accounts)
    ahead = select(t.occasion).where(mine, t.occasion.c.start > now)
    known = {_occasion(row).key for row in connection.execute(ahead)}
    new = [_values(one) for one in listed.occasions if one.key not in known]
    put_missing(connection, t.occasion, new)
    there = {one.key for one in listed.occasions}
    for one in planned(connection, accounts, t.occasion.c.start > now):
        if one.account in listed.complete and one.start <= listed.until and one.key not in there:
            connection.execute(delete(t.occasion).where(_is(one)))


def take_back(connection: Connection, accounts: Accounts, now: datetime) -> None:
    """Plan again what was called missed and is still to come: that was said by a clock that was wrong."""
    c = t.occasion.c
    wrong = c.account.in_(accounts) & (c.result == MISSED) & (c.start > now)
    connection.execute(update(t.occasion).where(wrong).values(result=PLANNED))


def _take_over(connection: Connection, listed: Iterable[Occasion], now: datetime) -> None:
    """Bind to its account what was kept by a connection's name alone: what was done is not due again."""
    old = {unknown(one.connection).key for one in listed}
    ahead = select(t.occasion).where(t.occasion.c.account.in_(old), t.occasion.c.start > now)
    there = {_occasion(row).key for row in connection.execute(ahead)}
    for one in listed if there else ():
        was = one._replace(account=unknown(one.connection).key)
        if was.key in there:
            connection.execute(update(t.occasion).where(_is(was)).values(account=one.account))


def due(connection: Connection, accounts: Accounts, now: datetime) -> list[Occasion]:
    """Return what is to be looked at now: its time has come and its program has not begun."""
    return planned(connection, accounts, (t.occasion.c.due <= now) & (t.occasion.c.start > now))


def next_due(connection: Connection, accounts: Accounts, now: datetime) -> datetime | None:
    """Return when the next occasion after `now` is due."""
    wanted = select(func.min(t.occasion.c.due)).where(
        t.occasion.c.account.in_(accounts), t.occasion.c.result == PLANNED, t.occasion.c.due > now
    )
    found: datetime | None = connection.scalar(wanted)
    return found


def begun(connection: Connection, accounts: Accounts, now: datetime) -> list[Occasion]:
    """Return what was never looked at although its program has begun."""
    return planned(connection, accounts, t.occasion.c.start <= now)


def close(connection: Connection, found: Iterable[Occasion], result: str, run: int | None) -> None:
    """Write down what came of each."""
    rows = [{"a": one.account, "p": one.program, "s": one.start, "l": _seconds(one.lead)} for one in found]
    where = and_(
        t.occasion.c.account == bindparam("a"),
        t.occasion.c.program == bindparam("p"),
        t.occasion.c.start == bindparam("s", type_=t.occasion.c.start.type),
        t.occasion.c.lead == bindparam("l"),
    )
    if rows:
        connection.execute(update(t.occasion).where(where).values(result=result, run=run), rows)


def planned(connection: Connection, accounts: Accounts, which: ColumnElement[bool]) -> list[Occasion]:
    """Return what is planned, soonest first."""
    c = t.occasion.c
    wanted = select(t.occasion).where(c.account.in_(accounts), c.result == PLANNED, which)
    return [_occasion(row) for row in connection.execute(wanted.order_by(c.start, c.account, c.program, c.lead))]


def _is(one: Occasion) -> ColumnElement[bool]:
    c = t.occasion.c
    return and_(
        c.account == one.account,
        c.program == one.program,
        c.start == one.start,
        c.lead == _seconds(one.lead),
    )


def _occasion(row: Row[Any]) -> Occasion:
    return Occasion(
        row.account, row.program, row.start, timedelta(seconds=row.lead), row.title, row.connection, row.host
    )


def _values(one: Occasion) -> dict[str, object]:
    return {
        "account": one.account,
        "connection": one.connection,
        "program": one.program,
        "start": one.start,
        "lead": _seconds(one.lead),
        "title": one.title,
        "due": one.due,
        "result": PLANNED,
        "host": one.host,
    }


def _seconds(lead: timedelta) -> int:
    return int(lead.total_seconds())
