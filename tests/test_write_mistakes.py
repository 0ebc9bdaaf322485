"""What goes wrong between two writes, or in hardener itself, costs nothing else and is not lost."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

import pytest

from hardener.adapter import Adapter, Changes
from hardener.errors import ClockError
from hardener.model import Target
from hardener.remedy.apply import Applier
from hardener.remedy.journal import Journal
from hardener.remedy.outcome import Outcome, Result
from hardener.remedy.plan import Plan, Step
from hardener.remedy.undo import in_force
from hardener.store import Store
from tests.made import NOW, meeting
from tests.test_plan import planned
from tests.test_write import BAD, NAMED, WANTED, Fussy, plan, run, undo, values, vendor


@pytest.fixture
def journal(store_place: str) -> Iterator[Journal]:
    with Store(store_place) as store:
        yield Journal(store)


def test_where_a_clock_goes_wrong_between_two_parts_the_rest_is_gone_on_with(journal: Journal) -> None:
    class Wrong(Fussy):
        def write(self, target: Target, changes: Changes) -> None:
            if len(self.asked) == 3:
                raise ClockError("this machine's clock is a day behind")
            super().write(target, changes)

    at: Fussy = Wrong({"meeting/1": meeting(**BAD)}, refuses={"program.recording": NAMED})
    told = run(at, journal, plan())
    assert sorted(o.result.value for o in told.values()) == ["applied", "deferred", "failed"]
    (entry,) = journal.entries(1).values()
    assert entry.outcomes is None, "it is gone on with"
    told = run(Fussy(at.targets), journal, plan(), 1)
    assert {o.result for o in told.values()} == {Result.APPLIED}


@pytest.mark.parametrize("door", ["read", "live", "write"])
def test_a_mistake_of_ours_with_one_target_costs_no_other(journal: Journal, door: str) -> None:
    class Odd(Fussy):
        def read(self, target: Target) -> Target:
            self._stumble("read", target)
            return super().read(target)

        def live(self, target: Target) -> Iterator[str]:
            self._stumble("live", target)
            yield from super().live(target)

        def write(self, target: Target, changes: Changes) -> None:
            super().write(target, changes)
            self._stumble("write", target)

        def _stumble(self, at: str, target: Target) -> None:
            if at == door and target.id == "meeting/1":
                raise KeyError("s3cret")

    at = Odd({f"meeting/{n}": meeting(str(n), **BAD) for n in (1, 2)})
    made = planned(*((target, WANTED) for target in at.targets.values()))
    outcomes = [o for _, step in _each(at, journal, made) for o in step]
    first = {o.result for o in outcomes if o.change.target == "meeting/1"}
    assert first == {{"read": Result.FAILED, "live": Result.DEFERRED, "write": Result.APPLIED}[door]}
    assert {o.result for o in outcomes if o.change.target == "meeting/2"} == {Result.APPLIED}
    assert "s3cret" not in "".join(o.note for o in outcomes)
    assert door == "write" or all("a mistake in hardener itself" in o.note for o in outcomes if o.note)


def _each(at: Fussy, journal: Journal, made: Plan) -> Iterator[tuple[Step, tuple[Outcome, ...]]]:
    number = journal.open_run(made, "apply", operator="me", reason="", now=NOW)
    adapters = {"main": cast("Adapter", at)}
    yield from Applier(plan=made, run=number, adapters=adapters, journal=journal, clock=lambda: NOW)()


def test_what_is_known_not_to_be_carried_out_is_not_by_whoever_goes_on(journal: Journal) -> None:
    at, made = vendor(), plan()
    known = {0: tuple(Outcome(change=c, result=Result.STALE, note="") for c in made.steps[0].changes)}
    number = journal.open_run(made, "apply", operator="me", reason="", now=NOW, known=known)
    assert run(at, journal, made, number) == {}, "the process ended before it wrote anything"
    assert not at.asked
    assert not in_force(journal.entries(number))


def test_what_the_first_try_of_an_undo_moved_is_said(journal: Journal) -> None:
    class Moves(Fussy):
        def write(self, target: Target, changes: Changes) -> None:
            self.moves_facts = len(self.asked) == 1  # the first of the undo
            super().write(target, changes)
            self.bends = {}

    at: Fussy = Moves({"meeting/1": meeting(**BAD)})
    run(at, journal, plan())
    at.bends = {"recording": "none"}
    assert all("recurrence" in outcome.moved for outcome in undo(at, journal, "u").values())
    assert values(at) == ("cloud", False, 2)
