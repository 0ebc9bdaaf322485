"""One turn of a library's watch, as `hardener watch` in its folder makes it, from where the turn before left it."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from pydantic import ValidationError

from hardener.app.accounts import supposed
from hardener.app.recall import recall
from hardener.app.runner import Hands
from hardener.app.watching import watcher_of
from hardener.errors import AskedError
from hardener.files import FileError, read_bytes
from hardener.findings import State
from hardener.fleet import own_report, words
from hardener.fleet.carrying_out import hand_of
from hardener.fleet.counting import accounts as told_apart
from hardener.fleet.counting import hashed, line, said
from hardener.fleet.place import CONFIG, Place
from hardener.fleet.standing import TO_BE_DONE, Standing
from hardener.fleet.work import Done, Stop, Task
from hardener.history.completed import Kind
from hardener.history.past import Past
from hardener.history.read import runs
from hardener.language import tr
from hardener.results import Report
from hardener.store import Store
from hardener.store.holder import Holder
from hardener.store.lease import GRACE, NAME, Lease, holder
from hardener.watch import notes
from hardener.watch.autofix import WATCH
from hardener.watch.ports import Sight
from hardener.watch.watcher import Watcher

STANDBY = timedelta(minutes=1)
"""How often it is asked whether a library's own watch still acts."""
FREE = timedelta(seconds=GRACE + 1)
"""After this the lease of a process that has ended is free."""
SLICE = 0.5
"""Seconds between two looks at whether a wait is to end."""
RECENT = 200
"""So many runs are searched for the last look at everything."""


def look_by_itself(place: Place, task: Task, _wanted: words.Words, stop: Stop) -> Done:
    """Do what is due in a library, if no other watch acts there; return how it stands. Raises `HardenerError`."""
    options = place.config.watch
    safe = options.apply == "safe"
    who = hand_of(place, None).operator if safe else ""
    with place.store() as store:
        kept = _Kept(store, f"fleet watch {place.origin}")
        hands = _Seeing(place, task, stop, store, kept.read(), apply=safe)
        accounts = hands.accounts(store)
        lease = Lease(store, Holder.here(WATCH, place.now()).written, name=notes.of(NAME, accounts))
        hands.check = lease.check
        clock = _Clock(place, stop)
        if not lease.acquire() and not _freed(lease, clock, by := holder(store, notes.of(NAME, accounts))):
            return _left_alone(place, task, hands, by)
        try:
            watcher = watcher_of(place, options, store, hands, clock, lease, who)
            watcher.mailer.post.accounts = accounts
            return _turned(watcher, hands, kept, accounts)
        finally:
            lease.release()


def _freed(lease: Lease, clock: _Clock, by: str) -> bool:
    """Take the lease of a process that has ended, which is free in a moment; tell whether it is held now."""
    if by:
        return False
    clock.wait(clock.now() + FREE)
    return lease.acquire()


def elsewhere(report: Report, before: Mapping[str, str]) -> str:
    """Return what is to be told where a connection is not to the account of `before`; empty where each is."""
    now = {one.connection: one.account.key for one in report.platforms if one.account is not None}
    names = sorted(name for name, key in now.items() if before.get(name, key) != key)
    if not names:
        return ""
    return tr(
        "this is another account than the last time: {names}; what was kept of the other is shown with: {command}",
        names=", ".join(names),
        command="hardener history --all",
    )


def _turned(watcher: Watcher, hands: _Seeing, kept: _Kept, accounts: frozenset[str]) -> Done:
    """Make one turn of a watch that may act, and keep how the library stands then."""
    before, config = hands.standing, _digest(hands.task)
    # Where another watch made the last look at everything, nobody here knows what it came to.
    hands.anew = before.whole is None or kept.slot(accounts) != before.slot
    # What a mail to a host waits for is its address, which nobody keeps: only a look has it.
    unknown = watcher.mailer.people.from_platform and bool(sum(watcher.mailer.waiting().values()))
    anew = hands.anew or unknown or config != before.config
    watcher.pace = before.pace.model_copy(update={"polled": None}) if anew else before.pace
    wake = watcher.go_round()
    found = hands.standing.model_copy(
        update={
            "pace": watcher.pace,
            "config": config,
            "status": watcher.status if hands.looked or watcher.pace.trouble else before.status,
            "slot": before.slot if hands.anew else kept.slot(accounts),
        }
    )
    if watcher.lease.held:
        kept.write(found, watcher.lease)
    trouble = said(AskedError(found.pace.trouble), hands.task) if found.pace.trouble else ""
    return found.done(hands.task.name, why=trouble or line(found.blind, hands.task), wake=wake)


