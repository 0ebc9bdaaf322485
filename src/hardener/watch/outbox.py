"""Messages wait in the store until their channel has taken them: nothing is lost with the process or the network."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from hardener.model import Severity
from hardener.notify.news import Item, wanted
from hardener.notify.pace import Due, Waiting, pace
from hardener.notify.text import Message
from hardener.store import Store
from hardener.store import tables as t
from hardener.store.fence import Fence

Compose = Callable[[Sequence[Item]], Message | None]
Send = Callable[[str, Message], str]
"""Sends a message on the channel of that name; returns "" or why it did not arrive."""
logger = logging.getLogger("hardener.watch")


class Outbox:
    """The messages of every channel."""

    def __init__(self, store: Store, fence: Fence, channels: Mapping[str, Severity], send: Send) -> None:
        """Keep them in `store`; `channels` has the least severity that each is told of."""
        self._store = store
        self._fence = fence
        self.channels = channels
        self.accounts: Collection[str] = ()
        """The keys of those whose news it carries; another library may have a channel of the same name."""
        self._send = send

    def add(
        self, connection: Connection, run: int | None, items: Sequence[Item], compose: Compose, now: datetime
    ) -> None:
        """Write down a message for each channel that is told any of `items`; of one run, in place of what waits."""
        if run is not None:
            connection.execute(delete(t.message).where(t.message.c.run == run, _WAITS, t.message.c.tries == 0))
        for name, least in self.channels.items():
            message = compose(wanted(items, least))
            if message is not None:
                row = {"channel": name, "run": run, "made": now, "tries": 0, "given_up": False, "error": ""}
                row["accounts"] = "\n".join(sorted(self.accounts))
                connection.execute(insert(t.message).values({**row, **message.model_dump()}))

    def deliver(self, now: datetime) -> datetime | None:
        """Send what is due and return when something else may be; None where nothing waits. Raises `StoreError`."""
        again = [self._channel(name, now) for name in self.channels]
        return min((moment for moment in again if moment is not None), default=None)

    def waiting(self) -> dict[str, int]:
        """Return how many messages wait on each channel."""
        wanted = select(t.message.c.channel, t.message.c.accounts).where(_WAITS).order_by(t.message.c.id)
        with self._store.reading() as connection:
            found = Counter(row.channel for row in connection.execute(wanted) if _mine(row, self.accounts))
        return {name: found[name] for name in self.channels}

    def _channel(self, name: str, now: datetime) -> datetime | None:
        here = t.message.c.channel == name
        sent = select(func.max(t.message.c.sent)).where(here, ~t.message.c.urgent, t.message.c.error == "")
        waits = select(t.message).where(here, _WAITS).order_by(t.message.c.id)
        with self._store.reading() as connection:
            waiting = [_read(row) for row in connection.execute(waits) if _mine(row, self.accounts)]
            last = connection.scalar(sent)
        found = pace(waiting, last, now)
        if found.given_up:
            logger.warning("channel %s: %d messages did not arrive in three days", name, len(found.given_up))
            self._write(found.given_up, given_up=True)
        retries = [moment for due in found.due if (moment := self._one(name, due, now)) is not None]
        return min((m for m in (found.again, *retries) if m is not None), default=None)

    def _one(self, name: str, due: Due, now: datetime) -> datetime | None:
        """Send one message; return when to try again, None where it arrived."""
        said = self._send(name, due.message)
        if not said:
            self._write(due.ids, sent=now, error="")
            return None
        logger.warning("channel %s: the message did not arrive: %s", name, said)
        self._write(due.ids, tries=t.message.c.tries + 1, next_try=due.retry, error=said)
        return due.retry

    def _write(self, ids: Sequence[int], **values: object) -> None:
        with self._store.writing() as connection:
            self._fence(connection)
            connection.execute(update(t.message).where(t.message.c.id.in_(ids)).values(**values))


def undelivered(store: Store, accounts: Collection[str]) -> dict[str, tuple[int, int, str]]:
    """Return by channel how many messages wait, how many never arrived, and what was said last. Raises `StoreError`."""
    wanted = select(t.message).where(t.message.c.sent.is_(None)).order_by(t.message.c.id)
    found: dict[str, tuple[int, int, str]] = {}
    with store.reading() as connection:
        for row in (row for row in connection.execute(wanted) if _mine(row, accounts)):
            waiting, lost, _ = found.get(row.channel, (0, 0, ""))
            found[row.channel] = (waiting + (not row.given_up), lost + row.given_up, row.error)
    return found


_WAITS = t.message.c.sent.is_(None) & ~t.message.c.given_up


def _mine(row: Any, accounts: Collection[str]) -> bool:  # noqa: ANN401 - a row of the table
    """Tell whether a message is of any of these accounts; one from before accounts were told apart is everybody's."""
    return not row.accounts or not set(row.accounts.split("\n")).isdisjoint(accounts)


def _read(row: Row[tuple[object, ...]]) -> Waiting:
    message = Message(title=row.title, body=row.body, urgent=row.urgent)
    return Waiting(id=row.id, made=row.made, message=message, tries=row.tries, next_try=row.next_try)
