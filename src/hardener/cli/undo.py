"""hardener undo: put back what an apply changed."""

from __future__ import annotations

import json
import sys

import click

from hardener.app.accounts import Here, bound, latest, owned, writers
from hardener.app.audit import plan_id
from hardener.app.holding import patiently
from hardener.cli.carry_out import EVEN_IF_LIVE, OPERATOR, REASON, YES, agree, carry_out, operator
from hardener.cli.context import Context, write_out
from hardener.remedy.apply import Applier
from hardener.remedy.hold import kept, taking
from hardener.remedy.journal import Journal, Run
from hardener.remedy.plan import Plan
from hardener.remedy.undo import reverse
from hardener.report.plan_text import render_plan
from hardener.store.lease import Lease


@click.command()
@click.argument("run", type=int, required=False)
@YES
@EVEN_IF_LIVE
@OPERATOR
@REASON
@click.option("--details", is_flag=True, help="Also show the vendor's own settings.")
@click.pass_obj
def undo(  # noqa: PLR0913 - the options of a command
    context: Context,
    run: int | None,
    yes: bool,  # noqa: FBT001 - a click option
    even_if_live: bool,  # noqa: FBT001 - a click option
    who: str | None,
    reason: str,
    details: bool,  # noqa: FBT001 - a click option
) -> None:
    """Put back what an apply changed: the last one, or RUN (see: hardener runs).

    It works from the journal, after a crash too, and ends an apply that did not. A setting
    that somebody has changed since is left alone and said to be stale. What could not be
    put back is tried again by the same command. A passcode that was made is taken off again.
    """
    name = operator(context, who)
    with context.journal() as journal:
        lease = journal.lease(name, context.now())
        here = Here(context)
        chosen, back = _chosen(context, journal, run, here)
        # One that did not end is ended, whatever of it is to be put back: that is for those whose accounts it is of.
        touched = back if chosen.ended is not None else chosen.plan
        if run is not None:
            touched = bound(context, touched, chosen.id, here)
        whose = {step.connection: step.account for step in touched.steps}
        back = owned(back, whose)
        here.names(touched.steps, f"run {chosen.id}")
        if back.steps:
            write_out(render_plan(back, context.zone, details=details), None)
            agree(context, f"Put these {back.changes} settings back?", yes=yes)
        elif chosen.ended is not None:
            context.say(f"run {chosen.id} changed nothing that is left to put back")
            sys.exit(0)
        patiently(context, lambda: journal.end(chosen.id, context.now(), taking(lease, chosen.plan)))
        with kept(lease, journal) as fenced:
            _settle(context, chosen, owned(chosen.plan, whose), fenced, lease)
            left = owned(_reverse(context, journal, chosen), whose)
            if not left.steps:
                context.say(f"run {chosen.id} changed nothing that is left to put back; it has ended")
                sys.exit(0)
            _as_shown(chosen, back, left)
            number = fenced.open_run(
                left, "undo", operator=name, reason=context.said(reason), now=context.now(), undoes=chosen.id
            )
            status = carry_out(context, left, number, fenced, check=lease.check, even_if_live=even_if_live, back=True)
    sys.exit(status)


def _chosen(context: Context, journal: Journal, number: int | None, here: Here) -> tuple[Run, Plan]:
    """Return the apply to take back, and how: by its number, else the last here of which something is left."""
    applies = [run for run in journal.runs() if run.kind == "apply"]
    if number is None:
        left = (run for run in applies if run.ended is None or _reverse(context, journal, run).steps)
        chosen = latest(left, here, "there is no apply to take back")
    elif number in {run.id for run in applies}:
        chosen = next(run for run in applies if run.id == number)
    else:
        raise click.ClickException(f"there is no apply with number {number}; see: hardener runs")
    return chosen, _reverse(context, journal, chosen)


def _reverse(context: Context, journal: Journal, run: Run) -> Plan:
    now = context.now()
    undone = [journal.entries(one.id) for one in reversed(journal.runs()) if one.undoes == run.id]
    return reverse(run, journal.entries(run.id), plan_id(now), now, undone)


def _settle(context: Context, run: Run, plan: Plan, journal: Journal, lease: Lease) -> None:
    """Find out what came of steps that were begun by a process that ended, so that the journal says it."""
    if any(entry.outcomes is None for entry in journal.entries(run.id).values()):
        with writers(context, plan.steps, f"run {run.id}", lease.check) as adapters:
            applier = Applier(plan=plan, run=run.id, adapters=adapters, journal=journal, clock=context.now)
            list(applier.settle())


def _as_shown(run: Run, shown: Plan, left: Plan) -> None:
    """Raise `ClickException` where more is to be put back than a person has agreed to."""
    agreed = {(c.connection, c.target, c.path, json.dumps(c.after)) for step in shown.steps for c in step.changes}
    found = {(c.connection, c.target, c.path, json.dumps(c.after)) for step in left.steps for c in step.changes}
    if not found <= agreed:
        raise click.ClickException(f"run {run.id} went on while you were asked; look again: hardener undo {run.id}")
