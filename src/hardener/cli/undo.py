"""hardener undo: put back what an apply changed."""

from __future__ import annotations

import sys

import click

from hardener.app.executing import hand
from hardener.app.undoing import NothingLeftError, plan_undo
from hardener.app.undoing import undo as put_back
from hardener.cli.carry_out import EVEN_IF_LIVE, OPERATOR, REASON, YES, agree, carry_out
from hardener.cli.context import Context, columns, write_out
from hardener.cli.options import DETAILS
from hardener.language import ntr
from hardener.report.plan_text import render_plan


@click.command()
@click.argument("run", type=int, required=False)
@YES
@EVEN_IF_LIVE
@OPERATOR
@REASON
@DETAILS
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

    It works from the journal, after a crash too, and ends an apply that did not. A setting
    that somebody has changed since is left alone and said to be stale. What could not be
    put back is tried again by the same command. A passcode that was made is taken off again.
    """
    hand(context, who)
    try:
        back = plan_undo(context, run)
        if back.plan.steps:
            shown = render_plan(back.plan, context.zone, width=columns(), every=True, details=details, ahead=True)
            write_out(shown, None)
            agree(
                context,
                ntr("Put this {count} setting back?", "Put these {count} settings back?", back.plan.changes),
                yes=yes,
            )
        with put_back(context, back, operator=who, reason=reason, even_if_live=even_if_live) as execution:
            status = carry_out(context, execution)
    except NothingLeftError as nothing:
        context.say(str(nothing))
        status = 0
    sys.exit(status)
