"""Many reads at the same time, and never more in hand than a few."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


def each(work: Callable[[Item], Result], items: Iterable[Item], workers: int) -> Iterator[Result]:
    """Yield `work(item)` for every item as each is done; at most `2 * workers` are in hand.

    What `work` raises is raised here: an adapter turns the failure of one item into a result.
    """
    pending: set[Future[Result]] = set()
    source = iter(items)
    pool = ThreadPoolExecutor(workers)
    try:
        more = True
        while more or pending:
            while more and len(pending) < 2 * workers:
                try:
                    pending.add(pool.submit(work, next(source)))
                except StopIteration:
                    more = False
            done, pending = wait(pending, return_when=FIRST_COMPLETED) if pending else (set(), pending)
            for future in done:
                yield future.result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
