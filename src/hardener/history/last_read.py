"""Read what is known of programs that a look could not read: what the last one that could had found."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, tzinfo
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, and_, func, or_, select

from hardener.findings import State, state_of
from hardener.history.chunks import chunks
from hardener.history.compare import told
from hardener.history.last_look import READ, attested
from hardener.results import LastRead
from hardener.store import Store
from hardener.store import tables as t


class Unread(NamedTuple):
    """A program that could not be read, as a profile would judge it."""

    connection: str
    target: str
    profile: str


def last_read(
    store: Store, accounts: Mapping[str, str], unread: Collection[Unread], now: datetime, zone: tzinfo
) -> dict[tuple[str, str, str], LastRead]:
    """Return when each was read last and what it came to then; nothing of what never was.

    `accounts`: their keys by connection; moments are in `zone`. Raises `StoreError`.
    """
    found: dict[tuple[str, str, str], LastRead] = {}
    with store.reading() as connection:
        sets: dict[int, State | None] = {}
        for chunk in chunks(one for one in unread if one.connection in accounts):
            wanted = {(accounts[one.connection], one.target, one.profile): one for one in chunk}
            for row in connection.execute(_spans(wanted)):
                one = wanted.get((row.account, row.ident, row.profile))
                if row.finding_set not in sets:
                    sets[row.finding_set] = _state(connection, row.finding_set)
                state = sets[row.finding_set]
                if one is not None and state is not None:
                    on = row.began.astimezone(zone)
                    found.setdefault(one, LastRead(on, (now.astimezone(zone).date() - on.date()).days, state))
    return found


def _spans(wanted: Collection[tuple[str, str, str]]) -> Select[Any]:
    """Return each set that was found of these, by account, target and profile, with its last look, the newest first."""
    current = and_(
        t.look.c.subject == t.span.c.subject,
        t.look.c.run >= t.span.c.first,
        or_(t.span.c.until.is_(None), t.look.c.run < t.span.c.until),
    )
    key = (t.target.c.account, t.target.c.ident, t.subject.c.profile, t.span.c.finding_set)
    began = func.max(t.run.c.began).label("began")
    return (
        select(*key, began)
        .select_from(t.target)
        .join(t.subject, t.subject.c.target == t.target.c.id)
        .join(t.span, t.span.c.subject == t.subject.c.id)
        .join(t.look, current)
        .join(t.run, t.run.c.id == t.look.c.run)
        .where(t.target.c.account.in_({account for account, _, _ in wanted}))
        .where(t.target.c.ident.in_({ident for _, ident, _ in wanted}))
        .group_by(*key, t.span.c.first)
        .order_by(began.desc())
    )


def _state(connection: Connection, number: int) -> State | None:
    """Return what a set comes to; None where nothing of it was read: then it says only that."""
    wanted = select(t.finding).join(t.member, t.member.c.finding == t.finding.c.id)
    rows = connection.execute(wanted.where(t.member.c.finding_set == number)).all()
    each = [(row, told(row.status, row.severity, row.body)) for row in rows]
    if not any(one is not None and one.status in READ and not attested(row.body) for row, one in each):
        return None
    return state_of((row.control, one) for row, one in each if one is not None)
