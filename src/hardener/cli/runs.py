"""hardener runs: what was changed, when, by whom and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import tzinfo

import click
from tabulate import tabulate

from hardener.app.accounts import by_name, shown
from hardener.cli.context import Context
from hardener.cli.options import ALL
from hardener.remedy.journal import Journal, Run, accounts_of
from hardener.remedy.undo import Entries, in_force
from hardener.report import words
from hardener.report.safe import terminal
from hardener.store.lease import holder
from hardener.whose import named


@click.command()
@ALL
@click.pass_obj
def runs(context: Context, every: bool) -> None:  # noqa: FBT001 - a click option
    """List every apply and undo of the configuration's accounts, newest first."""
    with context.store() as store:
        here = None if every else shown(context, store)
        journal = Journal(store)
        if here is not None:
            here |= by_name(context)
        found = journal.runs(here)
        entries = {run.id: journal.entries(run.id) for run in found}
        held = {run.id: holder(store, f"run-{run.undoes or run.id}") for run in found if run.ended is None}
    if not found:
        context.say("nothing was applied yet")
        return
    rows = []
    for run in found:
        row = _row(run, found, entries, held.get(run.id, ""), context.zone)
        rows.append([*row, _whose(run)] if here is None else row)
    headers = ["run", "what", "began", "by", "why", "came of it", *(["account"] if here is None else [])]
    click.echo(tabulate(rows, headers=headers))


def _whose(run: Run) -> str:
    return terminal(named(accounts_of(run.plan), {step.whose: step.connection for step in run.plan.steps}), 200)


def _row(run: Run, runs: Sequence[Run], entries: Mapping[int, Entries], held: str, zone: tzinfo) -> list[str]:
    what = "apply" if run.kind == "apply" else f"undo of {run.undoes}"
    told = [_counted(run, entries[run.id]), _undone(run, runs, entries), _open(run, runs, entries, held)]
    return [
        str(run.id),
        what,
        f"{run.began.astimezone(zone):%Y-%m-%d %H:%M}",
        terminal(run.operator),
        terminal(run.reason),
        "; ".join(filter(None, told)),
    ]


def _counted(run: Run, entries: Entries) -> str:
    counts = Counter(o.result.value for entry in entries.values() for o in entry.outcomes or ())
    open_ = sum(len(entry.step.changes) for entry in entries.values() if entry.outcomes is None)
    left = sum(len(step.changes) for number, step in enumerate(run.plan.steps) if number not in entries)
    told = [f"{count} {result}" for result, count in sorted(counts.items())]
    told += [f"{open_} begun"] if open_ else []
    told += [f"{left} not begun"] if left else []
    where = "" if all(step.account for step in run.plan.steps) else " in an account that was not kept"
    return (", ".join(told) or "nothing") + where


def _undone(run: Run, runs: Sequence[Run], entries: Mapping[int, Entries]) -> str:
    """Say how much of an apply was taken back."""
    undos = [one.id for one in reversed(runs) if one.undoes == run.id]
    if not undos:
        return ""
    by = f"run{'s' if len(undos) > 1 else ''} {', '.join(map(str, undos))}"
    left = in_force(entries[run.id], [entries[one] for one in undos])
    if not left:
        return f"taken back by {by}"
    return f"{by} left {words.many(len(left), 'change')} of it in force; go on: hardener undo {run.id}"


def _open(run: Run, runs: Sequence[Run], entries: Mapping[int, Entries], held: str) -> str:
    """Say what may be done about a run that did not end."""
    if run.ended is not None:
        return ""
    if held:
        return f"at work: {held}"
    if run.kind == "apply" and not any(one.undoes == run.id for one in runs):
        return f"not ended: hardener apply --resume, or hardener undo {run.id}"
    apply = run.undoes or run.id
    left = in_force(entries.get(apply, {}), [entries[one.id] for one in reversed(runs) if one.undoes == apply])
    return f"not ended: hardener undo {apply}" if left else ""
