"""Who may act: the watch on a store, or whoever carries out a run, and the proof of it in every write."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Sequence

from sqlalchemy import Connection, TextClause, delete, select, text, update

from hardener.errors import HardenerError
from hardener.store import Store, StoreError
from hardener.store import tables as t
from hardener.store.holder import Holder

NAME = "watch"
SECONDS = 40.0
"""How long a holder that says nothing keeps it; then another takes over."""
BEATS = 4
"""Renewals in that time."""
GRACE = 3.0
"""How many seconds after its last word a holder is followed that has ended for certain: what it asked of a vendor last
may still be on its way, and whoever reads before that has come about would take the old value for the last word."""
CLOCKS = {
    "sqlite": "((julianday('now') - 2440587.5) * 86400.0)",
    "postgresql": "extract(epoch FROM clock_timestamp())",
}
"""The database's own clock, the same for all that share it."""
logger = logging.getLogger("hardener.lease")


class LeaseLostError(HardenerError):
    """Another process took over; this one must not write any more."""


class HeldError(HardenerError):
    """Another process has it."""

    def __init__(self, what: str, holder: str, until: float) -> None:
        """Say `what` the `holder` has; `until` moves on as long as it lives."""
        self.known = Holder.read(holder)
        self.until = until
        super().__init__(f"{what} by {self.known or holder}; wait until that has ended")

    @property
    def lives(self) -> bool:
        """Tell whether its holder is alive, for certain."""
        return self.known is not None and self.known.near and not self.known.gone

    @property
    def ended(self) -> bool:
        """Tell whether its holder has ended, for certain: then it is free in a moment."""
        return self.known is not None and self.known.gone


class Lease:
    """The right to act. It is renewed from a thread of its own, so that long work does not lose it."""

    def __init__(self, store: Store, holder: str, seconds: float = SECONDS, name: str = NAME) -> None:
        """Name the `holder`, uniquely; `seconds` until another may take over from a holder that died."""
        self._store = store
        self._holder = holder
        self._seconds = seconds
        self._name = name
        self._names: tuple[str, ...] = ()
        """What is held, as far as this process knows."""
        self._renewed = 0.0
        self._end = threading.Event()
        self._beat: threading.Thread | None = None

    def another(self, name: str) -> Lease:
        """Return the right to something else, for the same holder."""
        return Lease(self._store, self._holder, self._seconds, name)

    @property
    def held(self) -> bool:
        """Tell whether this process is the one that acts, as far as it knows."""
        return bool(self._names) and _elapsed() - self._renewed < self._seconds

    def acquire(self, names: Sequence[str] = ()) -> bool:
        """Take `names`, or what it is called, if nobody has it; tell whether it is held now. Raises `StoreError`."""
        self._still()
        try:
            with self._store.writing() as connection:
                self.take(connection, names or (self._name,))
        except HeldError:
            return False
        self.start()
        return True

    def call(self, name: str) -> None:
        """Be for `name` from now on; what was held goes for it. Raises `LeaseLostError` where another has that."""
        if name == self._name:
            return
        held = bool(self._names)
        self.release()
        self._name = name
        if held and not self.acquire():
            raise LeaseLostError("another process on the same store acts for the same accounts")

    def take(self, connection: Connection, names: Sequence[str]) -> None:
        """Take all of `names` in this transaction, or none; `start` once it has ended. Raises `HeldError`."""
        self._renewed = _elapsed()
        for name in sorted(names):  # always in one order, so that no two wait for each other
            connection.execute(text(_MADE), {"name": name})
            # One that ends later than any holder may ask for was written by a clock that was wrong.
            wrong = t.lease.c.until > self._until(2 * self._seconds)
            free = (t.lease.c.until < self._now()) | (t.lease.c.holder == self._holder) | wrong
            was = connection.scalar(select(t.lease.c.holder).where(t.lease.c.name == name)) or ""
            if (known := Holder.read(was)) is not None and known.gone:
                silent = t.lease.c.until < self._until(self._seconds - GRACE)
                free |= (t.lease.c.holder == was) & silent
            values = {"holder": self._holder, "token": t.lease.c.token + 1, "until": self._until()}
            if not connection.execute(update(t.lease).where(t.lease.c.name == name, free).values(values)).rowcount:
                raise _held(connection, name)
        self._names = tuple(names)

    def start(self) -> None:
        """Keep what was taken."""
        self._still()
        self._end.clear()
        self._beat = threading.Thread(target=self._keep, name="lease", daemon=True)
        self._beat.start()

    def fence(self, connection: Connection) -> None:
        """Hold the lease to the end of this transaction. Raises `LeaseLostError` where another has it."""
        began = _elapsed()
        mine = t.lease.c.name.in_(self._names) & (t.lease.c.holder == self._holder)
        count = connection.execute(update(t.lease).where(mine).values(until=self._until())).rowcount
        if not count or count < len(self._names):
            self._names = ()
            raise LeaseLostError(
                "another process on the same store took over; nothing more was written by this one, "
                "but what it had asked for last may have come about since: look with hardener audit"
            )
        self._renewed = began

    def check(self) -> None:
        """Raise `LeaseLostError` where the lease was not renewed in time: this process slept, or the store is away."""
        if not self.held:
            raise LeaseLostError(
                "this process was away for too long, and another may have taken over; it wrote no more"
            )

    def release(self) -> None:
        """Let another take over at once."""
        self._still()
        if self._names:
            mine = t.lease.c.name.in_(self._names) & (t.lease.c.holder == self._holder)
            self._names = ()
            with self._store.writing() as connection:
                connection.execute(delete(t.lease).where(mine))

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


def holder(store: Store, name: str) -> str:
    """Return who holds `name` now, in words; empty where nobody does. Raises `StoreError`."""
    now = text(CLOCKS[store.engine.dialect.name])
    with store.reading() as connection:
        found = connection.scalar(select(t.lease.c.holder).where(t.lease.c.name == name, t.lease.c.until >= now))
    known = Holder.read(found or "")
    return "" if known is not None and known.gone else str(known or found or "")


_MADE = (
    f"INSERT INTO {t.lease.name} (name, holder, token, until) VALUES (:name, '', 0, 0) "  # noqa: S608 - constants
    "ON CONFLICT (name) DO NOTHING"
)


def _held(connection: Connection, name: str) -> HeldError:
    """Return who has `name`, and the run for which it was taken."""
    row = connection.execute(select(t.lease.c.holder, t.lease.c.until).where(t.lease.c.name == name)).one()
    same = connection.scalars(select(t.lease.c.name).where(t.lease.c.holder == row.holder).order_by(t.lease.c.name))
    run = next((each for each in same if each.startswith("run-")), name)
    return HeldError(f"{run.replace('-', ' ')} is held", row.holder, row.until)


def _elapsed() -> float:
    """Return seconds that count on while the machine sleeps, where it tells them."""
    return time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic()
