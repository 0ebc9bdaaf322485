"""hardener history: every run, or one program over time."""

from __future__ import annotations

import click

from hardener.app.accounts import shown
from hardener.cli.context import Context, columns, write_out
from hardener.history import read
from hardener.report import past

RUNS = 30


@click.command()
@click.argument("program", required=False)
@click.option(
    "--all",
    "every",
    is_flag=True,
    help=f"All runs of all accounts, each named; not the latest {RUNS} of this configuration's only.",
)
@click.pass_obj
def history(context: Context, program: str | None, every: bool) -> None:  # noqa: FBT001 - a click option
    """List what was looked at and changed in this configuration's accounts, by whom, and what came of it.

    PROGRAM, an id or part of a title, tells of one program instead: every look that found
    it otherwise, which settings were changed, and whether by hardener or by someone else.
    """
    zone = context.zone
    with context.store() as store:
        here = None if every else shown(context, store)
        if program is not None:
            write_out(past.render_program(*read.program(store, program, here), zone), None)
            return
        runs = read.runs(store, None if every else RUNS, here)
    if not runs:
        context.say("there are no runs yet; make one with: hardener audit")
        return
    write_out([past.render_runs(runs, zone, accounts=here is None, width=columns())], None)
