"""Counting requests in windows of time."""

from __future__ import annotations

KEPT_WINDOWS = 10_000


class Counters:
    """How often something happened in the window of time that is now."""

    def __init__(self) -> None:
        self._counts: dict[str, tuple[int, int]] = {}

    def add(self, what: str, now: float, seconds: float) -> int:
        """Count one more of `what`, and return how many the window of that length now has."""
        window = int(now // seconds)
        last, count = self._counts.get(what, (window, 0))
        count = count + 1 if last == window else 1
        if len(self._counts) > KEPT_WINDOWS:
            self._counts.clear()
        self._counts[what] = (window, count)
        return count

    def count(self, what: str, now: float, seconds: float) -> int:
        """Return how many the window has, without counting."""
        last, count = self._counts.get(what, (-1, 0))
        return count if last == int(now // seconds) else 0
