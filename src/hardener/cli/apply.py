"""hardener apply: change what the plan says, and prove it by a second reading."""

from __future__ import annotations

import sys

import click

from hardener.app.applying import ExpiredError, begun, names_of, small_and_fresh, still_good
from hardener.app.applying import resume as go_on
from hardener.app.audit_run import AuditRun
from hardener.app.executing import Hand, hand
from hardener.app.planning import make_plan
from hardener.app.saved import parsed, read_plan
from hardener.cli.carry_out import EVEN_IF_LIVE, OPERATOR, REASON, YES, agree, carry_out
from hardener.cli.context import Context, columns, write_out
from hardener.cli.ending import say
from hardener.cli.options import AGREED, CONNECTION, DETAILS, LOOK, MAX_UNITS, OPT_INS, PROFILE, WEEKS, alone
from hardener.cli.signing import ask, expected
from hardener.language import ntr, tr
from hardener.remedy.plan import Plan
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
@MAX_UNITS
@YES
@EVEN_IF_LIVE
@OPERATOR
@REASON
@DETAILS
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
    max_units: int | None,
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
    by = hand(context, who, reason=reason, even_if_live=even_if_live)
    if resume:
        alone("--resume", AGREED, *LOOK, "allow", "dry_run", "saved", "expect", "max_changes", "max_units")
        with go_on(context, operator=who, even_if_live=even_if_live) as execution:
            status = carry_out(context, execution)
        sys.exit(status)
    if expect is not None and saved is None:
        raise click.ClickException("--expect is for a saved plan: --plan FILE")
    if saved is not None:
        alone("--plan", "applies what the file says and nothing else", *LOOK)
    if saved is not None and dry_run:
        write_out(
            render_plan(read_plan(context, saved), context.zone, width=columns(), every=True, details=details), None
        )
        sys.exit(0)
    if saved is not None:
        sys.exit(_signed_off(context, saved, expect, allow, (max_changes, max_units), details, by))
    look = AuditRun(context, profile_name=profile, only=only, weeks=weeks, program=program)
    made, complete = make_plan(look, allow, writing=not dry_run)
    ahead = not dry_run and bool(made.steps)
    write_out(render_plan(made, context.zone, width=columns(), every=True, details=details, ahead=ahead), None)
    if dry_run or not made.steps:
        if not dry_run:
            context.say(tr("nothing to change"))
        sys.exit(0 if complete else 3)
    _guard(context, made, max_changes, max_units)
    names_of(context, made)
    agree(context, ntr("Make this {count} change?", "Make these {count} changes?", made.changes), yes=yes)
    with begun(context, made, by) as execution:
        status = carry_out(context, execution)
    sys.exit(max(status, 0 if complete else 3))


def _signed_off(  # noqa: PLR0913 - the options of a command
    context: Context,
    path: str,
    expect: str | None,
    allow: tuple[str, ...],
    most: tuple[int | None, int | None],
    details: bool,  # noqa: FBT001 - a click option
    by: Hand,
) -> int:
    """Apply a saved plan, as far as it still holds; return the exit status."""
    plan = parsed(path)
    context.try_store(writing=True)
    names = names_of(context, plan)
    expected(path, plan, expect)
    _guard(context, plan, *most)
    made, stale = still_good(context, path, plan, names, allow)
    shown = render_plan(
        made, context.zone, width=columns(), every=True, details=details, sealed=True, ahead=bool(made.steps)
    )
    write_out(shown, None)
    if expect is None:
        ask(path, plan)
    if not made.steps:
        context.say(tr("nothing to change"))
        return 0
    with begun(context, made, by, stale=stale, fingerprint=plan.fingerprint) as execution:
        return carry_out(context, execution)


def _guard(context: Context, plan: Plan, max_changes: int | None, max_units: int | None) -> None:
    """End with 5 where a plan is too old. Raises `AskedError` where it has or costs more than was allowed."""
    try:
        small_and_fresh(context, plan, max_changes, max_units)
    except ExpiredError as error:
        say(str(error))
        sys.exit(5)
