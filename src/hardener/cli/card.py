"""hardener card: one sheet of paper for the host of a program."""

from __future__ import annotations

import sys

import click

from hardener import pages
from hardener.app.audit_run import AuditRun, status_of
from hardener.cli.context import Context, write_out
from hardener.cli.options import CONNECTION
from hardener.model import Severity
from hardener.registry import incident_of
from hardener.report.safe import terminal
from hardener.results import CALENDAR, Row

FEW = 10
"""Titles that an error names."""


@click.command()
@click.argument("program")
@CONNECTION
@click.option("--output", type=click.Path(dir_okay=False), help="Write to this file, whole or not at all.")
@click.pass_obj
def card(context: Context, program: str, only: tuple[str, ...], output: str | None) -> None:
    """Make the host's card of a program: a page of HTML that prints on one sheet.

    PROGRAM is its id, or part of its title; of several dates the next one is taken. The
    card says what is open, what to look at by hand, and what to press if something goes wrong.

    \b
    Example:
      hardener card "baby storytime" --output card.html
    """
    report = AuditRun(context, only=only, program=program).audit().report
    row = _one([row for row in report.rows(programs=True) if row.vendor != CALENDAR], program)
    write_out([pages.card(report, row, incident_of(row.vendor))], output)
    sys.exit(3 if status_of(report, Severity.CRITICAL) == 3 else 0)


def _one(rows: list[Row], program: str) -> Row:
    """Return the next of the rows. Raises `ClickException` where there is none, or they are not one program."""
    if not rows:
        raise click.ClickException(f"no program {program!r} is coming up that could be read; see: hardener audit")
    exact = [row for row in rows if row.title.strip().casefold() == program.strip().casefold()]
    found = exact or rows
    titles = list(dict.fromkeys(terminal(row.title) for row in found))
    if len(titles) > 1:
        more = f", and {len(titles) - FEW} more" if len(titles) > FEW else ""
        raise click.ClickException(f"{program!r} fits {len(titles)} programs: {'; '.join(titles[:FEW])}{more}")
    return found[0]
