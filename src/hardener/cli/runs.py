"""hardener runs: what was changed, when, by whom and why."""

from __future__ import annotations

from collections import Counter

import click
from tabulate import tabulate

from hardener.cli.context import Context
from hardener.cli.whose import ALL, by_name, shown
from hardener.journal import Entry, Journal, Run, accounts_of
from hardener.report.safe import terminal
from hardener.whose import named


@click.command(short_help="List what was applied and undone, by whom and why.")
@ALL
@click.pass_obj
def runs(context: Context, every: bool) -> None:  # noqa: FBT001 - a click option
    """List every apply and undo of the configuration's accounts, newest first."""
    with context.store() as store:
        here = None if every else shown(context, store)
        journal = Journal(store)
        if here is not None:
            here |= by_name(context)
        rows = [(*_row(run, journal), *([_whose(run)] if here is None else [])) for run in journal.runs(here)]
    if not rows:
        context.say("nothing was applied yet")
        return
    headers = ["run", "what", "began (UTC)", "by", "why", "came of it", *(["account"] if here is None else [])]
    click.echo(tabulate(rows, headers=headers))


def _whose(run: Run) -> str:
    return terminal(named(accounts_of(run.plan), {step.whose: step.connection for step in run.plan.steps}), 200)


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
    if not all(step.account for step in run.plan.steps):
        told += " in an account that was not kept"
    return told if run.ended is not None else f"{told}; not ended: hardener apply --resume, or hardener undo {run.id}"
