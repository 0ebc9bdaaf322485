"""One pace for the processes of a machine that a vendor takes for one: those of one app.

What they share is a small file with the moment of the next turn, by the machine's own clock since it was started.
"""

from __future__ import annotations

import hashlib
import os
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from hardener.errors import UnreachableError
from hardener.http.lockfile import locked
from hardener.http.rate_limit import LATE, SLACK

MOMENT = struct.Struct("<d")
FAR = 600.0
"""Seconds in which no turn can be that was taken since the machine was started: calls end much sooner."""
BUSY = "another process of hardener has been taking its turn for too long"


@dataclass(frozen=True)
class Together:
    """Who are taken for one: by the file that they share, and how many of them there may be at once."""

    path: Path
    most: int

    def pace(
        self, name: str, rate: float, clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> SharedPace:  # fmt: skip
        """Return the pace of a class of requests, of which all of them together send `rate` a second."""
        digest = hashlib.sha256(name.encode()).hexdigest()[:12]
        return SharedPace(
            self.path.with_name(f"{self.path.name}-{digest}"), (1 + SLACK) / rate, self.most, clock, sleep
        )


@dataclass
class SharedPace:
    """Turns of one class of requests, one after the other at the same distance, whoever takes them."""

    path: Path
    apart: float
    """Seconds."""
    most: int
    clock: Callable[[], float]
    sleep: Callable[[float], None]

    def wait(self, timeout: float) -> bool:
        """Wait until a request may be sent; False if that takes over `timeout` seconds.

        Who wakes up too late takes another turn, or two might follow each other too closely. Where the machine keeps
        no such file, each takes its part alone.
        """
        ends = self.clock() + timeout
        while True:
            turn = self._turn(ends)
            if turn is None:
                return False
            if (left := turn - self.clock()) > 0:
                self.sleep(left)
            if self.clock() - turn <= LATE:
                return True

    def _turn(self, ends: float) -> float | None:
        """Take the next turn; None where it would be after `ends`."""
        try:
            with locked(self.path, BUSY) as file:
                now = self.clock()
                turn = max(now, self._next(file, now)) if file is not None else now + self.apart * self.most
                if turn > ends:
                    return None
                if file is not None:
                    os.lseek(file, 0, os.SEEK_SET)
                    os.write(file, MOMENT.pack(turn + self.apart))
                return turn
        except UnreachableError:
            return None

    def _next(self, file: int, now: float) -> float:
        """Return when the next turn is; what is from before the machine was started is of no meaning."""
        os.lseek(file, 0, os.SEEK_SET)
        held = os.read(file, MOMENT.size)
        moment: float = MOMENT.unpack(held)[0] if len(held) == MOMENT.size else 0.0
        return moment if moment < now + FAR else now
