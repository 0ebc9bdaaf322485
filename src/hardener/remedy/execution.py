"""A run while it is carried out: what came of each step, and of all so far."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from hardener.remedy.apply import Applier
from hardener.remedy.outcome import Outcome, Result
from hardener.remedy.plan import Plan, Step

INCOMPLETE = frozenset({Result.PENDING, Result.IGNORED, Result.FAILED, Result.UNKNOWN, Result.DEFERRED})
"""What is not yet, or not certainly, as it was asked for."""
Ended = tuple[Step, tuple[Outcome, ...]]
"""A step, and what came of each of its changes."""


@dataclass(kw_only=True)
class Execution:
    """One run of the journal whose connections are open for writing; nothing is written before it is iterated over."""

    applier: Applier
    counts: Counter[Result] = field(default_factory=Counter)
    """How many changes came to what, so far."""
    waits: Counter[str] = field(default_factory=Counter)
    """How many changes wait for the restart of which service."""
    moved: bool = False
    """Something protected changed that no change named: a link, a host, a time."""
    stopped: bool = False
    """It was stopped between two steps; it can be gone on with."""
    _asked: bool = False

    @property
    def run(self) -> int:
        """Return the number of the run."""
        return self.applier.run

    @property
    def plan(self) -> Plan:
        """Return what is carried out."""
        return self.applier.plan

    def came(self) -> list[Ended]:
        """Return every step of the run that has ended, also before it was gone on with, and what came of it."""
        return self.applier.journal.came(self.run)

    @property
    def steps(self) -> int:
        """Return how many steps the run has."""
        return len(self.applier.plan.steps)

    @property
    def back(self) -> bool:
        """Tell whether it takes another run back."""
        return self.applier.back

    def __iter__(self) -> Iterator[Ended]:
        """Carry it out: yield each step that was left once it has ended.

        Raises `LeaseLostError` where another process took over, and `HardenerError` where nothing can be kept.
        """
        for step, outcomes in self.applier():
            self._count(outcomes)
            yield step, outcomes
            if self._asked:
                self.stopped = True
                return

    def stop(self) -> None:
        """Leave what comes after the step at work for later; from another thread or a signal's handler as well."""
        self._asked = True

    def settle(self) -> list[Ended]:
        """Find out by reading alone what came of steps that a process which ended had begun; return what is known."""
        return list(self.applier.settle())

    @property
    def status(self) -> int:
        """Return the exit status: 0; 4, where it is not complete or something moved; 5, where the plan is stale."""
        if self.stopped:
            return 4
        if self.counts[Result.STALE]:
            return 5
        incomplete = any(self.counts[result] for result in INCOMPLETE)
        return 4 if incomplete or self.moved else 0

    def _count(self, outcomes: tuple[Outcome, ...]) -> None:
        self.counts.update(outcome.result for outcome in outcomes)
        self.waits.update(outcome.waits_for for outcome in outcomes if outcome.waits_for)
        self.moved = self.moved or any(outcome.moved for outcome in outcomes)
