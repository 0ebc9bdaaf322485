"""Which account a connection was last seen to log in to, so that what is kept can be shown without a network."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, select

from hardener.store import tables as t
from hardener.store.put import put
from hardener.whose import unknown


def remember(connection: Connection, origin: str, accounts: Mapping[str, str]) -> None:
    """Keep the account of each connection of the configuration at `origin`, in place of what was there."""
    known = recall(connection, origin)
    new = {name: account for name, account in accounts.items() if known.get(name) != account}
    rows = [{"origin": origin, "connection": name, "account": account} for name, account in sorted(new.items())]
    put(connection, t.seen, rows)


def recall(connection: Connection, origin: str) -> dict[str, str]:
    """Return the account of each connection that the configuration at `origin` has, or once had."""
    wanted = select(t.seen.c.connection, t.seen.c.account).where(t.seen.c.origin == origin)
    return {row.connection: row.account for row in connection.execute(wanted.order_by(t.seen.c.connection))}


def supposed(connection: Connection, origin: str, name: str) -> str:
    """Return the account of a connection that cannot be asked now: the last, or what stands for one never seen."""
    return recall(connection, origin).get(name) or unknown(name, origin).key


def empty(connection: Connection) -> bool:
    """Tell whether no run of anybody's is kept."""
    return connection.scalar(select(t.run.c.id).limit(1)) is None
