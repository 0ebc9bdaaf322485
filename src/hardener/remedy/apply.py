"""Make a plan's changes: read again, write down, write, read back. The only code that calls `Adapter.write`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from pydantic import JsonValue

from hardener.adapter import Adapter
from hardener.errors import AdapterError, ClockError
from hardener.journal import Entry, Journal
from hardener.model import Target
from hardener.remedy import guard
from hardener.remedy.outcome import Outcome, Result
from hardener.remedy.plan import PLAN_AGE, Change, Plan, Slot, Step, slots_of
from hardener.setting import Missing, Setting, UnknownValueError, look, placed, rows_of

ABOVE = frozenset({"account", "group"})
"""Kinds whose values others may inherit: once one is written, a value below may already be what is wanted."""
UNMADE = "it was not made before the process ended"
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

    def __call__(self) -> Iterator[tuple[Step, tuple[Outcome, ...]]]:
        """Yield each step's outcomes as they are known; steps that ended in an earlier try are passed over."""
        begun = self.journal.entries(self.run)
        left, written = False, set[str]()
        for number, step in enumerate(self.plan.steps):
            known = begun.get(number)
            if known is not None and known.outcomes is not None:
                continue
            again = known is not None or self.back or step.connection in written
            outcomes = self._step(number, step, known, again=again)
            if step.kind in ABOVE:
                written.add(step.connection)
            left = left or any(outcome.result is Result.DEFERRED for outcome in outcomes)
            yield step, outcomes
        if not left:
            self.journal.close_run(self.run, self.clock())

    def settle(self) -> Iterator[tuple[Step, tuple[Outcome, ...]]]:
        """Yield what came of each step that was begun and did not end, by reading alone; what cannot be read waits."""
        for number, entry in self.journal.entries(self.run).items():
            step = entry.step
            now = guard.read(self.adapters[step.connection], step) if entry.outcomes is None else ""
            if not isinstance(now, str):
                rows = rows_of(self.adapters[step.connection].settings, step.kind)
                found = tuple(
                    _judged(change, rows, now, "it was not made before the process ended", ())
                    for change in step.changes
                )
                yield step, self._end(number, found)

    def _step(self, number: int, step: Step, known: Entry | None, *, again: bool) -> tuple[Outcome, ...]:
        adapter = self.adapters[step.connection]
        rows = rows_of(adapter.settings, step.kind)
        if reason := self._wait(adapter, step):
            return _all(step, Result.DEFERRED, reason)
        before = guard.read(adapter, step)
        if isinstance(before, str):
            # What was begun may have been written: that is still to be found out.
            return _all(step, Result.FAILED if known is None else Result.DEFERRED, before)
        if reason := _soon(before, self.guards, self.clock()) or self._live(adapter, before):
            return _all(step, Result.DEFERRED, reason)
        # What was there before the first try is in the journal; now it may be what that try wrote.
        step = _found(step, before) if known is None else known.step
        seen = {c.path: _seen(c, rows, before, again=again) for c in step.changes}
        self.journal.begin(self.run, number, step, self.clock())
        if Result.STALE in seen.values():
            return self._end(number, _stale(step, seen))
        if all(found is Result.APPLIED for found in seen.values()):
            return self._end(number, _all(step, Result.APPLIED, "it was so already"))
        outcomes = write(adapter, before, step, rows)
        if self.back and {o.result for o in outcomes} == {Result.APPLIED, Result.IGNORED}:
            # What held a value back may just have been put back itself: registration and a personal room, say.
            outcomes = write(adapter, before, step, rows)
        return self._end(number, outcomes)

    def _live(self, adapter: Adapter, before: Target) -> str:
        return "" if self.guards.quiet is None else guard.on_now(adapter, before)

    def _end(self, number: int, outcomes: tuple[Outcome, ...]) -> tuple[Outcome, ...]:
        if any(outcome.result is Result.DEFERRED for outcome in outcomes):
            return outcomes  # nothing was sent: it is still to be done
        self.journal.finish(self.run, number, outcomes)
        return outcomes

    def _wait(self, adapter: Adapter, step: Step) -> str:
        if adapter.writes_per_day is not None and step.host:
            used = self.journal.writes_today(step.connection, step.host, self.clock())
            if used >= adapter.writes_per_day:
                return (
                    f"this host's {adapter.writes_per_day} changes for today (UTC) are used up; "
                    "tomorrow: hardener apply --resume"
                )
        if self.guards.quiet is not None and any(near(s, self.guards.quiet, self.clock()) for s in step.slots):
            return "a program that it touches is on or about to start"
        return ""


