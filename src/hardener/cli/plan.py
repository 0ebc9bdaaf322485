"""hardener plan: the dry run."""

from __future__ import annotations

import sys

import click

from hardener.cli.context import Context, write_out
from hardener.cli.looking import CONNECTION, OPT_INS, PROFILE, WEEKS, Look, plan_id
from hardener.cli.saved import read_plan, remembered
from hardener.model import Status
from hardener.remedy.plan import Plan, Saved
from hardener.remedy.vouch import opening
from hardener.report import words
from hardener.report.plan_text import render_plan


@click.command(short_help="Show what apply would change; change nothing.")
@click.argument("program", required=False)
@PROFILE
@CONNECTION
@WEEKS
@OPT_INS
@click.option(
    "--output",
    type=click.Path(dir_okay=False),
    help="Also save the plan here, for: hardener apply --plan FILE --expect FINGERPRINT",
)
@click.option("--show", type=click.Path(dir_okay=False), help="Show a saved plan instead of making one.")
@click.option("--details", is_flag=True, help="Also show the vendor's own settings.")
@click.pass_obj
def plan(  # noqa: PLR0913 - the options of a command
    context: Context,
    program: str | None,
    profile: str | None,
    only: tuple[str, ...],
    weeks: int | None,
    allow: tuple[str, ...],
    output: str | None,
    show: str | None,
    details: bool,  # noqa: FBT001 - a click option
) -> None:
    """Show what apply would change, old and new, and whom it touches; change nothing.

    What needs an opt-in is listed at the end with the --allow that would let it in.
    """
    if show is not None:
        write_out(render_plan(read_plan(context, show), context.zone, details=details), None)
        return
    made, complete = make_plan(Look(context, profile_name=profile, only=only, weeks=weeks, program=program), allow)
    write_out(render_plan(made, context.zone, details=details), None)
    if output is not None:
        write_out(
            [Saved(fingerprint=made.fingerprint, plan=made).model_dump_json(indent=2), "\n"], output, private=True
        )
        more = " --allow open" if next(opening(made), None) else ""
        again = f"hardener apply --plan {output} --expect {made.fingerprint}{more}"
        context.say(f"saved as {output}; once it is signed off: {again}")
    sys.exit(0 if complete else 3)


def make_plan(look: Look, allow: tuple[str, ...], *, writing: bool = False) -> tuple[Plan, bool]:
    """Look at everything and return the plan, and whether everything could be read.

    Raises `StoreError` before the first request where the store is of no use; with `writing` also for the changes.
    """
    look.context.try_store(writing=writing)
    found = look.audit(allow)
    assert found.planner is not None
    for reach in found.report.reaches:
        for reason in filter(None, (reach.error, *reach.unread)):
            look.context.say(f"NOT COMPLETE: {reach.connection}: {reason}")
    made = found.planner.plan(plan_id(look.window.start), look.window.start, found.report.profiles)
    if made.steps:
        made = remembered(look.context, made)
    made = made.model_copy(update={"asked": look.asked(allow)})
    unknown = found.report.statuses[Status.ERROR]
    if unknown:
        told = words.many(unknown, "finding")
        look.context.say(f"NOT COMPLETE: {told} could not be told, so nothing is planned there; see: hardener audit")
    if waived := found.report.statuses[Status.WAIVED]:
        told = words.many(waived, "finding")
        look.context.say(f"{told} accepted for now and so not planned; see: hardener audit")
    return made, found.report.complete
