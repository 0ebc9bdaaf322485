"""What the pages are of: the last look, the last plan, and what came of changes; each made by a job at the desk."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import timedelta

from hardener.app.applying import apply
from hardener.app.audit_run import AuditRun, status_of
from hardener.app.planning import make_plan
from hardener.app.recall import recall, weeks_before
from hardener.app.record import keep
from hardener.app.surroundings import Surroundings
from hardener.app.undoing import Back, plan_undo, undo
from hardener.errors import AskedError
from hardener.history.month import Week
from hardener.model import Severity
from hardener.remedy.execution import Execution
from hardener.remedy.plan import Plan
from hardener.results import Report
from hardener.serve.job import Desk, Job, Kind

OLD = timedelta(hours=1)
"""After this a look is made anew when somebody asks for the page."""


@dataclass(frozen=True, slots=True)
class Done:
    """What came of changes that were made, or put back."""

    run: int
    back: bool
    counts: Mapping[str, int]
    """Changes by result, in words."""
    status: int
    waits: Sequence[str]
    """Services that have to be restarted before all of it is in force."""


@dataclass(slots=True)
class Live:
    """The last of everything. Jobs write it and pages read it; each part is replaced whole."""

    context: Surroundings
    desk: Desk = field(default_factory=Desk)
    report: Report | None = None
    trend: Sequence[Week] = ()
    """The weeks before it."""
    plan: Plan | None = None
    allow: tuple[str, ...] = ()
    """The opt-ins of the plan."""
    back: Back | None = None
    """What is to be put back, once somebody says so."""
    done: Done | None = None
    _execution: Execution | None = None
    """What is being carried out."""

    def stop(self) -> None:
        """Return once nothing is being changed; changes that are being made end between two of them."""
        if self._execution is not None:
            self._execution.stop()
        if not self.looks:
            self.desk.wait()

    @property
    def looks(self) -> bool:
        """Tell whether something is done that only reads, for minutes perhaps, and of which nothing is kept yet."""
        return self.desk.busy and self._execution is None

    def refresh(self) -> None:
        """Begin to look again where what there is has become old."""
        if self.report is None or self.context.now() - self.report.made > OLD:
            self.look()

    def look(self) -> bool:
        """Begin to look at everything; tell whether that was begun."""
        return self.desk.begin(Kind.LOOK, self._look)

    def looked_again(self) -> int | None:
        """Look at everything and return how many programs there are; None where that could not be done now."""
        if not self.look():
            return None
        job = self.desk.job
        self.desk.wait()
        report = self.report
        failed = job is None or job.error or report is None or any(reach.error for reach in report.reaches)
        return None if failed or report is None else report.programs

    def _look(self, job: Job) -> None:
        run = AuditRun(self.context)
        found = run.audit()
        job.done = found.report.programs
        recall(self.context, found.report)
        self.trend = weeks_before(self.context)
        with self.context.store() as store:
            keep(store, run, found, status_of(found.report, Severity.LOW))
        self.report = found.report

    def make(self, allow: tuple[str, ...]) -> bool:
        """Begin to plan with these opt-ins; tell whether that was begun."""

        def work(_job: Job) -> None:
            self.plan, self.allow, self.done = self._planned(allow), allow, None

        return self.desk.begin(Kind.PLAN, work)

    def _planned(self, allow: tuple[str, ...]) -> Plan:
        return make_plan(AuditRun(self.context), allow).plan

    def apply(self, fingerprint: str, operator: str, reason: str) -> bool:
        """Begin to make the changes of the plan that was shown under `fingerprint`; tell whether that was begun."""
        shown, allow = self.plan, self.allow

        def work(job: Job) -> None:
            if shown is None or shown.fingerprint != fingerprint:
                raise AskedError("there is another plan by now; look at it first")
            fresh = self._planned(allow)
            if _wanted(fresh) != _wanted(shown):
                self.plan = fresh
                raise AskedError("what there is to change is no longer what you saw; look at the new plan first")
            self._carry_out(job, apply(self.context, fresh, operator=operator, reason=reason))
            self.plan = None

        return self.desk.begin(Kind.APPLY, work)

    def take_back(self, run: int) -> Back:
        """Return what there is to put back of a run, and remember that it was shown. Raises `HardenerError`."""
        self.back = back = plan_undo(self.context, run)
        return back

    def undo(self, run: int, operator: str, reason: str) -> bool:
        """Begin to put back what was shown of a run; tell whether that was begun."""
        shown = self.back

        def work(job: Job) -> None:
            if shown is None or shown.run.id != run:
                raise AskedError("look first at what there is to put back")
            self._carry_out(job, undo(self.context, shown, operator=operator, reason=reason))
            self.back = None

        return self.desk.begin(Kind.UNDO, work)

    def _carry_out(self, job: Job, begun: AbstractContextManager[Execution]) -> None:
        """Make every change of what is begun, say what came of them, and look again."""
        with begun as execution:
            job.total, self._execution = execution.steps, execution
            for _ in execution:
                job.done += 1
            self._execution = None
            counts = {result.value: count for result, count in execution.counts.items() if count}
            self.done = Done(execution.run, execution.back, counts, execution.status, sorted(execution.waits))
        self._look(job)


def _wanted(plan: Plan) -> set[tuple[str, str, str, str, str]]:
    """Return every change of a plan, with what was there before."""
    return {
        (step.account, c.target, c.path, json.dumps(c.before), json.dumps(c.after))
        for step in plan.steps
        for c in step.changes
    }
