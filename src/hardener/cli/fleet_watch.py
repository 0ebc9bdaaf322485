"""hardener fleet watch: look after every library of a folder by itself, for months."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from hardener.cli.clock import RealClock
from hardener.cli.context import Context
from hardener.cli.fleet_begin import FOLDER, fleet_of, worked
from hardener.cli.fleet_table import Shown, keep, show, shown, worst
from hardener.fleet.local import Local
from hardener.fleet.only import AnotherError, only
from hardener.fleet.patrol import Patrol
from hardener.fleet.place import SHARED
from hardener.fleet.work import Done
from hardener.fleet.working import Fleet
from hardener.language import ntr, tr

VERB = "audit"
"""Its table is that of an audit."""


@click.command(short_help="Look after every library by itself, for months.")
@FOLDER
@click.option("--once", is_flag=True, help="Do what is due now in each library, and end; for a timer.")
@shown
@click.pass_obj
def watch(context: Context, folder: Path, once: bool, how: Shown) -> None:  # noqa: FBT001 - a click option
    """Look at every library of FOLDER when its own watch would, and keep the table of all.

    Each library's hardener.toml says when it is looked at, whom that tells, and whether safe changes are made:
    what hardener watch would do there. A few processes do it for all. Libraries that are new, gone or configured
    anew are noticed within seconds. It may be stopped and started at any time. Ctrl-C or SIGTERM ends it
    between two writes.

    \b
    Example:
      hardener fleet watch libraries --reports reports --format html --output region.html
    """
    made = fleet_of(context, folder, how.reports)
    if not isinstance(made.engine, Local) and not once:
        command = f"hardener fleet watch {shlex.quote(str(folder))} --once"
        raise click.ClickException(
            tr('with engine = "dask" a timer keeps the watch, every few minutes: {command}', command=command)
        )
    try:
        with only(folder.resolve() / SHARED, context.now()):
            done = _watched(context, made, folder, how, once=once)
    except AnotherError as error:
        if not once:
            raise
        context.say(tr("{why}; nothing was done", why=error))
        return
    if once:
        show(done, VERB, [str(folder)], how)
        sys.exit(worst(done))
    context.say(tr("the watch has ended"))


def _watched(context: Context, made: Fleet, folder: Path, how: Shown, *, once: bool) -> Sequence[Done]:
    """Watch, or do what is due, and return how each library stands."""
    if not isinstance(made.engine, Local):
        return worked(context, made, made.tasks("watch", ()))

    def kept(done: Sequence[Done]) -> None:
        if how.output is not None:
            keep(done, VERB, [str(folder)], how)

    with RealClock(context) as clock:
        if not once:
            context.say(_begun(made, folder, how))
        return Patrol(folder=folder.resolve(), fleet=made, clock=clock, tell=context.warn, keep=kept).run(once=once)


def _begun(made: Fleet, folder: Path, how: Shown) -> str:
    count = sum(not one.problem for one in made.found)
    told = ntr("watching {count} library of {folder}", "watching {count} libraries of {folder}", count, folder=folder)
    where = tr("the table is kept in {file}", file=how.output) if how.output else tr("no table is kept: --output FILE")
    return "; ".join([told, where, tr("Ctrl-C ends it")])
