"""One watch acts, of however many run on one store: who holds the lease, and the proof of it in every write."""

from __future__ import annotations

import logging
import threading
import time

from sqlalchemy import Connection, TextClause, insert, select, text, update
from sqlalchemy.exc import IntegrityError

from hardener.errors import HardenerError
from hardener.store import Store, StoreError
from hardener.store import tables as t

NAME = "watch"
SECONDS = 40.0
"""How long a holder that says nothing keeps it; then another takes over."""
BEATS = 4
"""Renewals in that time."""
CLOCKS = {
    "sqlite": "((julianday('now') - 2440587.5) * 86400.0)",
    "postgresql": "extract(epoch FROM clock_timestamp())",
}
"""The database's own clock, the same for all that share it."""
logger = logging.getLogger("hardener.watch")


class LeaseLostError(HardenerError):
    """Another watch took over; this one must not write any more."""


class Lease:
    """The right to act. It is renewed from a thread of its own, so that long work does not lose it."""

    def __init__(self, store: Store, holder: str, seconds: float = SECONDS, name: str = NAME) -> None:
        """Name the `holder`, uniquely; `seconds` until another may take over from a holder that died."""
        self._store = store
        self._name = name
        self._holder = holder
        self._seconds = seconds
        self._token = 0
        self._renewed = 0.0
        self._end = threading.Event()
        self._beat: threading.Thread | None = None

    @property
    def held(self) -> bool:
        """Tell whether this watch is the one that acts, as far as it knows."""
        return self._token > 0 and time.monotonic() - self._renewed < self._seconds

    def acquire(self) -> bool:
        """Take the lease if nobody has it; tell whether it is held now. Raises `StoreError`."""
        self._still()
        began = time.monotonic()
        now, until = self._now(), self._until()
        # One that ends later than any holder may ask for was written by a clock that was wrong.
        wrong = t.lease.c.until > self._until(2 * self._seconds)
        free = (t.lease.c.until < now) | (t.lease.c.holder == self._holder) | wrong
        taken = update(t.lease).where(t.lease.c.name == self._name, free)
        values = {"holder": self._holder, "token": t.lease.c.token + 1, "until": until}
        try:
            with self._store.writing() as connection:
                if connection.scalar(select(t.lease.c.token).where(t.lease.c.name == self._name)) is None:
                    connection.execute(insert(t.lease).values(name=self._name, holder="", token=0, until=0.0))
                token = connection.scalar(taken.values(values).returning(t.lease.c.token))
        except StoreError as error:
            if isinstance(error.__context__, IntegrityError):
                return False  # another watch made the row a moment ago
            raise
        if token is None:
            return False
        self._token, self._renewed = int(token), began
        self._end.clear()
        self._beat = threading.Thread(target=self._keep, name="lease", daemon=True)
        self._beat.start()
        return True

    def fence(self, connection: Connection) -> None:
        """Hold the lease to the end of this transaction. Raises `LeaseLostError` where another has it."""
        began = time.monotonic()
        mine = (t.lease.c.name == self._name) & (t.lease.c.holder == self._holder) & (t.lease.c.token == self._token)
        if not connection.execute(update(t.lease).where(mine).values(until=self._until())).rowcount:
            self._token = 0
            raise LeaseLostError("another watch on the same store took over")
        self._renewed = began

    def release(self) -> None:
        """Let another watch take over at once."""
        self._still()
        if self._token:
            here = t.lease.c.name == self._name
            mine = here & (t.lease.c.holder == self._holder) & (t.lease.c.token == self._token)
            self._token = 0
            with self._store.writing() as connection:
                connection.execute(update(t.lease).where(mine).values(until=0.0))

    def _still(self) -> None:
        self._end.set()
        if self._beat is not None:
            self._beat.join()
            self._beat = None

    def _keep(self) -> None:
        while not self._end.wait(self._seconds / BEATS):
            try:
                with self._store.writing() as connection:
                    self.fence(connection)
            except LeaseLostError:
                return
            except StoreError as error:
                logger.warning("the lease could not be renewed: %s", error)

    def _now(self) -> TextClause:
        return text(CLOCKS[self._store.engine.dialect.name])

    def _until(self, seconds: float | None = None) -> TextClause:
        ahead = self._seconds if seconds is None else seconds
        return text(f"{CLOCKS[self._store.engine.dialect.name]} + {ahead:.3f}")
