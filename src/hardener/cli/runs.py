"""hardener runs: what was changed, when, by whom and why."""

from __future__ import annotations

from datetime import tzinfo

import click
from tabulate import tabulate

from hardener.app.purging import PastPurge, past_purges
from hardener.app.runs import Past, came_of, past_runs
from hardener.cli.context import Context, write_out
from hardener.cli.options import ALL
from hardener.language import known, ntr, tr
from hardener.remedy.journal import Run, accounts_of
from hardener.report import words
from hardener.report.plan.after import Renewed, render_links, renewed
from hardener.report.purge import sign_ups
from hardener.report.safe import terminal
from hardener.report.times import dated, zone_name
from hardener.whose import named


@click.command()
@click.argument("number", metavar="[RUN]", type=int, required=False)
@ALL
@click.option("--links", is_flag=True, help="List the programs whose link RUN changed, never the links.")
@click.pass_obj
def runs(context: Context, number: int | None, every: bool, links: bool) -> None:  # noqa: FBT001 - click options
    """List every apply, undo and deletion of the configuration's accounts, newest first, or RUN alone.

    With --links: of which programs families need a new link after RUN, and when they are on.
    """
    if links and number is None:
        raise click.ClickException(tr("--links is of one run: hardener runs RUN --links"))
    if links and number is not None:
        _links(context, renewed(came_of(context, number, every=every)))
        return
    everybodys = every or not context.config_path.exists()
    rows = {
        past.run.id: [*_row(past, context.zone), *([_whose(past.run)] if everybodys else [])]
        for past in past_runs(context, every=every)
    }
    for purge in past_purges(context, every=every):
        rows[purge.row.id] = [*_deletion(purge, context.zone), *([_of(purge)] if everybodys else [])]
    chosen = [rows[run] for run in sorted(rows, reverse=True) if number in {None, run}]
    if not chosen and number is not None:
        raise click.ClickException(tr("there is no run {run} here; see: hardener runs", run=number))
    if not chosen:
        context.say(tr("nothing was applied yet"))
        return
    heads = (tr("run"), tr("what"), tr("began, {zone}", zone=zone_name(context.zone)), tr("by"), tr("why"))
    headers = [*heads, tr("came of it"), *([tr("account")] if everybodys else [])]
    click.echo(tabulate(chosen, headers=headers))


def _links(context: Context, found: list[Renewed]) -> None:
    if not found:
        context.say(tr("no program has a new link by this run"))
    write_out(render_links(found, context.zone), None)


def _whose(run: Run) -> str:
    return terminal(named(accounts_of(run.plan), {step.whose: step.connection for step in run.plan.steps}), 200)


def _row(past: Past, zone: tzinfo) -> list[str]:
    run = past.run
    return [
        str(run.id),
        tr("apply") if run.kind == "apply" else tr("undo of {run}", run=run.undoes),
        dated(run.began.astimezone(zone)),
        terminal(run.operator),
        terminal(run.reason),
        "; ".join(filter(None, (_counted(past), _undone(past), _open(past)))),
    ]


def _deletion(purge: PastPurge, zone: tzinfo) -> list[str]:
    row = purge.row
    told = tr("{gone} of {sign_ups} proven gone", gone=purge.gone, sign_ups=sign_ups(purge.plan.count))
    open_ = "" if row.ended is not None else tr("not ended: hardener registrants --resume")
    began = dated(row.began.astimezone(zone))
    what, by = tr("deletion"), (terminal(row.operator), terminal(row.reason))
    return [str(row.id), what, began, *by, "; ".join(filter(None, (told, open_)))]


def _of(purge: PastPurge) -> str:
    steps = purge.plan.steps
    return terminal(named({step.account for step in steps}, {step.account: step.connection for step in steps}), 200)


def _counted(past: Past) -> str:
    told = [f"{count} {known(result)}" for result, count in sorted((r.value, n) for r, n in past.counts.items())]
    told += [ntr("{count} begun", "{count} begun", past.begun)] if past.begun else []
    told += [ntr("{count} not begun", "{count} not begun", past.left)] if past.left else []
    where = "" if all(step.account for step in past.run.plan.steps) else f" {tr('in an account that was not kept')}"
    return (", ".join(told) or tr("nothing")) + where


def _undone(past: Past) -> str:
    """Say how much of an apply was taken back."""
    if not past.undos:
        return ""
    by = ntr("run {runs}", "runs {runs}", len(past.undos), runs=", ".join(map(str, past.undos)))
    if not past.in_force:
        return tr("taken back by {runs}", runs=by)
    return tr(
        "{runs} left {changes} of it in force; go on: hardener undo {run}",
        runs=by,
        changes=words.many(past.in_force, "change"),
        run=past.of,
    )


def _open(past: Past) -> str:
    """Say what may be done about a run that did not end."""
    if past.run.ended is not None:
        return ""
    if past.held:
        return tr("at work: {who}", who=past.held)
    if past.run.kind == "apply" and not past.undos:
        return tr("not ended: hardener apply --resume, or hardener undo {run}", run=past.of)
    return tr("not ended: hardener undo {run}", run=past.of) if past.in_force else ""
