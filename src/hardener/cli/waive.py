"""hardener waive: accept a deviation for a time."""

from __future__ import annotations

import click

from hardener.app.waivers import today
from hardener.catalog import catalogue
from hardener.cli.context import Context
from hardener.cli.waivers import entry_of, keep, scoped
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

    CONTROL is a control's id (see: hardener controls), or a pattern as "chan.*". What is
    accepted is still counted and listed; it does not fail an audit and is not changed by apply.

    \b
    Example:
      hardener waive chan.chat_attendee --program "*book club*" --at-most hosts \\
        --reason "adults only, moderated" --until 2027-03-01
    """
    known = catalogue().get(control)
    number = known is not None and bool(known.unit) and at_most is not None and at_most.isascii() and at_most.isdigit()
    given = {
        "control": control,
        "program": program,
        "host": host,
        "connection": connection,
        "at_most": int(at_most or "") if number else at_most,
        "reason": context.said(reason),
        "by": by,
        "until": until,
    }
    day = today(context)
    keep(context, entry_of(Waiver, given, day), day)
