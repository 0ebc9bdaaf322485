"""The real time, and the signals that end the watch."""

from __future__ import annotations

import signal
import threading
import time
from datetime import datetime
from types import FrameType, TracebackType
from typing import Self

from hardener.cli.context import Context

SLICE = 10.0
"""Seconds of one wait: after a machine has slept, or its clock was set, the time is asked again."""


class RealClock:
    """Tells the time, and ends its wait on Ctrl-C and SIGTERM."""

    def __init__(self, context: Context) -> None:
        """Say in `context` that the end was asked for."""
        self._context = context
        self._end = threading.Event()
        self._before: dict[int, object] = {}

    def __enter__(self) -> Self:
        """Listen to signals."""
        for number in (signal.SIGINT, signal.SIGTERM):
            self._before[number] = signal.signal(number, self._ask)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave signals as they were."""
        for number, handler in self._before.items():
            signal.signal(number, handler)  # type: ignore[arg-type]  # what signal.signal returned

    def _ask(self, _number: int, _frame: FrameType | None) -> None:
        self.stop()

    def stop(self) -> None:
        """Ask for the end."""
        self._end.set()

    @property
    def stopped(self) -> bool:
        """Tell whether the end was asked for."""
        return self._end.is_set()

    def now(self) -> datetime:
        """Return the time, in UTC."""
        return self._context.now()

    def wait(self, until: datetime) -> None:
        """Return at that time by either clock: the wall's may be set, and the other stands still in sleep."""
        left = (until - self.now()).total_seconds()
        end = time.monotonic() + left
        while not self.stopped and left > 0:
            self._end.wait(min(left, SLICE))
            left = min((until - self.now()).total_seconds(), end - time.monotonic())
