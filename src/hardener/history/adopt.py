"""Take over what was kept by a connection's name alone, as far as a look shows that it is of the same account."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, insert, select, update

from hardener.history.completed import CompletedRun
from hardener.store import tables as t
from hardener.whose import unknown


def adopt(connection: Connection, looked: CompletedRun) -> Mapping[str, int]:
    """Bind to its account what was kept by a name alone, and this look has seen again; return how many, by connection.

    A vendor's id of a program or a host is one account's. That of the account itself may be a word like `me`, and
    proves nothing: it stays where it is. What was changed back then is not taken back without a person's word for
    all that: the plan of a run is not touched here.
    """
    found: dict[str, int] = {}
    for name, account in sorted(looked.accounts.items()):
        seen = {ident for whose, ident in looked.observed.values if whose == name}
        rows = [row for row in _old(connection, name, looked.vendors.get(name, ""), account) if row.ident in seen]
        if rows:
            _bind(connection, unknown(name).key, account, rows)
            found[name] = len(rows)
    return found


def _old(connection: Connection, name: str, vendor: str, account: str) -> Sequence[Row[Any]]:
    there = select(t.target.c.ident).where(t.target.c.account == account)
    wanted = select(t.target).where(
        t.target.c.account == unknown(name).key,
        t.target.c.vendor == vendor,
        t.target.c.kind != "account",
        t.target.c.ident.not_in(there),
    )
    return connection.execute(wanted.order_by(t.target.c.id)).all()


def _bind(connection: Connection, old: str, account: str, rows: Sequence[Row[Any]]) -> None:
    here = (t.target.c.id == bindparam("which"), t.step.c.target == bindparam("which"))
    connection.execute(update(t.target).where(here[0]).values(account=account), [{"which": r.id} for r in rows])
    steps = update(t.step).where(t.step.c.account == old, here[1]).values(account=account)
    connection.execute(steps, [{"which": row.ident} for row in rows])
    adopted = t.target.c.account == account
    looks = (
        select(t.look.c.run)
        .join(t.subject, t.subject.c.id == t.look.c.subject)
        .join(t.target, t.target.c.id == t.subject.c.target)
        .where(adopted)
    )
    changes = select(t.step.c.run).where(t.step.c.account == account)
    runs = set(connection.scalars(looks)) | set(connection.scalars(changes))
    mine = select(t.belongs.c.run).where(t.belongs.c.account == account)
    was = set(connection.scalars(select(t.belongs.c.run).where(t.belongs.c.account == old))) & runs
    new = sorted(was - set(connection.scalars(mine)))
    if new:
        connection.execute(insert(t.belongs), [{"run": run, "account": account} for run in new])
    for run in sorted(was):
        connection.execute(delete(t.belongs).where(t.belongs.c.run == run, t.belongs.c.account == old))
        connection.execute(
            update(t.reach).where(t.reach.c.run == run, t.reach.c.account == old).values(account=account)
        )
