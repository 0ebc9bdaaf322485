"""Make a plan's changes: read again, write down, write, read back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property

from hardener.adapter import Adapter
from hardener.language import marked
from hardener.model import Target
from hardener.path import MISSING, UnknownValueError, vendor_path
from hardener.remedy import guard
from hardener.remedy.guard import Soon, Tomorrow, near, read
from hardener.remedy.journal import Entry, Journal
from hardener.remedy.outcome import DONE, LEFT, STALE, Outcome, Result
from hardener.remedy.plan import PLAN_AGE, Change, Plan, Step, slots_of
from hardener.remedy.write import Stand, Writer, judged, pending, stand, together
from hardener.setting import Setting, rows_of

ABOVE = frozenset({"account", "group"})
"""Kinds whose values others may inherit: once one is written, a value below may already be what is wanted."""
UNMADE = marked("it was not made before the process ended")
QUIET = timedelta(minutes=30)
"""Nothing is written to a program this long before it starts, unless told."""


@dataclass(frozen=True, kw_only=True)
class Guards:
    """What an apply may not do."""

    quiet: timedelta | None = QUIET
    """None: also write to programs that are on or about to start."""


@dataclass(frozen=True, kw_only=True)
class Applier:
    """Carries out one run of the journal, step by step; it can be stopped between any two."""

    plan: Plan
    run: int
    adapters: Mapping[str, Adapter]
    journal: Journal
    clock: Callable[[], datetime]
    guards: Guards = Guards()
    back: bool = False
    """It takes a run back: a value that is the old one already is no surprise."""
    stale: Mapping[int, tuple[Outcome, ...]] = field(default_factory=dict)
    """Steps, by number, that are not carried out, because they no longer held when the plan was looked at again. The
    journal has them from the start."""

    @cached_property
    def soon(self) -> Soon:
        """What starts soon, listed once for the whole run."""
        return Soon(self.adapters, self.clock, self.guards.quiet or QUIET)

    def __call__(self) -> Iterator[tuple[Step, tuple[Outcome, ...]]]:
        """Yield each step's outcomes as they are known; steps that ended in an earlier try are passed over."""
        begun = self.journal.entries(self.run)
        left, written, late = False, set[str](), set[tuple[str, str]]()
        for number in sorted(self.stale):
            yield self.plan.steps[number], self.stale[number]
        for number, step in enumerate(self.plan.steps):
            known = begun.get(number)
            if number in self.stale or (known is not None and known.outcomes is not None):
                continue
            again = known is not None or self.back or step.whose in written
            at = (step.whose, step.target)
            if at in late and any(change.follows for change in step.changes):
                outcomes = _all(step, Result.DEFERRED, "what it depends on was put off")
            else:
                outcomes = self._step(number, step, known, again=again)
            if step.kind in ABOVE:
                written.add(step.whose)
            if any(outcome.result is Result.DEFERRED for outcome in outcomes):
                left = True
                late.add(at)
            yield step, outcomes
        if not left:
            self.journal.close_run(self.run, self.clock())

    def settle(self) -> Iterator[tuple[Step, tuple[Outcome, ...]]]:
        """Yield what came of each step that was begun and did not end, by reading alone; what cannot be read waits."""
        for number, entry in self.journal.entries(self.run).items():
            step = entry.step
            now = read(self.adapters[step.connection], step) if entry.outcomes is None else ""
            if not isinstance(now, str):
                rows = rows_of(self.adapters[step.connection].settings, step.kind)
                found = tuple(judged(change, rows, now, UNMADE, at_once=False) for change in step.changes)
                yield step, self._end(number, found)

    def _step(self, number: int, step: Step, known: Entry | None, *, again: bool) -> tuple[Outcome, ...]:
        adapter = self.adapters[step.connection]
        rows = rows_of(adapter.settings, step.kind)
        if reason := self._wait(adapter, step):
            return _all(step, Result.DEFERRED, reason)
        before = read(adapter, step)
        if isinstance(before, str):
            # What was begun may have been written: that is still to be found out.
            waits = known is not None or isinstance(before, Tomorrow)
            return _all(step, Result.DEFERRED if waits else Result.FAILED, before)
        if (
            reason := _soon(before, self.guards, self.clock())
            or self._shared(step, before)
            or self._live(adapter, before)
        ):
            return _all(step, Result.DEFERRED, reason)
        # What was there before the first try is in the journal; now it may be what that try wrote.
        step = _found(step, before) if known is None else known.step
        begun = known is not None or self.back
        unsure = {Stand.ABSENT} if self.back else {Stand.ABSENT, Stand.OTHER} if begun else set[Stand]()
        seen = {c.path: _seen(c, rows, before, again=again, unsure=unsure) for c in step.changes}
        self.journal.begin(self.run, number, step, self.clock())
        barred = self._barred(step, seen, adapter)
        early = {c.path: _unwritten(c, seen[c.path], before, alone=begun or not barred) for c in step.changes}
        early = {path: _known(outcome, rows, before, tried=known is not None) for path, outcome in early.items()}
        if all(seen[c.path] is not None or c.path in barred for c in step.changes):
            return self._end(number, tuple(early.values()))
        wanted = step.model_copy(update={"changes": tuple(c for c in step.changes if c.path not in barred)})
        outcomes = self._written(adapter, before, wanted)
        if any(outcome.result is Result.DEFERRED for outcome in outcomes):
            return outcomes  # not ended: it is gone on with
        came = early | {outcome.change.path: outcome for outcome in outcomes}
        return self._end(number, tuple(came.values()))

    def _written(self, adapter: Adapter, before: Target, step: Step) -> tuple[Outcome, ...]:
        asked = iter([True])  # right before: what is on was asked with the reading
        writer = Writer(
            adapter,
            step,
            lambda: ("" if next(asked, False) else self._live(adapter, before)) or self._ready(adapter, step),
        )
        outcomes = writer.write(before)
        results = {Result.APPLIED if outcome.result in DONE else outcome.result for outcome in outcomes}
        if self.back and results > {Result.APPLIED} and Result.DEFERRED not in results:
            # What held a value back may just have been put back itself: registration and a personal room, say.
            fresh = read(adapter, step)
            if not isinstance(fresh, str):  # what the first try moved or took along has moved all the same
                again = {outcome.change.path: outcome for outcome in writer.write(replace(fresh, facts=before.facts))}
                outcomes = tuple(({outcome.change.path: outcome for outcome in outcomes} | again).values())
        return outcomes

    def _ready(self, adapter: Adapter, step: Step) -> str:
        """Count a write that is about to be sent; return why it must not be. Raises `HardenerError`."""
        if reason := self._used_up(adapter, step):
            return reason
        self.journal.writing(step, self.clock())
        return ""

    def _held(self, step: Step, before: Target) -> str:
        """Return why a target that was just read must not be written now."""
        now = _soon(before, self.guards, self.clock())
        return now or self._shared(step, before) or self._live(self.adapters[step.connection], before)

    def _shared(self, step: Step, before: Target) -> str:
        """Return why what programs share must wait; its slots are those that were known when the plan was made."""
        shared = before.program is None or len(step.doors) > 1
        if self.guards.quiet is None or not shared or (not self.back and self.soon.known(self.plan.made)):
            return ""
        return self.soon.below(step.connection, before)

    def _live(self, adapter: Adapter, before: Target) -> str:
        return "" if self.guards.quiet is None else guard.on_now(adapter, before)

    def _barred(self, step: Step, seen: Mapping[str, Result | None], adapter: Adapter) -> set[str]:
        """Return the paths that are not to be written, because a value is no longer what was seen.

        That is all of the target, for a plan was made of it as a whole; what is taken back needs only what belongs
        to it.
        """
        lost = {path for path, result in seen.items() if result in {Result.STALE, Result.UNKNOWN}}
        if not self.back:
            return set(seen) if lost else set()
        units = together(step.changes, adapter.settings, step.kind)
        return {c.path for unit in units for c in unit if not lost.isdisjoint({one.path for one in unit})}

    def _end(self, number: int, outcomes: tuple[Outcome, ...]) -> tuple[Outcome, ...]:
        told = tuple(outcome for outcome in outcomes if not outcome.change.kept)
        self.journal.finish(self.run, number, told)
        return told

    def _wait(self, adapter: Adapter, step: Step) -> str:
        if reason := self._used_up(adapter, step):
            return reason
        if self.guards.quiet is not None and any(near(s, self.guards.quiet, self.clock()) for s in step.slots):
            return "a program that it touches is on or about to start"
        return ""

    def _used_up(self, adapter: Adapter, step: Step) -> str:
        if adapter.writes_per_day is None or not step.host:
            return ""
        if self.journal.writes_today(step.whose, step.host, self.clock()) < adapter.writes_per_day:
            return ""
        again = "hardener undo" if self.back else "hardener apply --resume"
        return f"this host's {adapter.writes_per_day} changes for today (UTC) are used up; tomorrow: {again}"