def expired(plan: Plan, now: datetime) -> bool:
    """Tell whether `plan` is too old to be applied; it can still be looked at."""
    return now - plan.made > PLAN_AGE


def near(slot: Slot, quiet: timedelta, now: datetime) -> bool:
    """Tell whether a program is on at `now` or starts within `quiet`."""
    return slot.start - quiet <= now.astimezone(UTC) <= slot.start + timedelta(minutes=slot.minutes)


def write(adapter: Adapter, before: Target, step: Step, rows: Mapping[str, Setting]) -> tuple[Outcome, ...]:
    """Ask for every change of `step` in one write, and judge each by a second reading."""
    failure = ""
    try:
        adapter.write(before, replace(before, document=_after(before, step, rows)))
    except ClockError as error:
        return _all(step, Result.DEFERRED, str(error))
    except AdapterError as error:
        failure = str(error)
    now = guard.read(adapter, step)
    if isinstance(now, str):
        note = "; ".join(filter(None, (failure, f"it could not be read again: {now}")))
        return _all(step, Result.FAILED, note)
    allowed = {fact for change in step.changes for fact in change.moves}
    moved = tuple(sorted(f for f, was in before.facts.items() if now.facts.get(f) != was and f not in allowed))
    return tuple(_judged(change, rows, now, failure, moved) for change in step.changes)


def _after(before: Target, step: Step, rows: Mapping[str, Setting]) -> dict[str, JsonValue]:
    document = dict(before.document)
    for change in step.changes:
        row = rows.get(change.path)
        if change.secret and row is not None:
            assert isinstance(change.after, str)
            document = row.put(document, step.kind, change.after)
        else:
            document = placed(document, change.path, change.after)
    return document


def _judged(change: Change, rows: Mapping[str, Setting], now: Target, failure: str, moved: tuple[str, ...]) -> Outcome:
    kept = _is(change, change.after, rows, now)
    note = failure if not kept else ""
    if moved:
        note = "; ".join(filter(None, (note, f"look at this program: {', '.join(moved)} changed as well")))
    if kept:
        return Outcome(change=change, result=Result.APPLIED, note=note, moved=moved)
    reason = now.unavailable.get(change.setting, "the vendor accepted it and kept the old value")
    result = Result.FAILED if failure else Result.IGNORED
    return Outcome(change=change, result=result, note=note or reason, moved=moved)


def _is(change: Change, wanted: JsonValue, rows: Mapping[str, Setting], target: Target) -> bool:
    row = rows.get(change.path)
    try:
        if row is not None and change.secret:
            return row.get(target.document, target.kind) == wanted
        found: JsonValue | Missing = look(target.document, change.path)
    except UnknownValueError:
        return False
    if row is not None:
        return row.same(wanted, found)
    return type(found) is type(wanted) and found == wanted


def _found(step: Step, target: Target) -> Step:
    """Return the step with what is really there now, for changes that another one brought to life."""
    changes = [c.model_copy(update={"before": target.document.get(c.path)}) if c.follows else c for c in step.changes]
    return step.model_copy(update={"changes": tuple(changes)})


def _seen(change: Change, rows: Mapping[str, Setting], target: Target, *, again: bool) -> Result | None:
    """Return None where the value is what the plan saw, APPLIED where it is `again` what is wanted, else STALE."""
    if change.follows and change.before is None:
        return Result.STALE
    if _is(change, change.after, rows, target) and (again or change.follows):
        return Result.APPLIED
    if change.follows or _is(change, change.before, rows, target):
        return None
    return Result.STALE


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


def _stale(step: Step, seen: Mapping[str, Result | None]) -> tuple[Outcome, ...]:
    note = "the value is no longer what the plan saw; make a new plan"
    other = "left alone, because another value of it is no longer what the plan saw"
    return tuple(
        Outcome(change=c, result=Result.STALE, note=note if seen[c.path] is Result.STALE else other)
        for c in step.changes
    )
