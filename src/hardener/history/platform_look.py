"""Read what the last whole look found in every program of some accounts: what a review is answered with."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from datetime import datetime

from sqlalchemy import Connection, func, select

from hardener.history.last_look import attested
from hardener.history.read import LOOKS
from hardener.model import Status
from hardener.review.measured import Seen, unread
from hardener.store import Store
from hardener.store import tables as t


def platform_look(
    store: Store, accounts: Collection[str], controls: Collection[str]
) -> tuple[datetime, list[Seen]] | None:
    """Return when that look began, and its findings of `controls`; None where there was none. Raises `StoreError`.

    A program of which nothing could be read, and whatever the look did not come to, has what could not be told of each
    control.
    """
    ours = t.run.c.id.in_(select(t.belongs.c.run).where(t.belongs.c.account.in_(accounts)))
    whole = select(func.max(t.run.c.id)).where(ours, t.run.c.kind.in_(LOOKS), t.run.c.whole, t.run.c.profile == "")
    with store.reading() as connection:
        run = connection.scalar(whole)
        if run is None:
            return None
        began = connection.scalar(select(t.run.c.began).where(t.run.c.id == run))
        assert began is not None
        wanted = (
            select(t.span.c.finding_set)
            .join(t.subject, t.subject.c.id == t.span.c.subject)
            .join(t.target, t.target.c.id == t.subject.c.target)
            .where(t.target.c.account.in_(accounts), t.target.c.program.is_not(None))
            .where(t.span.c.until.is_(None), t.subject.c.last >= run)
        )
        rows = connection.execute(wanted).all()
        reaches = select(t.reach.c.complete).where(t.reach.c.run == run, t.reach.c.account.in_(accounts))
        left = () if all(connection.scalars(reaches)) else unread(controls)
        sets = {number: list(_seen(connection, number, controls)) for number in {row.finding_set for row in rows}}
        return began, [*left, *(each for row in rows for each in sets[row.finding_set])]


def _seen(connection: Connection, number: int, controls: Collection[str]) -> Iterator[Seen]:
    wanted = (
        select(t.finding).join(t.member, t.member.c.finding == t.finding.c.id).where(t.member.c.finding_set == number)
    )
    rows = connection.execute(wanted).all()
    if not rows:
        yield from unread(controls)
    for row in rows:
        if row.control in controls:
            yield Seen(row.control, Status(row.status), _actual(row.body), attested(row.body))


def _actual(body: str) -> str | None:
    said = json.loads(body).get("actual")
    return said if isinstance(said, str) else None
