"""How far this machine's clock is from the vendor's, as the Date of each answer tells."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from functools import lru_cache

_moment = lru_cache(8)(lambda text: parsedate_to_datetime(text).timestamp())
"""Of a Date: all answers of a second have the same."""
GRAIN = 1.0
"""Seconds: a Date has no smaller ones."""


class Skew:
    """Remembers the largest difference that was seen; safe to use from many threads."""

    def __init__(self) -> None:
        self._seconds = 0.0
        self._lock = threading.Lock()

    def __call__(self) -> float:
        """Return by how many seconds the vendor's clock is ahead of this machine's; below 0: behind it."""
        return self._seconds

    def saw(self, headers: Mapping[str, str], asked: float, answered: float) -> None:
        """Take note of an answer; `asked` and `answered` are this machine's times, in seconds since 1970."""
        if "Age" in headers:
            return  # it comes from a cache, with the time at which it was put there
        try:
            said = _moment(headers["Date"])
        except (KeyError, TypeError, ValueError, OverflowError):
            return
        late, early = said - answered, said + GRAIN - asked
        apart = late if late > 0 else min(early, 0.0)
        with self._lock:
            if abs(apart) > abs(self._seconds):
                self._seconds = apart
