"""Read what was kept: the runs, one program over time, and the difference of two looks."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, select

from hardener.errors import HardenerError
from hardener.history import compare
from hardener.history.difference import Difference, TargetRef
from hardener.history.life import Life
from hardener.history.past import Moment, Past
from hardener.language import tr
from hardener.store import Store
from hardener.store import tables as t
from hardener.whose import Whose, named

LOOKS = ("audit", "watch", "check")
FEW = 20
"""Programs that a message names when several fit."""
WIDE = 64
"""Bits of a number that no database keeps, its sign among them."""


class HistoryError(HardenerError):
    """There is no such run or program in the history."""


def runs(store: Store, limit: int | None, accounts: Collection[str] | None = None) -> list[Past]:
    """Return the runs, newest first; only those of `accounts`, if these are given."""
    steps = select(t.step.c.outcomes).where(t.step.c.outcomes.is_not(None)).order_by(t.step.c.number)
    with store.reading() as connection:
        wanted = _of(select(t.run), accounts).order_by(t.run.c.id.desc())
        found = []
        for row in connection.execute(wanted.limit(limit) if limit else wanted):
            counts: dict[str, int] = {}
            if row.plan_id is not None:
                for text in connection.scalars(steps.where(t.step.c.run == row.id)):
                    for outcome in json.loads(text):
                        counts[outcome["result"]] = counts.get(outcome["result"], 0) + 1
            found.append(_past(row, counts, compare.accounts_of(connection, row.id)))
        return found


def _of(wanted: Select[Any], accounts: Collection[str] | None) -> Select[Any]:
    """Return `wanted` without the runs that are of none of `accounts`; None: with all."""
    if accounts is None:
        return wanted
    return wanted.where(t.run.c.id.in_(select(t.belongs.c.run).where(t.belongs.c.account.in_(accounts))))


def _past(row: Any, counts: dict[str, int], accounts: Collection[str]) -> Past:  # noqa: ANN401 - a row of the table
    return Past(
        id=row.id, kind=row.kind, began=row.began, ended=row.ended, operator=row.operator, reason=row.reason,
        undoes=row.undoes, profile=row.profile or "", whole=bool(row.whole), complete=bool(row.complete),
        told=json.loads(row.told or "{}"), plan=row.plan_id is not None, outcomes=counts,
        accounts=tuple(sorted(accounts)),
    )  # fmt: skip


def difference(
    store: Store, first: int | None, last: int | None, accounts: Collection[str] | None = None
) -> tuple[Past, Past, Difference]:
    """Return two looks and what is otherwise; without numbers the last two whole ones, with one: up to the newest.

    Only of `accounts`, if these are given. Raises `HistoryError`.
    """
    with store.reading() as connection:
        looks = select(t.run).where(t.run.c.kind.in_(LOOKS))
        whole = _of(looks, accounts).where(t.run.c.whole, t.run.c.profile == "").order_by(t.run.c.id.desc())
        if last is None:
            newest = connection.execute(whole).first()
            if newest is None:
                raise HistoryError(tr("there is no whole look in the history yet; make one with: hardener audit"))
            last = newest.id
        if first is None:
            before = connection.execute(whole.where(t.run.c.id < last)).first()
            if before is None:
                raise HistoryError(tr("there is no whole look before run {run} to compare with", run=last))
            first = before.id
        assert first is not None
        assert last is not None
        may_be = [number for number in (first, last) if number.bit_length() < WIDE]
        chosen = looks.where(t.run.c.id.in_(may_be)).order_by(t.run.c.id)
        rows = {row.id: _past(row, {}, compare.accounts_of(connection, row.id)) for row in connection.execute(chosen)}
        for number in (first, last):
            if number not in rows:
                raise HistoryError(tr("run {run} is no look that is kept; see: hardener history", run=number))
            _shown(rows[number], compare.names_of(connection, number), accounts)
        if first >= last:
            raise HistoryError(tr("give the earlier run first: hardener diff {last} {first}", last=last, first=first))
        _alike(rows[first], rows[last])
        found = compare.between(connection, first, last)
        return rows[first], rows[last], found if accounts is None else found.of(accounts)


def _shown(past: Past, names: Mapping[str, str], accounts: Collection[str] | None) -> None:
    """Refuse a run that is of other accounts than these; `names`: what these were called then."""
    if accounts is not None and not set(accounts) & set(past.accounts):
        whose, here = named(past.accounts, names), named(accounts, {})
        said = tr(
            "run {run} is of {whose}; here is {here}; to see it all the same: --all",
            run=past.id,
            whose=whose,
            here=here,
        )
        raise HistoryError(said)


def _alike(first: Past, last: Past) -> None:
    """Refuse two runs that have no account in common."""
    if not set(first.accounts) & set(last.accounts):
        one, other = named(first.accounts, {}), named(last.accounts, {})
        told = {"first": first.id, "one": one, "last": last.id, "other": other}
        raise HistoryError(
            tr("run {first} is of {one}, and run {last} of {other}: there is nothing to compare", **told)
        )


def program(store: Store, sought: str, accounts: Collection[str] | None = None) -> tuple[TargetRef, list[Moment]]:
    """Return one program, by an id or a part of its title, and each look that found it otherwise, oldest first.

    Only of `accounts`, if these are given. Raises `HistoryError` where none, or more than one, fits.
    """
    with store.reading() as connection:
        row = one_program(connection, sought, accounts)
        thing = TargetRef(
            connection=row.connection, account=row.account, target=row.ident, kind=row.kind, title=row.title,
            program=True,
        )  # fmt: skip
        return thing, list(Life(connection, row.id, thing).moments())


def one_program(connection: Connection, sought: str, accounts: Collection[str] | None) -> Row[Any]:
    """Return the row of the one target that is meant. Raises `HistoryError` where none, or more than one, fits."""
    wanted = select(t.target).where(t.target.c.program.is_not(None))
    if accounts is not None:
        wanted = wanted.where(t.target.c.account.in_(accounts))
    order = (t.target.c.title, t.target.c.account, t.target.c.ident)
    found = _fits(connection.execute(wanted.order_by(*order)).all(), sought)
    if not found:
        raise HistoryError(tr("no program {title} in the history; see: hardener history", title=repr(sought)))
    if len(found) > 1:
        names = "; ".join(f"{row.title} ({_where(row, found)}/{row.ident})" for row in found[:FEW])
        told = {"title": repr(sought), "count": len(found), "names": names}
        raise HistoryError(tr("{title} fits {count} programs; give the id of one: {names}", **told))
    only: Row[Any] = found[0]
    return only


def _where(row: Any, found: Sequence[Any]) -> str:  # noqa: ANN401 - rows of the table
    """Name a program's connection, and its account where others have a connection of that name."""
    alike = {each.account for each in found if each.connection == row.connection}
    return row.connection if len(alike) == 1 else f"{row.connection} of {Whose.of(row.account)}"


def _fits(rows: Sequence[Any], sought: str) -> list[Any]:
    """Return the programs with this id or, where there is none, with this in their title.

    A series with changed dates is one program: the dates are found by ids of their own.
    """
    names = ("{0.ident}", "{0.connection}/{0.ident}", "{0.connection} of {1}/{0.ident}")
    exact = [row for row in rows if sought in {name.format(row, Whose.of(row.account)) for name in names}]
    if exact:
        return exact
    same = [row for row in rows if sought == row.program]
    series: dict[tuple[str, str], list[Any]] = {}
    for row in same or [row for row in rows if sought.strip().casefold() in row.title.casefold()]:
        series.setdefault((row.account, row.program), []).append(row)
    return [row for found in series.values() for row in found if _rank(row) == min(map(_rank, found))]


def _rank(row: Any) -> tuple[bool, int]:  # noqa: ANN401 - a row of the table
    """Order a series before its dates, also before those that could not be read and so have its kind."""
    return "occurrence" in row.kind, len(row.ident)
