"""hardener audit: look, and say what is open."""

from __future__ import annotations

import shutil
import sys

import click

from hardener.cli.again import look_again
from hardener.cli.context import Context, write_out
from hardener.cli.looking import CONNECTION, PROFILE, WEEKS, Look, status_of
from hardener.model import Severity
from hardener.report import FORMATS


@click.command(short_help="Say what is open in the programs that are coming up.")
@click.argument("program", required=False)
@PROFILE
@CONNECTION
@WEEKS
@click.option(
    "--from", "file", type=click.Path(dir_okay=False), help="Judge this snapshot instead: no network, no configuration."
)
@click.option("--format", "style", type=click.Choice(sorted(FORMATS)), default="table", show_default=True)
@click.option("--output", type=click.Path(dir_okay=False), help="Write to this file, whole or not at all.")
@click.option("--details", is_flag=True, help="Also show the vendor's own settings, locks and benchmark ids.")
@click.option(
    "--fail-on",
    type=click.Choice([s.value for s in Severity]),
    default="low",
    show_default=True,
    help="Exit with 1 if anything this harmful, or more, is open.",
)
@click.pass_obj
def audit(  # noqa: PLR0913 - the options of a command
    context: Context,
    program: str | None,
    profile: str | None,
    only: tuple[str, ...],
    weeks: int | None,
    file: str | None,
    style: str,
    output: str | None,
    details: bool,  # noqa: FBT001 - a click option
    fail_on: str,
) -> None:
    """Say what is open in the programs that are coming up; change nothing.

    PROGRAM looks at one program only: its id, or part of its title.

    \b
    Examples:
      hardener audit
      hardener audit "baby storytime" --details
      hardener audit --profile board-meeting --connection main
      hardener audit --format json --output report.json
      hardener audit --from november.snapshot --profile tutoring
    """
    if file is not None and weeks is not None:
        raise click.ClickException("--weeks has no meaning with --from: the snapshot says how far it looks ahead")
    if file is not None:
        found = look_again(context, file, profile_name=profile, only=only, program=program)
        nothing = f"no program {program!r} in {file}"
    else:
        look = Look(context, profile_name=profile, only=only, weeks=weeks, program=program)
        found, _ = look.audit()
        nothing = f"no program {program!r} in the next {weeks or look.config.library.weeks} weeks"
    if program is not None and not found.report.states and found.report.complete:
        raise click.ClickException(nothing)
    width = shutil.get_terminal_size((100, 24)).columns
    colour = output is None and context.colour(sys.stdout)
    write_out(FORMATS[style](found.report, details=details, colour=colour, width=width), output)
    sys.exit(status_of(found.report, Severity(fail_on)))
