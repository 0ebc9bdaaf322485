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
from hardener.remedy.plan import Plan
from hardener.store import Store
from hardener.store.lease import NAME, HeldError, Lease, LeaseLostError
from hardener.unattended import WatchOptions
from hardener.watch import agenda, book, notes, tell
from hardener.watch.autofix import Carrier
from hardener.watch.health import Health
from hardener.watch.heed import Heed
from hardener.watch.mailer import Mailer
from hardener.watch.news import News, Nothing
from hardener.watch.outbox import Compose, Outbox
from hardener.watch.pace import FIRST_RETRY, LAST_RETRY, Pace
from hardener.watch.ports import Clock, Hands, Sight

BREATH = timedelta(seconds=1)
STANDBY = timedelta(seconds=10)  # how often a watch that does not act asks whether it may
logger = logging.getLogger("hardener.watch")


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
    mailer: Mailer
    compose: Callable[[datetime], Compose]
    carrier: Carrier
    health: Health
    heed: Heed
    ping: Callable[[bool], None] = lambda _well: None  # told after each look at everything whether it came to its end
    news: News = field(default_factory=News)  # what the last look came to
    _accounts: frozenset[str] = frozenset()  # the keys of those that it looks at, and so of what it says and does
    pace: Pace = field(default_factory=Pace)
    status: int = 0  # the worst that a look has come to
    _waits: bool = False  # another process holds what is to be finished: that is asked as often as a standby asks
    _again: datetime | None = None  # when a message may be sent next

    def run(self) -> None:
        """Watch until the clock is stopped, acting whenever no other watch does; trouble is told and tried again."""
        while not self.clock.stopped:
            wake = self.go_round()
            self.health.alive()
            # After trouble nothing that was heard hurries it, for that would be met again at once.
            self.heed.rest(wake, () if self.health.failing else self._accounts)
        self.lease.release()

    def go_round(self) -> datetime:
        """Do what is due now, if no other watch acts, and return when to go round again; raises nothing of ours."""
        now = self.clock.now()
        try:
            acting = self._may_act()
            self.health.goes_round(acting=acting)
            if not acting:
                return now + STANDBY
            self.heed.keep_up()
            self.turn()
            return self.wake(self.clock.now())
        except LeaseLostError as error:
            logger.warning("%s; waiting", error)
            return now + STANDBY
        except HardenerError as error:
            return now + self._failed(error)

    def once(self) -> int | None:
        """Do what is due now and return the exit status that it calls for; None where another watch acts."""
        try:
            if not self._may_act():
                return None
            self.turn()
        finally:
            self.lease.release()
        return self.status

    def _may_act(self) -> bool:
        if self.lease.held:
            return True
        if not self.lease.acquire():
            return False
        self.pace = self.pace.model_copy(update={"polled": None})
        return True

    def turn(self) -> None:
        """Do what is due now; whatever happens, say what was missed and send what waits. Raises `HardenerError`."""
        try:
            self._due(self.clock.now())
        finally:
            if self.lease.held:  # else another says and sends it
                self._afterwards()

    def _afterwards(self) -> None:
        self._lapsed(self.clock.now())
        self.health.waiting({**self.outbox.waiting(), **self.mailer.waiting()})
        moments = [self.outbox.deliver(self.clock.now()), self.mailer.post.deliver(self.clock.now())]
        self._again = min((moment for moment in moments if moment is not None), default=None)

    def _due(self, now: datetime) -> None:
        self._mind(accounts := self.hands.accounts(self.store))
        self.lease.call(notes.of(NAME, accounts))
        self._waits = self.carrier.resume(partial(self._tell, News()), self._accounts)
        with self.store.reading() as connection:
            last = notes.slot(connection, self._accounts)
            waiting = book.due(connection, self._accounts, now)
            weekly = self.mailer.digest_due(connection, self._accounts, now)
        slot = agenda.slot_due(self.options.audit, self.zone, last, now)
        waits = slot is not None or weekly is not None
        if self.clock.stopped:
            return
        if self.pace.calls(now, self.options.every, [one.due for one in waiting], waits=waits):
            self._look("check" if slot is None and weekly is None else "watch", slot, now, weekly)
        for sight in self.heed.sights(self._accounts):
            self._take(sight, None, broken=False, part=True)

    def _mind(self, accounts: frozenset[str]) -> None:
        self._accounts = self.outbox.accounts = self.mailer.post.accounts = accounts

    def _look(self, kind: Kind, slot: datetime | None, now: datetime, weekly: datetime | None) -> None:
        longest = max(*self.options.before, self.mailer.people.most)
        ahead = None if kind == "watch" else longest + self.options.every
        sight = self.hands.look(kind, ahead)
        self.pace = self.pace.looked(now)
        report = sight.looked.report
        broken = any(reach.error for reach in report.reaches)
        self.news, late = self._take(sight, slot, broken=broken, weekly=weekly)
        self.health.looked(kind, now, report)
        if kind == "watch":
            self.ping(report.listed)
        most = LAST_RETRY if late else self.options.every
        self.pace = self.pace.failed(self.clock.now(), most) if broken or late else self.pace.well()
        if sight.plan is not None and self._closed(sight.plan, self.news) and not self.clock.stopped:
            # What was closed is remembered as closed: should somebody open it again, that is news.
            self._take(self.hands.look("check", ahead), None, broken=False)
        if report.timely:  # by a clock that is wrong everything might be old
            retain(self.store, now, self.keep_days, self._accounts)

    def _closed(self, plan: Plan, news: News) -> bool:
        """Make the safe changes; while another process is at work, look again soon. Tell whether any was made."""
        try:
            return self.carrier.carry_out(plan, partial(self._tell, news))
        except HeldError:
            self.pace = self.pace.model_copy(update={"not_before": self.clock.now() + FIRST_RETRY})
            return False

    def _leads(self, start: datetime) -> set[timedelta]:
        return {*self.options.before, *self.mailer.leads(start)}

    def _take(
        self, sight: Sight, slot: datetime | None, *, broken: bool, weekly: datetime | None = None, part: bool = False
    ) -> tuple[News, bool]:
        """Keep what was seen; return what is told of it, and whether something that is due could not be read.

        `part`: not everything in its time was listed.
        """
        report = sight.looked.report
        began, accounts = report.made, sight.looked.accounts
        self._mind(self._accounts | set(accounts.values()))
        if not part:
            self.mailer.addresses = sight.addresses
        partly = {accounts.get(reach.connection) for reach in report.reaches if not reach.complete}
        found = list(agenda.occasions(report.rows(programs=True), accounts, self._leads, began))
        with self.store.writing() as connection:
            self.lease.fence(connection)
            complete = set() if part else set(accounts.values()) - partly
            if report.timely:
                book.take_back(connection, self._accounts, began)
            book.plan(connection, book.Listed(found, complete, sight.until), self._accounts, began)
            due = book.due(connection, self._accounts, began)
        read = agenda.read_starts(report.rows(programs=True), accounts)
        seen = [one for one in due if (one.account, one.program, one.start) in read]
        return self._keep(sight, slot, seen, broken=broken, weekly=weekly), len(seen) < len(due)

    def _keep(
        self, sight: Sight, slot: datetime | None, seen: Sequence[agenda.Occasion], *, broken: bool,
        weekly: datetime | None,
    ) -> News:  # fmt: skip
        now, news = sight.looked.now, News(report=sight.looked.report)

        def also(connection: Connection, kept: Kept) -> None:
            book.close(connection, seen, book.DONE, kept.run)
            news.run = kept.run
            wrote = self.mailer.write(connection, kept, sight, seen, weekly)
            news.opened.extend(self.mailer.opened(connection, kept, sight))
            apart = {key for one in news.opened for key in one.keys}
            news.found.extend(each for each in tell.found(kept.difference, now) if each[0] not in apart)
            news.others.extend(notes.others(connection, kept.run, sight, self._accounts))
            whole, complete = sight.looked.kind == "watch", sight.looked.report.complete
            news.others.extend(self.heed.missed(connection, kept.difference, now, whole=whole, complete=complete))
            items = news.items()
            if slot is not None and not broken:
                notes.keep(connection, notes.of(notes.SLOT, self._accounts), slot.isoformat())
            tried = notes.of(notes.TRIED, self._accounts)
            first = slot is not None and (not broken or notes.new(connection, tried, slot.isoformat()))
            if not (first or seen or items or wrote or kept.difference):
                raise Nothing
            self.outbox.add(connection, kept.run, items, self.compose(now), now)

        self.status = max(self.status, sight.looked.status)
        try:
            kept = record(self.store, sight.looked, fence=self.lease.fence, also=also)
        except Nothing:
            logger.info("looked ahead: nothing is otherwise")
            return News(report=sight.looked.report)
        logger.info(
            "run %d: %d starts looked at ahead, %d new findings", kept.run, len(seen), len(kept.difference.turns)
        )
        self.health.seen(len(seen))
        return news

    def _lapsed(self, now: datetime) -> None:
        """Say what had begun before it could be looked at, and to hosts what could not be for long."""
        with self.store.reading() as connection:
            late, waiting = book.begun(connection, self._accounts, now), book.due(connection, self._accounts, now)
        if waiting and self.mailer.people.hosts_too:
            with self.store.writing() as connection:
                self.lease.fence(connection)
                self.mailer.unchecked(connection, waiting, now)
        if not late:
            return
        with self.store.writing() as connection:
            self.lease.fence(connection)
            late = book.begun(connection, self._accounts, now)
            book.close(connection, late, book.MISSED, None)
            self.outbox.add(connection, None, list(tell.missed(late)), self.compose(now), now)
        self.status = max(self.status, 3)
        self.health.missed(len(late))

    def _tell(self, news: News, items: Sequence[Item], closed: AbstractSet[Key] = frozenset()) -> None:
        """Write down `items` with what is left of the `news` of the same look."""
        now = self.clock.now()
        with self.store.writing() as connection:
            self.lease.fence(connection)
            self.mailer.closed(connection, news, closed)
            said = [item for item in items if notes.fresh(connection, item, self._accounts, now)]
            self.outbox.add(connection, news.run, [*news.items(closed), *said], self.compose(now), now)

    def _failed(self, error: HardenerError) -> timedelta:
        """Say once what keeps the watch from looking, and return how long to wait."""
        logger.error("%s", error)
        self.status = max(self.status, 3)
        self.health.failed()
        self.ping(False)
        if self.lease.held and str(error) != self.pace.trouble:
            self.pace = self.pace.model_copy(update={"trouble": str(error)})
            try:
                self._tell(News(), [Item(sort=Sort.INCOMPLETE, text=str(error))])
                self.outbox.deliver(self.clock.now())
            except HardenerError as another:
                logger.warning("%s", another)
        delay, self.pace = self.pace.troubled()
        return delay

    def wake(self, now: datetime) -> datetime:
        """Return when something is due next."""
        self.pace = self.pace.model_copy(update={"trouble": ""})
        with self.store.reading() as connection:
            last = notes.slot(connection, self._accounts)
            due = book.next_due(connection, self._accounts, self.pace.polled or now)
        moments = [
            (self.pace.polled or now) + self.options.every,
            due,
            self._again,
            self.pace.not_before,
            agenda.slot_next(self.options.audit, self.zone, max(last or now, now)),
            self.mailer.digest_next(now),
            now + STANDBY if self._waits else None,
        ]
        # What fell due while a look was made is due at once, but never without a breath.
        found = max(now + BREATH, min(moment for moment in moments if moment is not None))
        self.health.well(found)
        return found