class _Seeing(Hands):
    """Counts what is seen. While it only reads, its process may be ended."""

    def __init__(  # noqa: PLR0913 - what a look depends on
        self, place: Place, task: Task, stop: Stop, store: Store, standing: Standing, *, apply: bool
    ) -> None:
        super().__init__(place, apply=apply)
        self.task, self.standing, self.looked = task, standing, False
        self.anew = False
        """Everything is to be looked at, whatever is due."""
        self._place, self._stop = place, stop
        self._before = supposed(place, store)
        """Whose each connection was, before anybody is asked."""

    def accounts(self, store: Store) -> frozenset[str]:
        """Return the keys of the accounts that there are to look at. Raises `HardenerError`."""
        with self._stop.reading():
            return super().accounts(store)

    def look(self, kind: Kind, ahead: timedelta | None) -> Sight:
        """Look at everything, or at what starts within `ahead`. Raises `HardenerError`."""
        with self._stop.reading():
            sight = super().look(kind, None if self.anew else ahead)
            self._see(sight.looked.report, whole=ahead is None or self.anew)
        return sight

    def reread(self, account: str, program: str) -> Sight | None:
        """Look again at a part of what there is. Raises `HardenerError`."""
        with self._stop.reading():
            sight = super().reread(account, program)
        if sight is not None:
            self.standing = self.standing.saw(sight.looked.report, whole=False, part=True)
        return sight

    def _see(self, report: Report, *, whole: bool) -> None:
        self.looked = True
        note = elsewhere(report, self._before)
        trouble = self._report(report) if whole and self.task.reports is not None else ""
        mine = told_apart(report, self._before)
        kept = self.standing.note if not whole else ""
        found = {"note": line(trouble or note or kept, self.task), "accounts": mine}
        self.standing = self.standing.saw(report, whole=whole).model_copy(update=found)
        self.anew = self.anew and bool(self.standing.blind)

    def _report(self, report: Report) -> str:
        """Write the library's own report; return why that is not possible."""
        recall(self._place, report)
        try:
            own_report.audited(self._place, self.task, report)
        except FileError as error:
            return str(error)
        return ""


class _Clock:
    """The real time, which ends when somebody asks for it."""

    def __init__(self, place: Place, stop: Stop) -> None:
        self._place, self._stop = place, stop

    @property
    def stopped(self) -> bool:
        return self._stop()

    def now(self) -> datetime:
        return self._place.now()

    def wait(self, until: datetime, over: Callable[[], bool] = lambda: False) -> None:
        ends = time.monotonic() + (until - self.now()).total_seconds()
        while not self.stopped and not over() and (left := ends - time.monotonic()) > 0:
            time.sleep(min(left, SLICE))


@dataclass(frozen=True)
class _Kept:
    """How a library stands, in its store."""

    store: Store
    key: str

    def read(self) -> Standing:
        with self.store.reading() as connection:
            text = notes.told(connection, self.key)
        try:
            return Standing.model_validate_json(text or "{}")
        except ValidationError:  # another version's
            return Standing()

    def slot(self, accounts: frozenset[str]) -> str:
        """Return which look at everything was the last, whoever made it; empty where there was none."""
        with self.store.reading() as connection:
            return notes.told(connection, notes.of(notes.SLOT, accounts)) or ""

    def write(self, standing: Standing, lease: Lease) -> None:
        with self.store.writing() as connection:
            lease.fence(connection)
            notes.keep(connection, self.key, standing.model_dump_json())


def _digest(task: Task) -> str:
    return hashlib.sha256(read_bytes(task.folder / CONFIG)).hexdigest()[:24]


def _left_alone(place: Place, task: Task, hands: _Seeing, by: str) -> Done:
    """Return the row of a library whose own watch acts, from what that kept; or of one whose last process has ended."""
    now = place.now()
    if not by:
        return hands.standing.done(task.name, why=line(hands.standing.blind, task), wake=now + FREE)
    with place.store() as store:
        past = runs(store, RECENT, set(hands.known.values()))
    note = line(tr("it is looked at by a watch of its own: {holder}", holder=by), task)
    row = Done(
        name=task.name, status=0, note=note, accounts=hashed(hands.known.values()), wake=(now + STANDBY).timestamp()
    )
    whole = next((one for one in past if one.kind in {"audit", "watch"} and one.whole and not one.profile), None)
    return _counted(row, whole) if whole is not None else replace(row, status=3, why=note, note="")


def _counted(row: Done, whole: Past) -> Done:
    """Return a row with the counts of a look at everything that was kept."""
    states: Mapping[str, int] = whole.told.get("states", {})
    opened, unread = states.get(State.CLOSE_FIRST, 0), states.get(State.CANT_TELL, 0) + (not whole.complete)
    to_do = sum(states.get(state, 0) for state in TO_BE_DONE)
    status = 3 if unread else 1 if opened or to_do else 0
    programs = sum(states.values()) + whole.told.get("apart", {}).get("programs", 0)
    return replace(row, status=status, programs=programs, open=opened, unread=unread, to_do=to_do)
