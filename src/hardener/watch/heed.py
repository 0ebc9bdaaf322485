"""Read again what platforms said has changed. An event is no finding, and nothing is ever written because of one."""

from __future__ import annotations

import logging
from collections import defaultdict, deque
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby

from sqlalchemy import Connection

from hardener.history.difference import Difference
from hardener.language import marked, tr
from hardener.notify.news import Item, Sort
from hardener.store import Store, StoreError
from hardener.store.lease import Lease
from hardener.watch import hints, notes
from hardener.watch.hints import Hint
from hardener.watch.listen import Ear
from hardener.watch.ports import Clock, Eyes, Sight
from hardener.watch.upkeep import Upkeep

OFTEN = timedelta(seconds=2)
"""How often a watch that listens asks whether something has settled."""
MANY = 5
"""Of more programs than this, all of the account is read at once."""
BUDGET, HOUR = 60, timedelta(hours=1)
"""So many readings an hour of one account: whoever can cause events must not spend what its vendor lets us ask."""
PORTION = 50
"""Each so many programs that a reading of everything finds count as one reading more."""
UNTOLD = "untold since"
SILENT = marked(
    "{connection}: something changed and no event told of it: look whether the event subscription is still "
    "there, with: hardener doctor"
)
RETRY = timedelta(minutes=1)
"""After a platform could not be read."""
logger = logging.getLogger("hardener.watch")


@dataclass(slots=True)
class Pace:
    """How often one account is read again; another's trouble or flood is none of it."""

    read: deque[datetime] = field(default_factory=deque)
    not_before: datetime | None = None

    def ready(self, now: datetime) -> bool:
        """Tell whether it may be read, by a clock that may have been set."""
        while self.read and not timedelta() <= now - self.read[0] < HOUR:
            self.read.popleft()
        held = self.not_before is not None and now < self.not_before <= now + RETRY
        return not held and len(self.read) < BUDGET


