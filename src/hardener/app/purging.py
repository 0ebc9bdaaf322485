"""Delete the sign-ups of programs that are over: which ones, and the run that does it."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import cast

from hardener.adapter import Adapter
from hardener.app.accounts import Here, mine, moved, writers
from hardener.app.audit_run import plan_id
from hardener.app.connections import accounts
from hardener.app.executing import Hand, hand
from hardener.app.holding import patiently
from hardener.app.keeping import look_kept, profiles_of
from hardener.app.surroundings import Surroundings
from hardener.errors import AdapterError, AskedError
from hardener.leftovers import KeptReport
from hardener.purge.carry_out import OUTCOMES, Purger, counted
from hardener.purge.plan import Purge
from hardener.purge.planner import RULES, Candidate, plan_purge, reason_left
from hardener.remedy.hold import kept, taking_of
from hardener.store.fence import Take
from hardener.store.holder import Holder
from hardener.store.lease import Lease
from hardener.store.purges import PurgeRow, Purges
from hardener.traces import Keeping, Trace, What


def make_purge(context: Surroundings, older_than: int, only: Sequence[str] = ()) -> tuple[Purge, KeptReport]:
    """Return what would be deleted of programs that ended `older_than` days ago or earlier, and all that is kept.

    Changes nothing. Raises `HardenerError`.
    """
    found, now = look_kept(context, only), context.now()
    empty = Purge(id=plan_id(now), made=now, salt=secrets.token_hex(16), older_than=older_than)
    meant = [one for one in _candidates(context, found) if _may_be_meant(empty, one.trace, now)]
    with accounts(context, sorted({one.connection for one in meant}), read_only=True) as opened:
        adapters = {account.name: account.adapter for account in opened}
        named = [one._replace(trace=_named(adapters[one.connection], one.trace)) for one in meant]
    return plan_purge(empty, named, now), found


def _candidates(context: Surroundings, found: KeptReport) -> list[Candidate]:
    """Return every program that was found, with what today's rules say of it."""
    loaded, config = profiles_of(context), context.config
    return [
        Candidate(
            connection=row.connection, account=row.account, trace=row.trace, ruled=row.named,
            profile=loaded[config.profile_of(row.connection, row.trace.target)],
            where=row.where.get(What.SIGN_UPS, ""),
        )
        for row in found.rows
    ]  # fmt: skip


def _may_be_meant(plan: Purge, trace: Trace, now: datetime) -> bool:
    old = trace.ended is None or plan.old_enough(trace.ended, now)
    return old and trace.over is not False and trace.of(What.SIGN_UPS).count != 0


def _named(adapter: Adapter, trace: Trace) -> Trace:
    """Return a program with the ids of its sign-ups, where they can be deleted and could be read."""
    if not trace.removal.deletes or not trace.over or not isinstance(adapter, Keeping):
        return trace
    try:
        return adapter.kept_of(trace.target.id)
    except AdapterError:
        return trace


def small_enough(context: Surroundings, plan: Purge, most: int | None) -> None:
    """Raise `AskedError` where a plan deletes more than was allowed."""
    limit = most or context.config.apply.max_changes
    if plan.count > limit:
        raise AskedError(
            f"the plan deletes {plan.count} sign-ups, more than {limit}; if that is right: --max-changes {plan.count}"
        )


@contextmanager
def begun(context: Surroundings, plan: Purge, by: Hand) -> Iterator[Purger]:
    """Yield what deletes the sign-ups of `plan` while it is iterated over, each read back; nobody is asked.

    Raises `AskedError` where an account is another one, `HeldError` where another process is at work.
    """
    names = Here(context).names(plan.steps, f"plan {plan.id}")
    with context.store() as store:
        if told := moved(context, store, {names[step.connection]: step.account for step in plan.steps}):
            raise AskedError(f"{told}; if that is right, look first: hardener audit")
        purges = Purges(store)
        lease = _lease(context, purges, by)
        values: Mapping[str, object] = {
            "plan_id": plan.id, "fingerprint": plan.fingerprint, "plan": plan.model_dump_json(),
            "operator": context.said(by.operator), "reason": context.said(by.reason), "began": context.now(),
            "agent": "person",
        }  # fmt: skip
        whose = sorted({step.account for step in plan.steps})
        run = patiently(context, lambda: purges.open_run(values, whose, _taking(lease, plan)))
        with _purger(context, plan, run, purges, lease) as purger:
            yield purger


@contextmanager
def resume_purge(context: Surroundings, operator: str | None) -> Iterator[Purger]:
    """Yield what goes on with the last purge that did not end, and deletes nobody whom its plan does not name.

    Raises `AskedError` where there is none.
    """
    by = hand(context, operator)
    with context.store() as store:
        purges, here = Purges(store), Here(context)
        known = here.all()
        left = (row for row in purges.runs() if row.ended is None)
        plans = ((row, Purge.model_validate_json(row.plan)) for row in left)
        found = next(((row, plan) for row, plan in plans if {step.account for step in plan.steps} <= known), None)
        if found is None:
            raise AskedError("there is no deletion to go on with; see: hardener runs")
        row, plan = found
        lease = _lease(context, purges, by)
        patiently(context, lambda: purges.go_on(row.id, _taking(lease, plan)))
        with _purger(context, plan, row.id, purges, lease) as purger:
            yield replace(purger, spared=_spared(context, plan))


def _spared(context: Surroundings, plan: Purge) -> frozenset[tuple[str, str]]:
    """Return what the rules keep now: they may have been changed since the run broke off. Raises `HardenerError`."""
    names = Here(context).names(plan.steps, f"plan {plan.id}")
    found = look_kept(context, sorted(set(names.values())))
    return frozenset(
        (one.account, one.trace.target.id) for one in _candidates(context, found) if reason_left(plan, one) in RULES
    )


def _lease(context: Surroundings, purges: Purges, by: Hand) -> Lease:
    return Lease(purges.store, Holder.here(by.operator, context.now()).written)


def _taking(lease: Lease, plan: Purge) -> Take:
    return taking_of(lease, [step.account for step in plan.steps])


@contextmanager
def _purger(context: Surroundings, plan: Purge, run: int, purges: Purges, lease: Lease) -> Iterator[Purger]:
    with kept(lease, purges) as fenced, writers(context, plan.steps, f"run {run}", lease.check) as adapters:
        keeping = {name: cast("Keeping", adapter) for name, adapter in adapters.items()}
        yield Purger(plan=plan, run=run, adapters=keeping, purges=fenced, clock=context.now)


@dataclass(frozen=True, kw_only=True)
class PastPurge:
    """One run of deletions as it stands now."""

    row: PurgeRow
    plan: Purge
    gone: int
    """Of how many sign-ups a second reading proved that they are gone."""


def past_purges(context: Surroundings, *, every: bool) -> list[PastPurge]:
    """Return every purge of the configuration's accounts, newest first; `every`: of all accounts.

    Raises `HardenerError`.
    """
    with context.store() as store:
        purges = Purges(store)
        here = None if every or not context.config_path.exists() else set(mine(context, store).values())
        return [_past(row, purges) for row in purges.runs(here)]


def _past(row: PurgeRow, purges: Purges) -> PastPurge:
    texts = filter(None, purges.outcomes(row.id).values())
    gone = sum(counted(OUTCOMES.validate_json(text)) for text in texts)
    return PastPurge(row=row, plan=Purge.model_validate_json(row.plan), gone=gone)
