"""The gate of one connection: when a vendor says wait, nobody is sent."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable

from hardener import unanswered
from hardener.errors import ThrottledError

CROWD = 0.25
"""Seconds over which those who waited for the same moment come back."""
LONGEST = 3600.0
"""Seconds: who is told to wait for longer met a limit of their own, such as a day's, which is not everybody's."""


class Gate:
    """Shut for as long as the vendor asks; all threads and all views of a session wait before it."""

    def __init__(self, sleep: Callable[[float], None]) -> None:
        """Know how to `sleep`."""
        self._sleep = sleep
        self._lock = threading.Lock()
        self._until = 0.0

    def shut(self, seconds: float) -> float:
        """Send nobody for so many seconds, and return the moment (monotonic) at which that is over."""
        until = time.monotonic() + seconds
        if seconds <= LONGEST:
            with self._lock:
                self._until = max(self._until, until)
        return until

    def wait(self, waited: float, ends: float) -> float:
        """Wait until the gate is open, and return until when that was; `waited` is up to when somebody already did.

        Raises `ThrottledError` at once where it does not open before `ends`.
        """
        while (until := self._until) > (now := max(time.monotonic(), waited)):
            if until > ends:
                raise ThrottledError(unanswered.WAIT.format(seconds=f"{until - now:.0f}"), status=429)
            self._sleep(until - now + random.uniform(0, CROWD))  # noqa: S311 - no secret
            waited = until
        return waited
