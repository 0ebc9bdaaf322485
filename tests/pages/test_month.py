"""A month is read from what was kept: each program as the last look before its start found it, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update
from tests.history.made import judged, library, look, looked
from tests.made import NOW, above, meeting

from hardener.findings import State
from hardener.history.month import Month
from hardener.history.read_month import month, states
from hardener.history.record import record
from hardener.store import Store
from hardener.store import tables as t
from hardener.waive import Waivers
from hardener.waiver import Waiver

NOVEMBER = date(2026, 11, 1)


@pytest.fixture
def store(store_place: str) -> Iterator[Store]:
    with Store(store_place) as opened:
        yield opened


def november(store: Store, days: float = 7) -> Month:
    return month(store, NOVEMBER, UTC, NOW + timedelta(days=days))


def test_a_program_counts_as_the_last_look_before_its_start_found_it(store: Store) -> None:
    there = library(
        meeting("1", start=NOW + timedelta(days=3), recording="cloud"), meeting("2", start=NOW + timedelta(days=3))
    )
    look(store, there)
    there.targets["meeting/1"] = meeting("1", start=NOW + timedelta(days=3))
    look(store, there, day=2)
    there.targets["meeting/1"] = meeting("1", start=NOW + timedelta(days=10), recording="cloud")
    look(store, there, day=4)
    held = november(store).held
    assert [(one.title, one.start, one.state) for one in held] == [
        ("Storytime 1", NOW + timedelta(days=3), State.READY),
        ("Storytime 2", NOW + timedelta(days=3), State.READY),
    ]
    assert (held[0].platform, held[0].looked) == ("made", NOW + timedelta(days=2))


def test_what_was_open_is_told(store: Store) -> None:
    look(store, library(meeting("1", recording="cloud")))
    (one,) = november(store).held
    assert one.state is State.TO_FIX
    assert one.open == ("rec.auto is open",)


def test_a_program_that_was_moved_was_not_held(store: Store) -> None:
    there = library(meeting("1", start=NOW + timedelta(days=3)))
    look(store, there)
    there.targets["meeting/1"] = meeting("1", start=NOW + timedelta(days=5))
    look(store, there, day=2)
    assert [one.start for one in november(store).held] == [NOW + timedelta(days=5)]


def test_what_is_still_to_come_or_of_another_month_is_left_out(store: Store) -> None:
    look(store, library(meeting("1", start=NOW + timedelta(days=2)), meeting("2", start=NOW + timedelta(days=9))))
    assert [one.title for one in november(store, days=1).held] == []
    assert [one.title for one in november(store, days=30).held] == ["Storytime 1"]


def test_the_weeks_begin_with_their_first_whole_look(store: Store) -> None:
    there = library(chat=True)
    look(store, there, day=-7)
    look(store, there, day=0, whole=False)
    look(store, library(), day=1)
    weeks = november(store).weeks
    assert [week.began for week in weeks] == [NOW - timedelta(days=7), NOW + timedelta(days=1)]
    assert [sum(week.states.values()) for week in weeks] == [2, 2]
    assert weeks[1].states == {State.READY: 2}


def test_a_store_from_before_these_words_is_read(store: Store) -> None:
    look(store, library())
    with store.writing() as connection:
        old = '{"states": {"Look by hand": 2, "To fix": 1, "Wonderful": 1}}'
        connection.execute(update(t.run).values(told=old))
    (week,) = november(store).weeks
    assert week.states == {State.CANT_TELL: 3, State.TO_FIX: 1}


def test_words_that_nobody_knows_are_never_green() -> None:
    assert states({"states": {"Fine": 4}}) == {State.CANT_TELL: 4}
    assert states({}) == {}


def test_what_is_accepted_is_told_with_its_reason_and_its_end(store: Store) -> None:
    word = Waiver(control="rec.auto", program="*", by="Anna", reason="a public meeting", until=date(2027, 3, 1))
    report, observed = judged(
        library(meeting("1", recording="cloud")), NOW, waivers=Waivers(today=NOW.date(), waivers=(word,))
    )
    record(store, looked(report, observed, NOW))
    (one,) = november(store).accepted
    assert (one.reason, one.until, one.titles) == ("a public meeting", date(2027, 3, 1), ("Storytime 1",))


def test_settings_that_somebody_changed_are_counted(store: Store) -> None:
    there = library()
    look(store, there)
    there.targets["meeting/1"] = meeting("1", waiting_room=False)
    look(store, there, day=1)
    assert november(store).other == 1


def test_what_could_not_be_read_is_not_ready(store: Store, tmp_path: Path) -> None:
    there = library(meeting("1"))
    there.targets["account/me"] = above("account", "account/me", None)
    there.targets["group/g"] = above("group", "group/g", None)
    look(store, there)
    assert [one.state for one in november(store).held] != [State.READY]


def test_other_accounts_are_left_out(store: Store) -> None:
    look(store, library())
    nothing = month(store, NOVEMBER, UTC, NOW + timedelta(days=7), {"another account of somebody"})
    assert (nothing.held, nothing.weeks, nothing.other, nothing.looks) == ((), (), 0, 0)


def test_an_empty_store_is_an_empty_month(store: Store) -> None:
    empty = november(store)
    assert not any((empty.held, empty.weeks, empty.accepted, empty.work))
