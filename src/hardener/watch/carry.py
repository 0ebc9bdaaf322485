"""Make the safe changes of a look, and finish what another watch, or this one before, left half done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from hardener.journal import Journal
from hardener.notify.news import Item, Sort
from hardener.remedy.apply import Applier
from hardener.remedy.outcome import Outcome, Result
from hardener.remedy.plan import Plan
from hardener.watch import tell
from hardener.watch.needs import Clock, Hands, Tell

LATER = "a program is on or about to start, or today's changes are used up"
REASON = "the watch, safe changes only"
"""In the journal: by this its own runs are known from those of people, which it leaves alone."""


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

    def carry_out(self, plan: Plan, say: Tell) -> bool:
        """Make every change of `plan` and `say` what came of it; tell whether any was made. Raises `HardenerError`."""
        if not plan.steps:
            return False
        if plan.changes > self.most:
            text = f"none of {plan.changes} safe changes was made: [apply] max_changes lets {self.most} pass"
            say([Item(sort=Sort.NOTICE, text=text)], frozenset())
            return False
        run = self.journal.open_run(plan, "apply", operator=self.operator, reason=REASON, now=self.clock.now())
        self._run(plan, run, say)
        return True

    def resume(self, say: Tell) -> None:
        """Finish the runs of the watch that did not end; what is written already is only read."""
        for run in reversed(self.journal.runs()):
            if run.kind == "apply" and run.ended is None and run.reason == REASON:
                self._run(run.plan, run.id, say)

    def _run(self, plan: Plan, run: int, say: Tell) -> None:
        names = sorted({step.connection for step in plan.steps})
        with self.hands.writers(names) as adapters:
            for _ in Applier(plan=plan, run=run, adapters=adapters, journal=self.journal, clock=self.clock.now)():
                if self.clock.stopped:
                    return  # whoever goes on tells all of it
        # What was deferred is planned anew by a later look.
        self.journal.close_run(run, self.clock.now())
        came = list(self._came(plan, run))
        say(list(tell.done(came, _starts(plan))), tell.closed(came))

    def _came(self, plan: Plan, run: int) -> Iterator[Outcome]:
        """Yield what came of each change, also of those before a kill; what was never begun is left for later."""
        entries = self.journal.entries(run)
        for number, step in enumerate(plan.steps):
            outcomes = entries[number].outcomes if number in entries else None
            left = (Outcome(change=change, result=Result.DEFERRED, note=LATER) for change in step.changes)
            yield from outcomes if outcomes is not None else left


def _starts(plan: Plan) -> dict[tuple[str, str], datetime]:
    """Return when the programs of a plan are on next, by connection and target."""
    return {
        (step.connection, step.target): min(slot.start for slot in step.slots).astimezone(UTC)
        for step in plan.steps
        if step.slots
    }
