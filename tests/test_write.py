"""A write that is refused is tried in its parts; what a reading does not show is unknown and stays in the undo."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, cast

import pytest

from hardener.adapter import Adapter, Changes
from hardener.errors import AdapterError, RefusedError, ScopeError, ThrottledError, UnreachableError
from hardener.model import Target
from hardener.path import get_path
from hardener.remedy.apply import Applier
from hardener.remedy.journal import Agent, Entry, Journal, JournalError, Run
from hardener.remedy.outcome import Outcome, Result
from hardener.remedy.plan import Plan
from hardener.remedy.undo import in_force, reverse
from hardener.remedy.write import together
from hardener.store import Store
from tests.made import KEY, NOW, ROWS, Vendor, meeting, profile
from tests.test_plan import planned

WANTED = profile(rec__auto="none", door__waiting_room="everyone", door__registration_required="required")
BAD: dict[str, Any] = {"recording": "cloud", "waiting_room": False, "sign_up": 2}
KEYS = ("program.recording", "program.waiting_room", "program.sign_up")


@dataclass
class Fussy(Vendor):
    """Refuses changes of some paths, all that is with them too; makes something else of others; hides some."""

    refuses: dict[str, AdapterError] = field(default_factory=dict)
    bends: dict[str, Any] = field(default_factory=dict)
    hides: set[str] = field(default_factory=set)
    silent: bool = False

    def read(self, target: Target) -> Target:
        if self.silent:
            raise UnreachableError("no answer")
        found = super().read(target)
        kept = {k: v for k, v in cast("dict[str, Any]", found.document["program"]).items() if k not in self.hides}
        return replace(found, document={"program": kept})

    def write(self, target: Target, changes: Changes) -> None:
        asked = {path for path in KEYS if get_path(target.document, path) != get_path(changes.document, path)}
        self.asked.append(asked)
        for path in sorted(asked & self.refuses.keys()):
            raise self.refuses[path]
        there = self.targets[target.id]
        kept = cast("dict[str, Any]", there.document["program"]) | cast("dict[str, Any]", changes.document["program"])
        super().write(there, Changes.between(there.document, {"program": kept | self.bends}))

    def __post_init__(self) -> None:
        self.asked: list[set[str]] = []


@pytest.fixture
def journal(store_place: str) -> Iterator[Journal]:
    with Store(store_place) as store:
        yield Journal(store)


def vendor(**more: Any) -> Fussy:
    return Fussy({"meeting/1": meeting(**BAD)}, **more)


def run(
    at: Fussy, journal: Journal, plan: Plan, number: int | None = None, *, undoes: int | None = None
) -> dict[str, Outcome]:
    kind = "apply" if undoes is None else "undo"
    if number is None:
        number = journal.open_run(plan, kind, operator="me", reason="", now=NOW, undoes=undoes)  # type: ignore[arg-type]
    applier = Applier(
        plan=plan, run=number, adapters={"main": cast("Adapter", at)}, journal=journal, clock=lambda: NOW,
        back=undoes is not None,
    )  # fmt: skip
    return {o.change.path: o for _, outcomes in applier() for o in outcomes}


def plan() -> Plan:
    return planned((meeting(**BAD), WANTED))


def undo(at: Fussy, journal: Journal, ident: str) -> dict[str, Outcome]:
    runs = journal.runs()
    apply = next(one for one in runs if one.kind == "apply")
    undone = [journal.entries(one.id) for one in reversed(runs) if one.undoes == apply.id]
    back = reverse(apply, journal.entries(apply.id), ident, NOW, undone)
    return run(at, journal, back, undoes=apply.id)


def values(at: Fussy) -> tuple[Any, ...]:
    return tuple(get_path(at.targets["meeting/1"].document, path) for path in KEYS)


NAMED = RefusedError("400: invalid field", status=400)


@pytest.mark.parametrize("path", KEYS)
def test_a_refused_key_costs_itself(journal: Journal, path: str) -> None:
    at = vendor(refuses={path: NAMED})
    told = run(at, journal, plan())
    assert {p: o.result for p, o in told.items()} == {p: Result.FAILED if p == path else Result.APPLIED for p in KEYS}
    assert "invalid field" in told[path].note
    assert at.asked[0] == set(KEYS)
    assert {p for asked in at.asked[1:] for p in asked} == set(KEYS)
    assert len(at.asked) == (4 if at.asked[3] == {path} else 5), "what needed another is tried once more after it"
    assert set(undo(at, journal, "u").values())
    assert values(at) == ("cloud", False, 2)


@pytest.mark.parametrize(
    "error",
    [
        RefusedError("log in", status=401), RefusedError("gone", status=404), RefusedError("ours", status=500),
        ScopeError("no scope", status=403), ThrottledError("busy", status=429), UnreachableError("no answer"),
        AdapterError("what is that"),
    ],
)  # fmt: skip
def test_what_is_no_refusal_of_a_key_is_not_tried_again(journal: Journal, error: AdapterError) -> None:
    at = vendor(refuses=dict.fromkeys(KEYS, error))
    assert {o.result for o in run(at, journal, plan()).values()} == {Result.FAILED}
    assert len(at.asked) == 1


def test_what_needs_another_part_is_tried_again_after_it(journal: Journal) -> None:
    class Needs(Fussy):
        def write(self, target: Target, changes: Changes) -> None:
            self.refuses = {"program.sign_up": NAMED}
            if get_path(target.document, "program.recording") != "none":
                self.refuses["program.waiting_room"] = NAMED
            super().write(target, changes)

    at = Needs({"meeting/1": meeting(**BAD)})
    made = plan()
    order = {"program.waiting_room": 0, "program.recording": 1, "program.sign_up": 2}
    changes = tuple(sorted(made.steps[0].changes, key=lambda change: order[change.path]))
    made = made.model_copy(update={"steps": (made.steps[0].model_copy(update={"changes": changes}),)})
    told = run(at, journal, made)
    assert {p: o.result.value for p, o in told.items()} == {
        "program.waiting_room": "applied", "program.recording": "applied", "program.sign_up": "failed",
    }  # fmt: skip


def test_when_the_vendor_is_gone_the_other_parts_are_not_tried(journal: Journal) -> None:
    class Goes(Fussy):
        def write(self, target: Target, changes: Changes) -> None:
            if self.asked:
                self.refuses = dict.fromkeys(KEYS, UnreachableError("no answer"))
            super().write(target, changes)

    at = Goes({"meeting/1": meeting(**BAD)}, refuses={"program.recording": NAMED})
    assert {o.result for o in run(at, journal, plan()).values()} == {Result.FAILED}
    assert len(at.asked) == 2


def test_what_belongs_together_stays_together() -> None:
    (step,) = planned((meeting(), profile(chan__chat_attendee="off")), place=None).steps
    lock = step.changes[0].model_copy(update={"path": "locks.chat"})
    other = step.changes[0].model_copy(update={"path": "settings.recording"})
    value = step.changes[0]
    assert together([value, other, lock], ROWS, "group") == [[value, lock], [other]]


def test_each_write_counts_and_the_rest_waits_for_tomorrow(journal: Journal) -> None:
    at = vendor(refuses={"program.recording": NAMED})
    at.writes_per_day = 3  # type: ignore[assignment]
    told = run(at, journal, plan())
    assert len(at.asked) == 3
    assert journal.writes_today(KEY, "host/h", NOW) == 3
    assert sorted(o.result.value for o in told.values()) == ["applied", "deferred", "failed"]
    (entry,) = journal.entries(1).values()
    assert entry.outcomes is None, "it is gone on with"
    at.writes_per_day = None
    told = run(at, journal, plan(), 1)
    assert sorted(o.result.value for o in told.values()) == ["applied", "applied", "failed"]


@pytest.mark.parametrize("hidden", ["recording", "waiting_room"])
def test_what_is_not_shown_after_the_write_is_unknown_and_can_be_undone(journal: Journal, hidden: str) -> None:
    class Hides(Fussy):
        def write(self, target: Target, changes: Changes) -> None:
            super().write(target, changes)
            self.hides = {hidden}

    at: Fussy = Hides({"meeting/1": meeting(**BAD)})
    told = run(at, journal, plan())
    assert told[f"program.{hidden}"].result is Result.UNKNOWN
    assert "kept the old value" not in told[f"program.{hidden}"].note
    told = undo(at, journal, "u1")
    assert told[f"program.{hidden}"].result is Result.UNKNOWN
    at = Fussy(at.targets)
    undo(at, journal, "u2")
    assert values(at) == ("cloud", False, 2)


def test_what_cannot_be_read_back_is_unknown_and_can_be_undone(journal: Journal) -> None:
    class Breaks(Fussy):
        def write(self, target: Target, changes: Changes) -> None:
            super().write(target, changes)
            self.silent = True

    at: Fussy = Breaks({"meeting/1": meeting(**BAD)})
    assert {o.result for o in run(at, journal, plan()).values()} == {Result.UNKNOWN}
    at = Fussy(at.targets)
    undo(at, journal, "u")
    assert values(at) == ("cloud", False, 2)


def test_what_the_vendor_made_something_else_of_is_no_old_value_and_can_be_undone(journal: Journal) -> None:
    at = vendor(bends={"recording": "local"})
    told = run(at, journal, plan())["program.recording"]
    assert (told.result, told.change.after) == (Result.UNKNOWN, "local")
    at.bends = {"recording": "none"}
    assert undo(at, journal, "u1")["program.recording"].result is Result.UNKNOWN, "it is bent once more"
    at.bends = {}
    assert undo(at, journal, "u2")["program.recording"].result is Result.APPLIED
    assert values(at) == ("cloud", False, 2)


def test_what_the_vendor_changed_along_is_told_and_given_back(journal: Journal) -> None:
    at = Fussy({"meeting/1": meeting(recording="cloud")}, bends={"waiting_room": False})
    told = run(at, journal, planned((meeting(recording="cloud"), WANTED)))
    assert told["program.recording"].result is Result.APPLIED
    along = told["program.waiting_room"]
    assert (along.result, along.change.before, along.change.after) == (Result.UNKNOWN, True, False)
    at.bends = {}
    assert {o.result for o in undo(at, journal, "u").values()} == {Result.APPLIED}
    assert values(at) == ("cloud", True, 1)
    assert not in_force(journal.entries(1), [journal.entries(2)])


def test_of_a_secret_that_changed_along_only_its_name_is_told(journal: Journal) -> None:
    at = Fussy({"meeting/1": meeting(recording="cloud")}, bends={"password": "an0ther"})
    told = run(at, journal, planned((meeting(recording="cloud"), WANTED)))
    assert {path: outcome.moved for path, outcome in told.items()} == {"program.recording": ("password",)}
    assert "an0ther" not in str(told) + str(journal.entries(1))


def test_what_two_steps_took_along_is_given_back_once_as_it_was_first() -> None:
    plan = planned((meeting(recording="cloud"), WANTED))
    step, along = plan.steps[0], plan.steps[0].changes[0].model_copy(update={"path": "program.waiting_room"})
    outcomes = (
        Outcome(change=along.model_copy(update={"before": before, "after": after}), result=Result.UNKNOWN)
        for before, after in ((True, None), (None, False))
    )
    entries = {n: Entry(number=n, step=step, outcomes=(outcome,)) for n, outcome in enumerate(outcomes)}
    run_ = Run(
        id=1, kind="apply", plan=plan, operator="", reason="", began=NOW, ended=NOW, undoes=None, agent=Agent.PERSON
    )
    (back,) = reverse(run_, entries, "u", NOW).steps
    assert [(c.path, c.before, c.after) for c in back.changes] == [("program.waiting_room", False, True)]


def test_of_a_step_that_was_begun_nothing_is_lost(journal: Journal) -> None:
    at, made = vendor(), plan()
    number = journal.open_run(made, "apply", operator="me", reason="", now=NOW)
    journal.begin(number, 0, made.steps[0], NOW)
    at.targets["meeting/1"] = meeting(recording="none", waiting_room=True, sign_up=5)
    at.hides = {"waiting_room"}
    told = run(at, journal, made, number)
    assert told["program.recording"].result is Result.APPLIED
    assert told["program.waiting_room"].result is Result.UNKNOWN
    assert told["program.sign_up"].result is Result.UNKNOWN, "somebody's, or what the vendor made of it"
    assert told["program.sign_up"].change.after != 5, "no undo overwrites it"
    assert len(in_force(journal.entries(number))) == 3


def test_an_outcome_is_written_once(journal: Journal) -> None:
    at, made = vendor(), plan()
    run(at, journal, made)
    known = journal.entries(1)[0].outcomes
    with pytest.raises(JournalError, match="known already"):
        journal.begin(1, 0, made.steps[0], NOW)
    with pytest.raises(JournalError, match="known already"):
        journal.finish(1, 0, [])
    assert journal.entries(1)[0].outcomes == known


def test_what_was_taken_back_is_not_gone_on_with(journal: Journal) -> None:
    made = plan()
    number = journal.open_run(made, "apply", operator="me", reason="", now=NOW)
    journal.end(number, NOW)
    with pytest.raises(JournalError, match="has ended"):
        journal.go_on(number)
    other = made.model_copy(update={"id": "another"})
    number = journal.open_run(other, "apply", operator="me", reason="", now=NOW)
    journal.open_run(other, "undo", operator="me", reason="", now=NOW, undoes=number)
    with pytest.raises(JournalError, match="taken back by run"):
        journal.go_on(number)


def test_a_run_that_ended_writes_nothing_more(journal: Journal) -> None:
    at = vendor()
    run(at, journal, plan())
    assert run(at, journal, plan(), 1) == {}
    assert len(at.asked) == 1
