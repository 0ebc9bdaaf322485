"""The processes of libraries: each does the work of one, tells what came of it, and ends.

What a library's secrets, links, titles, language and settings leave behind in a process is never there for the next:
it is gone with the process. Forked from one that has everything imported, a process costs some milliseconds, and has
what it did not change in common with all others.
"""

from __future__ import annotations

import gc
import logging
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess

from hardener import config
from hardener.errors import HardenerError
from hardener.fleet import library
from hardener.fleet.place import CONFIG
from hardener.fleet.work import Done, Stop, Task
from hardener.language import tr

HOW = "fork" if sys.platform == "linux" else "spawn"
JUDGING = 600.0
"""Seconds that a look may take beside what its configuration gives to reading, before its process is ended."""
LOOKS = {"audit": 1, "plan": 1, "watch": 2}
"""How often what only reads, or may be ended as if by kill -9, looks at everything."""
EVERY = 1.0
"""Seconds between two looks of a process at whether the one that started it is still there."""


class Processes:
    """Those that are at work."""

    def __init__(self) -> None:
        """Begin with none; what all of them need is imported once, here."""
        self._running: dict[Connection, tuple[Task, BaseProcess]] = {}
        if HOW == "fork":
            library.warm()
            gc.collect()
            gc.freeze()  # or counting references would copy what all have in common

    def __len__(self) -> int:
        """Return how many are at work."""
        return len(self._running)

    def begin(self, task: Task) -> None:
        """Start the process of one library."""
        context = multiprocessing.get_context(HOW)
        told, tells = context.Pipe(duplex=False)
        process = context.Process(target=_work, args=(task, tells, os.getpid()))  # type: ignore[attr-defined]  # both have it
        process.start()
        tells.close()
        self._running[told] = task, process

    def ended(self, seconds: float | None = None) -> Iterator[tuple[Task, Done]]:
        """Yield what came of those that have ended; wait until one has, or so many `seconds`."""
        ready = wait(list(self._running), seconds)
        for told in [each for each in self._running if each in ready]:
            task, process = self._running.pop(told)
            yield task, _ended(told, task, process)

    def end(self, seconds: float | None = None) -> None:
        """Ask all to end, an apply between two writes, and wait; who takes longer than `seconds` is ended."""
        for _, process in self._running.values():
            process.terminate()
        until = None if seconds is None else time.monotonic() + seconds
        for told, (_, process) in self._running.items():
            process.join(None if until is None else max(0.0, until - time.monotonic()))
            if process.is_alive():
                process.kill()
                process.join()
            told.close()
        self._running.clear()


class _Asked(Stop):
    """Whether the process of a library was asked to end, or the one that started it is gone."""

    def __init__(self, parent: int) -> None:
        self._parent, self._asked, self._reads = parent, False, False

    def __call__(self) -> bool:
        return self._asked or os.getppid() != self._parent

    @contextmanager
    def reading(self) -> Iterator[None]:
        self._reads = True
        try:
            if self():
                _end()
            yield
        finally:
            self._reads = False

    def take(self, _number: int, _frame: object) -> None:
        """Take note of a signal; what only reads ends here: its threads wait for a vendor."""
        self._asked = True
        if self._reads:
            _end()

    def follow(self) -> None:
        """End with the process that started this one, as if it had asked for it."""
        while os.getppid() == self._parent:
            time.sleep(EVERY)
        os.kill(os.getpid(), signal.SIGTERM)


def _end() -> None:
    """End this process as the signal does by itself."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    os.kill(os.getpid(), signal.SIGTERM)


def _ended(told: Connection, task: Task, process: BaseProcess) -> Done:
    try:
        done = told.recv()
    except (EOFError, OSError):
        done = None
    told.close()
    process.join()
    return done if isinstance(done, Done) else _lost(task, process.exitcode or 0)


def _lost(task: Task, status: int) -> Done:
    """Return what is to be told of a library whose process ended without a word."""
    if hasattr(signal, "SIGALRM") and status == -signal.SIGALRM:
        why = tr("it took far longer than its configuration allows, and was ended")
    else:
        why = tr("its process was ended from outside ({status}), for want of memory perhaps", status=status)
    return Done(name=task.name, status=4 if task.verb == "apply" else 3, why=why)


def _work(task: Task, tells: Connection, parent: int) -> None:
    """Be the process of one library."""
    asked = _Asked(parent)
    for name in ("SIGINT", "SIGHUP"):  # a terminal sends them to all, and who started this tells it to end
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    signal.signal(signal.SIGTERM, asked.take if task.verb in {"apply", "watch"} else signal.SIG_DFL)
    if task.verb == "watch":
        threading.Thread(target=asked.follow, daemon=True).start()
        _quiet()
    if task.verb in LOOKS:
        _bound(task)
    done = library.do(task, asked)
    with suppress(OSError):  # nobody is there any more to be told
        tells.send(done)


def _quiet() -> None:
    """Leave it to the row to say what goes wrong: a log has no library's name. Whoever asked for more is told more."""
    logger = logging.getLogger("hardener")
    if not logger.isEnabledFor(logging.INFO):
        logger.handlers[:] = [logging.NullHandler()]


def _bound(task: Task) -> None:
    """Have this process ended, whatever it is at, some time after its configuration has reading end."""
    try:
        minutes = config.load(task.folder / CONFIG).library.minutes
    except HardenerError:
        return  # it ends by itself, and says why
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, LOOKS[task.verb] * (minutes * 60 + JUDGING))
