"""Libraries of a fleet, worked on by a dask cluster. What is sent is a `Task`, what comes back a `Done`: no secret.

A library is sent to one worker at a time. Where that dies the scheduler has another begin it again, which goes on with
what the store has; where that happens again and again, it becomes a row that says so.
"""

from __future__ import annotations

import logging
import time
import uuid
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

from hardener.errors import AskedError
from hardener.extras import how_to_add
from hardener.fleet.cluster import GUIDE, private, ready, sendable
from hardener.fleet.on_worker import act, unread, versions
from hardener.fleet.work import Done, Task
from hardener.language import tr

if TYPE_CHECKING:
    from distributed import Client, Future, Security

PATIENCE = 30.0
"""Seconds for a scheduler or a first worker to be there, and for another worker to come when all are gone."""
LOOK = 1.0
"""Seconds between two looks at whether there still is a cluster."""
FETCH = 120.0
"""Seconds for a row to come from a worker that has it."""


class Dask:
    """Has libraries worked on by the workers of a scheduler."""

    def __init__(self, scheduler: str, *, most: int | None = None, patience: float = PATIENCE) -> None:
        """Know the `scheduler`, `tls://HOST:PORT`; have at most so many libraries worked on at the same time.

        `patience` is how many seconds to wait for a scheduler or a worker. Raises `AskedError` for an address that
        others could reach without TLS.
        """
        private(scheduler)
        self._scheduler, self._most, self._patience = scheduler, most, patience

    def __call__(self, tasks: Sequence[Task]) -> Iterator[Done]:
        """Yield one `Done` for every task, as they end. Raises `AskedError` where the cluster is not fit to begin.

        What was not begun when this is closed is not begun any more.
        """
        sendable(tasks)
        if not tasks:
            return
        with _connected(self._scheduler, self._patience) as client:
            ready(client, self._scheduler, tasks, self._patience)
            yield from _Round(client, tasks, self._most, self._patience).results()


@contextmanager
def _connected(scheduler: str, patience: float) -> Iterator[Client]:
    try:
        from distributed import Client, Security  # noqa: PLC0415 - slow to import, and only a cluster needs it
    except ImportError:
        raise AskedError(f"a fleet on a cluster needs dask: {how_to_add('dask')}") from None
    for name in ("distributed", "distributed.client"):  # what goes wrong is told in rows
        logging.getLogger(name).setLevel(logging.CRITICAL)
    security = Security()
    if scheduler.startswith("tls://"):
        _certified(scheduler, security)
    try:
        client = Client(scheduler, timeout=patience, security=security, set_as_default=False)
    except OSError:  # no answer in time is one as well
        raise AskedError(f"the scheduler {scheduler} does not answer within {patience:.0f} seconds") from None
    try:
        yield client
    finally:
        with suppress(OSError):  # it went away
            client.close(timeout=LOOK)


def _certified(scheduler: str, security: Security) -> None:
    """Raise `AskedError` where dask's configuration names no certificate that can be read."""
    try:
        if security.get_connection_args("client")["ssl_context"] is not None:
            return
    except OSError:  # no such file, or none of a certificate
        pass
    raise AskedError(f"{scheduler}: dask has no certificate to show there; name one, as in {GUIDE}")


class _Round:
    """One go through the libraries: never more are sent than can be worked on, so none waits behind one that fails."""

    def __init__(self, client: Client, tasks: Sequence[Task], most: int | None, patience: float) -> None:
        self._client, self._patience = client, patience
        self._most = min(most or len(tasks), len(tasks))
        self._todo = deque(tasks)
        self._at: dict[Future[Done], Task] = {}
        self._ended: SimpleQueue[Future[Done]] = SimpleQueue()
        self._name = f"hardener-{uuid.uuid4().hex[:12]}"
        """What dask shows and logs of a library is this and a number."""
        self._sent = 0
        self._alone = 0.0
        """Since when there is no worker, in monotonic seconds; 0 where there is one."""

    def results(self) -> Iterator[Done]:
        try:
            while self._todo or self._at:
                workers = self._workers()
                if why := self._gone(workers):
                    yield from self._given_up(why)
                    return
                self._send(min(workers, self._most))
                with suppress(Empty):
                    future = self._ended.get(timeout=LOOK)
                    yield _came(future, self._at.pop(future))
        finally:
            if self._at and self._client.status == "running":
                self._client.cancel(list(self._at))

    def _send(self, workers: int) -> None:
        """Send what so many workers can work on."""
        while self._todo and len(self._at) < workers:
            task = self._todo.popleft()
            # Not tried again where it fails: it never does, as what goes wrong is a row.
            future = self._client.submit(act, task, versions(), key=f"{self._name}-{self._sent}", pure=False, retries=0)
            self._sent += 1
            self._at[future] = task
            future.add_done_callback(self._ended.put)

    def _workers(self) -> int:
        """Return how many workers there are, each for one library at a time; 0 where nobody can be asked."""
        try:
            return len(self._client.nthreads(callback_timeout=self._patience))
        except OSError:
            return 0

    def _gone(self, workers: int) -> str:
        """Return why nothing more is to be expected of the cluster; empty where it is at work."""
        if self._client.status != "running":
            return tr("the scheduler went away")
        now = time.monotonic()
        self._alone = 0.0 if workers else self._alone or now
        if self._alone and now - self._alone > self._patience:
            return tr("there was no worker any more for {seconds} seconds", seconds=round(self._patience))
        return ""

    def _given_up(self, why: str) -> Iterator[Done]:
        for task in self._at.values():
            yield _lost(task, why)
        for task in self._todo:
            yield unread(task, tr("{why} before it was begun", why=why))
        self._todo.clear()


def _came(future: Future[Done], task: Task) -> Done:
    """Return what came of a library that is no longer worked on."""
    from distributed import KilledWorker  # noqa: PLC0415 - by now it is there

    if future.cancelled():  # nobody cancels but a client that has lost its scheduler
        return _lost(task, tr("the scheduler went away"))
    try:
        done = future.result(timeout=FETCH)
    except KilledWorker as error:
        told = tr(
            "{count} workers ended in the middle of it, and it was not tried again: see the log and the memory of "
            "{worker}; what was done is in the store",
            count=error.allowed_failures + 1,
            worker=error.last_worker.address,
        )
        return unread(task, told)
    except Exception as error:  # noqa: BLE001 - of dask itself: no library raises
        told = tr("the cluster could not say what came of it ({error}): run it again", error=type(error).__name__)
        return unread(task, told)
    assert isinstance(done, Done)
    return done


def _lost(task: Task, why: str) -> Done:
    """Return the row of a library that was begun, and of which nothing more is heard."""
    told = tr("{why} while it was being worked on; what was done is in the store: run it again", why=why)
    return unread(task, told)
