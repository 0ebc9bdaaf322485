"""hardener waive: accept a deviation for a time."""

from __future__ import annotations

from collections.abc import Mapping

import click

from hardener.app.audit_run import AuditRun
from hardener.app.place_numbers import titles_in, waivers_for
from hardener.app.waivers import entry_of, today
from hardener.catalog import catalogue
from hardener.cli.context import Context
from hardener.cli.waivers import keep, keep_all, named_options, scoped
from hardener.language import tr
from hardener.waiver import Waiver


@click.command()
@click.argument("control")
@scoped
@click.option("--reason", required=True, help="Why it is accepted.")
@click.option("--at-most", metavar="LEVEL", help="Only so far: void where more is open than this.")
@click.pass_obj
def waive(  # noqa: PLR0913 - the options of a command
    context: Context,
    control: str,
    program: str | None,
    host: str | None,
    connection: str | None,
    until: str,
    by: str | None,
    reason: str,
    at_most: str | None,
) -> None:
    """Write into waivers.yaml that a finding is accepted, where, by whom and until when.

    CONTROL is a control's id (see: hardener controls), or a pattern as "chan.*"; or the number of
    a place on the first screen of `hardener audit`, as for fix: it looks again, and accepts what
    that place leaves open in its programs, or where --program, --host and --connection say. What
    is accepted is still counted and listed; it does not fail an audit and is not changed by apply.

    \b
    Examples:
      hardener waive chan.chat_attendee --program "*book club*" --at-most hosts \\
        --reason "adults only, moderated" --until 2027-03-01
      hardener waive 4 --reason "adults only, moderated" --until 2027-03-01
    """
    given = {
        "program": program,
        "host": host,
        "connection": connection,
        "reason": context.said(reason),
        "by": by,
        "until": until,
    }
    if control.isascii() and control.isdigit():
        _place(context, int(control), given, at_most)
    else:
        keep(context, Waiver, {**given, "control": control, "at_most": _level(control, at_most)})


def _place(context: Context, number: int, given: Mapping[str, object], at_most: str | None) -> None:
    """Accept what a place of the first screen leaves open."""
    if at_most is not None:
        raise click.ClickException(tr("--at-most: a place may leave several controls open; accept one by its id"))
    with named_options():
        entry_of(Waiver, {**given, "control": "*", "program": "*"}, today(context))  # a mistake shows before a look
        report = AuditRun(context).audit().report
        entries = waivers_for(report, number, given, today(context))
    keep_all(context, entries, titles_in(report))


def _level(control: str, at_most: str | None) -> int | str | None:
    """Return a level as the control counts it: a number where it has a unit."""
    known = catalogue().get(control)
    if known is not None and known.unit and at_most is not None and at_most.isascii() and at_most.isdigit():
        return int(at_most)
    return at_most
