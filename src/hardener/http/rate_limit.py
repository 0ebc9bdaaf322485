"""Ask no faster than the vendor allows, so that it never has to refuse."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping

from pyrate_limiter import InMemoryBucket, Limiter, Rate, SingleBucketFactory

SECOND = 1040
"""Milliseconds of a second with its slack: requests that are up to 40 ms late do no harm."""
PAUSE = 0.002
"""Seconds between two looks at whether a request may go."""
KEPT = 500
"""Past requests that a class remembers before those that no longer count are dropped."""


def spread(rate: float) -> list[Rate]:
    """Return `rate` (requests a second) as a few requests every twentieth of a second or so.

    A burst at the edge of the vendor's second would be refused. So would what the network
    brings late, into a second that is full: that is what the slack is for.
    """
    few = max(1, round(rate / 20))
    short = Rate(few, max(1, round(few * SECOND / rate) - 1))  # the limiter itself adds one
    return [short, Rate(int(rate), SECOND)] if rate >= 2 and short.interval < SECOND else [short]


class Pacing:
    """One limiter for each of the vendor's rate classes; a class without one is not held up."""

    def __init__(self, rates: Mapping[str, float]) -> None:
        """Take requests a second by class; all are above 0."""
        self._buckets = {name: InMemoryBucket(spread(rate)) for name, rate in rates.items()}
        self._turns = {name: threading.Lock() for name in rates}
        # Its own way to drop what no longer counts is a thread with an event loop for each class.
        self._limiters = {
            name: Limiter(SingleBucketFactory(bucket, schedule_leak=False), buffer_ms=0)
            for name, bucket in self._buckets.items()
        }

    def wait(self, name: str, timeout: float) -> bool:
        """Wait until a request of class `name` may be sent; False if that takes over `timeout` seconds."""
        limiter = self._limiters.get(name)
        if limiter is None:
            return True
        ends = time.monotonic() + timeout
        # One thread at a time asks and waits here. The limiter's own waiting adds what it meant to sleep to
        # the time of the request, so that many threads can push each other ahead of the clock for ever.
        if not self._turns[name].acquire(timeout=timeout):
            return False
        try:
            bucket = self._buckets[name]
            if bucket.count() > KEPT:
                bucket.leak(int(bucket.now()))  # type: ignore[no-untyped-call]
            while not limiter.try_acquire(name, blocking=False):
                if time.monotonic() + PAUSE > ends:
                    return False
                time.sleep(PAUSE)
            return True
        finally:
            self._turns[name].release()
