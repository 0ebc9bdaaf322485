"""Which subscriptions there are at the platforms, in the store: neither the words that prove them nor an address."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Literal, NamedTuple

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from hardener.store import tables as t
from hardener.store.put import put_missing
from hardener.vendor.events import Said
from hardener.vendor.subscriptions import Held, Order
from hardener.watch import hints

PATIENCE = timedelta(minutes=2)
"""So long an answer to an order may take; and so long, at most, what a platform wants echoed is echoed."""
LEAST = timedelta(minutes=1)
"""Nothing is renewed sooner than this, however short a platform makes it."""
LATE = timedelta(minutes=10)
"""So long after its end something may still be on its way."""
MARGIN = timedelta(days=1)
"""One is renewed so long before its end, or when a third of it is left, so that an outage of a night costs none."""
ADOPTED = 20
"""So many that prove themselves, and of which nothing is kept, are remembered until they are ended."""
WEEK = timedelta(days=7)
"""No channel lasts longer."""
Result = Literal["taken", "again", "unknown", "expired"]


class Kept(NamedTuple):
    """A subscription, as it is kept."""

    mark: str
    place: str
    ident: str
    """Empty: the platform has not answered, or nobody was there to hear it."""
    address: str
    asked: datetime | None
    due: datetime | None
    until: datetime
    heard: datetime | None = None

    @property
    def held(self) -> Held:
        """Return it as adapters know it."""
        return Held(self.mark, self.place, self.ident)


def kept(connection: Connection, account: str) -> list[Kept]:
    """Return all subscriptions of an account, in an order that stays."""
    wanted = select(t.subscription).where(t.subscription.c.account == account)
    return [_of(row) for row in connection.execute(wanted.order_by(t.subscription.c.place, t.subscription.c.mark))]


def ordered(connection: Connection, account: str, order: Order, address: str, now: datetime) -> None:
    """Keep that one is asked for, before it is: what comes of it may speak before the platform has answered."""
    row = {"place": order.place, "ident": "", "address": address, "asked": now, "until": order.until}
    connection.execute(insert(t.subscription).values(account=account, mark=order.mark, **row))


def asked(connection: Connection, account: str, mark: str, now: datetime) -> None:
    """Keep that the platform is being asked about one."""
    connection.execute(update(t.subscription).where(_is(account, mark)).values(asked=now))


def asked_no_more(connection: Connection, account: str, mark: str) -> None:
    """Keep that it is not any more."""
    connection.execute(update(t.subscription).where(_is(account, mark)).values(asked=None))


def granted(  # noqa: PLR0913 - a row
    connection: Connection, account: str, mark: str, ident: str, until: datetime, now: datetime
) -> None:
    """Keep what the platform answered."""
    due = max(until - min(MARGIN, (until - now) / 3), now + LEAST)
    row = {"ident": ident, "until": until, "due": due, "asked": None}
    connection.execute(update(t.subscription).where(_is(account, mark)).values(**row))


def forget(connection: Connection, account: str, mark: str) -> None:
    """Let go of one."""
    connection.execute(delete(t.subscription).where(_is(account, mark)))


def expecting(connection: Connection, account: str, now: datetime) -> bool:
    """Tell whether the platform is being asked for a subscription at this moment."""
    fresh = t.subscription.c.asked.between(now - PATIENCE, now + PATIENCE)
    wanted = select(func.count()).select_from(t.subscription).where(t.subscription.c.account == account, fresh)
    return bool(connection.scalar(wanted))


def due(connection: Connection, addresses: Sequence[str], now: datetime) -> bool:
    """Tell whether any subscription that delivers to these addresses (fingerprints) is to be renewed."""
    mine = t.subscription.c.address.in_(addresses) & (t.subscription.c.due <= now)
    return bool(connection.scalar(select(func.count()).select_from(t.subscription).where(mine)))


def said(connection: Connection, account: str, told: Said, address: str, now: datetime) -> Result:
    """Keep what a subscription says, and have its place read again; tell what became of it.

    `address`: a fingerprint of where it spoke.
    """
    row = connection.execute(select(t.subscription).where(_is(account, told.mark))).one_or_none()
    if row is None:
        _adopt(connection, account, told, address, now)
        return "unknown"
    if not row.place or (row.ident and told.ident and row.ident != told.ident):
        return "unknown"
    if now > row.until + LATE:
        return "expired"
    if told.number and not hints.first_time(connection, account, told.number, now):
        return "again"
    connection.execute(update(t.subscription).where(_is(account, told.mark)).values(**_after(row, told, now)))
    if told.what in {"changed", "missed", "ended"}:
        hints.hint(connection, account, hints.at(row.place), now)
    return "taken"


def _adopt(connection: Connection, account: str, told: Said, address: str, now: datetime) -> None:
    """Remember one that proves itself and is not kept, for a store may be lost, or it came about late: it is ended.

    That waits for the next round: whoever once saw a word of ours must not be able to have a platform asked at will.
    """
    mine = (t.subscription.c.account == account) & (t.subscription.c.place == "")
    count = connection.scalar(select(func.count()).select_from(t.subscription).where(mine)) or 0
    if told.ident and count < ADOPTED:
        row = {"place": "", "ident": told.ident, "address": address, "until": now + WEEK, "heard": now}
        put_missing(connection, t.subscription, [{"account": account, "mark": told.mark, **row}])


def _after(row: Row[Any], told: Said, now: datetime) -> dict[str, Any]:
    """Return what is otherwise of a subscription once it has spoken."""
    found: dict[str, Any] = {"heard": now, "ident": row.ident or told.ident}
    if told.what in {"renew", "ended"}:
        found["due"] = now
    if told.what == "ended":
        found |= {"until": min(now, row.until)}
    return found


def _of(row: Row[Any]) -> Kept:
    return Kept(row.mark, row.place, row.ident, row.address, row.asked, row.due, row.until, row.heard)


def _is(account: str, mark: str) -> Any:  # noqa: ANN401 - of SQLAlchemy
    return (t.subscription.c.account == account) & (t.subscription.c.mark == mark)
