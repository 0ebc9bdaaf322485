"""Make the changes of a plan, as far as whoever asks may: the guards before the first write, and the run itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import MappingProxyType

from hardener.app.accounts import Here, latest, moved
from hardener.app.executing import Hand, executing, hand
from hardener.app.holding import patiently
from hardener.app.saved import held_against, renamed
from hardener.app.surroundings import Surroundings
from hardener.errors import AskedError, HardenerError
from hardener.remedy.apply import expired
from hardener.remedy.execution import Execution
from hardener.remedy.hold import kept, taking
from hardener.remedy.journal import Journal, Run
from hardener.remedy.plan import Plan
from hardener.remedy.vouch import Stale


class ExpiredError(HardenerError):
    """A plan is too old to be applied; it can still be looked at."""


@contextmanager
def apply(  # noqa: PLR0913 - what a person may say of an apply
    context: Surroundings,
    plan: Plan,
    *,
    operator: str | None = None,
    reason: str = "",
    even_if_live: bool = False,
    max_changes: int | None = None,
    max_units: int | None = None,
) -> Iterator[Execution]:
    """Yield what makes the changes of `plan` while it is iterated over, each read back; nobody is asked.

    `operator` (else the login name) and `reason` are for the journal. `even_if_live`: also write to programs that are
    on or about to start. Raises `AskedError` where the configuration does not let it, `ExpiredError` where the plan is
    old, `HeldError` where another process is at work, `HardenerError` where anything else is in the way.
    """
    by = hand(context, operator, reason=reason, even_if_live=even_if_live)
    small_and_fresh(context, plan, max_changes, max_units)
    names_of(context, plan)
    with begun(context, plan, by) as execution:
        yield execution


@contextmanager
def begun(
    context: Surroundings, plan: Plan, by: Hand, *, stale: Stale = MappingProxyType({}), fingerprint: str = ""
) -> Iterator[Execution]:
    """Yield the run of a plan for which all guards were asked. Raises `HardenerError`.

    `stale` are steps, by number, that no longer hold; `fingerprint` is the one that was agreed to, if that was another.
    """
    with context.journal() as journal:
        lease = journal.lease(by.operator, context.now())
        run = patiently(
            context,
            lambda: journal.open_run(
                plan,
                "apply",
                operator=by.operator,
                reason=context.said(by.reason),
                now=context.now(),
                fingerprint=fingerprint,
                take=taking(lease, plan),
                known=stale,
            ),
        )
        with (
            kept(lease, journal) as fenced,
            executing(
                context, plan, run, fenced, check=lease.check, even_if_live=by.even_if_live, stale=stale
            ) as execution,
        ):
            yield execution


@contextmanager
def resume(
    context: Surroundings, *, operator: str | None = None, even_if_live: bool = False, plan: str = ""
) -> Iterator[Execution]:
    """Yield what goes on with the last apply that did not end, or with that of the `plan` with this id.

    Raises `AskedError` where there is none.
    """
    by = hand(context, operator, even_if_live=even_if_live)
    with context.journal() as journal:
        lease = journal.lease(by.operator, context.now())
        here = Here(context)
        run = _unfinished(journal, here, plan)
        here.names(run.plan.steps, f"run {run.id}")
        patiently(context, lambda: journal.go_on(run.id, taking(lease, run.plan)))
        with (
            kept(lease, journal) as fenced,
            executing(context, run.plan, run.id, fenced, check=lease.check, even_if_live=even_if_live) as execution,
        ):
            yield execution


def names_of(context: Surroundings, plan: Plan) -> dict[str, str]:
    """Return today's name of each connection of a plan. Raises `AskedError` where an account is another one."""
    names = Here(context).names(plan.steps, f"plan {plan.id}")
    with context.store() as store:
        if told := moved(context, store, {names[step.connection]: step.account for step in plan.steps}):
            raise AskedError(f"{told}; if that is right, look first: hardener audit")
    return names


def small_and_fresh(
    context: Surroundings, plan: Plan, max_changes: int | None, max_units: int | None = None
) -> None:  # fmt: skip
    """Raise `ExpiredError` where a plan is too old, `AskedError` where it has or costs more than was allowed."""
    limit = max_changes or context.config.apply.max_changes
    if expired(plan, context.now()):
        raise ExpiredError(f"plan {plan.id} is more than a day old and so stale; make a new one: hardener plan")
    if plan.changes > limit:
        raise AskedError(
            f"the plan has {plan.changes} changes, more than {limit}; if that is right: --max-changes {plan.changes}"
        )
    cheap(plan, max_units)


def cheap(plan: Plan, max_units: int | None) -> None:
    """Raise `AskedError` where a plan costs more of the units of a day than was allowed; None: there is no bound."""
    if max_units is not None and plan.units > max_units:
        raise AskedError(f"the plan costs {plan.units} units, more than {max_units}; nothing was written")


def still_good(
    context: Surroundings, path: str, plan: Plan, names: dict[str, str], allow: tuple[str, ...]
) -> tuple[Plan, Stale]:
    """Return what of a plan from a file still holds, in today's `names`, and the steps that do not.

    Raises `HardenerError`, also where it was applied before. What opens something needs `allow` again.
    """
    with context.journal() as journal:
        journal.unused(plan, "apply")
    return held_against(context, path, renamed(plan, names), allow)


def _unfinished(journal: Journal, here: Here, plan: str) -> Run:
    runs = [run for run in journal.runs() if plan in {"", run.plan.id} or run.undoes is not None]
    undone = {run.undoes: run.id for run in runs if run.undoes is not None}
    left = (run for run in runs if run.kind == "apply" and run.ended is None and run.id not in undone)
    last = next((run.id for run in runs if run.kind == "apply"), None)
    taken = f"; run {last} was taken back by run {undone[last]}" if last in undone else ""
    return latest(left, here, f"there is no apply to go on with{taken}")
