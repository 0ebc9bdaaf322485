"""Keep up the subscriptions at platforms that tell of changes only to whom asked: made, renewed in time, and ended."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from hardener import redact
from hardener.errors import (
    AdapterError,
    HardenerError,
    LateError,
    UnreachableError,
)
from hardener.language import marked
from hardener.store import Store
from hardener.store.lease import Lease, LeaseLostError
from hardener.vendor.subscriptions import Places, Subscriber
from hardener.watch import notes, subscriptions
from hardener.watch.listen import Ear, print_of
from hardener.watch.orders import MOST, Act, Make, Renew, acts
from hardener.watch.ports import Clock
from hardener.watch.worker import Worker, without
from hardener.whose import Whose

ROUND = timedelta(hours=1)
"""How often it is asked whether all are still there."""
FIRST, LAST = timedelta(minutes=1), timedelta(hours=1)
"""After something could not be done; doubled each time."""
ANOTHER = timedelta(seconds=10)
"""After another watch was found making some for the same address."""
PORTION = 20
"""So many are made, renewed or ended before the watch goes round again."""
LONGEST = 190
"""Characters of a place's name: no organizer's or calendar's is as long, and the store has room for no more."""
TOO_MANY = marked("there are more than 500 calendars; those beyond are looked at on the schedule")
UNTOLD = marked("which calendars there are could not be told whole; see: hardener audit")
logger = logging.getLogger("hardener.watch")

Opening = Callable[[str, str], AbstractContextManager[Subscriber]]
"""Opens the connection of a name for the calls of a subscriber, if it is to that account. Raises `HardenerError`."""


@dataclass(slots=True)
class Pause:
    """When one connection is looked after next."""

    until: datetime
    delay: timedelta = FIRST

    def over(self, now: datetime) -> bool:
        """Tell whether it is, by a clock that may have been set back."""
        return not now < self.until <= now + ROUND


