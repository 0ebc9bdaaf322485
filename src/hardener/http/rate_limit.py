"""Ask no faster than the vendor allows, so that it never has to refuse."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from typing import Protocol

SLACK = 0.02
"""How much longer than a second is taken for what a second allows. What the network brings late, into a second that
is full, would be refused otherwise."""
LATE = 0.01
"""Seconds by which somebody may wake up after their turn without all turns after it being put off. The network may
take up the rest of the slack."""


class Turns(Protocol):
    """Gives out turns."""

    def wait(self, timeout: float) -> bool:
        """Wait for the next turn; False if that takes over `timeout` seconds."""
        ...


class Shared(Protocol):
    """What is taken for one by a vendor, and so has one pace."""

    def pace(self, name: str, rate: float) -> Turns:
        """Return the turns of a class of requests, of which all of them together send `rate` a second."""
        ...


class _Pace:
    """Turns of one class of requests, one after the other at the same distance."""

    def __init__(self, rate: float, clock: Callable[[], float], sleep: Callable[[float], None]) -> None:
        self._apart = (1 + SLACK) / rate
        self._clock, self._sleep = clock, sleep
        self._turn = -float("inf")
        """The next."""
        self._lock = threading.Lock()

    def wait(self, timeout: float) -> bool:
        # Who is next sleeps here, and the others wait for them: so it is what was sent that counts, and not what was
        # planned, and whoever wakes up far too late puts off all that come after.
        ends = self._clock() + timeout
        if not self._lock.acquire(timeout=max(0.0, timeout)):
            return False
        try:
            left = self._turn - self._clock()
            if left > 0 and self._turn > ends:
                return False
            while left > 0:
                self._sleep(left)
                left = self._turn - self._clock()
            self._turn = max(self._turn, self._clock() - LATE) + self._apart
            return True
        finally:
            self._lock.release()


class Pacing:
    """The pace of each of the vendor's rate classes; a class without one is not held up."""

    def __init__(
        self, rates: Mapping[str, float], clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep, shared: Callable[[str, float], Turns] | None = None,
    ) -> None:  # fmt: skip
        """Take requests a second by class; all are above 0. `shared` makes the pace of a class that is not its own."""
        self._paces: dict[str, Turns] = {
            name: _Pace(rate, clock, sleep) if shared is None else shared(name, rate) for name, rate in rates.items()
        }

    def wait(self, name: str, timeout: float) -> bool:
        """Wait until a request of class `name` may be sent; False if that takes over `timeout` seconds."""
        pace = self._paces.get(name)
        return pace is None or pace.wait(timeout)
