"""hardener evidence, verify: what a board, an auditor or an insurer asks for, as a file of which a change shows."""

from __future__ import annotations

import re
import sys
from datetime import date
from pathlib import Path

import click

from hardener.app import evidence as app
from hardener.cli.context import Context
from hardener.cli.ending import say
from hardener.evidence.archive import AlteredError
from hardener.language import ntr, tr
from hardener.report.safe import terminal

ALTERED = 1
HEAD = re.compile(r"[0-9A-Fa-f]{64}")
LONG = 300
"""Characters of a file's name that are told."""


@click.command()
@click.option("--from", "first", metavar="DATE", required=True, help="The first day, as 2026-11-01.")
@click.option("--to", "last", metavar="DATE", required=True, help="The last day, to its end.")
@click.argument("file", type=click.Path(dir_okay=False), required=False)
@click.pass_obj
def evidence(context: Context, first: str, last: str, file: str | None) -> None:
    """Pack what was known of each program a day ahead and at its start, and who changed what, into FILE.

    It holds what looks had found by then and when they read it, changes with who asked for them and what
    was read back, waivers with their reasons, what was looked at by hand, the files of the folder reviews,
    and the profiles with the public guides that ask for the same. What nobody looked at is said to be so.
    It asks no platform anything. Without FILE it is called evidence-FROM-TO.zip.

    Each record holds the fingerprint of the one before. The last is the head, which is printed: write it
    into the minutes. hardener verify FILE --head HEAD then shows any later change.

    \b
    Example:
      hardener evidence --from 2026-11-01 --to 2026-11-30 november.zip
    """
    begin, end = _day("--from", first), _day("--to", last)
    if end < begin:
        raise click.ClickException(tr("--to {last} is before --from {first}", first=begin, last=end))
    today = context.now().astimezone(context.zone).date()
    if begin > today:
        raise click.ClickException(tr("--from {first} has not come yet", first=begin))
    made = app.write(app.gather(context, begin, end), Path(file or f"evidence-{begin}-{end}.zip"))
    if made.empty:
        context.warn(tr("nothing is kept of these days: the file says so, and no more"))
    if end >= today:
        context.say(tr("{last} is not over: programs that are yet to begin are not in it", last=end))
    count = ntr("{count} record", "{count} records", made.packed.records)
    said = {"path": terminal(str(made.path), LONG), "records": count, "head": made.packed.head}
    click.echo(tr("written: {path}, {records}; head {head}", **said))
    context.say(tr("Write the head into the minutes: whoever has it can show that the file was not made anew."))


@click.command()
@click.argument("file", type=click.Path(dir_okay=False))
@click.option("--head", metavar="HEAD", help="The head that was written down when the file was made.")
def verify(file: str, head: str | None) -> None:
    """Say in one line whether an evidence FILE was changed, cut, reordered or added to since, and where.

    Without --head it shows that the file fits together in itself. Whoever makes the whole file anew has one
    that does so too, but with another head: so compare the head with the one in the minutes.

    Exit status: 0 it is whole, 1 it is not, 2 it is no evidence file or cannot be read.

    \b
    Examples:
      hardener verify november.zip
      hardener verify november.zip --head HEAD
    """
    if head is not None and HEAD.fullmatch(head.strip()) is None:
        raise click.ClickException(tr("--head: expected the 64 letters and digits that were printed with the file"))
    try:
        said = app.check(Path(file), (head or "").strip().lower())
    except AlteredError as error:
        say(f"{terminal(file, LONG)}: {error}")
        sys.exit(ALTERED)
    click.echo(f"{terminal(file, LONG)}: {said}")


def _day(option: str, said: str) -> date:
    """Return a date. Raises `ClickException`."""
    try:
        found = date.fromisoformat(said)
    except ValueError:
        found = None
    if found is None or found.isoformat() != said:
        raise click.ClickException(tr("{option} {day}: expected a date, as 2026-11-01", option=option, day=said))
    return found
