"""Let go of what is older than is to be kept."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import Connection, Table, delete, func, select

from hardener.mark import digest
from hardener.store import Store
from hardener.store import tables as t
from hardener.store.put import put
from hardener.whose import UNKNOWN

OFTEN = timedelta(days=1)
KEY = "retained"
TURN = 2
"""Never while a look is being kept."""


def retain(store: Store, now: datetime, days: int, accounts: Collection[str]) -> bool:
    """Delete what of `accounts` ended more than `days` ago, once a day; tell whether it was time. Raises `StoreError`.

    An apply that did not end is kept: undo may need it. Spans that are still current are kept
    whatever their age, and what is other accounts' as long as their own configuration says.
    """
    key = f"{KEY} {digest(sorted(accounts))}"
    with store.reading() as connection:
        last = connection.scalar(select(t.note.c.text).where(t.note.c.key == key))
    if last is not None and abs(now - datetime.fromisoformat(last)) < OFTEN:
        return False
    with store.writing() as connection:
        store.alone(connection, TURN)
        _delete(connection, now - timedelta(days=days), accounts)
        put(connection, t.note, [{"key": key, "text": now.isoformat()}])
    return True


def _delete(connection: Connection, before: datetime, accounts: Collection[str]) -> None:
    others = (t.belongs.c.account.not_in(accounts)) & ~t.belongs.c.account.startswith(f"{UNKNOWN} ")
    old = (t.run.c.began < before) & t.run.c.ended.is_not(None)
    connection.execute(delete(t.run).where(old, t.run.c.id.not_in(select(t.belongs.c.run).where(others))))
    nobodys = t.occasion.c.account.startswith(f"{UNKNOWN} ")
    mine = t.occasion.c.account.in_(accounts) | nobodys
    connection.execute(delete(t.occasion).where(t.occasion.c.start < before, mine))
    for waited in (t.message, t.letter):
        connection.execute(delete(waited).where(waited.c.id.in_(_told(connection, waited, before, accounts))))
    connection.execute(delete(t.hint).where(t.hint.c.last < before))  # of accounts that nobody looks at any more
    connection.execute(delete(t.delivery).where(t.delivery.c.at < before))
    connection.execute(delete(t.subscription).where(t.subscription.c.until < before))
    oldest = connection.scalar(select(func.min(t.run.c.id)).where(t.run.c.plan_id.is_(None)))
    if oldest is None:
        oldest = (connection.scalar(select(func.max(t.look.c.run))) or 0) + 1
    connection.execute(delete(t.look).where(t.look.c.run.not_in(select(t.run.c.id))))
    _past(connection, oldest)
    looked_at = select(t.look.c.subject)
    connection.execute(delete(t.span).where(t.span.c.subject.not_in(looked_at)))
    connection.execute(delete(t.subject).where(t.subject.c.id.not_in(looked_at)))
    unread = t.target.c.last.is_(None) | t.target.c.last.not_in(select(t.run.c.id))
    idle = t.target.c.id.not_in(select(t.subject.c.target)) & unread
    connection.execute(delete(t.value).where(t.value.c.target.in_(select(t.target.c.id).where(idle))))
    connection.execute(delete(t.target).where(idle))
    _unused(connection)


def _told(connection: Connection, waited: Table, before: datetime, accounts: Collection[str]) -> list[int]:
    """Return which old messages or letters are news of `accounts` alone, or nobody's."""
    old = connection.execute(select(waited.c.id, waited.c.accounts).where(waited.c.made < before))
    return [row.id for row in old if {*row.accounts.splitlines()} <= {*accounts}]


def _past(connection: Connection, oldest: int) -> None:
    """Delete what was over at the `oldest` look that is kept, but not what the watch goes on from."""
    of_it = (t.subject.c.id == t.span.c.subject) & (t.span.c.first <= t.subject.c.told)
    told = select(t.subject.c.id).where(of_it, t.span.c.until > t.subject.c.told)
    connection.execute(delete(t.span).where(t.span.c.until <= oldest, ~told.exists()))
    connection.execute(delete(t.value).where(t.value.c.first <= oldest))


def _unused(connection: Connection) -> None:
    """Delete the sets, findings and states that nothing points to any more."""
    for table, column, used in (
        (t.finding_set, t.finding_set.c.id, t.span.c.finding_set),
        (t.member, t.member.c.finding_set, t.finding_set.c.id),
        (t.finding, t.finding.c.id, t.member.c.finding),
        (t.state, t.state.c.digest, t.target.c.digest),
    ):
        connection.execute(delete(table).where(column.not_in(select(used))))
