"""Keep up the subscriptions at platforms that tell of changes only to whom asked: made, renewed in time, and ended."""

from __future__ import annotations

import hashlib
import logging
import secrets
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Connection

from hardener import redact
from hardener.errors import AdapterError, HardenerError, LateError, RefusedError, UnreachableError
from hardener.language import marked
from hardener.store import Store
from hardener.store.lease import Lease, LeaseLostError
from hardener.vendor.events import word_of
from hardener.vendor.subscriptions import Granted, Order, Places, Subscriber
from hardener.watch import hints, notes, subscriptions
from hardener.watch.listen import Ear
from hardener.watch.orders import MOST, Act, End, Forget, Make, Renew, acts
from hardener.watch.ports import Clock
from hardener.whose import Whose

ROUND = timedelta(hours=1)
"""How often it is asked whether all are still there."""
FIRST, LAST = timedelta(minutes=1), timedelta(hours=1)
"""After something could not be done; doubled each time."""
PORTION = 20
"""So many are made, renewed or ended before the watch goes round again."""
LONGEST = 190
"""Characters of a place's name: no organizer's or calendar's is as long, and the store has room for no more."""
SHOWN = 8
"""Characters of a secret that may be seen: fewer tell nothing."""
SERVER = 500
"""From this status on a refusal does not tell whether something came about."""
MARK = 16
"""Bytes by which we know one of ours."""
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
        try:
            left, trouble = self._round(name, account)
        except LeaseLostError:
            raise
        except HardenerError as error:
            left, trouble = False, self._said(name, error)
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

    def _round(self, name: str, account: str) -> tuple[bool, str]:
        """Do a portion of what is to be done; tell whether more is left, and what could not be done."""
        ear = self.ears[name]
        with self.opening(name, account) as vendor:
            wanted = _kept_by(vendor.places()) if ear.account else Places(())
            there = vendor.there(ear.address)
            others = {print_of(other.address) for other in self.ears.values() if other.name != name}
            with self.store.reading() as connection:
                # Two connections may log in to one account: neither touches what is the other's.
                kept = [one for one in subscriptions.kept(connection, account) if one.address not in others]
            todo = list(acts(kept, wanted, there, print_of(ear.address), self.clock.now()))
            left, trouble = self._portion(name, todo, _Worker(self, vendor, ear, account))
        if not (ear.account or left or trouble):
            del self._accounts[name]  # it was taken out of the configuration, and nothing of it is left
        return left, trouble or _left_out(wanted)

    def _portion(self, name: str, todo: Sequence[Act], worker: _Worker) -> tuple[bool, str]:
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
        return redact.line(_without(str(error), self.ears[name].address, self.ears[name].key), 300)


@dataclass(frozen=True, slots=True)
class _Worker:
    """Does one thing after the other for one connection."""

    keeper: Upkeep
    vendor: Subscriber
    ear: Ear
    account: str

    def do(self, act: Act) -> None:
        """Do it, and keep what came of it. Raises `AdapterError`."""
        match act:
            case Make():
                self._make(act.place, again=act.again)
            case Renew():
                self._renew(act)
            case End():
                self.vendor.end(act.held)
                self._keep(lambda connection: subscriptions.forget(connection, self.account, act.held.mark))
            case Forget():
                self._keep(lambda connection: subscriptions.forget(connection, self.account, act.mark))

    def _make(self, place: str, *, again: bool) -> None:
        now, mark = self.keeper.clock.now(), secrets.token_hex(MARK)
        order = Order(
            place=place, mark=mark, word=word_of(self.ear.secret, mark), address=self.ear.address,
            until=now + self.vendor.lasts,
        )  # fmt: skip
        address = print_of(self.ear.address)
        self._keep(lambda connection: subscriptions.ordered(connection, self.account, order, address, now))
        try:
            answer = self.vendor.subscribe(order)
        except AdapterError as error:
            # Of one that was not refused nobody knows whether it came about.
            none = isinstance(error, RefusedError) and error.status < SERVER
            let_go = subscriptions.forget if none else subscriptions.asked_no_more
            self._keep(lambda connection: let_go(connection, self.account, mark))
            error.args = (_without(str(error), order.word),)
            raise
        done = self._granted(mark, answer, order.until)
        if again:
            self._keep(lambda connection: hints.hint(connection, self.account, hints.PLACE + place, done))

    def _renew(self, act: Renew) -> None:
        kept, now = act.kept, self.keeper.clock.now()
        until = now + self.vendor.lasts
        self._keep(lambda connection: subscriptions.asked(connection, self.account, kept.mark, now))
        try:
            answer = self.vendor.renew(kept.held, until)
        finally:
            self._keep(lambda connection: subscriptions.asked_no_more(connection, self.account, kept.mark))
        if answer is not None:
            self._granted(kept.mark, answer, until)
            return
        self._make(kept.place, again=True)  # both may live for a moment; or the old one had gone
        self.do(End(kept.held))

    def _granted(self, mark: str, answer: Granted, asked: datetime) -> datetime:
        """Keep what was answered, and return when; nothing lasts longer than was `asked` for, whatever is said."""
        done, given = self.keeper.clock.now(), answer._replace(until=min(answer.until, asked))
        self._keep(lambda connection: subscriptions.granted(connection, self.account, mark, given, done))
        return done

    def _keep(self, work: Callable[[Connection], None]) -> None:
        with self.keeper.store.writing() as connection:
            self.keeper.lease.fence(connection)
            work(connection)


def _place(act: Act) -> str:
    """Return which place is to be subscribed to; empty: none."""
    return act.place if isinstance(act, Make) else act.kept.place if isinstance(act, Renew) else ""


def _kept_by(found: Places) -> Places:
    """Return the places whose names the store can keep; of others nothing is subscribed to."""
    names = tuple(name for name in found.names if len(name) <= LONGEST and name.isprintable())
    return Places(names, found.whole and names == found.names)


def _without(text: str, *secrets: str) -> str:
    """Return a platform's words without what it was given, whole or cut off at their end."""
    for secret in filter(None, secrets):
        text, end = text.replace(secret, redact.GONE), text.rstrip("…")
        cut = next((n for n in range(len(secret) - 1, SHOWN, -1) if end.endswith(secret[:n])), 0)
        text = end[:-cut] + redact.GONE if cut else text
    return text


def _left_out(wanted: Places) -> str:
    """Say what nobody subscribes to."""
    if len(wanted.names) > MOST:
        return TOO_MANY
    return "" if wanted.whole else UNTOLD


def print_of(address: str) -> str:
    """Return by what an address is known that is itself kept nowhere."""
    return hashlib.sha256(address.encode()).hexdigest()


def trouble_of(name: str, account: str) -> str:
    """Return the key of the note on what could not be done for an account's connection."""
    return notes.of("subscriptions", [account, name])
