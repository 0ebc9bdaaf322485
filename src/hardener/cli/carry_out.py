"""Carry out a run of the journal step by step, showing each: what apply and undo have in common."""

from __future__ import annotations

import signal
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from types import FrameType, MappingProxyType

import click
from tqdm import tqdm

from hardener.app.accounts import writers
from hardener.app.surroundings import login
from hardener.cli.context import Context
from hardener.cli.ending import UNTOLD, say
from hardener.remedy.apply import QUIET, Applier, Guards
from hardener.remedy.journal import Journal
from hardener.remedy.outcome import Outcome, Result
from hardener.remedy.plan import Plan, Step
from hardener.remedy.vouch import Stale
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


def operator(context: Context, given: str | None) -> str:
    """Return who is at work, if the configuration lets them. Raises `ClickException`."""
    name = given or login()
    allowed = context.config.apply.allowed_by
    if allowed and name not in allowed:
        raise click.ClickException(
            f"{name} may not change programs: [apply] allowed_by in {context.config_path} names {', '.join(allowed)}"
        )
    return name


def agree(context: Context, question: str, *, yes: bool) -> None:
    """Ask a person on a terminal; elsewhere only --yes will do. Raises `ClickException` or `Abort`."""
    if yes:
        return
    if not sys.stdin.isatty():
        raise click.ClickException(
            "there is no terminal to ask on: add --yes, or apply a saved plan: --plan FILE --expect ..."
        )
    if not click.confirm(question, err=True):
        context.say("nothing was changed")
        raise click.exceptions.Exit(0)


def carry_out(  # noqa: PLR0913 - what a run depends on
    context: Context,
    plan: Plan,
    run: int,
    journal: Journal,
    *,
    check: Callable[[], None] = lambda: None,
    stale: Stale = MappingProxyType({}),
    even_if_live: bool,
    back: bool = False,
    silent: bool = False,
) -> int:
    """Do every step that is left, and return the exit status: 0, 4 or 5; `silent`: tell only the sum.

    `check` is asked right before each request that changes something; it raises `LeaseLostError`.
    """
    counts, waits = Counter[Result](), Counter[str]()
    moved = untold = False
    with writers(context, plan.steps, f"run {run}", check) as adapters, _gently(context) as stopped:
        applier = Applier(
            plan=plan,
            run=run,
            adapters=adapters,
            journal=journal,
            clock=context.now,
            guards=Guards(quiet=None if even_if_live else QUIET),
            back=back,
            stale=stale,
        )
        steps = tqdm(applier(), total=len(plan.steps), desc="Writing", delay=1, disable=not context.bar(), leave=False)
        try:
            for step, outcomes in steps:
                counts.update(outcome.result for outcome in outcomes)
                waits.update(outcome.waits_for for outcome in outcomes if outcome.waits_for)
                moved = moved or any(outcome.moved for outcome in outcomes)
                untold = (not silent and not _told(step, outcomes)) or untold
                if stopped():
                    again = "hardener undo" if back else "hardener apply --resume"
                    context.say(f"stopped between two writes; go on with: {again} (run {run})")
                    return 4
        except LeaseLostError as error:
            click.echo(f"hardener: run {run}: {error}; see: hardener runs", err=True)
            return 4
    _summary(context, counts, run, back=back)
    if waits:
        told = "; ".join(f"{service} ({many(count, 'change')})" for service, count in sorted(waits.items()))
        context.warn(f"not in force before a restart of {told}")
    if untold:
        say(f"not all of what was done could be printed; see: hardener runs (run {run})")
    return max(_status(counts, moved=moved), UNTOLD if untold else 0)


def _told(step: Step, outcomes: tuple[Outcome, ...]) -> bool:
    """Print what came of a step; tell whether that worked: a full disk must not stop the work between two writes."""
    try:
        tqdm.write("".join(render_outcomes(step, outcomes)), end="")
        sys.stdout.flush()
    except (OSError, ValueError):
        return False
    return True


INCOMPLETE = (Result.PENDING, Result.IGNORED, Result.FAILED, Result.UNKNOWN, Result.DEFERRED)


def _status(counts: Counter[Result], *, moved: bool) -> int:
    if counts[Result.STALE]:
        return 5
    incomplete = sum(counts[result] for result in INCOMPLETE)
    return 4 if incomplete or moved else 0


def _summary(context: Context, counts: Counter[Result], run: int, *, back: bool) -> None:
    told = ", ".join(f"{counts[result]} {result.value}" for result in Result if counts[result]) or "nothing to do"
    context.say(f"run {run}: {told}" + ("" if back else f". To take it back: hardener undo {run}"))


@contextmanager
def _gently(context: Context) -> Iterator[Callable[[], bool]]:
    """Let Ctrl-C and SIGTERM end the work between two writes, not in one."""
    asked = False

    def ask(_number: int, _frame: FrameType | None) -> None:
        nonlocal asked
        asked = True
        context.say("stopping after this one …")

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield lambda: asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
