"""hardener history: every run, or one program over time."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import click

from hardener.cli.context import Context, write_out
from hardener.history import read
from hardener.report import past

RUNS = 30


@click.command(short_help="List every run, or tell one program's past.")
@click.argument("program", required=False)
@click.option("--all", "every", is_flag=True, help=f"List all runs, not the latest {RUNS} only.")
@click.pass_obj
def history(context: Context, program: str | None, every: bool) -> None:  # noqa: FBT001 - a click option
    """List the runs that are kept, newest first: what was looked at and changed, by whom, and what came of it.

    PROGRAM, an id or part of a title, tells of one program instead: every look that found
    it otherwise, which settings were changed, and whether by hardener or by someone else.
    """
    zone = zone_of(context)
    with context.store() as store:
        if program is not None:
            write_out(past.render_program(*read.program(store, program), zone), None)
            return
        runs = read.runs(store, None if every else RUNS)
    if not runs:
        context.say("there are no runs yet; make one with: hardener audit")
        return
    write_out([past.render_runs(runs, zone)], None)


def zone_of(context: Context) -> ZoneInfo:
    """Return the library's time zone; UTC where there is no configuration."""
    return ZoneInfo(context.config.library.timezone if context.config_path.exists() else "UTC")
