"""Many reads at the same time, by threads that all connections of a run have in common."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import Generic, Never, TypeVar

from hardener.errors import AdapterError

Item = TypeVar("Item")
Result = TypeVar("Result")
MOST = 32
"""Threads of a run, however many connections it has."""


class Crew:
    """Threads that help whoever has much to do. Who finds none of them free does the work alone.

    So nobody ever waits for a thread: not even work that has work of its own done in the same way.
    """

    def __init__(self, most: int = MOST) -> None:
        """Have at most so many threads; none is started before it is needed."""
        self._pool = ThreadPoolExecutor(most, thread_name_prefix="each")
        self._free = threading.BoundedSemaphore(most)

    def close(self) -> None:
        """End every thread, when it has done what it is at."""
        self._pool.shutdown()

    def each(
        self, work: Callable[[Item], Result], items: Iterable[Item], workers: int,
        failed: Callable[[Item, AdapterError], Result] | None = None,
    ) -> Iterator[Result]:  # fmt: skip
        """Yield `work(item)` for every item as each is done, by at most so many `workers` at the same time.

        At most `2 * workers` items are in hand. An `AdapterError` of one item becomes the result
        `failed(item, error)`; without `failed`, and for any other exception, it is raised here. Closing the
        generator starts no more work and waits for what is under way.
        """
        return _Round(self, work, workers, failed).results(items)

    def lent(self, task: Callable[[], None]) -> bool:
        """Have `task` done beside, if a thread is free; tell whether one was."""
        if not self._free.acquire(blocking=False):
            return False
        self._pool.submit(self._help, task)
        return True

    def _help(self, task: Callable[[], None]) -> None:
        try:
            task()
        finally:
            self._free.release()


class _Round(Generic[Item, Result]):
    """One go through many items."""

    def __init__(
        self, crew: Crew, work: Callable[[Item], Result], workers: int,
        failed: Callable[[Item, AdapterError], Result] | None,
    ) -> None:  # fmt: skip
        self._crew, self._work, self._workers, self._failed = crew, work, workers, failed
        self._todo: deque[Item] = deque()
        self._done: SimpleQueue[Callable[[], Result]] = SimpleQueue()
        self._lock = threading.Lock()
        self._helpers = 0

    def results(self, items: Iterable[Item]) -> Iterator[Result]:
        source, hand, more = iter(items), 0, True
        try:
            while more or hand:
                while more and hand < 2 * self._workers:
                    more = self._pull(source)
                    hand += more
                if hand:
                    outcome = self._next()
                    hand -= 1
                    yield outcome()
                    del outcome  # so that no result is held on to once it was yielded
        finally:
            with self._lock:
                hand -= len(self._todo)
                self._todo.clear()
            for _ in range(hand):
                self._done.get()

    def _pull(self, source: Iterator[Item]) -> bool:
        """Take one more item in hand, and somebody to help with it; tell whether there was one."""
        try:
            item = next(source)
        except StopIteration:
            return False
        with self._lock:
            self._todo.append(item)
        self._staff()
        return True

    def _staff(self) -> None:
        with self._lock:
            if self._todo and self._helpers < self._workers and self._crew.lent(self._help):
                self._helpers += 1

    def _next(self) -> Callable[[], Result]:
        """Return what comes of the item that is done first."""
        while True:
            with suppress(Empty):
                return self._done.get_nowait()
            self._staff()
            with self._lock:
                alone = self._helpers == 0
                mine = [self._todo.popleft()] if alone and self._todo else []
            if not mine:
                return self._done.get()
            self._one(mine[0])

    def _help(self) -> None:
        while True:
            with self._lock:
                if not self._todo:
                    self._helpers -= 1
                    return
                item = self._todo.popleft()
            self._one(item)
            del item

    def _one(self, item: Item) -> None:
        """Do the work, and keep what comes of it as something to be called: it returns or raises."""
        try:
            result = self._tried(item)
        except BaseException as error:  # noqa: BLE001 - it is raised where the results are taken
            self._done.put(_Raised(error))
        else:
            self._done.put(lambda: result)

    def _tried(self, item: Item) -> Result:
        try:
            return self._work(item)
        except AdapterError as error:
            if self._failed is None:
                raise
            return self._failed(item, error)


class _Raised:
    """An exception that is raised in another thread than the one where it came up."""

    def __init__(self, error: BaseException) -> None:
        self._error = error

    def __call__(self) -> Never:
        raise self._error
