"""hardener audit: look, and say what is open."""

from __future__ import annotations

import shutil
import sys

import click

from hardener.app.audit import AuditRun, status_of
from hardener.app.record import keep, looked
from hardener.app.replay import look_again
from hardener.audit import Audit
from hardener.cli.context import Context, write_out
from hardener.cli.ending import say
from hardener.cli.options import CONNECTION, PROFILE, WEEKS
from hardener.history.difference import Difference
from hardener.history.record import preview
from hardener.model import Severity
from hardener.report import FORMATS
from hardener.report.new import only_new
from hardener.results import Report
from hardener.store import StoreError

LOST = "this look is not kept, so it will be missing in the history"


@click.command()
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
@click.option(
    "--new-only",
    is_flag=True,
    help="Show, and let decide, only what is open now and was not when it was last looked at.",
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
    new_only: bool,  # noqa: FBT001 - a click option
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
    if file is not None:
        _only_live({"--weeks": weeks is not None, "--new-only": new_only})
        report = look_again(context, file, profile_name=profile, only=only, program=program).report
        if program is not None and not report.states and report.listed:
            raise click.ClickException(f"no program {program!r} in {file}")
        _show(context, report, style, output, details=details)
        sys.exit(status_of(report, Severity(fail_on)))
    look = AuditRun(context, profile_name=profile, only=only, weeks=weeks, program=program)
    warned = _warned(context, needed=new_only)
    found = look.audit()
    if program is not None and not found.report.states and found.report.listed:
        raise click.ClickException(f"no program {program!r} in the next {weeks or look.config.library.weeks} weeks")
    report, status = found.report, status_of(found.report, Severity(fail_on))
    kept_as = status
    if new_only:
        report = only_new(report, _news(look, found, status))
        status = status_of(report, Severity(fail_on))
    _show(context, report, style, output, details=details)
    # Only what was shown counts as known from now on; and nobody who writes waits for a slow reader.
    lost = _kept(look, found, kept_as)
    if lost != warned:
        say(lost or "the store could be used after all, and this look is kept")
    sys.exit(max(status, 2) if lost else status)


def _only_live(given: dict[str, bool]) -> None:
    for option, there in given.items():
        if there:
            raise click.ClickException(f"{option} has no meaning with --from: the snapshot is one look, as it was")


def _warned(context: Context, *, needed: bool) -> str:
    """Say before anything is read that it cannot be kept; return what was said, empty where it can.

    The report is of use all the same. Raises `ClickException` where the store is `needed` for it.
    """
    try:
        context.try_store(writing=True)
    except StoreError as error:
        told = f"{LOST}: {error}"
        if needed:
            raise click.ClickException(told) from None
        say(told)
        return told
    return ""


def _news(look: AuditRun, found: Audit, status: int) -> Difference:
    """Return what is otherwise than at the look before. Raises `ClickException` where that cannot be told."""
    try:
        with look.context.store() as store:
            return preview(store, looked(look, found, "audit", status))
    except StoreError as error:
        raise click.ClickException(f"{LOST}: {error}") from None


def _kept(look: AuditRun, found: Audit, status: int) -> str:
    """Keep the look; return why it could not be kept, empty where it was."""
    try:
        with look.context.store() as store:
            keep(store, look, found, status)
    except StoreError as error:
        return f"{LOST}: {error}"
    return ""


def _show(context: Context, report: Report, style: str, output: str | None, *, details: bool) -> None:
    width = shutil.get_terminal_size((100, 24)).columns
    colour = output is None and context.colour(sys.stdout)
    write_out(FORMATS[style](report, details=details, colour=colour, width=width), output)
