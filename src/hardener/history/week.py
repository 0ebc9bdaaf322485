"""What the store has of the week before a look: how many programs were how, and which nobody had seen yet."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import NamedTuple

from sqlalchemy import Connection, Select, func, select

from hardener.history.completed import CompletedRun
from hardener.store import tables as t

WEEK, SLACK = timedelta(days=7), timedelta(hours=12)
"""A look on the morning of that day, or up to a day before, is the one of a week ago."""
LONG = timedelta(days=9)


class Week(NamedTuple):
    """What was a week ago."""

    counts: Mapping[str, int] | None
    """Programs by verdict; None where nobody looked at everything then."""
    new: frozenset[tuple[str, str]]
    """Connection and target of the programs of the look that nobody had seen by then; none without a look then."""


def week_before(connection: Connection, looked: CompletedRun) -> Week:
    """Return what was a week before a look at everything that is being kept."""
    accounts = {account: name for name, account in looked.accounts.items()}
    then = looked.now - WEEK + SLACK
    runs = _whole(accounts).where(t.run.c.began <= then, t.run.c.began >= looked.now - LONG)
    last = connection.execute(runs.order_by(t.run.c.id.desc()).limit(1)).first()
    if last is None:
        return Week(None, frozenset())
    first = (
        select(t.target.c.account, t.target.c.ident, func.min(t.run.c.began).label("first"))
        .join(t.subject, t.subject.c.target == t.target.c.id)
        .join(t.look, t.look.c.subject == t.subject.c.id)
        .join(t.run, t.run.c.id == t.look.c.run)
        .where(t.target.c.account.in_(accounts), t.target.c.program.is_not(None))
        .group_by(t.target.c.account, t.target.c.ident)
        .subquery()
    )
    new = connection.execute(select(first.c.account, first.c.ident).where(first.c["first"] > then))
    return Week(json.loads(last.told)["states"], frozenset((accounts[row.account], row.ident) for row in new))


def _whole(accounts: Mapping[str, str]) -> Select[tuple[int, str]]:
    """Return the looks at everything, by the configuration's profiles, that were of these accounts."""
    mine = select(t.belongs.c.run).where(t.belongs.c.account.in_(accounts))
    whole = (t.run.c.whole, t.run.c.complete, t.run.c.profile == "", t.run.c.kind.in_(("audit", "watch")))
    return select(t.run.c.id, t.run.c.told).where(t.run.c.id.in_(mine), *whole)
