"""Apply and undo: nothing lost, nothing written that the plan did not see, only the second reading counts."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, text

from hardener.adapter import Adapter, Changes
from hardener.model import Target
from hardener.remedy.apply import Applier, Guards, expired
from hardener.remedy.journal import Journal, JournalError
from hardener.remedy.outcome import Outcome, Result
from hardener.remedy.plan import Plan
from hardener.remedy.undo import reverse
from hardener.store import Store, StoreError, tables
from tests.made import NOW, Vendor, host, meeting, profile
from tests.test_plan import planned

WANTED = profile(chan__chat_attendee="off", rec__auto="none", door__waiting_room="everyone")
BAD = {"recording": "cloud", "waiting_room": False}


@pytest.fixture
def journal(store_place: str) -> Iterator[Journal]:
    with Store(store_place) as store:
        yield Journal(store)


def vendor() -> Vendor:
    return Vendor({"meeting/1": meeting(**BAD), "host/h": host(chat=True, chat_with=4)})  # type: ignore[arg-type]


def plan() -> Plan:
    return planned((meeting(**BAD), WANTED))  # type: ignore[arg-type]


def run(
    made: Plan, at: Vendor, journal: Journal, *, now: datetime = NOW, number: int | None = None, back: bool = False,
    guards: Guards | None = None,
) -> list[Outcome]:  # fmt: skip
    if number is None:
        number = journal.open_run(made, "undo" if back else "apply", operator="me", reason="why", now=now)
    applier = Applier(
        plan=made,
        run=number,
        adapters={"main": cast("Adapter", at)},
        journal=journal,
        clock=lambda: now,
        guards=guards or Guards(),
        back=back,
    )
    return [outcome for _, outcomes in applier() for outcome in outcomes]


def results(outcomes: list[Outcome]) -> set[str]:
    return {o.result.value for o in outcomes}


def test_one_write_per_target_and_all_of_it_kept(journal: Journal) -> None:
    at = vendor()
    assert results(run(plan(), at, journal)) == {"applied"}
    assert [target for target, _ in at.writes] == ["host/h", "meeting/1"]
    (done,) = journal.runs()
    assert done.ended is not None
    assert (done.operator, done.reason) == ("me", "why")


def test_a_plan_is_applied_once(journal: Journal) -> None:
    made = plan()
    run(made, vendor(), journal)
    with pytest.raises(JournalError, match="already applied"):
        run(made, vendor(), journal)


def test_of_two_that_begin_one_plan_at_once_one_is_told_so(store_place: str) -> None:
    made = plan()
    with Store(store_place) as store, ThreadPoolExecutor(1) as other:
        with store.writing() as first:
            row = {"kind": "apply", "plan_id": made.id, "plan": "{}", "operator": "me", "reason": "", "began": NOW}
            first.execute(insert(tables.run).values(row))
            begun = other.submit(Journal(store).open_run, made, "apply", operator="you", reason="", now=NOW)
            while not store.sqlite and not begun.done():  # until it waits for this transaction
                with store.reading() as asking:
                    if asking.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")):
                        break
        with pytest.raises(JournalError, match="already applied"):
            begun.result()


def test_a_silent_drop_is_ignored_not_applied(journal: Journal) -> None:
    at = vendor()
    at.drops = {"program.waiting_room"}
    told = {o.change.setting: o for o in run(plan(), at, journal)}
    assert told["waiting_room"].result is Result.IGNORED
    assert told["recording"].result is Result.APPLIED


def test_a_refusal_is_failed_with_the_vendors_words(journal: Journal) -> None:
    at = vendor()
    at.fails = True
    outcomes = run(plan(), at, journal)
    assert results(outcomes) == {"failed"}
    assert all("refused" in o.note for o in outcomes)


def test_a_value_that_changed_since_is_stale_and_its_target_untouched(journal: Journal) -> None:
    at = vendor()
    at.targets["meeting/1"] = meeting(recording="local", waiting_room=False)
    told = run(plan(), at, journal)
    assert {o.change.target: o.result for o in told} == {"host/h": Result.APPLIED, "meeting/1": Result.STALE}
    assert [target for target, _ in at.writes] == ["host/h"]


def test_a_moved_fact_is_told_loudly(journal: Journal) -> None:
    at = vendor()
    at.moves_facts = True
    told = [o for o in run(plan(), at, journal) if o.change.target == "meeting/1"]
    assert all(o.moved == ("recurrence",) and "look at this program" in o.note for o in told)


def test_a_fact_that_the_plan_named_may_move(journal: Journal) -> None:
    at = Vendor({"meeting/1": meeting(sign_up=2)})
    (told,) = run(planned((meeting(sign_up=2), profile(door__registration_required="required"))), at, journal)
    assert (told.result, told.moved) == (Result.APPLIED, ())


@pytest.mark.parametrize("minutes", [-25, -1, 0, 29])
def test_nothing_is_written_to_a_program_that_is_on_or_about_to_start(minutes: int, journal: Journal) -> None:
    soon = meeting(start=NOW + timedelta(minutes=minutes), **BAD)  # type: ignore[arg-type]
    at = Vendor({"meeting/1": soon, "host/h": host(chat=True, chat_with=4)})
    made = planned((soon, WANTED))
    assert results(run(made, at, journal)) == {"deferred"}
    assert at.writes == []
    assert journal.runs()[0].ended is None
    told = run(made, at, journal, number=1, guards=Guards(quiet=None))
    assert results(told) == {"applied"}


def test_a_program_in_progress_is_left_alone_whatever_its_schedule_says(journal: Journal) -> None:
    at = vendor()
    at.targets["meeting/1"] = meeting(live=True, **BAD)  # type: ignore[arg-type]
    assert {o.change.target: o.result for o in run(plan(), at, journal)}["meeting/1"] is Result.DEFERRED


def test_the_daily_budget_of_a_host_is_kept_and_resumed_tomorrow(journal: Journal) -> None:
    many = [meeting(str(n), recording="cloud", start=NOW + timedelta(days=3)) for n in range(5)]
    at = Vendor({m.id: m for m in many})
    at.writes_per_day = 3  # type: ignore[assignment]
    made = planned(*((m, profile(rec__auto="none")) for m in many))
    told = run(made, at, journal)
    assert [o.result.value for o in told].count("applied") == 3
    assert [o.result.value for o in told].count("deferred") == 2
    later = run(made, at, journal, number=1, now=NOW + timedelta(days=1))
    assert [o.result.value for o in later] == ["applied", "applied"]
    assert journal.runs()[0].ended is not None


def test_undo_puts_back_every_value_even_one_that_has_a_twin(journal: Journal) -> None:
    at = vendor()
    before = dict(at.targets)
    run(plan(), at, journal)
    back = reverse(journal.runs()[0], journal.entries(1), "u1", NOW)
    assert results(run(back, at, journal, back=True)) == {"applied"}
    assert {k: t.document for k, t in at.targets.items()} == {k: t.document for k, t in before.items()}


def test_undo_leaves_alone_what_somebody_changed_since(journal: Journal) -> None:
    at = vendor()
    run(plan(), at, journal)
    at.targets["meeting/1"] = meeting(recording="local", waiting_room=True)
    back = reverse(journal.runs()[0], journal.entries(1), "u1", NOW)
    told = {o.change.setting: o.result for o in run(back, at, journal, back=True)}
    assert told == {"recording": Result.STALE, "waiting_room": Result.APPLIED, "chat": Result.APPLIED}
    kept = at.targets["meeting/1"].document["program"]
    assert isinstance(kept, dict)
    assert (kept["recording"], kept["waiting_room"]) == ("local", False)


class Killed(BaseException):
    """The process is gone."""


@pytest.mark.parametrize("after", ["before-write", "after-write"])
@pytest.mark.parametrize("target", ["host/h", "meeting/1"])
@pytest.mark.parametrize("finish", ["resume", "undo"])
def test_killed_at_any_point_undo_and_resume_both_know(after: str, target: str, finish: str, store_place: str) -> None:
    class Dies(Vendor):
        def write(self, target_: Target, changes: Changes) -> None:
            if target_.id == target and after == "before-write":
                raise Killed
            super().write(target_, changes)
            if target_.id == target:
                raise Killed

    made, at = plan(), Dies(dict(vendor().targets))
    with Store(store_place) as store, pytest.raises(Killed):
        run(made, at, Journal(store))
    survivor = Vendor(at.targets)
    with Store(store_place) as store:
        second = Journal(store)
        if finish == "resume":
            assert results(run(made, survivor, second, number=1)) == {"applied"}
            assert survivor.targets["meeting/1"].document == {
                "program": {"waiting_room": True, "password": "s3cret", "sign_up": 1, "recording": "none"}
            }
        else:
            back = reverse(second.runs()[0], second.entries(1), "u1", NOW)
            assert results(run(back, survivor, second, back=True)) <= {"applied"}
            assert {k: t.document for k, t in survivor.targets.items()} == {
                k: t.document for k, t in vendor().targets.items()
            }


@pytest.fixture(scope="module")
def lasting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Journal]:
    with Store(str(tmp_path_factory.mktemp("store") / "hardener.sqlite3")) as store:
        yield Journal(store)


@settings(deadline=None)
@given(
    drawn=st.lists(
        st.tuples(st.sampled_from(["none", "local", "cloud"]), st.booleans(), st.sampled_from([0, 1, 2])),
        min_size=1,
        max_size=4,
    )
)
def test_plan_apply_plan_is_empty_and_undo_restores(drawn: list[tuple[str, bool, int]], lasting: Journal) -> None:
    wanted = profile(
        rec__auto="none",
        door__waiting_room="everyone",
        door__registration_required="required",
        door__registration_approval="manual",
    )
    programs = [meeting(str(n), recording=r, waiting_room=w, sign_up=s) for n, (r, w, s) in enumerate(drawn)]
    at = Vendor({m.id: m for m in programs})
    made = planned(*((m, wanted) for m in programs)).model_copy(update={"id": uuid.uuid4().hex})
    number = lasting.open_run(made, "apply", operator="me", reason="why", now=NOW)
    assert results(run(made, at, lasting, number=number)) <= {"applied"}
    assert planned(*((at.targets[m.id], wanted) for m in programs)).steps == ()
    done = next(r for r in lasting.runs() if r.id == number)
    back = reverse(done, lasting.entries(number), f"undo {made.id}", NOW)
    run(back, at, lasting, back=True)
    assert [at.targets[m.id].document for m in programs] == [m.document for m in programs]


def test_a_plan_grows_stale_in_a_day() -> None:
    assert not expired(plan(), NOW + timedelta(hours=23))
    assert expired(plan(), NOW + timedelta(hours=25))


def test_a_journal_that_cannot_be_written_stops_before_the_write(store_place: str) -> None:
    at = vendor()
    with Store(store_place) as store:
        journal = Journal(store)
        number = journal.open_run(plan(), "apply", operator="me", reason="why", now=NOW)
        with store.writing() as connection:
            tables.metadata.drop_all(connection)
        with pytest.raises(StoreError, match=r"cannot .* the store"):
            run(plan(), at, journal, number=number)
    assert not at.writes


def test_an_unreadable_target_fails_and_the_rest_goes_on(journal: Journal) -> None:
    at = vendor()
    del at.targets["host/h"]
    assert {o.change.target: o.result for o in run(plan(), at, journal)} == {
        "host/h": Result.FAILED,
        "meeting/1": Result.APPLIED,
    }
    blind = vendor()
    blind.targets["meeting/1"] = replace(blind.targets["meeting/1"], unread={"program": "403"})
    again = plan().model_copy(update={"id": "another"})
    assert {o.change.target: o.result for o in run(again, blind, journal)}["meeting/1"] is Result.FAILED
