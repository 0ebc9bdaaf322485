"""hardener plan: the dry run."""

from __future__ import annotations

import sys

import click

from hardener.app.audit import AuditRun
from hardener.app.plan import make_plan
from hardener.app.saved import read_plan
from hardener.cli.context import Context, write_out
from hardener.cli.options import CONNECTION, OPT_INS, PROFILE, WEEKS
from hardener.remedy.plan import Saved
from hardener.remedy.vouch import opening
from hardener.report.plan_text import render_plan


@click.command()
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
    made, complete = make_plan(AuditRun(context, profile_name=profile, only=only, weeks=weeks, program=program), allow)
    write_out(render_plan(made, context.zone, details=details), None)
    if output is not None:
        write_out(
            [Saved(fingerprint=made.fingerprint, plan=made).model_dump_json(indent=2), "\n"], output, private=True
        )
        more = " --allow open" if next(opening(made), None) else ""
        again = f"hardener apply --plan {output} --expect {made.fingerprint}{more}"
        context.say(f"saved as {output}; once it is signed off: {again}")
    sys.exit(0 if complete else 3)
