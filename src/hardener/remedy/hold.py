"""Have a run to oneself: nobody else carries it out, takes it back or writes to its accounts meanwhile."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from hardener.remedy.plan import Plan
from hardener.store import StoreError
from hardener.store.fence import Fenced, Take
from hardener.store.lease import Lease

logger = logging.getLogger("hardener.lease")


Keeper = TypeVar("Keeper", bound=Fenced)


def taking(lease: Lease, plan: Plan) -> Take:
    """Return what takes a run, by the number of its apply, and all that `plan` writes to."""
    return taking_of(lease, [step.whose for step in plan.steps])


def taking_of(lease: Lease, accounts: Iterable[str]) -> Take:
    """Return what takes a run, by its number, and all that is written to these accounts."""
    places = sorted({f"write-{_short(account)}" for account in accounts})
    return lambda connection, run: lease.take(connection, [f"run-{run}", *places])


@contextmanager
def kept(lease: Lease, journal: Keeper) -> Iterator[Keeper]:
    """Keep what was just taken; yield the journal, each write of which proves that it still is."""
    lease.start()
    try:
        yield journal.under(lease.fence)
    finally:
        try:
            lease.release()
        except StoreError as error:
            logger.warning("the lease could not be given back, and so ends by itself: %s", error)


def _short(account: str) -> str:
    return hashlib.sha256(account.encode()).hexdigest()[:24]
