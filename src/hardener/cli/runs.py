"""hardener runs: what was changed, when, by whom and why."""

from __future__ import annotations

from collections import Counter

import click
from tabulate import tabulate

from hardener.cli.context import Context
from hardener.journal import Entry, Journal, Run
from hardener.report.safe import terminal


@click.command(short_help="List what was applied and undone, by whom and why.")
@click.pass_obj
def runs(context: Context) -> None:
    """List every apply and undo of the journal, newest first."""
    with context.journal() as journal:
        rows = [_row(run, journal) for run in journal.runs()]
    if not rows:
        context.say("nothing was applied yet")
        return
    click.echo(tabulate(rows, headers=["run", "what", "began (UTC)", "by", "why", "came of it"]))


def _row(run: Run, journal: Journal) -> list[str]:
    what = "apply" if run.kind == "apply" else f"undo of {run.undoes}"
    entries = journal.entries(run.id)
    return [
        str(run.id),
        what,
        f"{run.began:%Y-%m-%d %H:%M}",
        terminal(run.operator),
        terminal(run.reason),
        _told(run, entries),
    ]


def _told(run: Run, entries: dict[int, Entry]) -> str:
    counts = Counter(o.result.value for entry in entries.values() for o in entry.outcomes or ())
    told = ", ".join(f"{count} {result}" for result, count in sorted(counts.items())) or "nothing"
    return told if run.ended is not None else f"{told}; not ended: hardener apply --resume, or hardener undo {run.id}"
