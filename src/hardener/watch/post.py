"""Letters wait in the store until they are taken, each by itself, and none is made twice for the same reason."""

from __future__ import annotations

import hashlib
import logging
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, Literal, NamedTuple, cast

from sqlalchemy import Connection, Row, delete, select, update

from hardener.letters.form import Letter
from hardener.notify.pace import DELAYS, GIVE_UP
from hardener.store import Store
from hardener.store import tables as t
from hardener.store.fence import Fence
from hardener.store.put import put_missing

Role = Literal["manager", "it", "host", "channel"]
STUCK = 2
"""After so many failures in one turn what else goes the same way waits for the next."""
logger = logging.getLogger("hardener.watch")


class Reader(NamedTuple):
    """Who gets a letter. The address is looked up when it is sent, and kept nowhere."""

    role: Role
    name: str = ""
    """The channel's; or the host's, up to the @."""
    connection: str = ""
    host: str = ""
    """The id of the host's target."""

    @property
    def way(self) -> str:
        """Return the name of the channel, or `mail`."""
        return self.name if self.role == "channel" else "mail"


class Addressed(NamedTuple):
    """A letter to one reader."""

    reader: Reader
    letter: Letter
    about: str
    """The reason: one letter is made for it."""
    until: datetime | None = None
    """When it is of no use any more."""

    @property
    def mark(self) -> str:
        """Return what tells it from all other letters."""
        return hashlib.sha256("\n".join([*self.reader, self.about]).encode()).hexdigest()


Send = Callable[[Reader, Letter, datetime], str]
"""Sends a letter that was made at that moment; returns "" or why it did not arrive."""


class Post:
    """All letters."""

    def __init__(self, store: Store, fence: Fence, send: Send) -> None:
        """Keep them in `store`."""
        self._store = store
        self._fence = fence
        self._send = send
        self.accounts: Collection[str] = ()
        """The keys of those whose letters it carries."""

    def add(self, connection: Connection, run: int | None, letters: Iterable[Addressed], now: datetime) -> int:
        """Write down letters, but for those that were made before; return how many."""
        each = {one.mark: one for one in letters}
        there = set(connection.scalars(select(t.letter.c.mark).where(t.letter.c.mark.in_(each))))
        rows = [
            {
                "mark": mark, "reader": "\n".join(one.reader), "run": run, "made": now, "until": one.until, "tries": 0,
                "given_up": False, "error": "", "accounts": "\n".join(sorted(self.accounts)), **one.letter.model_dump(),
            }
            for mark, one in each.items() if mark not in there
        ]  # fmt: skip
        put_missing(connection, t.letter, rows)
        return len(rows)

    def withdraw(self, connection: Connection, letters: Iterable[Addressed]) -> None:
        """Take back letters that nobody tried to send yet."""
        marks = [one.mark for one in letters]
        connection.execute(delete(t.letter).where(t.letter.c.mark.in_(marks), _WAITS, t.letter.c.tries == 0))

    def deliver(self, now: datetime) -> datetime | None:
        """Send what is due; return when something else may be, None where nothing waits. Raises `StoreError`."""
        failed: Counter[str] = Counter()
        again = [self._one(row, failed, now) for row in self._waiting()]
        return min((moment for moment in again if moment is not None), default=None)

    def waiting(self) -> int:
        """Return how many letters wait."""
        return len(self._waiting())

    def _waiting(self) -> Sequence[Row[Any]]:
        with self._store.reading() as connection:
            found = connection.execute(select(t.letter).where(_WAITS).order_by(t.letter.c.id)).all()
        return [row for row in found if not set(row.accounts.split("\n")).isdisjoint(self.accounts)]

    def _one(self, row: Row[Any], failed: Counter[str], now: datetime) -> datetime | None:
        """Send one letter if its time has come; return when to try again, None where that is over."""
        late = row.until is not None and row.until <= now
        if late or (now - row.made >= GIVE_UP and row.tries >= len(DELAYS)):
            logger.warning("mail: a letter did not arrive in time")
            self._write(row.id, given_up=True)
            return None
        if row.next_try is not None and now < row.next_try <= now + DELAYS[-1]:
            return cast("datetime", row.next_try)
        reader = Reader(*row.reader.split("\n"))
        if failed[reader.way] >= STUCK:
            return now + DELAYS[0]
        said = self._send(reader, Letter(title=row.title, body=row.body, html=row.html), row.made)
        if not said:
            self._write(row.id, sent=now, error="")
            return None
        failed[reader.way] += 1
        logger.warning("%s: a letter did not arrive: %s", reader.way, said)
        tries: int = row.tries
        retry = now + DELAYS[min(tries, len(DELAYS) - 1)]
        self._write(row.id, tries=tries + 1, next_try=retry, error=said)
        return retry

    def _write(self, ident: int, **values: object) -> None:
        with self._store.writing() as connection:
            self._fence(connection)
            connection.execute(update(t.letter).where(t.letter.c.id == ident).values(**values))


_WAITS = t.letter.c.sent.is_(None) & ~t.letter.c.given_up


def unsent(store: Store, accounts: Collection[str]) -> dict[str, tuple[int, int, str]]:
    """Return by way how many letters wait, how many never arrived, and what was said last. Raises `StoreError`."""
    found: dict[str, tuple[int, int, str]] = {}
    with store.reading() as connection:
        for row in connection.execute(select(t.letter).where(t.letter.c.sent.is_(None)).order_by(t.letter.c.id)):
            if not set(row.accounts.split("\n")).isdisjoint(accounts):
                way = Reader(*row.reader.split("\n")).way
                waiting, lost, _ = found.get(way, (0, 0, ""))
                found[way] = (waiting + (not row.given_up), lost + row.given_up, row.error)
    return found
