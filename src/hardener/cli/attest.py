"""hardener attest: say that somebody looked at what no API shows."""

from __future__ import annotations

import click

from hardener.app.waivers import today
from hardener.cli.context import Context
from hardener.cli.waivers import entry_of, keep, scoped
from hardener.waiver import Attestation


@click.command()
@click.argument("control")
@scoped
@click.option("--on", help="The day on which they looked  [today]")
@click.option("--reason", help="What they looked at.")
@click.pass_obj
def attest(  # noqa: PLR0913 - the options of a command
    context: Context,
    control: str,
    program: str | None,
    host: str | None,
    connection: str | None,
    until: str,
    by: str | None,
    on: str | None,
    reason: str | None,
) -> None:
    """Write into waivers.yaml that somebody looked at a control by hand, where, when and how long that is good.

    CONTROL is the id of a control that a report lists for a person to look at, or a pattern.

    \b
    Example:
      hardener attest door.join_link_private --program "*storytime*" --by Anna \\
        --reason "looked at the website and the calendar" --until 2027-02-20
    """
    day = today(context)
    given = {
        "control": control,
        "program": program,
        "host": host,
        "connection": connection,
        "by": by,
        "on": on or day,
        "until": until,
        "reason": context.said(reason) if reason is not None else None,
    }
    keep(context, entry_of(Attestation, given, day), day)
