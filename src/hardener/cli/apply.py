"""hardener apply: change what the plan says, and prove it by a second reading."""

from __future__ import annotations

import sys

import click

from hardener.cli.carry_out import EVEN_IF_LIVE, OPERATOR, REASON, YES, agree, carry_out, operator
from hardener.cli.context import Context, write_out
from hardener.cli.holding import patiently
from hardener.cli.looking import CONNECTION, OPT_INS, PROFILE, WEEKS, Look
from hardener.cli.plan import make_plan, read_plan
from hardener.journal import Journal, Run
from hardener.remedy.apply import expired
from hardener.remedy.hold import kept, taking
from hardener.remedy.plan import Plan
from hardener.report.plan_text import render_plan


@click.command(short_help="Make the changes, after showing them and asking.")
@click.argument("program", required=False)
@PROFILE
@CONNECTION
@WEEKS
@OPT_INS
@click.option("--dry-run", is_flag=True, help="The same as: hardener plan")
@click.option(
    "--plan",
    "saved",
    type=click.Path(dir_okay=False),
    help="Apply this saved plan and nothing else; asks nothing.",
)
@click.option("--resume", is_flag=True, help="Go on with the last apply that did not end.")
@click.option(
    "--max-changes",
    type=click.IntRange(1),
    help="Refuse a plan with more changes than this  [as configured, else 1000]",
)
@YES
@EVEN_IF_LIVE
@OPERATOR
@REASON
@click.option("--details", is_flag=True, help="Also show the vendor's own settings.")
@click.pass_obj
def apply(  # noqa: PLR0913 - the options of a command
    context: Context,
    program: str | None,
    profile: str | None,
    only: tuple[str, ...],
    weeks: int | None,
    allow: tuple[str, ...],
    dry_run: bool,  # noqa: FBT001 - a click option
    saved: str | None,
    resume: bool,  # noqa: FBT001 - a click option
    max_changes: int | None,
    yes: bool,  # noqa: FBT001 - a click option
    even_if_live: bool,  # noqa: FBT001 - a click option
    who: str | None,
    reason: str,
    details: bool,  # noqa: FBT001 - a click option
) -> None:
    """Show the plan, ask, make the changes, read every one of them back.

    Every change and the value before it are on disk before the first write, so that
    `hardener undo` can put it back. Without a terminal it needs --yes or --plan FILE.
    """
    name = operator(context, who)
    if resume:
        sys.exit(_go_on(context, name, even_if_live=even_if_live))
    complete = True
    if saved is not None:
        made = read_plan(saved)
    else:
        look = Look(context, profile_name=profile, only=only, weeks=weeks, program=program)
        made, complete = make_plan(look, allow)
        write_out(render_plan(made, details=details), None)
    if dry_run or not made.steps:
        if not dry_run:
            context.say("nothing to change")
        sys.exit(0 if complete else 3)
    _guard(context, made, max_changes)
    agree(context, f"Make these {made.changes} changes?", yes=yes or saved is not None)
    with context.journal() as journal:
        lease = journal.lease(name, context.now())
        number = patiently(
            context,
            lambda: journal.open_run(
                made, "apply", operator=name, reason=reason, now=context.now(), take=taking(lease, made)
            ),
        )
        with kept(lease, journal) as fenced:
            status = carry_out(context, made, number, fenced, check=lease.check, even_if_live=even_if_live)
    sys.exit(max(status, 0 if complete else 3))


def _go_on(context: Context, name: str, *, even_if_live: bool) -> int:
    """Go on with the last apply that did not end; return the exit status."""
    with context.journal() as journal:
        lease = journal.lease(name, context.now())
        run = _unfinished(journal)
        patiently(context, lambda: journal.go_on(run.id, taking(lease, run.plan)))
        with kept(lease, journal) as fenced:
            return carry_out(context, run.plan, run.id, fenced, check=lease.check, even_if_live=even_if_live)


def _guard(context: Context, plan: Plan, max_changes: int | None) -> None:
    limit = max_changes or context.config.apply.max_changes
    if expired(plan, context.now()):
        click.echo(
            f"hardener: plan {plan.id} is more than a day old and so stale; make a new one: hardener plan",
            err=True,
        )
        sys.exit(5)
    if plan.changes > limit:
        raise click.ClickException(
            f"the plan has {plan.changes} changes, more than {limit}; if that is right: --max-changes {plan.changes}"
        )


def _unfinished(journal: Journal) -> Run:
    runs = journal.runs()
    undone = {run.undoes: run.id for run in runs if run.undoes is not None}
    for run in runs:
        if run.kind == "apply" and run.ended is None and run.id not in undone:
            return run
    last = next((run.id for run in runs if run.kind == "apply"), None)
    taken = f"; run {last} was taken back by run {undone[last]}" if last in undone else ""
    raise click.ClickException(f"there is no apply to go on with{taken}")
