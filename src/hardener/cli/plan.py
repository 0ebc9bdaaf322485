"""hardener plan: the dry run."""

from __future__ import annotations

import sys
from functools import partial

import click

from hardener.app.applying import cheap
from hardener.app.audit_run import AuditRun
from hardener.app.planning import make_plan
from hardener.app.saved import read_plan
from hardener.cli.context import Context, columns, write_out
from hardener.cli.options import CONNECTION, DETAILS, LOOK, MAX_UNITS, OPT_INS, PROFILE, WEEKS, alone
from hardener.language import tr
from hardener.remedy.plan import Plan, Saved
from hardener.remedy.vouch import opening
from hardener.report.plan_text import render_plan


@click.command()
@click.argument("program", required=False)
@PROFILE
@CONNECTION
@WEEKS
@OPT_INS
@MAX_UNITS
@click.option(
    "--output",
    type=click.Path(dir_okay=False),
    help="Also save the plan here, for: hardener apply --plan FILE --expect FINGERPRINT",
)
@click.option(
    "--format",
    "style",
    type=click.Choice(["html", "text"]),
    default="text",
    show_default=True,
    help="html: a page to sign off, in --output or printed. Save the plan first, then: --show FILE --format html",
)
@click.option("--show", type=click.Path(dir_okay=False), help="Show a saved plan instead of making one.")
@click.option("--all", "every", is_flag=True, help="Show every change, and not the widest only.")
@click.option("--left-out", is_flag=True, help="Show what is left out and why, instead of what changes.")
@DETAILS
@click.pass_obj
def plan(  # noqa: PLR0913 - the options of a command
    context: Context,
    program: str | None,
    profile: str | None,
    only: tuple[str, ...],
    weeks: int | None,
    allow: tuple[str, ...],
    max_units: int | None,
    output: str | None,
    style: str,
    show: str | None,
    every: bool,  # noqa: FBT001 - a click option
    left_out: bool,  # noqa: FBT001 - a click option
    details: bool,  # noqa: FBT001 - a click option
) -> None:
    """Show what apply would change, old and new, and whom it touches; change nothing.

    The widest changes come first. What needs an opt-in is told with the --allow that would let it in.
    """
    if show is not None:
        page_alone = () if style == "html" else ("output",)
        alone("--show", "shows a saved plan as it is", *LOOK, "allow", "max_units", *page_alone)
    if show is not None and style == "html":
        write_out([_page(context, read_plan(context, show))], output)
        return
    shown = partial(render_plan, zone=context.zone, width=columns(), every=every, left_out=left_out, details=details)
    if show is not None:
        write_out(shown(read_plan(context, show)), None, long=True)
        return
    made, complete = make_plan(AuditRun(context, profile_name=profile, only=only, weeks=weeks, program=program), allow)
    if style == "html":
        cheap(made, max_units)
        write_out([_page(context, made)], output)
        sys.exit(0 if complete else 3)
    write_out(shown(made), None, long=True)
    cheap(made, max_units)
    if output is not None:
        write_out(
            [Saved(fingerprint=made.fingerprint, plan=made).model_dump_json(indent=2), "\n"], output, private=True
        )
        more = " --allow open" if next(opening(made), None) else ""
        again = f"hardener apply --plan {output} --expect {made.fingerprint}{more}"
        context.say(tr("saved as {file}; once it is signed off: {command}", file=output, command=again))
    sys.exit(0 if complete else 3)


def _page(context: Context, made: Plan) -> str:
    from hardener import pages  # noqa: PLC0415 - no other format needs it

    return pages.plan(made, context.zone, context.config.library.name)