def expired(plan: Plan, now: datetime) -> bool:
    """Tell whether `plan` is too old to be applied; it can still be looked at."""
    return now - plan.made > PLAN_AGE


def _found(step: Step, target: Target) -> Step:
    """Return the step with what is really there now, for changes that another one brought to life."""
    changes = [c.model_copy(update={"before": target.document.get(c.path)}) if c.follows else c for c in step.changes]
    return step.model_copy(update={"changes": tuple(changes)})


def _seen(
    change: Change, rows: Mapping[str, Setting], target: Target, *, again: bool, unsure: AbstractSet[Stand]
) -> Result | None:
    """Return None where the value is what the plan saw, APPLIED where it is `again` what is wanted, else STALE.

    UNKNOWN where it stands in an `unsure` way: it may be what an earlier try has left. FAILED where what it depends
    on is not there.
    """
    if change.kept:
        return None
    if change.follows and change.before is None:
        return Result.FAILED
    at = stand(change, rows, target)
    if at is Stand.AFTER and (again or change.follows):
        return Result.APPLIED
    if change.follows or at is Stand.BEFORE or (at is Stand.ABSENT and change.before is None):
        return None
    return Result.UNKNOWN if at in unsure else Result.STALE


def _soon(target: Target, guards: Guards, now: datetime) -> str:
    program = target.program
    if guards.quiet is None or program is None:
        return ""
    if program.live:
        return "it is in progress"
    on = any(near(slot, guards.quiet, now) for slot in slots_of(program))
    return "it is on or about to start" if on else ""