@dataclass(slots=True, kw_only=True)
class Heed:
    """What the watch makes of hints."""

    store: Store
    eyes: Eyes
    clock: Clock
    lease: Lease
    ears: Mapping[str, Ear] = field(default_factory=dict)
    """What it listens to, by connection."""
    upkeep: Upkeep | None = None
    """What looks after the subscriptions that some of these need."""
    _whole: set[str] = field(default_factory=set)
    """Accounts of which this watch has looked at everything: what it finds since then has changed since then."""
    _saw: dict[str, datetime] = field(default_factory=dict)
    """When it last did so to the end: what is gone since then, may have been told of since then."""
    _paces: defaultdict[str, Pace] = field(default_factory=lambda: defaultdict(Pace))

    @property
    def listens(self) -> bool:
        """Tell whether it listens to anything."""
        return bool(self.ears)

    def rest(self, wake: datetime, accounts: Collection[str]) -> None:
        """Wait, or less where something of `accounts` has settled, the clock was set back, or the lease was lost.

        Who lost it asks for it again as a standby does: what has it now may end, and then nobody would act.
        """
        held = self.lease.held

        def lost() -> bool:
            return held and not self.lease.held

        while self.listens and held and accounts and not self.clock.stopped and (now := self.clock.now()) < wake:
            self.clock.wait(min(wake, now + OFTEN))
            if self.clock.now() < now or lost() or self._some(accounts):
                return
        self.clock.wait(wake, lost)

    def _some(self, accounts: Collection[str]) -> bool:
        """Tell whether something is to be done now; what keeps a store from telling is for who does it to say."""
        try:
            return bool(self.settled(accounts)) or (self.upkeep is not None and self.upkeep.due())
        except StoreError:
            return True

    def keep_up(self) -> None:
        """Make, renew and end subscriptions, where that is due. Raises `HardenerError`."""
        if self.upkeep is not None:
            self.upkeep.turn()

    def settled(self, accounts: Collection[str]) -> list[Hint]:
        """Return what is to be read now: another watch, which does not act, may have heard it. Raises `StoreError`."""
        now = self.clock.now()
        ready = [account for account in accounts if self._paces[account].ready(now)]
        with self.store.reading() as connection:
            return hints.settled(connection, ready, now)

    def sights(self, accounts: Collection[str]) -> Iterator[Sight]:
        """Read what has settled, and yield what was seen; a hint goes once that is kept. Raises `HardenerError`."""
        found = sorted(self.settled(accounts))
        for account, mine in ((account, list(each)) for account, each in groupby(found, lambda hint: hint.account)):
            if len(mine) > MANY or any(not hint.program for hint in mine):
                yield from self._reread(account, "", mine)
            else:
                for hint in mine:
                    yield from self._reread(account, hint.program, [hint])

    def _reread(self, account: str, program: str, mine: Sequence[Hint]) -> Iterator[Sight]:
        pace, now = self._paces[account], self.clock.now()
        if not pace.ready(now):
            return
        pace.read.append(now)
        sight = self.eyes.reread(account, program)
        if sight is not None:
            report = sight.looked.report
            if all(reach.error for reach in report.reaches):
                pace.not_before = self.clock.now() + RETRY
                return
            pace.read.extend([now] * (report.programs // PORTION))
            yield sight
        with self.store.writing() as connection:
            self.lease.fence(connection)
            hints.done(connection, mine)
        what = "one calendar" if program.startswith(hints.PLACE) else "one program" if program else "everything"
        logger.info("read again what a platform said has changed: %s", what)

    def missed(
        self, connection: Connection, difference: Difference, now: datetime, *, whole: bool = False,
        complete: bool = False,
    ) -> Iterator[Item]:  # fmt: skip
        """Say where a look found what its platform should have told, and nothing was heard around that time.

        Silence alone is no trouble, for who has nothing to tell is silent. A change that nobody told of is noted, and
        told an hour later where there was no word from an hour before it on: events may come late. What changed while
        nobody listened is no platform's fault: it counts from the first look at everything (`whole`) on. Only another
        such look finds what is gone, perhaps long after that was told: any word since the one before it (which was
        `complete`) may have been of that.
        """
        for name, ear in self.ears.items():
            if ear.subscribes and not ear.address:
                continue
            account = ear.account
            last, saw = hints.last_heard(connection, account), self._saw.get(account)
            unsaid = saw is not None and (last is None or last <= saw - HOUR)
            missing = account in self._whole and (_moved(difference, ear) or (unsaid and _gone(difference, ear)))
            since = _untold_since(connection, account, now, new=missing)
            if since is None or (last is not None and last > since - HOUR):
                notes.drop(connection, notes.of(UNTOLD, [account]))
            elif now - since >= HOUR and notes.new(connection, notes.of("unheard", [account]), f"{now:%Y-%m-%d}"):
                yield Item(sort=Sort.NOTICE, text=tr(SILENT, connection=name))
        heard = {ear.account for ear in self.ears.values()}  # two connections may be to one account
        self._whole |= heard if whole else set()
        self._saw |= dict.fromkeys(heard, now) if whole and complete else {}


def _moved(difference: Difference, ear: Ear) -> bool:
    """Tell whether a setting changed that a platform tells of, and not by our own hand.

    A program that is new may only have come into view with the days: that alone shows nothing.
    """
    others = (move for move in difference.moves if move.thing.program and move.by == "other")
    return any(move.thing.account == ear.account and move.path.startswith(ear.tells) for move in others)


def _gone(difference: Difference, ear: Ear) -> bool:
    """Tell whether a program is gone that a platform tells of."""
    there = (thing for thing in difference.gone if thing.program and thing.kind in ear.ends)
    return any(thing.account == ear.account for thing in there)


def _untold_since(connection: Connection, account: str, now: datetime, *, new: bool) -> datetime | None:
    """Return when a look first found what was not told; `new`: this one does. None: none did."""
    key = notes.of(UNTOLD, [account])
    found = notes.told(connection, key)
    if found is not None:
        return datetime.fromisoformat(found)
    if new:
        notes.keep(connection, key, now.isoformat())
    return now if new else None
