"""Whose turn it is: changes of one thing go one after the other, all others at the same time."""

from __future__ import annotations

import threading
from contextlib import AbstractContextManager


class Turns:
    """The turns of one session's changes; safe to use from many threads."""

    def __init__(self) -> None:
        """Begin with nobody waiting."""
        self._lock = threading.Lock()
        self._by_serial: dict[str, threading.Lock] = {}

    def of(self, serial: str) -> AbstractContextManager[object]:
        """Return a block that is entered once nobody else with the same `serial` is in it."""
        with self._lock:
            return self._by_serial.setdefault(serial, threading.Lock())
