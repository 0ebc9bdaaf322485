"""Many reads at the same time, and never more in hand than a few."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import TypeVar

from hardener.errors import AdapterError

Item = TypeVar("Item")
Result = TypeVar("Result")


def each(
    work: Callable[[Item], Result],
    items: Iterable[Item],
    workers: int,
    failed: Callable[[Item, AdapterError], Result] | None = None,
) -> Iterator[Result]:
    """Yield `work(item)` for every item as each is done; at most `2 * workers` are in hand.

    An `AdapterError` of one item becomes the result `failed(item, error)`; without `failed`,
    and for any other exception, it is raised here. Closing the generator starts no more work
    and waits for what is under way.
    """
    pending: set[Future[Result]] = set()
    source = iter(items)
    pool = ThreadPoolExecutor(workers, thread_name_prefix="each")
    try:
        more = True
        while more or pending:
            while more and len(pending) < 2 * workers:
                try:
                    pending.add(pool.submit(_one, work, next(source), failed))
                except StopIteration:
                    more = False
            done, pending = wait(pending, return_when=FIRST_COMPLETED) if pending else (set(), pending)
            while done:  # so that no result is held on to once it was yielded
                yield done.pop().result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _one(work: Callable[[Item], Result], item: Item, failed: Callable[[Item, AdapterError], Result] | None) -> Result:
    try:
        return work(item)
    except AdapterError as error:
        if failed is None:
            raise
        return failed(item, error)
