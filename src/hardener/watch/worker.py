"""One thing after the other is asked of a platform about subscriptions, and what came of it is kept."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import Connection

from hardener import redact
from hardener.errors import AdapterError, ClockError, MalformedError, RefusedError, ThrottledError
from hardener.language import marked
from hardener.store import Store
from hardener.store.lease import Lease
from hardener.vendor.events import word_of
from hardener.vendor.subscriptions import Granted, Order, Subscriber
from hardener.watch import hints, notes, subscriptions
from hardener.watch.listen import Ear, print_of
from hardener.watch.orders import Act, End, Forget, Make, Renew
from hardener.watch.ports import Clock

UNSAID = timedelta(hours=1)
"""So long one is thought to last whose platform says nothing of that: no platform's is shorter, if nobody asks."""
SHOWN = 8
"""Characters of a secret that may be seen: fewer tell nothing."""
SERVER = 500
"""From this status on a refusal does not tell whether something came about."""
MARK = 16
"""Bytes by which we know one of ours."""
SAME = marked("the platform gave a subscription the id of another")
OVER = marked("the platform made a subscription that has ended already: look whether this machine's clock is right")
Result = TypeVar("Result")
logger = logging.getLogger("hardener.watch")


@dataclass(frozen=True, slots=True)
class Worker:
    """Does one thing after the other for one connection."""

    store: Store
    clock: Clock
    lease: Lease
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
                self._end(act)
            case Forget():
                self._keep(lambda connection: subscriptions.forget(connection, self.account, act.mark))

    def _end(self, act: End) -> None:
        try:
            self.vendor.end(act.held)
        except RefusedError as error:
            if not act.over or error.status >= SERVER:
                raise
        self._keep(lambda connection: subscriptions.forget(connection, self.account, act.held.mark))

    def _order(self, place: str, mark: str) -> Order:
        return Order(
            place=place, mark=mark, word=word_of(self.ear.secret, mark), address=self.ear.address,
            until=self.clock.now() + self.vendor.lasts, secret=self.ear.secret,
        )  # fmt: skip

    def _make(self, place: str, *, again: bool) -> None:
        now, mark = self.clock.now(), self.ear.owner + secrets.token_hex(MARK)
        order = self._order(place, mark)
        address = print_of(self.ear.address)
        self._keep(lambda connection: subscriptions.ordered(connection, self.account, order, address, now))
        try:
            answer = self.vendor.subscribe(order)
        except AdapterError as error:
            # Of one that was sent, and not refused, nobody knows whether it came about.
            none = isinstance(error, ClockError) or (isinstance(error, RefusedError) and error.status < SERVER)
            let_go = subscriptions.forget if none else subscriptions.asked_no_more
            self._keep(lambda connection: let_go(connection, self.account, mark))
            error.args = (without(str(error), order.word, order.secret),)
            raise
        self._granted(mark, answer, order.until)
        if again:
            self._read_again(place)

    def _read_again(self, place: str) -> None:
        now = self.clock.now()
        self._keep(lambda connection: hints.hint(connection, self.account, hints.at(place), now))

    def _renew(self, act: Renew) -> None:
        kept, now = act.kept, self.clock.now()
        order = self._order(kept.place, kept.mark)
        self._keep(lambda connection: subscriptions.asked(connection, self.account, kept.mark, now))
        try:
            answer = self.vendor.renew(kept.held, order)
        except RefusedError as error:
            if not act.unlisted or error.status >= SERVER or isinstance(error, ThrottledError):
                raise
            answer = None  # neither listed nor to be had: in whatever words it says so, it is not there
        finally:
            self._keep(lambda connection: subscriptions.asked_no_more(connection, self.account, kept.mark))
        if answer is not None:
            self._granted(kept.mark, answer, order.until)
            if act.asleep:
                key = woken(self.ear.name, self.account)
                self._keep(lambda connection: notes.keep(connection, key, now.isoformat()))
                logger.warning("subscriptions of %s: the platform had switched one off; it was put back", self.ear.name)
                self._read_again(kept.place)
            return
        self._make(kept.place, again=True)  # both may live for a moment; or the old one had gone
        self.do(Forget(kept.mark) if act.unlisted else End(kept.held))

    def _granted(self, mark: str, answer: Granted, asked: datetime) -> None:
        """Keep what was answered; nothing lasts longer than was `asked` for, whatever is said. Raises `MalformedError`.

        One that is of no use is kept as well: it is there, and has to be ended.
        """
        now, ident = self.clock.now(), answer.ident
        until = min(answer.until or now + UNSAID, asked)

        def keep(connection: Connection) -> bool:
            kept = subscriptions.kept(connection, self.account)
            taken = not self.vendor.by_mark and any(one.ident == ident and one.mark != mark for one in kept)
            if not taken:
                subscriptions.granted(connection, self.account, mark, ident, until, now)
            return taken

        if self._keep(keep):
            raise MalformedError(SAME)
        if until <= now:
            raise MalformedError(OVER)

    def _keep(self, work: Callable[[Connection], Result]) -> Result:
        with self.store.writing() as connection:
            self.lease.fence(connection)
            return work(connection)


def without(text: str, *secrets: str) -> str:
    """Return a platform's words without what it was given, whole or cut off at their end."""
    for secret in filter(None, secrets):
        text, end = text.replace(secret, redact.GONE), text.rstrip("…")
        cut = next((n for n in range(len(secret) - 1, SHOWN, -1) if end.endswith(secret[:n])), 0)
        text = end[:-cut] + redact.GONE if cut else text
    return text


def woken(name: str, account: str) -> str:
    """Return the key of the note on when one was put back that its platform had switched off."""
    return notes.of("switched off", [account, name])
