"""hardener apply: change what the plan says, and prove it by a second reading."""

from __future__ import annotations

import sys
from typing import NamedTuple

import click

from hardener.app.accounts import Here, latest, moved
from hardener.app.audit import AuditRun
from hardener.app.holding import patiently
from hardener.app.plan import make_plan
from hardener.app.saved import held_against, parsed, read_plan, renamed
from hardener.cli.carry_out import EVEN_IF_LIVE, OPERATOR, REASON, YES, agree, carry_out, operator
from hardener.cli.context import Context, write_out
from hardener.cli.options import CONNECTION, OPT_INS, PROFILE, WEEKS
from hardener.cli.signing import ask, expected
from hardener.remedy.apply import expired
from hardener.remedy.hold import kept, taking
from hardener.remedy.journal import Journal, Run
from hardener.remedy.plan import Plan
from hardener.remedy.vouch import Stale
from hardener.report.plan_text import render_plan


@click.command()
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
    help="Apply this saved plan and nothing else, after asking for its fingerprint.",
)
@click.option(
    "--expect", metavar="FINGERPRINT", help="The fingerprint of the saved plan that was signed off; asks nothing."
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
    expect: str | None,
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
    `hardener undo` can put it back. Without a terminal it needs --yes, or --plan FILE
    with --expect FINGERPRINT.
    """
    name = operator(context, who)
    if resume:
        sys.exit(_go_on(context, name, even_if_live=even_if_live))
    if expect is not None and saved is None:
        raise click.ClickException("--expect is for a saved plan: --plan FILE")
    if saved is not None and dry_run:
        write_out(render_plan(read_plan(context, saved), context.zone, details=details), None)
        sys.exit(0)
    if saved is not None:
        sys.exit(_signed_off(context, saved, expect, allow, max_changes, details, Hand(name, reason, even_if_live)))
    look = AuditRun(context, profile_name=profile, only=only, weeks=weeks, program=program)
    made, complete = make_plan(look, allow, writing=not dry_run)
    write_out(render_plan(made, context.zone, details=details), None)
    if dry_run or not made.steps:
        if not dry_run:
            context.say("nothing to change")
        sys.exit(0 if complete else 3)
    _guard(context, made, max_changes)
    _names(context, made)
    agree(context, f"Make these {made.changes} changes?", yes=yes)
    status = _carry_out(context, made, {}, made.fingerprint, Hand(name, reason, even_if_live))
    sys.exit(max(status, 0 if complete else 3))


def _names(context: Context, plan: Plan) -> dict[str, str]:
    """Return today's name of each connection of a plan. Raises `ClickException` where an account is another one."""
    names = Here(context).names(plan.steps, f"plan {plan.id}")
    with context.store() as store:
        if told := moved(context, store, {names[step.connection]: step.account for step in plan.steps}):
            raise click.ClickException(f"{told}; if that is right, look first: hardener audit")
    return names


class Hand(NamedTuple):
    """Who makes changes, and how."""

    name: str
    reason: str
    even_if_live: bool


def _signed_off(  # noqa: PLR0913 - the options of a command
    context: Context,
    path: str,
    expect: str | None,
    allow: tuple[str, ...],
    max_changes: int | None,
    details: bool,  # noqa: FBT001 - a click option
    hand: Hand,
) -> int:
    """Apply a saved plan, as far as it still holds; return the exit status."""
    plan = parsed(path)
    context.try_store(writing=True)
    names = _names(context, plan)
    expected(path, plan, expect)
    _guard(context, plan, max_changes)
    with context.journal() as journal:
        journal.unused(plan, "apply")
    made, stale = held_against(context, path, renamed(plan, names), allow)
    write_out(render_plan(made, context.zone, details=details, sealed=True), None)
    if expect is None:
        ask(path, plan)
    if not made.steps:
        context.say("nothing to change")
        return 0
    return _carry_out(context, made, stale, plan.fingerprint, hand)


def _carry_out(context: Context, plan: Plan, stale: Stale, fingerprint: str, hand: Hand) -> int:
    with context.journal() as journal:
        lease = journal.lease(hand.name, context.now())
        number = patiently(
            context,
            lambda: journal.open_run(
                plan,
                "apply",
                operator=hand.name,
                reason=context.said(hand.reason),
                now=context.now(),
                fingerprint=fingerprint,
                take=taking(lease, plan),
                known=stale,
            ),
        )
        with kept(lease, journal) as fenced:
            return carry_out(
                context, plan, number, fenced, check=lease.check, even_if_live=hand.even_if_live, stale=stale
            )


def _go_on(context: Context, name: str, *, even_if_live: bool) -> int:
    """Go on with the last apply that did not end; return the exit status."""
    with context.journal() as journal:
        lease = journal.lease(name, context.now())
        here = Here(context)
        run = _unfinished(journal, here)
        here.names(run.plan.steps, f"run {run.id}")
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


def _unfinished(journal: Journal, here: Here) -> Run:
    runs = journal.runs()
    undone = {run.undoes: run.id for run in runs if run.undoes is not None}
    left = (run for run in runs if run.kind == "apply" and run.ended is None and run.id not in undone)
    last = next((run.id for run in runs if run.kind == "apply"), None)
    taken = f"; run {last} was taken back by run {undone[last]}" if last in undone else ""
    return latest(left, here, f"there is no apply to go on with{taken}")
