"""The real time, and the signals that end the watch."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from types import FrameType, TracebackType
from typing import NoReturn, Self

from hardener.cli.context import Context
from hardener.cli.ending import STOPPED, WHOLE
from hardener.language import tr

SLICE = 10.0
"""Seconds of one wait: after a machine has slept, or its clock was set, the time is asked again."""


class RealClock:
    """Tells the time, and ends its wait on Ctrl-C and SIGTERM."""

    def __init__(self, context: Context, *, once: bool = False) -> None:
        """Say in `context` that the end was asked for; `once`: what is cut short then was to be done."""
        self._context, self._once, self._reads = context, once, False
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
        if self._reads:
            self._end_now()

    def _end_now(self) -> NoReturn:
        """End the process as kill -9 would, and the next watch goes on: nothing was kept or told of this look."""
        self._context.say(WHOLE if self._once else tr("the watch has ended"))
        os._exit(STOPPED if self._once else 0)

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Let what is only read in this block end at once: its threads wait for a platform, for minutes perhaps."""
        self._reads = True
        try:
            if self.stopped:
                self._end_now()
            yield
        finally:
            self._reads = False

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

    def wait(self, until: datetime, over: Callable[[], bool] = lambda: False) -> None:
        """Return at that time by either clock: the wall's may be set, and the other stands still in sleep.

        Or soon after it is `over`.
        """
        left = (until - self.now()).total_seconds()
        end = time.monotonic() + left
        while not self.stopped and left > 0 and not over():
            self._end.wait(min(left, SLICE))
            left = min((until - self.now()).total_seconds(), end - time.monotonic())
