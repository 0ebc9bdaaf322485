"""hardener audit: look, and say what is open."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

import click

from hardener.app.audit_run import AuditRun, refuse_none, status_of
from hardener.app.pinging import pinged
from hardener.app.recall import recall, weeks_before
from hardener.app.record import keep, looked
from hardener.audit import Audit
from hardener.cli.context import Context, columns, write_out
from hardener.cli.ending import say
from hardener.cli.options import CONNECTION, PROFILE, WEEKS
from hardener.errors import HardenerError
from hardener.language import speaking, spoken
from hardener.model import Severity
from hardener.report import FORMATS, MACHINES, Render, form_of
from hardener.results import Report
from hardener.store import StoreError

if TYPE_CHECKING:
    from hardener.history.difference import Difference
    from hardener.history.month import Week

HTML = "html"
"""A page for people: not among the formats that scripts read, and loaded only when it is asked for."""
LOST = "this look is not kept, so it will be missing in the history"


@click.command()
@click.argument("program", required=False)
@PROFILE
@CONNECTION
@WEEKS
@click.option(
    "--from", "file", type=click.Path(dir_okay=False), help="Judge this snapshot instead: no network, no configuration."
)
@click.option("--format", "style", type=click.Choice(sorted([*FORMATS, HTML])), default="table", show_default=True)
@click.option("--output", type=click.Path(dir_okay=False), help="Write to this file, whole or not at all.")
@click.option("--all", "every", is_flag=True, help="Every program and every place, not the first screen alone.")
@click.option("--host", metavar="NAME", help="Only the programs of this host, by the part before the @.")
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
    every: bool,  # noqa: FBT001 - a click option
    host: str | None,
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
      hardener audit --format html --output week.html
      hardener audit --from november.snapshot --profile tutoring
    """
    if file is not None:
        _only_live({"--weeks": weeks is not None, "--new-only": new_only})
        from hardener.app.replay import look_again  # noqa: PLC0415 - only a file of settings is looked at again

        again = look_again(context, file, profile_name=profile, only=only, program=program)
        refuse_none(again, file)
        report = _of_host(again.report, host)
        _show(
            context, report, _form(style, program, report, every=every, details=details), output, style, details=details
        )
        sys.exit(status_of(report, Severity(fail_on)))
    look = AuditRun(context, profile_name=profile, only=only, weeks=weeks, program=program)
    warned = _warned(context, needed=new_only)
    try:
        found = look.audit()
    except HardenerError:
        _tell_outside(look, well=False)
        raise
    _tell_outside(look, well=found.report.listed)
    refuse_none(found, look.stretch)
    recall(context, found.report, look.window)
    report, status = found.report, status_of(found.report, Severity(fail_on))
    kept_as = status
    if new_only:
        from hardener.report.new import only_new  # noqa: PLC0415 - few ask for it

        report = only_new(report, _news(look, found, status))
    report = _of_host(report, host)
    status = status_of(report, Severity(fail_on))
    form = _form(style, program, report, every=every, details=details or new_only)
    if style == HTML and look.whole and look.only is None and not new_only and not host:
        form = partial(_page, trend=weeks_before(context))
    _show(context, report, form, output, style, details=details)
    # Only what was shown counts as known from now on; and nobody who writes waits for a slow reader.
    lost = _kept(look, found, kept_as)
    if lost != warned:
        say(lost or "the store could be used after all, and this look is kept")
    sys.exit(max(status, 2) if lost else status)


def _tell_outside(look: AuditRun, *, well: bool) -> None:
    """Say outside that a look at everything has ended; one at a part would hide that nobody looks at the rest."""
    if look.whole and look.only is None:
        pinged(look.context, well=well)


def _only_live(given: dict[str, bool]) -> None:
    for option, there in given.items():
        if there:
            raise click.ClickException(f"{option} has no meaning with --from: the snapshot is one look, as it was")


def _form(style: str, program: str | None, report: Report, *, every: bool, details: bool) -> Render:
    """Return what turns the report into text: a screen, one program in full, or everything one by one.

    A baseline of the account has no programs to be told on a screen, and details would not fit one.
    """
    if style == HTML:
        return _page
    if style != "table":
        return form_of(style)
    from hardener.report import screen, single, table  # noqa: PLC0415 - what a script reads needs none of them

    if program is not None and len(report) <= single.FEW and not every:
        return single.render
    baselines = all(profile.judges == "account" for profile in report.profiles.values())
    return table.render if every or details or baselines else screen.render


def _of_host(report: Report, host: str | None) -> Report:
    if not host:
        return report
    from hardener.report.part import of_host  # noqa: PLC0415 - few ask for it

    return of_host(report, host)


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
    from hardener.history.record import preview  # noqa: PLC0415 - few ask for it

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


def _page(report: Report, *, details: bool, trend: Sequence[Week] = (), **_: object) -> Iterator[str]:
    from hardener import pages  # noqa: PLC0415 - no other format needs it

    yield pages.week(report, trend, details=details)


def _show(  # noqa: PLR0913 - what is shown, and how
    context: Context, report: Report, form: Render, output: str | None, style: str, *, details: bool
) -> None:
    width = columns()
    colour = output is None and context.colour(sys.stdout)
    with speaking(None if style in MACHINES else spoken()):
        write_out(form(report, details=details, colour=colour, width=width), output, long=True)
