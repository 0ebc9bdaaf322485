"""hardener diff: what is otherwise than at an earlier look."""

from __future__ import annotations

import click

from hardener.app.accounts import shown
from hardener.cli.context import Context, write_out
from hardener.cli.options import ALL
from hardener.history import read
from hardener.report import difference


@click.command()
@click.argument("first", metavar="[RUN", type=int, required=False)
@click.argument("last", metavar="[RUN]]", type=int, required=False)
@click.option("--format", "style", type=click.Choice(["table", "json"]), default="table", show_default=True)
@ALL
@click.pass_obj
def diff(
    context: Context,
    first: int | None,
    last: int | None,
    style: str,
    every: bool,  # noqa: FBT001 - a click option
) -> None:
    """Say what is newly failing and newly met, and which settings were changed in between.

    \b
      hardener diff            the last two whole looks
      hardener diff 12         run 12 and the newest
      hardener diff 12 15      run 12 and run 15 (see: hardener history)
    """
    with context.store() as store:
        found = read.difference(store, first, last, None if every else shown(context, store))
    if style == "json":
        write_out([difference.as_json(*found)], None)
    else:
        write_out(difference.render(*found, context.zone), None)
