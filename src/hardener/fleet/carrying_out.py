"""Make the changes of one library's plan, the very one whose counts were shown, or go on with what was ended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from hardener.app.accounts import asked, by_name
from hardener.app.applying import begun, names_of, small_and_fresh, still_good
from hardener.app.applying import resume as go_on
from hardener.app.executing import Hand, hand
from hardener.app.saved import parsed
from hardener.errors import AskedError
from hardener.fleet import own_report
from hardener.fleet.place import PLAN, Place
from hardener.fleet.words import Words
from hardener.fleet.work import Done, Stop, Task
from hardener.language import tr
from hardener.remedy.execution import INCOMPLETE, Ended, Execution
from hardener.remedy.journal import Journal, Run
from hardener.remedy.outcome import Result
from hardener.store.lease import LeaseLostError

CHANGED = "what would be changed is no longer what was counted; nothing was written; look again: hardener fleet plan"


def apply(place: Place, task: Task, wanted: Words, stop: Stop) -> Done:
    """Carry out the plan that was made for this; what no longer holds of it is left. Raises `HardenerError`.

    Where a process that died had begun it, its run is gone on with: it is never begun anew over one that is half done.
    """
    by = hand_of(place, wanted.operator, reason=wanted.reason, even_if_live=wanted.even_if_live)
    path = str(task.folder / PLAN)
    plan = parsed(path)
    if plan.fingerprint != wanted.expect:
        raise AskedError(f"{PLAN} is not the plan that was shown; make a new one: hardener fleet plan")
    place.try_store(writing=True)
    with place.journal() as journal:
        before = journal.of_plan(plan)
    if before is not None and before.ended is not None:
        return _told(place, task, before)
    if before is not None:
        with go_on(place, operator=wanted.operator, even_if_live=wanted.even_if_live, plan=plan.id) as execution:
            return _carried_out(task, execution, stop)
    names = names_of(place, plan)
    small_and_fresh(place, plan, wanted.max_changes)
    try:
        made, stale = still_good(place, path, plan, names, tuple(wanted.allow))
    except AskedError:  # it names programs, which is for who looks at this library alone
        raise AskedError(CHANGED) from None
    if not made.steps:
        return Done(name=task.name, status=0)
    with begun(place, made, by, stale=stale, fingerprint=plan.fingerprint) as execution:
        return _carried_out(task, execution, stop)


def hand_of(place: Place, given: str | None, *, reason: str = "", even_if_live: bool = False) -> Hand:
    """Return who makes changes. Raises `AskedError`, without the names of those who may."""
    try:
        return hand(place, given, reason=reason, even_if_live=even_if_live)
    except AskedError:
        raise AskedError("whoever runs this may not change programs there: see [apply] allowed_by") from None


def _told(place: Place, task: Task, run: Run) -> Done:
    """Return what the journal has of a run that ended before: who carried it out may not have come to tell of it."""
    with place.journal() as journal:
        counts = Counter(outcome.result for _, outcomes in journal.came(run.id) for outcome in outcomes)
    left = sum(counts[result] for result in (*INCOMPLETE, Result.STALE))
    return Done(
        name=task.name,
        status=4 if left else 0,
        to_do=left,
        changed=counts[Result.APPLIED],
        run=run.id,
        note=tr("run {run} had made these changes before", run=run.id),
    )


def resume(place: Place, task: Task, wanted: Words, stop: Stop) -> Done:
    """Go on with the last apply that did not end; where there is none, nothing is done. Raises `HardenerError`."""
    if not place.has_store or not _unfinished(place):
        return Done(name=task.name, status=0)
    with go_on(place, operator=wanted.operator, even_if_live=wanted.even_if_live) as execution:
        return _carried_out(task, execution, stop)


def _unfinished(place: Place) -> bool:
    """Tell whether this library has one: where all libraries have one store, another's is none of its business."""
    with place.store() as store:
        journal = Journal(store)
        if not _left(journal.runs()):
            return False
        return _left(journal.runs(set(asked(place, store).values()) | by_name(place)))


def _left(runs: Sequence[Run]) -> bool:
    undone = {run.undoes for run in runs}
    return any(run.kind == "apply" and run.ended is None and run.id not in undone for run in runs)


def _carried_out(task: Task, execution: Execution, stop: Stop) -> Done:
    ended: list[Ended] = []
    note, status = "", 4
    try:
        for step, outcomes in execution:
            ended.append((step, outcomes))
            if stop():
                execution.stop()
        status = execution.status
    except LeaseLostError as error:
        note = str(error)
    if task.reports is not None:
        own_report.applied(task, ended)
    counts = execution.counts
    left = sum(counts[result] for result in (*INCOMPLETE, Result.STALE))
    changed = sum(outcome.result is Result.APPLIED for _, outcomes in execution.came() for outcome in outcomes)
    missed = sum(len(step.changes) for step in execution.plan.steps) - sum(counts.values()) if execution.stopped else 0
    return Done(name=task.name, status=status, to_do=left + missed, changed=changed, run=execution.run, note=note)
