"""hardener apply: change what the plan says, and prove it by a second reading."""

from __future__ import annotations

import sys

import click

from hardener.cli.carry_out import EVEN_IF_LIVE, OPERATOR, REASON, YES, agree, carry_out, operator
from hardener.cli.context import Context, write_out
from hardener.cli.looking import CONNECTION, OPT_INS, PROFILE, WEEKS, Look
from hardener.cli.plan import make_plan, read_plan
from hardener.cli.whose import Here, latest, moved
from hardener.journal import Journal, Run
from hardener.remedy.apply import expired
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
        with context.journal() as journal:
            here = Here(context)
            run = _unfinished(journal, here)
            here.names(run.plan.steps, f"run {run.id}")
            sys.exit(carry_out(context, run.plan, run.id, journal, even_if_live=even_if_live))
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
    names = Here(context).names(made.steps, f"plan {made.id}")
    with context.store() as store:
        if told := moved(context, store, {names[step.connection]: step.account for step in made.steps}):
            raise click.ClickException(f"{told}; if that is right, look first: hardener audit")
    agree(context, f"Make these {made.changes} changes?", yes=yes or saved is not None)
    with context.journal() as journal:
        number = journal.open_run(made, "apply", operator=name, reason=context.said(reason), now=context.now())
        status = carry_out(context, made, number, journal, even_if_live=even_if_live)
    sys.exit(max(status, 0 if complete else 3))


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


def _unfinished(journal: Journal, here: Here) -> Run:
    left = (run for run in journal.runs() if run.kind == "apply" and run.ended is None)
    return latest(left, here, "there is no apply to go on with")
