"""Make the safe changes of a look, and finish what another watch, or this one before, left half done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC

from hardener.journal import Journal
from hardener.notify.news import Item, Sort
from hardener.remedy.apply import Applier
from hardener.remedy.outcome import Outcome
from hardener.remedy.plan import Plan
from hardener.watch import tell
from hardener.watch.needs import Clock, Hands, Tell

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

    def carry_out(self, plan: Plan, say: Tell) -> None:
        """Make every change of `plan`, and `say` what came of them. Raises `HardenerError`."""
        if not plan.steps:
            return
        if plan.changes > self.most:
            text = f"none of {plan.changes} safe changes was made: [apply] max_changes lets {self.most} pass"
            say([Item(sort=Sort.NOTICE, text=text)])
            return
        run = self.journal.open_run(plan, "apply", operator=self.operator, reason=REASON, now=self.clock.now())
        self._run(plan, run, say)

    def resume(self, say: Tell) -> None:
        """Finish the runs of the watch that did not end; what is written already is only read."""
        for run in reversed(self.journal.runs()):
            if run.kind == "apply" and run.ended is None and run.reason == REASON:
                self._run(run.plan, run.id, say)

    def _run(self, plan: Plan, run: int, say: Tell) -> None:
        names = sorted({step.connection for step in plan.steps})
        outcomes: list[Outcome] = []
        with self.hands.writers(names) as adapters:
            applier = Applier(plan=plan, run=run, adapters=adapters, journal=self.journal, clock=self.clock.now)
            for _, came in applier():
                outcomes.extend(came)
                if self.clock.stopped:
                    break
            else:
                # What was deferred is planned anew by a later look.
                self.journal.close_run(run, self.clock.now())
        starts = {
            (step.connection, step.target): min(slot.start for slot in step.slots).astimezone(UTC)
            for step in plan.steps
            if step.slots
        }
        say(list(tell.done(outcomes, starts)))
