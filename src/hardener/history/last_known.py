"""Read which programs a connection had at its last look, for one that cannot be read at all now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Any

from sqlalchemy import Select, func, select

from hardener.history.last_read import Unread, last_read
from hardener.history.read import LOOKS
from hardener.results import LastKnown
from hardener.store import Store
from hardener.store import tables as t


def last_known(
    store: Store, accounts: Mapping[str, str], now: datetime, zone: tzinfo
) -> dict[str, Sequence[LastKnown]]:
    """Return by connection the programs of the last whole look that listed those of its account, the next first.

    `accounts`: their keys by connection; moments are in `zone`. Raises `StoreError`.
    """
    found: dict[str, Sequence[LastKnown]] = {}
    for name, account in accounts.items():
        with store.reading() as connection:
            run = connection.scalar(_newest(account))
            rows = connection.execute(_programs(account, run)).all() if run is not None else []
        keys = [Unread(name, row.ident, row.profile) for row in rows]
        states = last_read(store, {name: account}, keys, now, zone)
        each = (
            LastKnown(
                target=row.ident,
                id=row.program,
                title=row.title,
                profile=row.profile,
                start=row.start.astimezone(zone) if row.start is not None and row.start >= now else None,
                last=states.get(key),
            )
            for row, key in zip(rows, keys, strict=True)
        )
        found[name] = sorted(each, key=lambda one: one.place)
    return found


def _newest(account: str) -> Select[Any]:
    """Return the last look at everything that could list the programs of an account."""
    return (
        select(func.max(t.run.c.id))
        .join(t.reach, t.reach.c.run == t.run.c.id)
        .where(t.run.c.kind.in_(LOOKS), t.run.c.whole, t.run.c.profile == "")
        .where(t.reach.c.account == account, ~t.reach.c.broken)
    )


def _programs(account: str, run: int) -> Select[Any]:
    """Return the programs that a run found, and as what each was judged."""
    return (
        select(t.target.c.ident, t.target.c.program, t.target.c.title, t.subject.c.profile, t.look.c.start)
        .select_from(t.look)
        .join(t.subject, t.subject.c.id == t.look.c.subject)
        .join(t.target, t.target.c.id == t.subject.c.target)
        .where(t.look.c.run == run, t.target.c.account == account, t.target.c.program.is_not(None))
    )
