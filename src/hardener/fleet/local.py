"""Libraries one beside the other on this machine, each in a process of its own that ends with it.

What a library's secrets, links, titles, language and settings leave behind in a process is never there for the next:
it is gone with the process. Forked from one that has everything imported, a process costs some milliseconds, and has
what it did not change in common with all others.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess

from hardener import config
from hardener.errors import HardenerError
from hardener.fleet import library
from hardener.fleet.place import CONFIG
from hardener.fleet.work import Done, Engine, Task
from hardener.language import tr

WORKERS = 4
"""Libraries at the same time, unless told otherwise: most of a look is waiting for a vendor."""
HOW = "fork" if sys.platform == "linux" else "spawn"
JUDGING = 600.0
"""Seconds that a look may take beside what its configuration gives to reading, before its process is ended."""


@dataclass(frozen=True)
class Local(Engine):
    """Has at most so many libraries at work at the same time."""

    workers: int = WORKERS

    def __call__(self, tasks: Sequence[Task]) -> Iterator[Done]:
        """Yield what came of each, as it ends. Closing it ends those at work: an apply between two writes."""
        left, running = deque(tasks), dict[Connection, tuple[Task, BaseProcess]]()
        if HOW == "fork":
            library.warm()
            gc.collect()
            gc.freeze()  # or counting references would copy what all have in common
        try:
            while left or running:
                while left and len(running) < self.workers:
                    task = left.popleft()
                    told, process = _begun(task)
                    running[told] = task, process
                ready = wait(list(running))
                for told in [each for each in running if each in ready]:
                    yield _ended(told, *running.pop(told))
        finally:
            for _, process in running.values():
                process.terminate()
            for told, (_, process) in running.items():
                process.join()
                told.close()


def _begun(task: Task) -> tuple[Connection, BaseProcess]:
    """Start the process of one library; return where it tells what came of it."""
    context = multiprocessing.get_context(HOW)
    told, tells = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(task, tells, os.getpid()))  # type: ignore[attr-defined]  # both have it
    process.start()
    tells.close()
    return told, process


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
    asked: list[int] = []
    for name in ("SIGINT", "SIGHUP"):  # a terminal sends them to all, and who started this tells it to end
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    if task.verb == "apply":
        signal.signal(signal.SIGTERM, lambda number, _frame: asked.append(number))
    else:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        _bound(task)
    done = library.do(task, lambda: bool(asked) or os.getppid() != parent)
    with suppress(OSError):  # nobody is there any more to be told
        tells.send(done)


def _bound(task: Task) -> None:
    """Have this process ended, whatever it is at, some time after its configuration has reading end."""
    try:
        minutes = config.load(task.folder / CONFIG).library.minutes
    except HardenerError:
        return  # it ends by itself, and says why
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, minutes * 60 + JUDGING)
