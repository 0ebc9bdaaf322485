"""The loop of the watch: what is due is looked at, kept, told, and closed where that is safe."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from hardener.errors import HardenerError
from hardener.history.completed import Kind
from hardener.history.difference import Key
from hardener.history.record import Kept, record
from hardener.history.retain import retain
from hardener.notify.news import Item, Sort
from hardener.store import Store
from hardener.store.lease import Lease, LeaseLostError
from hardener.unattended import WatchOptions
from hardener.watch import agenda, book, notes, tell
from hardener.watch.autofix import Carrier
from hardener.watch.health import Health
from hardener.watch.outbox import Compose, Outbox
from hardener.watch.ports import Clock, Hands, Sight

BREATH = timedelta(seconds=1)
STANDBY = timedelta(seconds=10)
"""How often a watch that does not act asks whether it may."""
FIRST_RETRY, LAST_RETRY = timedelta(minutes=1), timedelta(minutes=10)
"""After a platform could not be read; doubled each time, up to the last, or to the usual pace if nothing is due."""
logger = logging.getLogger("hardener.watch")


class Nothing(Exception):  # noqa: N818 - no error: a reason to keep nothing
    """A look that found what the one before did, ahead of its time."""


@dataclass(slots=True)
class News:
    """What one look has to tell; its message waits until what is safe to close is closed."""

    run: int | None = None
    found: list[tuple[Key, Item]] = field(default_factory=list)
    others: list[Item] = field(default_factory=list)

    def items(self, closed: AbstractSet[Key] = frozenset()) -> list[Item]:
        """Return all of it, but for the findings that were `closed` since."""
        return [*(item for key, item in self.found if key not in closed), *self.others]


@dataclass(slots=True, kw_only=True)
class Watcher:
    """One watch. It acts only while it holds the lease."""

    store: Store
    options: WatchOptions
    zone: ZoneInfo
    keep_days: int
    hands: Hands
    clock: Clock
    lease: Lease
    outbox: Outbox
    compose: Callable[[datetime], Compose]
    carrier: Carrier
    health: Health
    _accounts: frozenset[str] = frozenset()
    """The keys of the accounts that it looks at, and so of what it says and does."""
    _polled: datetime | None = None
    """When the schedules were last read."""
    _not_before: datetime | None = None
    """When to look again after a platform could not be read."""
    _delay: timedelta = FIRST_RETRY
    _again: datetime | None = None
    """When a message may be sent next."""
    _trouble: str = ""
    _status: int = 0
    """The worst that a look has come to."""

    def run(self) -> None:
        """Watch until the clock is stopped, acting whenever no other watch does; trouble is told and tried again."""
        while not self.clock.stopped:
            now = self.clock.now()
            try:
                acting = self._may_act()
                self.health.goes_round(acting=acting)
                if acting:
                    self.turn()
                    wake = self._wake(self.clock.now())
                else:
                    wake = now + STANDBY
            except LeaseLostError as error:
                logger.warning("%s; waiting", error)
                wake = now + STANDBY
            except HardenerError as error:
                wake = now + self._failed(error)
            self.health.alive()
            self.clock.wait(wake)
        self.lease.release()

    def once(self) -> int | None:
        """Do what is due now and return the exit status that it calls for; None where another watch acts."""
        try:
            if not self._may_act():
                return None
            self.turn()
        finally:
            self.lease.release()
        return self._status

    def _may_act(self) -> bool:
        if self.lease.held:
            return True
        if not self.lease.acquire():
            return False
        self._polled = None
        return True

    def turn(self) -> None:
        """Do what is due now; whatever happens, say what was missed and send what waits. Raises `HardenerError`."""
        now = self.clock.now()
        try:
            self._due(now)
        finally:
            self._lapsed(self.clock.now())
            self.health.waiting(self.outbox.waiting())
            self._again = self.outbox.deliver(self.clock.now())
        retain(self.store, now, self.keep_days, self._accounts)

    def _due(self, now: datetime) -> None:
        self._mind(self.hands.accounts(self.store))
        self.carrier.resume(partial(self._tell, News()), self._accounts)
        with self.store.reading() as connection:
            last = notes.slot(connection, self._accounts)
            waiting = book.due(connection, self._accounts, now)
        slot = agenda.slot_due(self.options.audit, self.zone, last, now)
        polling = self._polled is None or not timedelta() <= now - self._polled < self.options.every
        fresh = self._polled is not None and any(one.due > self._polled for one in waiting)
        again = self._not_before is not None and not now < self._not_before <= now + self.options.every
        held = self._not_before is not None and not again
        if polling or fresh or again or ((slot is not None or waiting) and not held):
            self._look("watch" if slot is not None else "check", slot, now)

    def _mind(self, accounts: frozenset[str]) -> None:
        self._accounts = self.outbox.accounts = accounts

    def _look(self, kind: Kind, slot: datetime | None, now: datetime) -> None:
        ahead = None if kind == "watch" else max(self.options.before) + self.options.every
        sight = self.hands.look(kind, ahead)
        self._polled = now
        broken = any(reach.error for reach in sight.looked.report.reaches)
        news, late = self._take(sight, slot, broken=broken)
        self.health.looked(kind, now, sight.looked.report)
        self._not_before = None
        if broken or late:
            most = LAST_RETRY if late else self.options.every
            self._not_before, self._delay = self.clock.now() + min(self._delay, most), min(self._delay * 2, most)
        else:
            self._delay = FIRST_RETRY
        if sight.plan is not None and self.carrier.carry_out(sight.plan, partial(self._tell, news)):
            # What was closed is remembered as closed: should somebody open it again, that is news.
            self._take(self.hands.look("check", ahead), None, broken=False)

    def _take(self, sight: Sight, slot: datetime | None, *, broken: bool) -> tuple[News, bool]:
        """Keep what was seen; return what is told of it, and whether something that is due could not be read."""
        report = sight.looked.report
        began, accounts = report.made, sight.looked.accounts
        self._mind(self._accounts | set(accounts.values()))
        partly = {accounts.get(reach.connection) for reach in report.reaches if not reach.complete}
        found = list(agenda.occasions(report.rows(programs=True), accounts, self.options.before, began))
        with self.store.writing() as connection:
            self.lease.fence(connection)
            complete = set(accounts.values()) - partly
            book.plan(connection, book.Listed(found, complete, sight.until), self._accounts, began)
            due = book.due(connection, self._accounts, began)
        read = agenda.read_starts(report.rows(programs=True), accounts)
        seen = [one for one in due if (one.account, one.program, one.start) in read]
        return self._keep(sight, slot, seen, broken=broken), len(seen) < len(due)

    def _keep(self, sight: Sight, slot: datetime | None, seen: Sequence[agenda.Occasion], *, broken: bool) -> News:
        now, news = sight.looked.now, News()

        def also(connection: Connection, kept: Kept) -> None:
            book.close(connection, seen, book.DONE, kept.run)
            news.run = kept.run
            news.found.extend(tell.found(kept.difference, now))
            news.others.extend(self._others(connection, kept, sight))
            items = news.items()
            if slot is not None and not broken:
                notes.keep(connection, notes.of(notes.SLOT, self._accounts), slot.isoformat())
            tried = notes.of(notes.TRIED, self._accounts)
            first = slot is not None and (not broken or notes.new(connection, tried, slot.isoformat()))
            if not (first or seen or items or kept.difference):
                raise Nothing
            self.outbox.add(connection, kept.run, items, self.compose(now), now)

        self._status = max(self._status, sight.looked.status)
        try:
            kept = record(self.store, sight.looked, fence=self.lease.fence, also=also)
        except Nothing:
            logger.info("looked ahead: nothing is otherwise")
            return News()
        logger.info(
            "run %d: %d starts looked at ahead, %d new findings", kept.run, len(seen), len(kept.difference.turns)
        )
        self.health.seen(len(seen))
        return news

    def _others(self, connection: Connection, kept: Kept, sight: Sight) -> list[Item]:
        looked = sight.looked
        before = notes.reaches(connection, kept.run, looked.kind, self._accounts)
        reached = tell.reached(before, looked.report.reaches, looked.kind)
        told = [
            Item(sort=Sort.NOTICE, text=notice.text)
            for notice in sight.notices
            if notes.new(connection, notes.of(notice.key, self._accounts), "told")
        ]
        return [*reached, *told]

    def _lapsed(self, now: datetime) -> None:
        """Say what had begun before it could be looked at."""
        with self.store.reading() as connection:
            if not book.begun(connection, self._accounts, now):
                return
        with self.store.writing() as connection:
            self.lease.fence(connection)
            late = book.begun(connection, self._accounts, now)
            book.close(connection, late, book.MISSED, None)
            self.outbox.add(connection, None, list(tell.missed(late)), self.compose(now), now)
        self._status = max(self._status, 3)
        self.health.missed(len(late))

    def _tell(self, news: News, items: Sequence[Item], closed: AbstractSet[Key] = frozenset()) -> None:
        """Write down `items` with what is left of the `news` of the same look."""
        now = self.clock.now()
        with self.store.writing() as connection:
            self.lease.fence(connection)
            said = [item for item in items if self._fresh(connection, item, now)]
            self.outbox.add(connection, news.run, [*news.items(closed), *said], self.compose(now), now)

    def _fresh(self, connection: Connection, item: Item, now: datetime) -> bool:
        """Tell whether an item is to be told: a notice once a day."""
        return item.sort is not Sort.NOTICE or notes.daily(connection, item, self._accounts, now)

    def _failed(self, error: HardenerError) -> timedelta:
        """Say once what keeps the watch from looking, and return how long to wait."""
        logger.error("%s", error)
        self._status = max(self._status, 3)
        self.health.failed()
        if self.lease.held and str(error) != self._trouble:
            self._trouble = str(error)
            try:
                self._tell(News(), [Item(sort=Sort.INCOMPLETE, text=str(error))])
                self.outbox.deliver(self.clock.now())
            except HardenerError as another:
                logger.warning("%s", another)
        delay, self._delay = self._delay, min(self._delay * 2, LAST_RETRY)
        return delay

    def _wake(self, now: datetime) -> datetime:
        """Return when something is due next."""
        self._trouble = ""
        with self.store.reading() as connection:
            last = notes.slot(connection, self._accounts)
            due = book.next_due(connection, self._accounts, self._polled or now)
        moments = [
            (self._polled or now) + self.options.every,
            due,
            self._again,
            self._not_before,
            agenda.slot_next(self.options.audit, self.zone, max(last or now, now)),
        ]
        # What fell due while a look was made is due at once, but never without a breath.
        found = max(now + BREATH, min(moment for moment in moments if moment is not None))
        self.health.next(found)
        return found
