"""Libraries one beside the other on this machine, each in a process of its own that ends with it."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hardener.fleet.processes import Processes
from hardener.fleet.work import Done, Engine, Task

WORKERS = 4
"""Libraries at the same time, unless told otherwise: most of a look is waiting for a vendor."""


@dataclass(frozen=True)
class Local(Engine):
    """Has at most so many libraries at work at the same time."""

    workers: int = WORKERS

    def __call__(self, tasks: Sequence[Task]) -> Iterator[Done]:
        """Yield what came of each, as it ends. Closing it ends those at work: an apply between two writes."""
        left, running = deque(tasks), Processes()
        try:
            while left or running:
                while left and len(running) < self.workers:
                    running.begin(left.popleft())
                for _, done in running.ended():
                    yield done
        finally:
            running.end()
