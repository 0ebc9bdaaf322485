"""Make the safe changes of a look, and finish what another watch, or this one before, left half done."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from hardener.language import tr
from hardener.notify.news import Item, Sort
from hardener.remedy.apply import QUIET, expired
from hardener.remedy.guard import near
from hardener.remedy.hold import kept, taking
from hardener.remedy.journal import Agent, Entry, Journal, JournalError, Run
from hardener.remedy.outcome import DONE, Outcome
from hardener.remedy.plan import Change, Plan, Step
from hardener.store.lease import GRACE, HeldError, Lease
from hardener.watch import tell
from hardener.watch.ports import Clock, Hands, Tell

WATCH = "the watch"
"""How it is called where it holds something."""
REASON = "the watch, safe changes only"
"""What the journal tells people of it; its own runs are known by their agent, and those of people are left alone."""
FREE = timedelta(seconds=GRACE + 0.5)
"""After this the lease of a process that has ended is free, whenever it was last renewed."""
AGAIN = timedelta(days=1)
"""What a vendor did not keep is not asked of it again before this."""
logger = logging.getLogger("hardener.watch")
Came = dict[int, tuple[Outcome, ...]]
"""Outcomes by the number of their step."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrier:
    """Writes for the watch, through the journal."""

    journal: Journal
    """Every write of it proves that this watch still holds the lease."""
    hands: Hands
    clock: Clock
    operator: str
    most: int
    """A plan with more changes than this is not carried out."""
    writes: bool
    """False: nothing is written any more, only what was begun is read again."""

    def carry_out(self, plan: Plan, say: Tell) -> bool:
        """Make every change of `plan` and `say` what came of it; tell whether any was made.

        Raises `HeldError`, which is said already, where another process is at work, `HardenerError` for anything else.
        """
        plan = self._sensible(plan)
        if not plan.steps:
            return False
        if plan.changes > self.most:
            text = tr(
                "none of {count} safe changes was made: [apply] max_changes lets {most} pass",
                count=plan.changes,
                most=self.most,
            )
            say([Item(sort=Sort.NOTICE, text=text)], frozenset())
            return False
        lease, now = self._lease(), self.clock.now()
        try:
            run = self.journal.open_run(
                plan,
                "apply",
                operator=self.operator,
                reason=REASON,
                now=now,
                agent=Agent.WATCH,
                take=taking(lease, plan),
            )
        except HeldError as error:
            say([Item(sort=Sort.NOTICE, text=tr("safe changes were left for later: {why}", why=error))], frozenset())
            raise
        with kept(lease, self.journal) as journal:
            came = self._run(journal, plan, run, say)
        return any(outcome.result in DONE for outcomes in came.values() for outcome in outcomes)

    def resume(self, say: Tell, accounts: Collection[str]) -> bool:
        """Finish the runs of the watch on `accounts` that did not end, as far as can be told. Raises `HardenerError`.

        What is written already is only read. Nothing is written where the watch may not, or the plan has
        grown old: then it is only found out what came of the steps that were begun. Tell whether another process
        holds one of them: that is soon worth another try.
        """
        waits = False
        for run in self.journal.unfinished(Agent.WATCH, accounts):
            lease = self._lease()
            try:
                self._take(run, lease)
            except (HeldError, JournalError) as error:
                logger.info("run %d is left alone: %s", run.id, error)  # a person takes it back, or has
                waits |= isinstance(error, HeldError)
                continue
            with kept(lease, self.journal) as journal:
                if self.writes and not expired(run.plan, self.clock.now()):
                    self._run(journal, run.plan, run.id, say)
                else:
                    self._settle(journal, run, say)
        return waits

    def _take(self, run: Run, lease: Lease) -> None:
        """Take a run; after a process that has ended for certain, as soon as its last request had time to come about.

        Raises `HeldError`, `JournalError`.
        """
        try:
            self.journal.go_on(run.id, taking(lease, run.plan))
        except HeldError as held:
            if not held.ended:
                raise
            self.clock.wait(self.clock.now() + FREE)
            if self.clock.stopped:
                raise
            self.journal.go_on(run.id, taking(lease, run.plan))

    def _lease(self) -> Lease:
        return self.journal.lease(WATCH, self.clock.now())

    def _sensible(self, plan: Plan) -> Plan:
        """Leave out what would be left for later anyway, and what the vendor has lately not kept."""
        now = self.clock.now()
        steps = []
        for step in plan.steps:
            if any(near(slot, QUIET, now) for slot in step.slots):
                continue
            known = self.journal.latest(step.whose, step.target, now - AGAIN)
            changes = tuple(change for change in step.changes if not _refused(change, known))
            if changes:
                steps.append(step.model_copy(update={"changes": changes}))
        return plan.model_copy(update={"steps": tuple(steps)})

    def _run(self, journal: Journal, plan: Plan, run: int, say: Tell) -> Came:
        made: dict[int, tuple[Outcome, ...]] = {}
        numbers = {id(step): number for number, step in enumerate(plan.steps)}
        with self.hands.executing(plan, run, journal) as execution:
            for step, outcomes in execution:
                made[numbers[id(step)]] = outcomes
                if self.clock.stopped:
                    execution.stop()
        if execution.stopped:
            return {}  # whoever goes on tells all of it
        return self._ended(journal, plan, run, made, say)

    def _settle(self, journal: Journal, run: Run, say: Tell) -> None:
        with self.hands.executing(run.plan, run.id, journal) as execution:
            execution.settle()
        self._ended(journal, run.plan, run.id, {}, say)

    def _ended(self, journal: Journal, plan: Plan, run: int, made: Came, say: Tell) -> Came:
        """Close a run of which nothing is unknown, and say what came of it; what was deferred is planned anew."""
        entries: Mapping[int, Entry] = journal.entries(run)
        if any(entry.outcomes is None for entry in entries.values()):
            return {}  # written or not, nobody knows yet: it is read again
        came = made | {number: entry.outcomes for number, entry in entries.items() if entry.outcomes is not None}
        journal.close_run(run, self.clock.now())
        outcomes = [outcome for number in sorted(came) for outcome in came[number]]
        say(
            list(tell.done(outcomes, _starts(plan.steps))),
            tell.closed(outcomes, {step.connection: step.whose for step in plan.steps}),
        )
        return came


def _refused(change: Change, known: Mapping[str, Outcome]) -> bool:
    """Tell whether the same was asked for lately, with nothing else there, and did not come of it."""
    last = known.get(change.path)
    if last is None or last.result in DONE:
        return False
    return last.change.before == change.before and last.change.after == change.after


def _starts(steps: tuple[Step, ...]) -> dict[tuple[str, str], datetime]:
    """Return when programs are on next, by connection and target."""
    return {
        (step.connection, step.target): min(slot.start for slot in step.slots).astimezone(UTC)
        for step in steps
        if step.slots
    }