def _all(step: Step, result: Result, note: str) -> tuple[Outcome, ...]:
    return tuple(Outcome(change=change, result=result, note=note) for change in step.changes)


def _known(outcome: Outcome, rows: Mapping[str, Setting], target: Target, *, tried: bool) -> Outcome:
    """Return what is there already as pending: its running value shows that, or an earlier try wrote it."""
    row = rows.get(outcome.change.path)
    try:
        if row is None or not (tried or row.still(target.document, target.kind) is not MISSING):
            return outcome
        return pending(outcome, row.waits(target.document, target.kind))
    except UnknownValueError:
        return outcome


def _unwritten(change: Change, seen: Result | None, target: Target, *, alone: bool) -> Outcome:
    """Return what is known of a change for which nothing is written; `alone`: whatever became of its neighbours."""
    if seen is Result.FAILED:
        needed = vendor_path(change.follows)
        why = target.unavailable.get(needed, f"{needed}, which it depends on, was not kept")
        return Outcome(change=change, result=seen, note=f"not possible: {why}")
    if seen is Result.APPLIED and alone:
        return Outcome(change=change, result=seen, note=marked("it was so already"))
    if seen is Result.UNKNOWN:
        return Outcome(
            change=change, result=seen, note=marked("the value is not shown, so it is not known whether it is there")
        )
    return Outcome(change=change, result=Result.STALE, note=STALE if seen is Result.STALE else LEFT)
