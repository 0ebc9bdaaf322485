"""What holds a write up: the vendor's own word on what is on, a clock that is off, another room than was planned."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from hardener.adapter import Changes, Window
from hardener.errors import AdapterError, ClockError
from hardener.model import Target, Unreadable
from hardener.remedy.apply import Guards
from hardener.remedy.journal import Journal
from hardener.remedy.plan import Plan
from hardener.remedy.undo import reverse
from hardener.store import Store
from tests.made import NOW, Vendor, host, meeting, profile
from tests.test_apply import BAD, WANTED, plan, results, run, vendor
from tests.test_plan import planned
from tests.test_rooms import CLOSED, in_room
from tests.test_rooms import planned as planned_rooms


@pytest.fixture
def journal(store_place: str) -> Iterator[Journal]:
    with Store(store_place) as store:
        yield Journal(store)


@pytest.mark.parametrize("on", ["host/h", "meeting/1"])
def test_what_is_on_by_the_vendor_s_word_is_left_for_later_and_named(on: str, journal: Journal) -> None:
    at = vendor()
    at.on = {on: ("Started just now", "https://zoom.us/j/812?pwd=x")}
    outcomes = run(plan(), at, journal)
    later = {o.change.target for o in outcomes if o.result.value == "deferred"}
    assert later == {on}
    assert [target for target, _ in at.writes] == [{"host/h": "meeting/1", "meeting/1": "host/h"}[on]]
    notes = {o.note for o in outcomes if o.result.value == "deferred"}
    assert notes == {"on now: (redacted), Started just now"}


def test_where_the_vendor_does_not_tell_nothing_is_written(journal: Journal) -> None:
    at = vendor()
    at.silent = True
    outcomes = run(plan(), at, journal)
    assert results(outcomes) == {"deferred"}
    assert {o.note for o in outcomes} == {
        "cannot tell whether a program that it touches is on: the vendor does not say"
    }
    assert at.writes == []


def test_who_wants_it_even_so_is_not_asked_again(journal: Journal) -> None:
    at = vendor()
    at.silent = True
    assert results(run(plan(), at, journal, guards=Guards(quiet=None))) == {"applied"}


def test_what_was_left_is_done_when_it_is_over(journal: Journal) -> None:
    at, made = vendor(), plan()
    at.on = {"host/h": ("Late",)}
    run(made, at, journal)
    (begun,) = journal.runs()
    assert begun.ended is None
    at.on = {}
    assert results(run(made, at, journal, number=begun.id)) == {"applied"}
    assert [target for target, _ in at.writes] == ["meeting/1", "host/h"]


class Shifted(Vendor):
    """A vendor whose clock is far from ours: what is to be written is never sent."""

    def write(self, target: Target, changes: Changes) -> None:
        raise ClockError("the clock is off")


def test_a_write_that_was_never_sent_for_the_clock_waits(journal: Journal) -> None:
    at = Shifted(vendor().targets)
    made = plan()
    assert results(run(made, at, journal)) == {"deferred"}
    (begun,) = journal.runs()
    assert begun.ended is None
    assert results(run(made, vendor(), journal, number=begun.id)) == {"applied"}


def test_a_room_is_read_by_whichever_of_its_events_is_left(journal: Journal) -> None:
    both = [in_room(ident, waiting_room=False) for ident in "12"]
    made = planned_rooms(*((one, CLOSED) for one in both))
    assert made.steps[0].target == "meeting/1"
    at = Vendor({"meeting/2": both[1]})
    assert results(run(made, at, journal)) == {"applied"}
    assert [target for target, _ in at.writes] == ["meeting/2"]


def test_an_event_that_opens_another_room_by_now_is_not_written(journal: Journal) -> None:
    made = planned_rooms((in_room("1", waiting_room=False), CLOSED))
    at = Vendor({"meeting/1": replace(in_room("1", waiting_room=False), written_to="space/another")})
    outcomes = run(made, at, journal)
    assert at.writes == []
    assert "another room" in outcomes[0].note
    assert "applied" not in results(outcomes)


def test_undo_asks_as_well(journal: Journal) -> None:
    at, made = vendor(), planned((meeting(**BAD), WANTED))  # type: ignore[arg-type]
    run(made, at, journal)
    (done,) = journal.runs()
    back = reverse(done, journal.entries(done.id), "p2", NOW)
    at.on, at.writes = {"host/h": ("Late",), "meeting/1": ("Late",)}, []
    assert results(run(back, at, journal, back=True)) == {"deferred"}
    assert at.writes == []


def test_hosts_that_are_not_shared_need_no_door() -> None:
    step = planned((meeting(**BAD), profile(chan__chat_attendee="off"))).steps[0]  # type: ignore[arg-type]
    assert (step.target, step.doors, step.written_to) == (host().id, (), "")


def begun_and_left(at: Vendor, journal: Journal) -> tuple[Plan, int]:
    """Return a plan, and the run of it that left the host's settings for later."""
    made = plan()
    at.on = {"host/h": ("Late",)}
    run(made, at, journal)
    at.on = {}
    (begun,) = journal.runs()
    return made, begun.id


LATER = NOW + timedelta(days=3)


def test_gone_on_with_days_later_it_waits_for_what_was_made_since(journal: Journal) -> None:
    at = vendor()
    made, number = begun_and_left(at, journal)
    at.targets["meeting/9"] = meeting("9", start=LATER + timedelta(minutes=29))
    (outcome, *_) = outcomes = run(made, at, journal, number=number, now=LATER)
    assert results(outcomes) == {"deferred"}
    assert outcome.note == "on or about to start: Storytime 9"
    over = LATER + timedelta(hours=2)
    assert results(run(made, at, journal, number=number, now=over)) == {"applied"}


def test_what_starts_later_or_runs_elsewhere_holds_nothing_up(journal: Journal) -> None:
    at = vendor()
    made, number = begun_and_left(at, journal)
    at.targets["meeting/9"] = meeting("9", start=LATER + timedelta(minutes=31))
    at.targets["meeting/8"] = replace(meeting("8", start=LATER), above=(("host/other",),))
    assert results(run(made, at, journal, number=number, now=LATER)) == {"applied"}


class Mute(Vendor):
    """A vendor whose lists cannot be read, or of which a host's cannot."""

    whole = True

    def read_all(self, window: Window) -> Iterator[Target | Unreadable]:
        if self.whole:
            raise AdapterError("the vendor does not say")
        yield Unreadable(id="host/h", kind="host", title="Ms. Reader", reason="HTTP 403")


@pytest.mark.parametrize(("whole", "said"), [(True, "the vendor does not say"), (False, "Ms. Reader: HTTP 403")])
def test_where_it_cannot_be_told_what_starts_soon_shared_settings_wait(
    journal: Journal, *, whole: bool, said: str
) -> None:
    at = vendor()
    made, number = begun_and_left(at, journal)
    mute = Mute(at.targets)
    mute.whole = whole
    (outcome, *_) = run(made, mute, journal, number=number, now=LATER)
    assert outcome.note == f"cannot tell which programs that it touches start soon: {said}"
    assert results(run(made, mute, journal, number=number, now=LATER, guards=Guards(quiet=None))) == {"applied"}
