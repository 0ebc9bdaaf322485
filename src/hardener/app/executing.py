"""Carry out a run of the journal: what apply, undo and the watch have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import MappingProxyType

from hardener.app.accounts import writers
from hardener.app.surroundings import Surroundings, login
from hardener.errors import AskedError
from hardener.remedy.apply import QUIET, Applier, Guards
from hardener.remedy.execution import Execution
from hardener.remedy.journal import Journal
from hardener.remedy.plan import Plan
from hardener.remedy.vouch import Stale


@dataclass(frozen=True, kw_only=True)
class Hand:
    """Who makes changes, and how."""

    operator: str
    reason: str = ""
    """Why, for the journal."""
    even_if_live: bool = False
    """Also write to programs that are on or about to start."""


def hand(context: Surroundings, given: str | None, *, reason: str = "", even_if_live: bool = False) -> Hand:
    """Return who is at work, if the configuration lets them: `given`, or who is logged in. Raises `AskedError`."""
    name = given or login()
    allowed = context.config.apply.allowed_by
    if allowed and name not in allowed:
        raise AskedError(
            f"{name} may not change programs: [apply] allowed_by in {context.config_path} names {', '.join(allowed)}"
        )
    return Hand(operator=name, reason=reason, even_if_live=even_if_live)


@contextmanager
def executing(  # noqa: PLR0913 - what a run depends on
    context: Surroundings,
    plan: Plan,
    run: int,
    journal: Journal,
    *,
    check: Callable[[], None],
    even_if_live: bool = False,
    stale: Stale = MappingProxyType({}),
    back: bool = False,
) -> Iterator[Execution]:
    """Open for writing what the run `run` is of, and yield it. Raises `HardenerError`, where it is another account.

    `check` is asked right before each request that changes something; it raises `LeaseLostError`. `even_if_live`: also
    write to programs that are on or about to start. `stale` are steps, by number, that are not carried out; `back`: it
    takes another run back.
    """
    with writers(context, plan.steps, f"run {run}", check) as adapters:
        yield Execution(
            applier=Applier(
                plan=plan,
                run=run,
                adapters=adapters,
                journal=journal,
                clock=context.now,
                guards=Guards(quiet=None if even_if_live else QUIET),
                back=back,
                stale=stale,
            )
        )
