"""Have the pages look again once a platform said that something changed, whether or not a watch runs beside them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Connection

from hardener.errors import HardenerError
from hardener.store import Store
from hardener.store.lease import NAME, Lease
from hardener.watch import hints, notes
from hardener.watch.heed import OFTEN, PORTION, RETRY, Pace
from hardener.watch.ports import Clock
from hardener.watch.upkeep import ROUND, Upkeep
from hardener.whose import Whose

Sign = tuple[str, str, datetime]
"""An account, what of it, and when that was said last."""
HEARD = "heard"
STANDBY = timedelta(seconds=10)
logger = logging.getLogger("hardener.watch")


@dataclass(slots=True, kw_only=True)
class Follow:
    """Looks when something was heard, and keeps subscriptions up, as long as no watch acts.

    It tells nobody and changes nothing: a watch does, whose hints are left to it.
    """

    store: Store
    clock: Clock
    lease: Lease
    """The watch's: whoever has it acts."""
    upkeep: Upkeep
    accounts: Callable[[], Collection[str]]
    """Asks the platforms whose accounts the connections are."""
    look: Callable[[], int | None]
    """Looks at everything; returns how many programs there are, or None where that did not come about."""
    _seen: frozenset[Sign] = frozenset()
    _known: Collection[str] = ()
    _ask_at: datetime | None = None
    """When it is asked again whose accounts there are."""
    _standby: datetime | None = None
    """Until then a watch is taken to act, as it did when that was last tried."""
    _pace: Pace = field(default_factory=Pace)

    def run(self) -> None:
        """Follow until the clock is stopped; trouble is logged, and tried again in a while."""
        while not self.clock.stopped:
            pause = OFTEN
            try:
                self.turn()
            except HardenerError as error:
                logger.warning("%s", error)
                pause = RETRY
            self.clock.wait(self.clock.now() + pause)

    def turn(self) -> None:
        """Do what is due. Raises `HardenerError`."""
        now = self.clock.now()
        if _over(self._ask_at, now, ROUND):
            self._ask_at = now + RETRY
            self._known = self.accounts()
            self.lease.call(notes.of(NAME, self._known))
            if all(Whose.of(each).known for each in self._known):
                self._ask_at = now + ROUND
        if _over(self._standby, now, STANDBY) and self.upkeep.due():
            self._alone(self.upkeep.turn)
        signs = self._signs()
        if signs <= self._seen or not self._pace.ready(now):
            return
        programs = self.look()
        if programs is None:
            self._pace.not_before = self.clock.now() + RETRY
            return
        self._pace.read.extend([now] * (1 + programs // PORTION))
        self._seen = signs
        self._alone(lambda: self._let_go(signs))

    def _signs(self) -> frozenset[Sign]:
        """Return what was said, and has settled: a watch beside this process may have read it already."""
        now, accounts = self.clock.now(), self._known
        with self.store.reading() as connection:
            told = {(one.account, f"/{one.program}", one.last) for one in hints.settled(connection, accounts, now)}
            last = {(account, HEARD, at) for account in accounts if (at := self._last(connection, account, now))}
        return frozenset(told | last)

    @staticmethod
    def _last(connection: Connection, account: str, now: datetime) -> datetime | None:
        at = hints.last_heard(connection, account)
        return at if at is not None and not now - hints.QUIET < at <= now else None

    def _let_go(self, signs: Collection[Sign]) -> None:
        read = [hints.Hint(account, what[1:], last) for account, what, last in signs if what != HEARD]
        with self.store.writing() as connection:
            self.lease.fence(connection)
            hints.done(connection, read)

    def _alone(self, work: Callable[[], None]) -> None:
        """Do something unless a watch acts, which does it itself."""
        if self.lease.acquire():
            try:
                work()
            finally:
                self.lease.release()
        else:
            self._standby = self.clock.now() + STANDBY


def _over(until: datetime | None, now: datetime, most: timedelta) -> bool:
    """Tell whether a wait of at most so long is over, by a clock that may have been set back."""
    return until is None or not now < until <= now + most
