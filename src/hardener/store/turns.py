"""One pace for all processes that share a store, on whatever machine: the database gives out turns, by its clock."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from functools import lru_cache

from sqlalchemy import text

from hardener.store import Store
from hardener.store import tables as t
from hardener.store.lease import CLOCKS

SLACK = 0.1
"""How much longer than a second is taken for what a second allows."""
LATE = 0.08
"""Seconds by which a request may go out after its turn, the way to the database included: no second has more of them
than the vendor allows. The network may take up the rest of the slack."""
FAR = 600.0
"""Seconds ahead in which no turn can be: calls end much sooner, so a clock was wrong."""
NOW = CLOCKS["postgresql"]
KEPT = f"{t.note.name}.text::float8"
NEXT = f"CASE WHEN {KEPT} > {NOW} + {FAR} THEN {NOW} ELSE greatest({KEPT}, {NOW}) END"
TAKE = text(
    f"INSERT INTO {t.note.name} (key, text) VALUES (:key, ({NOW} + :apart)::text) "  # noqa: S608 - constants
    f"ON CONFLICT (key) DO UPDATE SET text = (({NEXT}) + :apart)::text WHERE ({NEXT}) - {NOW} <= :timeout "
    f"RETURNING text::float8 - :apart - {NOW}"
)
UNSYNCED = text("SET LOCAL synchronous_commit TO off")
"""A turn need not outlive the database's machine."""


@dataclass(frozen=True)
class StoreTurns:
    """Who are taken for one by a vendor: all that name the same `app` in the same PostgreSQL."""

    place: str
    app: str

    def pace(self, name: str, rate: float) -> StorePace:
        """Return the pace of a class of requests, of which all of them together send `rate` a second."""
        return StorePace(_opened(self.place), f"pace {self.app} {name}", (1 + SLACK) / rate)


@dataclass
class StorePace:
    """Turns of one class of requests, one after the other at the same distance, whoever takes them."""

    store: Store
    key: str
    apart: float
    """Seconds."""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def wait(self, timeout: float) -> bool:
        """Wait until a request may be sent; False if that takes over `timeout` seconds. Raises `StoreError`.

        Who is too late for a turn takes another, or two might follow each other too closely.
        """
        ends = time.monotonic() + timeout
        while True:
            with self._lock:  # so that one connection will do
                asked = time.monotonic()
                left = self._take(ends - asked)
            if left is None:
                return False
            # It was told at some moment since it was asked for. The turn is no later than as counted from now on.
            time.sleep(left)
            if time.monotonic() - asked - left <= LATE:
                return True

    def _take(self, timeout: float) -> float | None:
        """Take the next turn and return in how many seconds it is; None where that would be too late."""
        with self.store.writing() as connection:
            connection.execute(UNSYNCED)
            taken = connection.execute(TAKE, {"key": self.key, "apart": self.apart, "timeout": timeout}).scalar()
        return None if taken is None else max(0.0, float(taken))


@lru_cache(2)
def _opened(place: str) -> Store:
    """Return a store that is open for as long as the process."""
    return Store(place)
