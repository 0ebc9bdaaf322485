"""One watch on a clock of its own, in a process that can be killed: its words are a folder and a store."""

from __future__ import annotations

import mmap
import os
import struct
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from hardener.app.runner import Hands
from hardener.app.watching import watcher_of
from hardener.cli.context import Context
from hardener.store import Store
from hardener.store.lease import Lease


class SharedClock:
    """Seconds since 1970 that several processes see: what time it is, and when the child is to end."""

    def __init__(self, path: Path) -> None:
        if not path.exists():
            path.write_bytes(bytes(16))
        with path.open("r+b") as file:
            self._map = mmap.mmap(file.fileno(), 16)

    def get(self, place: int = 0) -> float:
        return float(struct.unpack_from("d", self._map, 8 * place)[0])

    def set(self, seconds: float, place: int = 0) -> None:
        struct.pack_into("d", self._map, 8 * place, seconds)


class Pretended(Context):
    """The surroundings of a command, at another time."""

    clock: SharedClock

    @staticmethod
    def now() -> datetime:
        return datetime.fromtimestamp(Pretended.clock.get(), UTC)


class FastClock:
    """Jumps to the next thing that is due; a pass takes some time."""

    def __init__(self, clock: SharedClock) -> None:
        self._clock = clock

    @property
    def stopped(self) -> bool:
        return self._clock.get() >= self._clock.get(1)

    def now(self) -> datetime:
        return datetime.fromtimestamp(self._clock.get(), UTC)

    def wait(self, until: datetime, _over: Callable[[], bool] = bool) -> None:
        self._clock.set(min(max(until.timestamp(), self._clock.get() + 1), self._clock.get(1)))


def main(folder: Path, place: str) -> None:
    Pretended.clock = SharedClock(folder / "clock")
    context = Pretended(
        config_path=folder / "hardener.toml", store_place=place, verbose=0, quiet=True,
        environ=dict(os.environ),
    )  # fmt: skip
    with Store(place) as store:
        lease = Lease(store, f"child {os.getpid()}")
        clock = FastClock(Pretended.clock)
        watcher = watcher_of(context, context.config.watch, store, Hands(context, apply=False), clock, lease)
        while not lease.acquire():
            time.sleep(0.1)  # in real time: the pretended one would run away while a dead watch holds the lease
        watcher.run()


def begin() -> None:
    """Be that process."""
    main(Path(sys.argv[1]), sys.argv[2])
