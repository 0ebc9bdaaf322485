"""Looks which libraries there are, in a process of its own: a disk that does not answer holds up that process alone.

A library's secrets, or all of it, may lie on another machine's disk, and whoever asks such a one may wait for ever.
"""

from __future__ import annotations

import multiprocessing
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from queue import Empty, SimpleQueue

from hardener.errors import AskedError, HardenerError
from hardener.fleet.folder import Found, Seen, entries, seen, silent, told_apart
from hardener.fleet.processes import HOW
from hardener.language import tr

PATIENCE = 10.0
"""Seconds that one library's files may take: they are small."""
Look = Callable[[Path, Seen | None], Seen]
Known = dict[Path, Seen | None]
"""What was seen of each sub-folder; None of those that did not answer."""


def libraries(folder: Path, without: Path | None = None) -> list[Found]:
    """Return every library of a folder, by name of its sub-folder; `without` one that is something else.

    Folders whose name begins with a dot are none. Raises `AskedError` where there is no library in it.
    """
    scout = Scout(folder, without)
    try:
        scout.begin()
        return scout.found(None) or []
    except OSError as error:
        raise AskedError(tr("no process can be started now: {why}", why=error.strerror)) from None
    finally:
        scout.end()


@dataclass
class Scout:
    """Looks at one folder, again and again; files that are as they were it reads once."""

    folder: Path
    without: Path | None = None
    look: Look = seen
    patience: float = PATIENCE
    _last: dict[Path, Seen] = field(default_factory=dict)
    """What each said when it answered last."""
    _silent: frozenset[Path] = frozenset()
    _sent: tuple[Connection, BaseProcess] | None = None

    @property
    def away(self) -> bool:
        """Tell whether it is looking."""
        return self._sent is not None

    def begin(self) -> None:
        """Begin to look. Raises `OSError` where no process can be had."""
        context = multiprocessing.get_context(HOW)
        told, tells = context.Pipe(duplex=False)
        process = context.Process(  # type: ignore[attr-defined]  # both have it
            target=_go, args=(tells, self.folder, self.without, self.look, self._last, self._silent, self.patience),
            daemon=True,
        )  # fmt: skip
        process.start()
        tells.close()
        self._sent = told, process

    def found(self, seconds: float | None = 0.0) -> list[Found] | None:
        """Return every library; None where it is not known after so many `seconds`. Raises `AskedError`."""
        assert self._sent is not None
        if not self._sent[0].poll(seconds):
            return None
        try:
            answer: Known | str = self._sent[0].recv()
        except (EOFError, OSError):
            answer = tr(
                "the process that looks which libraries there are was ended from outside, for want of memory perhaps"
            )
        self.end()
        if isinstance(answer, str):
            raise AskedError(answer)
        return told_apart(list(self._taken(answer)), self.folder)

    def end(self) -> None:
        """Have it look no more."""
        if self._sent is not None:
            told, process = self._sent
            self._sent = None
            process.kill()
            process.join()
            told.close()

    def _taken(self, answer: Known) -> Iterator[Found]:
        """Keep what each said, and yield what is told of it."""
        self._silent = frozenset(path for path, one in answer.items() if one is None)
        for path, one in answer.items():
            before = self._last.get(path)
            told = silent(path, before) if one is None else one.found
            if told is not None:
                yield told
        here = {path: one or self._last.get(path) for path, one in answer.items()}
        self._last = {path: one for path, one in here.items() if one is not None}


def _go(  # noqa: PLR0913 - all that a look needs
    tells: Connection, folder: Path, without: Path | None, look: Look,
    last: Mapping[Path, Seen], quiet: frozenset[Path], patience: float,
) -> None:  # fmt: skip
    """Be the process that looks."""
    for name in ("SIGINT", "SIGHUP"):  # a terminal sends them to all, and who started this ends it
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    answer: Known | str
    try:
        answer = dict.fromkeys(entries(folder, without))
        slow, quick = [path for path in answer if path in quiet], [path for path in answer if path not in quiet]
        asked = [_asked([path], look, last) for path in slow]
        answer |= _answered(quick, look, last, patience)
        ends = time.monotonic() + patience
        for came in asked:
            with suppress(Empty):
                answer |= [came.get(timeout=max(0.0, ends - time.monotonic()))]
    except HardenerError as error:
        answer = str(error)
    with suppress(OSError):  # nobody is there any more to be told
        tells.send(answer)


def _answered(paths: Sequence[Path], look: Look, last: Mapping[Path, Seen], patience: float) -> Known:
    """Return what is seen of each, one after the other; who does not answer in time is left behind."""
    left, found = deque(paths), Known()
    while left:
        came = _asked(list(left), look, last)
        try:
            while left:
                path, one = came.get(timeout=patience)
                found[path] = one
                left.popleft()
        except Empty:
            left.popleft()
    return found


def _asked(paths: Sequence[Path], look: Look, last: Mapping[Path, Seen]) -> SimpleQueue[tuple[Path, Seen]]:
    """Return what will be told of each, by a thread that may wait for ever."""
    came = SimpleQueue[tuple[Path, Seen]]()

    def ask() -> None:
        for path in paths:
            came.put((path, look(path, last.get(path))))

    threading.Thread(target=ask, daemon=True).start()
    return came
