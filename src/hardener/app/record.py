"""Keep what a look found: what audit and watch have in common."""

from __future__ import annotations

from hardener.app.accounts import mine, moved
from hardener.app.audit_run import AuditRun
from hardener.app.surroundings import login
from hardener.audit import Audit
from hardener.history.completed import CompletedRun, Kind
from hardener.history.record import Kept, record
from hardener.history.retain import retain
from hardener.report import words
from hardener.store import Store, StoreError


def looked(look: AuditRun, audit: Audit, kind: Kind, status: int) -> CompletedRun:
    """Return what is to be kept of an audit."""
    return CompletedRun(
        kind=kind,
        operator=login(),
        profile=look.only or "",
        whole=look.whole,
        status=status,
        report=audit.report,
        observed=look.observed,
        now=look.context.now(),
        vendors={reach.connection: reach.vendor for reach in audit.report.reaches},
        origin=look.context.origin,
    )


def keep(store: Store, look: AuditRun, audit: Audit, status: int) -> Kept:
    """Keep an audit, and let go of what is older than is to be kept. Raises `StoreError` if it is not kept."""
    found = looked(look, audit, "audit", status)
    if told := moved(look.context, store, found.accounts):
        look.context.say(f"{told}; what was kept of the other is shown with: hardener history --all")
    kept = record(store, found)
    for name, count in kept.adopted.items():
        whose = next(reach.account for reach in audit.report.reaches if reach.connection == name)
        told = words.many(count, "target")
        look.context.say(f"{name}: what was kept of {told} before accounts were told apart is now of {whose}")
    if not audit.report.timely:
        return kept  # by a clock that is wrong everything might be old
    try:
        retain(store, look.context.now(), look.config.store.keep_days, set(mine(look.context, store).values()))
    except StoreError as error:
        look.context.warn(f"this look was kept, but what is too old could not be let go: {error}")
    return kept