@dataclass(slots=True, kw_only=True)
class Upkeep:
    """Looks after the subscriptions of what a watch listens to, while it is the one that acts."""

    store: Store
    clock: Clock
    lease: Lease
    opening: Opening
    ears: Mapping[str, Ear] = field(default_factory=dict)
    _pauses: dict[str, Pause] = field(default_factory=dict)
    _accounts: dict[str, str] = field(default_factory=dict)
    """Whose each connection was, as last known: it may be taken out of the configuration."""
    _failed: set[str] = field(default_factory=set)
    """Connections with trouble that something due must not hurry."""
    _refused: dict[str, set[str]] = field(default_factory=dict)
    """Places of each to which nobody could subscribe when that was last tried: they wait for all the others."""

    def due(self) -> bool:
        """Tell whether something is to be done now. Raises `StoreError`."""
        now = self.clock.now()
        names = [name for name in self._own() if self._account(name)]
        if any(name not in self._pauses or self._pauses[name].over(now) for name in names):
            return True
        calm = [print_of(self.ears[name].address) for name in names if name not in self._failed]
        with self.store.reading() as connection:
            return subscriptions.due(connection, calm, now)

    def turn(self) -> None:
        """Do what is due; what cannot be done is told by doctor and tried again, and holds up no look.

        Raises `LeaseLostError`, `StoreError`.
        """
        for name in self._own():
            if self.clock.stopped:
                return
            account, now = self._account(name), self.clock.now()
            if account and (name not in self._pauses or self._pauses[name].over(now) or self._hurries(name)):
                self._look_after(name, account)

    def _own(self) -> list[str]:
        return [name for name, ear in self.ears.items() if ear.address]

    def _account(self, name: str) -> str:
        """Return whose a connection is, or was before it was taken out of the configuration; empty: nobody knows."""
        now = self.ears[name].account
        if Whose.of(now).known and now:
            self._accounts[name] = now
        return self._accounts.get(name, "")

    def _hurries(self, name: str) -> bool:
        with self.store.reading() as connection:
            mine = [print_of(self.ears[name].address)]
            return name not in self._failed and subscriptions.due(connection, mine, self.clock.now())

    def _look_after(self, name: str, account: str) -> None:
        before = self._pauses.get(name)
        # Watches with different accounts act side by side, and may have this connection in common.
        alone = self.lease.another(notes.of("subscribing", [account, self.ears[name].address]))
        if not alone.acquire():
            self._pauses[name] = Pause(self.clock.now() + ANOTHER)
            return
        try:
            left, trouble = self._round(name, account, alone)
        except LeaseLostError:
            self.lease.check()
            self._pauses[name] = Pause(self.clock.now() + ANOTHER)  # this machine slept, and another makes them now
            return
        except HardenerError as error:
            left, trouble = False, self._said(name, error)
        finally:
            alone.release()
        self._rest(name, account, left, trouble, before)

    def _rest(self, name: str, account: str, left: bool, trouble: str, before: Pause | None) -> None:  # noqa: FBT001 - of a round
        """Keep what came of a round, and when the next is."""
        now = self.clock.now()
        if left:
            self._pauses[name] = Pause(now)
        elif trouble:
            delay = min(before.delay * 2, LAST) if before is not None and name in self._failed else FIRST
            self._failed.add(name)
            self._pauses[name] = Pause(now + delay, delay)
            logger.warning("subscriptions of %s: %s", name, trouble)
        else:
            self._failed.discard(name)
            self._pauses[name] = Pause(now + ROUND)
        with self.store.writing() as connection:
            self.lease.fence(connection)
            notes.keep(connection, trouble_of(name, account), trouble)

    def _round(self, name: str, account: str, alone: Lease) -> tuple[bool, str]:
        """Do a portion of what is to be done; tell whether more is left, and what could not be done."""
        ear = self.ears[name]
        with self.opening(name, account) as vendor:
            wanted = _kept_by(vendor.places()) if ear.account else Places(())
            kept = self._mine(ear, account)
            ours = {print_of(ear.address), *(one.address for one in kept)}
            there = vendor.there(lambda address: print_of(address) in ours)
            todo = list(
                acts(
                    kept, wanted, there, print_of(ear.address), self.clock.now(), lasts=vendor.lasts,
                    by_mark=vendor.by_mark,
                )
            )  # fmt: skip
            left, trouble = self._portion(name, todo, Worker(self.store, self.clock, alone, vendor, ear, account))
            # What was lost can be ended at once where a new one told the id for it.
            left = left or (vendor.by_mark and not trouble and any(isinstance(act, Make) and act.again for act in todo))
        if not (ear.account or left or trouble):
            del self._accounts[name]  # it was taken out of the configuration, and nothing of it is left
        return left, trouble or _left_out(wanted)

    def _mine(self, ear: Ear, account: str) -> list[subscriptions.Kept]:
        """Return what a connection asked for: others, of other watches too, may log in to the same account."""
        with self.store.reading() as connection:
            kept = subscriptions.kept(connection, account)
        mine = print_of(ear.address)
        return [one for one in kept if one.address == mine or (ear.owner and one.mark.startswith(ear.owner))]

    def _portion(self, name: str, todo: Sequence[Act], worker: Worker) -> tuple[bool, str]:
        """Do as much as one round may take, what failed before at last; looks wait meanwhile, so nothing is waited for.

        Return whether there is more that did not fail yet, and what could not be done.
        """
        refused, trouble = self._refused.setdefault(name, set()), ""
        ordered = sorted(todo, key=lambda each: _place(each) in refused)
        for act in ordered[:PORTION]:
            if self.clock.stopped:
                break
            try:
                worker.do(act)
            except LateError:
                return not trouble, trouble
            except AdapterError as error:
                trouble = self._said(name, error)
                refused.add(_place(act))
                if isinstance(error, UnreachableError):
                    return False, trouble
            else:
                refused.discard(_place(act))
        return any(_place(act) not in refused for act in ordered[PORTION:]), trouble

    def _said(self, name: str, error: HardenerError) -> str:
        """Return what went wrong as it may be kept: a platform may repeat the address that it was given."""
        ear = self.ears[name]
        return redact.line(without(str(error), ear.address, ear.key, ear.secret), 300)


def _place(act: Act) -> str:
    """Return which place is to be subscribed to; empty: none."""
    return act.place if isinstance(act, Make) else act.kept.place if isinstance(act, Renew) else ""


def _kept_by(found: Places) -> Places:
    """Return the places whose names the store can keep; of others nothing is subscribed to."""
    names = tuple(name for name in found.names if len(name) <= LONGEST and name.isprintable())
    return Places(names, found.whole and names == found.names)


def _left_out(wanted: Places) -> str:
    """Say what nobody subscribes to."""
    if len(wanted.names) > MOST:
        return TOO_MANY
    return "" if wanted.whole else UNTOLD


def trouble_of(name: str, account: str) -> str:
    """Return the key of the note on what could not be done for an account's connection."""
    return notes.of("subscriptions", [account, name])
