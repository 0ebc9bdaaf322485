"""What the watch writes: once, no more than it may, and finished by whoever comes after it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, cast

import pytest
from tests.made import KEY, NOW, Vendor, meeting, profile
from tests.test_plan import planned

from hardener.adapter import Adapter, Changes
from hardener.errors import AdapterError
from hardener.model import Target
from hardener.notify.news import Item
from hardener.remedy.apply import Applier
from hardener.remedy.execution import Execution
from hardener.remedy.hold import kept, taking
from hardener.remedy.journal import Agent, Journal
from hardener.remedy.plan import Plan
from hardener.store import Store
from hardener.store.lease import HeldError
from hardener.watch.autofix import Carrier

WANTED = profile(rec__auto="none", door__waiting_room="everyone")
BAD: dict[str, Any] = {"recording": "cloud", "waiting_room": False}


@dataclass
class Surroundings:
    """A vendor in memory, a journal, and a clock that stands still."""

    store: Store
    vendor: Vendor
    at: datetime = NOW
    stopped: bool = False
    said: list[Item] = field(default_factory=list)
    pause: Callable[[float], None] = lambda _seconds: None

    def now(self) -> datetime:
        return self.at

    def wait(self, until: datetime, _over: Callable[[], bool] = bool) -> None:
        self.pause((until - self.at).total_seconds())
        self.at = until

    def accounts(self, _store: Store) -> frozenset[str]:
        return frozenset({KEY})

    def look(self, *_: object) -> Any:
        raise AssertionError

    @contextmanager
    def executing(self, made: Plan, run: int, journal: Journal) -> Iterator[Execution]:
        assert {step.account for step in made.steps} == {KEY}
        adapters = {"main": cast("Adapter", self.vendor)}
        yield Execution(applier=Applier(plan=made, run=run, adapters=adapters, journal=journal, clock=self.now))

    def say(self, items: Sequence[Item], _closed: Any) -> None:
        self.said.extend(items)

    def carrier(self, *, writes: bool = True, most: int = 9) -> Carrier:
        return Carrier(journal=Journal(self.store), hands=self, clock=self, operator="me", most=most, writes=writes)

    def begun(self, made: Plan, agent: Agent = Agent.WATCH) -> int:
        """Begin a run and its first step, as a process that was killed then would leave it."""
        journal = Journal(self.store)
        run = journal.open_run(made, "apply", operator="me", reason="", now=NOW, agent=agent)
        journal.begin(run, 0, made.steps[0], NOW)
        return run

    @property
    def unfinished(self) -> bool:
        return any(run.ended is None for run in Journal(self.store).runs())

    @property
    def text(self) -> str:
        return "\n".join(item.text for item in self.said)


@pytest.fixture
def around(store_place: str) -> Iterator[Surroundings]:
    with Store(store_place) as store:
        targets = {f"meeting/{n}": meeting(n, **BAD) for n in ("1", "2")}
        yield Surroundings(store, Vendor(targets))


def plan(around: Surroundings, ident: str = "p1") -> Plan:
    """Plan what a look would find now."""
    found = planned(*((target, WANTED) for target in around.vendor.targets.values()), chat=False)
    return found.model_copy(update={"id": ident})


def test_changes_are_made_and_said_once(around: Surroundings) -> None:
    assert around.carrier().carry_out(plan(around), around.say)
    assert len(around.vendor.writes) == 2
    assert around.text.count("hardener closed this") == 4
    assert not around.carrier().carry_out(plan(around, "p2"), around.say)
    assert len(around.vendor.writes) == 2


def test_what_the_vendor_does_not_keep_is_asked_for_once_a_day(around: Surroundings) -> None:
    around.vendor.drops = {"program.waiting_room", "program.recording"}
    for number in range(5):
        assert not around.carrier().carry_out(plan(around, f"p{number}"), around.say)
        around.at += timedelta(hours=1)
    assert len(around.vendor.writes) == 2
    assert around.text.count("could not close this") == 4
    around.at = NOW + timedelta(days=1, hours=1)
    changed = [meeting(n, start=around.at + timedelta(days=1), **BAD) for n in ("1", "2")]
    around.vendor.targets = {target.id: target for target in changed}
    around.carrier().carry_out(plan(around, "later"), around.say)
    assert len(around.vendor.writes) == 4


def test_more_than_the_limit_is_not_begun(around: Surroundings) -> None:
    assert not around.carrier(most=3).carry_out(plan(around), around.say)
    assert "none of 4 safe changes was made" in around.text
    assert around.vendor.writes == []
    assert not Journal(around.store).runs()


def test_what_is_about_to_begin_is_not_even_begun(around: Surroundings) -> None:
    around.at = NOW + timedelta(hours=23, minutes=45)
    assert not around.carrier().carry_out(plan(around), around.say)
    assert around.vendor.writes == []
    assert not around.said


def test_what_a_person_began_is_left_to_them_whatever_reason_they_gave(around: Surroundings) -> None:
    around.begun(plan(around), Agent.PERSON)
    around.carrier().resume(around.say, {KEY})
    assert around.unfinished
    assert around.vendor.writes == []


def test_the_next_watch_finishes_what_was_begun(around: Surroundings) -> None:
    around.begun(plan(around))
    around.carrier().resume(around.say, {KEY})
    assert not around.unfinished
    assert len(around.vendor.writes) == 2
    assert around.text.count("hardener closed this") == 4


@pytest.mark.parametrize("why", ["not allowed", "old"])
@pytest.mark.parametrize("written", [False, True])
def test_where_it_may_not_write_it_only_finds_out_what_came_of_it(
    around: Surroundings, why: str, written: bool
) -> None:
    made = plan(around)
    around.begun(made)
    if written:
        ident = made.steps[0].target
        around.vendor.targets[ident] = meeting(ident.rsplit("/", 1)[-1])
    around.at = NOW + timedelta(days=20) if why == "old" else NOW
    around.carrier(writes=why == "old").resume(around.say, {KEY})
    assert around.vendor.writes == []
    assert not around.unfinished
    assert around.text.count("hardener closed this") == (2 if written else 0)
    assert around.text.count("not made before the process ended") == (0 if written else 2)


@pytest.mark.parametrize("writes", [False, True])
def test_what_cannot_be_read_at_first_is_settled_when_it_can(around: Surroundings, writes: bool) -> None:
    around.begun(plan(around))
    sound = around.vendor

    class Away(Vendor):
        def read(self, target: Target) -> Target:
            raise AdapterError("503")

    around.vendor = Away(dict(sound.targets))
    around.carrier(writes=writes).resume(around.say, {KEY})
    assert around.unfinished
    assert not around.said
    around.vendor = sound
    around.carrier(writes=writes).resume(around.say, {KEY})
    assert not around.unfinished
    assert around.said


def test_a_persons_own_apply_is_left_alone(around: Surroundings) -> None:
    journal = Journal(around.store)
    journal.open_run(plan(around), "apply", operator="anna", reason="before the fair", now=NOW)
    around.carrier().resume(around.say, {KEY})
    assert around.unfinished
    assert around.vendor.writes == []


def test_asked_to_end_it_stops_between_two_writes_and_says_nothing_yet(around: Surroundings) -> None:
    class Ends(Vendor):
        def write(self, target: Target, changes: Changes) -> None:
            super().write(target, changes)
            around.stopped = len(self.writes) == 1

    around.vendor = Ends(dict(around.vendor.targets))
    assert not around.carrier().carry_out(plan(around), around.say)
    assert len(around.vendor.writes) == 1
    assert not around.said
    around.stopped = False
    around.carrier().resume(around.say, {KEY})
    assert not around.unfinished
    assert len(around.vendor.writes) == 2
    assert around.text.count("hardener closed this") == 4


def test_while_a_person_writes_it_is_left_for_the_next_look(around: Surroundings) -> None:
    made, journal = plan(around), Journal(around.store)
    lease = journal.lease("anna", NOW)
    other = made.model_copy(update={"id": "another"})
    number = journal.open_run(other, "apply", operator="anna", reason="", now=NOW, take=taking(lease, other))
    with kept(lease, journal):
        with pytest.raises(HeldError):
            around.carrier().carry_out(made, around.say)
        assert f"left for later: run {number} is held by anna" in around.text
        assert around.vendor.writes == []
    assert around.carrier().carry_out(made, around.say)
    assert len(around.vendor.writes) == 2


def test_what_a_person_takes_back_it_does_not_finish(around: Surroundings) -> None:
    number = around.begun(plan(around))
    journal = Journal(around.store)
    lease = journal.lease("anna", NOW)
    journal.end(number, NOW, taking(lease, plan(around)))
    with kept(lease, journal):
        around.carrier().resume(around.say, {KEY})
    around.carrier().resume(around.say, {KEY})
    assert around.vendor.writes == []
    assert not around.said


def test_what_another_carries_out_is_not_finished_twice(around: Surroundings) -> None:
    number = around.begun(plan(around))
    journal = Journal(around.store)
    lease = journal.lease("another watch", NOW)
    journal.go_on(number, taking(lease, plan(around)))
    with kept(lease, journal):
        assert around.carrier().resume(around.say, {KEY}), "it is soon worth another try"
        assert around.vendor.writes == []
    assert not around.carrier().resume(around.say, {KEY})
    assert len(around.vendor.writes) == 2


def test_what_a_process_held_that_has_ended_is_finished_in_the_same_turn(
    around: Surroundings, store_place: str
) -> None:
    number = around.begun(plan(around))
    child = os.fork()
    if not child:
        journal = Journal(Store(store_place))
        journal.go_on(number, taking(journal.lease("another watch", NOW), plan(around)))
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
    around.pause = time.sleep
    assert not around.carrier().resume(around.say, {KEY})
    assert len(around.vendor.writes) == 2
