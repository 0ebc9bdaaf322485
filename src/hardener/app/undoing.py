"""Put back what an apply changed: which one, what is left of it, and the run that does it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from hardener.app.accounts import Here, bound, latest, owned
from hardener.app.audit_run import plan_id
from hardener.app.executing import executing, hand
from hardener.app.holding import patiently
from hardener.app.surroundings import Surroundings
from hardener.errors import AskedError, HardenerError
from hardener.remedy.execution import Execution
from hardener.remedy.hold import kept, taking
from hardener.remedy.journal import Journal, Run
from hardener.remedy.plan import Plan
from hardener.remedy.undo import reverse
from hardener.store.lease import Lease


class NothingLeftError(HardenerError):
    """Nothing of an apply is left to put back."""


@dataclass(frozen=True, kw_only=True)
class Back:
    """What is left to put back of an apply, to be looked at before it is done."""

    run: Run
    """The apply."""
    plan: Plan
    """What puts it back, last step first; no steps where the apply wrote nothing and is only to be ended."""
    whose: Mapping[str, str]
    """The account of each connection that it writes to; of an apply that did not end, of each that it has."""


def plan_undo(context: Surroundings, run: int | None = None) -> Back:
    """Return how to take back an apply: by its number, else the last here of which something is left.

    Raises `AskedError` where there is none, or it is another account's, `NothingLeftError` where all is put back.
    """
    with context.journal() as journal:
        here = Here(context)
        chosen, back = _chosen(context, journal, run, here)
        # One that did not end is ended, whatever of it is to be put back: that is for those whose accounts it is of.
        touched = back if chosen.ended is not None else chosen.plan
        if run is not None:
            touched = bound(context, touched, chosen.id, here)
        whose = {step.connection: step.account for step in touched.steps}
        here.names(touched.steps, f"run {chosen.id}")
    if not back.steps and chosen.ended is not None:
        raise NothingLeftError(f"run {chosen.id} changed nothing that is left to put back")
    return Back(run=chosen, plan=owned(back, whose), whose=whose)


@contextmanager
def undo(
    context: Surroundings, back: Back, *, operator: str | None = None, reason: str = "", even_if_live: bool = False
) -> Iterator[Execution]:
    """Yield what puts `back`, while it is iterated over, each value read back; nobody is asked.

    It ends an apply that did not. Raises `NothingLeftError` where nothing is left after all, `AskedError` where there
    is more than `back` says, `HeldError` where another process is at work, `HardenerError` for anything else.
    """
    by = hand(context, operator, reason=reason, even_if_live=even_if_live)
    run = back.run
    with context.journal() as journal:
        lease = journal.lease(by.operator, context.now())
        patiently(context, lambda: journal.end(run.id, context.now(), taking(lease, run.plan)))
        with kept(lease, journal) as fenced:
            _settle(context, back, fenced, lease)
            left = owned(_reverse(context, journal, run), back.whose)
            if not left.steps:
                raise NothingLeftError(f"run {run.id} changed nothing that is left to put back; it has ended")
            _as_shown(back, left)
            number = fenced.open_run(
                left,
                "undo",
                operator=by.operator,
                reason=context.said(reason),
                now=context.now(),
                undoes=run.id,
            )
            with executing(
                context, left, number, fenced, check=lease.check, even_if_live=even_if_live, back=True
            ) as execution:
                yield execution


def _chosen(context: Surroundings, journal: Journal, number: int | None, here: Here) -> tuple[Run, Plan]:
    """Return the apply to take back, and how: by its number, else the last here of which something is left."""
    applies = [run for run in journal.runs() if run.kind == "apply"]
    if number is None:
        left = (run for run in applies if run.ended is None or _reverse(context, journal, run).steps)
        chosen = latest(left, here, "there is no apply to take back")
    elif number in {run.id for run in applies}:
        chosen = next(run for run in applies if run.id == number)
    else:
        raise AskedError(
            f"there is no apply with number {number}; see: hardener runs (a deletion of sign-ups cannot be undone)"
        )
    return chosen, _reverse(context, journal, chosen)


def _reverse(context: Surroundings, journal: Journal, run: Run) -> Plan:
    now = context.now()
    undone = [journal.entries(one.id) for one in reversed(journal.runs()) if one.undoes == run.id]
    return reverse(run, journal.entries(run.id), plan_id(now), now, undone)


def _settle(context: Surroundings, back: Back, journal: Journal, lease: Lease) -> None:
    """Find out what came of steps that were begun by a process that ended, so that the journal says it."""
    if any(entry.outcomes is None for entry in journal.entries(back.run.id).values()):
        plan = owned(back.run.plan, back.whose)
        with executing(context, plan, back.run.id, journal, check=lease.check) as execution:
            execution.settle()


def _as_shown(back: Back, left: Plan) -> None:
    """Raise `AskedError` where more is to be put back than a person has agreed to.

    What a vendor set back along with a change is part of it: of a run that was killed that is only found now.
    """
    run, changes = back.run.id, (change for step in back.run.plan.steps for change in step.changes)
    along = {(change.connection, change.target, change.path) for change in changes if change.kept}
    if any(each[:3] not in along for each in _wanted(left) - _wanted(back.plan)):
        raise AskedError(f"run {run} went on while you were asked; look again: hardener undo {run}")


def _wanted(plan: Plan) -> set[tuple[str, str, str, str]]:
    return {(c.connection, c.target, c.path, json.dumps(c.after)) for step in plan.steps for c in step.changes}
