"""Show a run of the journal while it is carried out: what apply and undo have in common."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from types import FrameType

import click
from tqdm import tqdm

from hardener.cli.context import Context, columns, write_out
from hardener.cli.ending import UNTOLD, say
from hardener.language import known, tr
from hardener.remedy.apply import QUIET
from hardener.remedy.execution import Execution
from hardener.remedy.outcome import Outcome, Result
from hardener.remedy.plan import Step
from hardener.remedy.undo import PERHAPS
from hardener.report.plan.after import render_after
from hardener.report.plan_text import render_outcomes
from hardener.report.words import many
from hardener.store.lease import LeaseLostError

OPERATOR = click.option("--operator", "who", help="Who does this, for the journal  [your login name]")
REASON = click.option("--reason", default="", help="Why, for the journal.")
YES = click.option("--yes", is_flag=True, help="Do not ask.")
EVEN_IF_LIVE = click.option(
    "--even-if-live",
    is_flag=True,
    help=f"Also touch programs that are on, or start within {QUIET // timedelta(minutes=1)} minutes.",
)


def agree(context: Context, question: str, *, yes: bool) -> None:
    """Ask a person on a terminal; elsewhere only --yes will do. Raises `ClickException` or `Abort`."""
    if yes:
        return
    if not sys.stdin.isatty():
        raise click.ClickException(
            "there is no terminal to ask on: add --yes, or apply a saved plan: --plan FILE --expect ..."
        )
    if not click.confirm(question, err=True):
        context.say(tr("nothing was changed"))
        raise click.exceptions.Exit(0)


def carry_out(context: Context, execution: Execution, *, silent: bool = False) -> int:
    """Do and show every step that is left; return the exit status: 0, 3, 4 or 5. `silent`: tell only the sum."""
    run, untold = execution.run, False
    steps = tqdm(execution, total=execution.steps, desc="Writing", delay=1, disable=not context.bar(), leave=False)
    try:
        with _gently(context, execution):
            for step, outcomes in steps:
                untold = (not silent and not _told(step, outcomes)) or untold
    except LeaseLostError as error:
        click.echo(f"hardener: run {run}: {error}; see: hardener runs", err=True)
        return 4
    if execution.stopped:
        again = "hardener undo" if execution.back else "hardener apply --resume"
        context.say(tr("stopped between two writes; go on with: {command} (run {run})", command=again, run=run))
        return execution.status
    if not execution.back and not silent:
        write_out(render_after(execution.plan, run, execution.came(), columns()), None)
    _summary(context, execution)
    if untold:
        say(tr("not all of what was done could be printed; see: hardener runs (run {run})", run=run))
    return max(execution.status, UNTOLD if untold else 0)


def _told(step: Step, outcomes: tuple[Outcome, ...]) -> bool:
    """Print what came of a step; tell whether that worked: a full disk must not stop the work between two writes."""
    try:
        tqdm.write("".join(render_outcomes(step, outcomes, columns())), end="")
        sys.stdout.flush()
    except (OSError, ValueError):
        return False
    return True


def _summary(context: Context, execution: Execution) -> None:
    counts, run = execution.counts, execution.run
    told = ", ".join(f"{counts[result]} {known(result.value)}" for result in Result if counts[result])
    told = tr("run {run}: {what}", run=run, what=told or tr("nothing to do"))
    back = f". {tr('To take it back: hardener undo {run}', run=run)}" if _takes_back(execution) else ""
    context.say(f"{told}{back}")
    if execution.waits:
        told = "; ".join(f"{service} ({many(count, 'change')})" for service, count in sorted(execution.waits.items()))
        context.warn(tr("not in force before a restart of {services}", services=told))


def _takes_back(execution: Execution) -> bool:
    """Tell whether there is anything of an apply for undo to put back, or to end."""
    came = {outcome.result for _, outcomes in execution.came() for outcome in outcomes}
    left = bool(execution.counts[Result.DEFERRED])
    return not execution.back and (left or not PERHAPS.isdisjoint(came))


@contextmanager
def _gently(context: Context, execution: Execution) -> Iterator[None]:
    """Let Ctrl-C and SIGTERM end the work between two writes, not in one."""

    def ask(_number: int, _frame: FrameType | None) -> None:
        execution.stop()
        context.say(tr("stopping after this one …"))

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
