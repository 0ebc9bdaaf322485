"""hardener board: a month for trustees, from the history."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from hardener import pages
from hardener.app.accounts import shown
from hardener.app.reviews import kept
from hardener.cli.context import Context, write_out
from hardener.history.read_month import month as read
from hardener.report.review import stands


@click.command()
@click.option("--month", "wanted", metavar="YYYY-MM", required=True, help="Which month, as 2026-11.")
@click.option(
    "--output",
    type=click.Path(dir_okay=False),
    help="Write the page to this file, and beside it a spreadsheet (.csv) with a line for each program.",
)
@click.pass_obj
def board(context: Context, wanted: str, output: str | None) -> None:
    """Make the page on a month for trustees: a page of HTML from what is kept of each look and change.

    It tells of roles, never of names, and looks at no platform.

    \b
    Example:
      hardener board --month 2026-11 --output november.html
    """
    zone = context.zone
    made = context.now().astimezone(zone)
    first = _first(wanted)
    if first > made.date():
        raise click.ClickException(f"--month {wanted} has not begun")
    with context.store() as store:
        found = read(store, first, zone, made, shown(context, store))
    library = context.config.library.name if context.config_path.exists() else ""
    if output is not None and Path(output).suffix == ".csv":
        raise click.ClickException(f"{output}: the page is HTML; the spreadsheet is written beside it")
    reviews = {each.name: stands(each.verdict) for each in kept(context)}
    write_out([pages.board(found, made, library, reviews)], output)
    if output is not None:
        beside = str(Path(output).with_suffix(".csv"))
        write_out([pages.sheet(found)], beside)
        context.say(f"written: {output}, and {beside}")


def _first(wanted: str) -> date:
    """Return the first day of a month. Raises `ClickException`."""
    try:
        return date.fromisoformat(f"{wanted}-01")
    except ValueError:
        raise click.ClickException(f"--month {wanted}: expected a year and a month, as 2026-11") from None
