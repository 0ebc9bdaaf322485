"""Carry a purge out: read again, write down, delete whom the plan names, read back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from pydantic import TypeAdapter

from hardener.errors import (
    AdapterError,
    ClockError,
    LateError,
    RefusedError,
    ScopeError,
    ThrottledError,
    UnreachableError,
)
from hardener.purge.plan import Deleted, Deletion, Purge, Why, mark
from hardener.remedy.outcome import Result
from hardener.remedy.plan import PLAN_AGE
from hardener.store.purges import Purges
from hardener.traces import Keeping, Trace

Ended = tuple[Deletion, tuple[Deleted, ...]]
"""The deletions of one program, and what became of each."""
OUTCOMES = TypeAdapter(tuple[Deleted, ...])
GONE = 404
PASSING = (UnreachableError, LateError)
"""There was no answer."""
WAITS = frozenset({"wait", "silent", "clock"})
"""What may be otherwise in a while: it is gone on with."""
HOLDS = frozenset({"to-come", "old", "kept"})
"""What the plan does not allow for any more."""


@dataclass(frozen=True, kw_only=True)
class Purger:
    """Carries out one run, program by program; it can be stopped at any moment and gone on with."""

    plan: Purge
    run: int
    adapters: Mapping[str, Keeping]
    """By the name that the connection had when the plan was made."""
    purges: Purges
    clock: Callable[[], datetime]
    spared: frozenset[tuple[str, str]] = frozenset()
    """Account and target of what the library's rules keep by now, whatever they did when the plan was made."""

    def __call__(self) -> Iterator[Ended]:
        """Yield what became of each program's sign-ups; programs that ended in an earlier try are passed over."""
        known, left = self.purges.outcomes(self.run), False
        for number, step in enumerate(self.plan.steps):
            if known.get(number) is None:
                outcomes = self._step(number, step)
                left = left or any(one.result is Result.DEFERRED for one in outcomes)
                yield step, outcomes
        if not left:
            self.purges.close_run(self.run, self.clock())

    def _step(self, number: int, step: Deletion) -> tuple[Deleted, ...]:
        adapter = self.adapters[step.connection]
        there = self._read(adapter, step)
        if isinstance(there, Why):
            if there.kind in WAITS:
                return _all(step, Result.DEFERRED, there)
            return self._end(number, step, _all(step, Result.FAILED, there))
        if holds := self._holds(step, there):
            left = set(self._people(step, there))  # an earlier try may have deleted some
            return self._end(number, step, _judged(step, left, dict.fromkeys(step.named, holds)))
        text = step.model_dump_json()
        self.purges.begin(self.run, number, step.account, step.target, text, self.clock())
        refused = self._delete(adapter, step, there)
        after = self._read(adapter, step)
        if isinstance(after, Why):
            # It was begun: what is there now is still to be found out.
            return _all(step, Result.DEFERRED, after)
        outcomes = _judged(step, set(self._people(step, after)), refused)
        if any(one.result is Result.DEFERRED for one in outcomes):
            return outcomes
        return self._end(number, step, outcomes)

    def _delete(self, adapter: Keeping, step: Deletion, there: Trace) -> dict[str, Why]:
        """Ask for each sign-up that the plan names and that is still there; return why, of those that were refused."""
        refused: dict[str, Why] = {}
        people = self._people(step, there)
        for number, who in enumerate(wanted := [who for who in step.named if who in people]):
            try:
                adapter.delete(there, people[who])
            except AdapterError as error:
                refused[who] = why(error)
                if refused[who].kind in {*WAITS, "scope"}:
                    # It is the same for all that come after it.
                    return refused | dict.fromkeys(wanted[number:], refused[who])
        return refused

    def _people(self, step: Deletion, trace: Trace) -> dict[str, str]:
        """Return the sign-ups that are there by what stands for each in the plan."""
        return {mark(self.plan, step.account, step.target, each): each for each in trace.people or ()}

    def _holds(self, step: Deletion, trace: Trace) -> Why | None:
        """Return what speaks against deleting anything of a program by now."""
        now, ended = self.clock(), trace.ended
        if trace.over is not True or ended is None or not self.plan.old_enough(ended, now):
            return Why(kind="to-come")
        if now - self.plan.made > PLAN_AGE:
            return Why(kind="old")
        return Why(kind="kept") if (step.account, step.target) in self.spared else None

    def _end(self, number: int, step: Deletion, outcomes: tuple[Deleted, ...]) -> tuple[Deleted, ...]:
        text = OUTCOMES.dump_json(outcomes).decode()
        self.purges.begin(self.run, number, step.account, step.target, step.model_dump_json(), self.clock())
        self.purges.finish(self.run, number, text)
        return outcomes

    @staticmethod
    def _read(adapter: Keeping, step: Deletion) -> Trace | Why:
        try:
            found = adapter.kept_of(step.target)
        except AdapterError as error:
            return why(error)
        return found if found.people is not None else Why(kind="odd")


def why(error: AdapterError) -> Why:
    """Return what a failure comes to, never in the platform's words: they may have a family's name in them."""
    if isinstance(error, ThrottledError):
        return Why(kind="wait")
    if isinstance(error, ClockError):
        return Why(kind="clock")
    if isinstance(error, PASSING):
        return Why(kind="silent")
    if isinstance(error, ScopeError):
        return Why(kind="scope", said=str(error.code or ""))
    if isinstance(error, RefusedError):
        return Why(kind="gone" if error.status == GONE else "refused", said=str(error.status))
    return Why(kind="odd")


def _judged(step: Deletion, left: set[str], refused: Mapping[str, Why]) -> tuple[Deleted, ...]:
    return tuple(_of(who, left, refused.get(who)) for who in step.named)


def _of(who: str, left: set[str], reason: Why | None) -> Deleted:
    if who not in left:
        return Deleted(who=who, result=Result.APPLIED)
    if reason is None:
        return Deleted(who=who, result=Result.IGNORED, why=Why(kind="ignored"))
    if reason.kind in HOLDS:
        return Deleted(who=who, result=Result.STALE, why=reason)
    return Deleted(who=who, result=Result.DEFERRED if reason.kind in WAITS else Result.FAILED, why=reason)


def _all(step: Deletion, result: Result, reason: Why) -> tuple[Deleted, ...]:
    return tuple(Deleted(who=who, result=result, why=reason) for who in step.named)


def counted(outcomes: Sequence[Deleted]) -> int:
    """Return of how many sign-ups a second reading proved that they are gone."""
    return sum(one.result is Result.APPLIED for one in outcomes)
