"""hardener attest: say that somebody looked at what no API shows."""

from __future__ import annotations

from collections.abc import Mapping

import click

from hardener.app.audit_run import AuditRun
from hardener.app.effect import refuse_beside
from hardener.app.place_numbers import attestations_for, titles_in
from hardener.app.waivers import entry_of, today
from hardener.cli.context import Context
from hardener.cli.waivers import keep, keep_all, named_options, scoped
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

    CONTROL is the id of a control that a report lists for a person to look at, or a pattern; or the
    number of a question of `hardener audit --all`: it looks again, and answers it for each program
    that has it, or where --program, --host and --connection say.

    \b
    Examples:
      hardener attest door.join_link_private --program "*storytime*" --by Anna \\
        --reason "looked at the website and the calendar" --until 2027-02-20
      hardener attest 3 --program "*storytime*" --until 2027-02-20
    """
    given = {
        "program": program,
        "host": host,
        "connection": connection,
        "by": by,
        "on": on or today(context),
        "until": until,
        "reason": context.said(reason) if reason is not None else None,
    }
    if control.isascii() and control.isdigit():
        _question(context, int(control), given)
    else:
        keep(context, Attestation, {**given, "control": control})


def _question(context: Context, number: int, given: Mapping[str, object]) -> None:
    """Answer a question that a report numbers."""
    with named_options():
        entry_of(
            Attestation, {**given, "control": "*", "program": "*"}, today(context)
        )  # a mistake shows before a look
        report = AuditRun(context).audit().report
        entries = attestations_for(report, number, given, today(context))
    for entry in entries:
        refuse_beside(report, entry)
    keep_all(context, entries, titles_in(report))
