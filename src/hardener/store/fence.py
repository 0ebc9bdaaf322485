"""What writes only as long as this process may: each of its transactions first passes a fence."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Self

from sqlalchemy import Connection

from hardener.store import Store

Fence = Callable[[Connection], None]
"""Called in each transaction before it writes; raises `HardenerError` where this process must not go on."""
Take = Callable[[Connection, int], None]
"""Called with a run's number in the transaction that begins or claims it; raises `HeldError` where another has it."""


class Fenced:
    """Keeps things in a store; each call is on disk when it returns."""

    def __init__(self, store: Store, fence: Fence = lambda _connection: None) -> None:
        """Keep them in `store`. All methods raise `HardenerError` where that fails."""
        self.store = store
        self._fence = fence

    def under(self, fence: Fence) -> Self:
        """Return the same, each write of which also passes `fence`."""

        def both(connection: Connection) -> None:
            self._fence(connection)
            fence(connection)

        return type(self)(self.store, both)

    @contextmanager
    def passed(self) -> Iterator[Connection]:
        """Return a transaction that writes, and has passed the fence."""
        with self.store.writing() as connection:
            self._fence(connection)
            yield connection
