"""One piece of work at a time, while pages say how far it is: looking, planning, changing, putting back."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextvars import copy_context
from dataclasses import dataclass, field
from enum import StrEnum

from hardener.errors import HardenerError, mistake


class Kind(StrEnum):
    """What is done."""

    LOOK = "look"
    PLAN = "plan"
    APPLY = "apply"
    UNDO = "undo"


@dataclass(slots=True)
class Job:
    """Work that is being done, or was."""

    kind: Kind
    done: int = 0
    total: int = 0
    """Steps, where that is known."""
    over: bool = False
    error: str = ""
    """Why it ended early; empty where it did not."""
    result: object = None


Work = Callable[[Job], object]
"""What is done; it may say in the job how far it is."""


@dataclass(slots=True)
class Desk:
    """Where jobs are done, one after the other, each in a thread of its own."""

    job: Job | None = None
    """The last that was begun."""
    _thread: threading.Thread | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def begin(self, kind: Kind, work: Work) -> bool:
        """Begin `work`, unless something is being done; tell whether it was begun."""
        with self._lock:
            if self.job is not None and not self.job.over:
                return False
            self.job = job = Job(kind)
            self._thread = threading.Thread(
                target=copy_context().run, args=(self._do, job, work), name=kind, daemon=False
            )
            self._thread.start()
            return True

    @property
    def busy(self) -> bool:
        """Tell whether something is being done."""
        return self.job is not None and not self.job.over

    def wait(self) -> None:
        """Return once nothing is being done: a change that was begun is brought to its end."""
        if self._thread is not None:
            self._thread.join()

    @staticmethod
    def _do(job: Job, work: Work) -> None:
        try:
            job.result = work(job)
        except HardenerError as error:
            job.error = str(error)
        except Exception as error:  # noqa: BLE001 - whoever looks at the page has to be told
            job.error = mistake(error)
        finally:
            job.over = True
