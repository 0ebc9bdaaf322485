"""hardener undo: put back what an apply changed."""

from __future__ import annotations

import sys

import click

from hardener.cli.carry_out import EVEN_IF_LIVE, OPERATOR, REASON, YES, agree, carry_out, operator
from hardener.cli.context import Context, write_out
from hardener.cli.looking import plan_id
from hardener.cli.whose import Here, bound, latest
from hardener.journal import Journal, Run
from hardener.remedy.undo import reverse
from hardener.report.plan_text import render_plan


@click.command(short_help="Put back what an apply changed.")
@click.argument("run", type=int, required=False)
@YES
@EVEN_IF_LIVE
@OPERATOR
@REASON
@click.option("--details", is_flag=True, help="Also show the vendor's own settings.")
@click.pass_obj
def undo(  # noqa: PLR0913 - the options of a command
    context: Context,
    run: int | None,
    yes: bool,  # noqa: FBT001 - a click option
    even_if_live: bool,  # noqa: FBT001 - a click option
    who: str | None,
    reason: str,
    details: bool,  # noqa: FBT001 - a click option
) -> None:
    """Put back what an apply changed: the last one, or RUN (see: hardener runs).

    It works from the journal, after a crash too. A setting that somebody has changed
    since is left alone and said to be stale. A passcode that was made is taken off again.
    """
    name = operator(context, who)
    with context.journal() as journal:
        here = Here(context)
        chosen = _chosen(journal, run, here)
        back = reverse(chosen, journal.entries(chosen.id), plan_id(context.now()), context.now())
        if run is not None:
            back = bound(context, back, chosen.id, here)
        if not back.steps:
            context.say(f"run {chosen.id} changed nothing that is left to put back")
            sys.exit(0)
        here.names(back.steps, f"run {chosen.id}")
        write_out(render_plan(back, details=details), None)
        agree(context, f"Put these {back.changes} settings back?", yes=yes)
        number = journal.open_run(
            back, "undo", operator=name, reason=context.said(reason), now=context.now(), undoes=chosen.id
        )
        sys.exit(carry_out(context, back, number, journal, even_if_live=even_if_live, back=True))


def _chosen(journal: Journal, run: int | None, here: Here) -> Run:
    applies = [r for r in journal.runs() if r.kind == "apply"]
    undone = {r.undoes for r in journal.runs() if r.kind == "undo" and r.ended is not None}
    if run is None:
        return latest((r for r in applies if r.id not in undone), here, "there is no apply to take back")
    for one in applies:
        if one.id == run:
            return one
    raise click.ClickException(f"there is no apply with number {run}; see: hardener runs")
