"""Whatever happened between any two looks, what is read back is what was found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.history.made import ABOVE, judged, look, looked
from tests.made import NOW, Vendor, host, meeting
from tests.stores import place

from hardener.findings import State
from hardener.history import read
from hardener.history.record import record
from hardener.model import Status
from hardener.store import Store
from hardener.store import tables as t

Days = list[tuple[bool, list[tuple[str, bool] | None]]]
"""Of each day the host's chat, and of each program its recording and waiting room; None: it is not there."""
DAY = st.tuples(
    st.booleans(),
    st.lists(st.none() | st.tuples(st.sampled_from(["none", "cloud", "odd"]), st.booleans()), min_size=3, max_size=3),
)
Found = dict[tuple[str, str], str]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with place(request.param, tmp_path_factory.mktemp("store")) as where, Store(where) as opened:
        yield opened


def empty(store: Store) -> None:
    with store.writing() as connection:
        for table in reversed(t.metadata.sorted_tables):
            connection.execute(table.delete())


def lived(store: Store, days: Days, verdicts: dict[tuple[int, str], State] | None = None) -> dict[int, Found]:
    """Look at each day; return by run the status of every finding on programs, and put their `verdicts` by run."""
    found: dict[int, Found] = {}
    for number, (chat, programs) in enumerate(days):
        targets: dict[str, Any] = {"host/h": host(chat=chat, chat_with=4), **ABOVE}
        for ident, state in enumerate(programs):
            if state is not None:
                start = NOW + timedelta(days=60)
                made = meeting(str(ident), recording=state[0], waiting_room=state[1], start=start)
                targets[made.id] = made
        now = NOW + timedelta(days=number)
        report, observed = judged(Vendor(targets), now)
        run = record(store, looked(report, observed, now)).run
        if verdicts is not None:
            verdicts |= {(run, row.target): row.state for row in report.rows(programs=True)}
        found[run] = {
            (row.target, f.control): f.status.value for row in report.rows(programs=True) for f in row.findings
        }
    return found


@settings(deadline=None, max_examples=25)
@given(days=st.lists(DAY, min_size=2, max_size=6))
def test_the_difference_of_any_two_looks_is_the_difference_of_what_they_found(days: Days, store: Store) -> None:
    empty(store)
    found = lived(store, days)
    runs = sorted(found)
    for first in runs:
        for last in (run for run in runs if run > first):
            told = read.difference(store, first, last)[2]
            assert all(turn.before != turn.after for turn in told.turns)
            before, after = found[first], found[last]
            there = {target for target, _ in before}
            known = {target for run in runs if run <= first for target, _ in found[run]}
            for status, turns in ((Status.FAIL, told.failing()), (Status.ERROR, told.unclear())):
                now = {key for key, is_ in after.items() if is_ == status.value}
                seen = {(turn.thing.target, turn.control) for turn in turns if turn.thing.program}
                kept = {key for key in now if key[0] in there and before[key] == status.value}
                assert seen <= now - kept
                assert {key for key in now - kept if key[0] in there or key[0] not in known} <= seen
            assert {thing.target for thing in told.new} == {target for target, _ in after} - known
            assert {thing.target for thing in told.gone} == there - {target for target, _ in after}


@settings(deadline=None, max_examples=25)
@given(days=st.lists(DAY, min_size=2, max_size=6))
def test_a_programs_past_names_each_look_at_which_it_was_otherwise(days: Days, store: Store) -> None:
    empty(store)
    verdicts: dict[tuple[int, str], State] = {}
    found = lived(store, days, verdicts)
    for ident in range(3):
        target = f"meeting/{ident}"
        past = [(run, {c: s for (what, c), s in told.items() if what == target}) for run, told in sorted(found.items())]
        past = [(run, told) for run, told in past if told]
        if not past:
            continue
        moments = read.program(store, str(ident))[1]
        assert sum(moment.looks for moment in moments) == len(past)
        told_at = {moment.run: moment for moment in moments}
        assert all(was != now for moment in moments for _, was, now in moment.turned)
        for (_, before), (run, after) in pairwise(past):
            open_now = {c for c, s in after.items() if s in {"fail", "error"} and before[c] != s}
            if open_now:
                assert {control for control, _, _ in told_at[run].turned} >= open_now
        for moment in moments:
            assert moment.state is verdicts[moment.run, target]


def test_without_looks_there_is_one_clear_line(store: Store) -> None:
    empty(store)
    with pytest.raises(read.HistoryError, match="make one with: hardener audit"):
        read.difference(store, None, None)
    vendor = Vendor(cast("Any", {"host/h": host(chat=False, chat_with=4), **ABOVE, "meeting/1": meeting("1")}))
    run = look(store, vendor).run
    with pytest.raises(read.HistoryError, match="no whole look before"):
        read.difference(store, None, None)
    look(store, vendor, 1)
    with pytest.raises(read.HistoryError, match="earlier run first"):
        read.difference(store, run + 1, run)
    for none in (999999, 10**20):
        with pytest.raises(read.HistoryError, match=f"run {none} is no look"):
            read.difference(store, run, none)
    with pytest.raises(read.HistoryError, match="no program 'nobody'"):
        read.program(store, "nobody")


def test_a_title_in_any_case_and_alphabet_finds_its_program(store: Store) -> None:
    empty(store)
    titles = {"1": "Hora de CUENTOS: Érase una vez", "2": "Érase otra vez", "3": "100% fun_time"}
    programs = {f"meeting/{n}": replace(meeting(n), title=title) for n, title in titles.items()}
    look(store, Vendor(cast("Any", {"host/h": host(chat=False, chat_with=4), **ABOVE, **programs})))
    assert read.program(store, "cuentos")[0].target == "meeting/1"
    assert read.program(store, "érase otra")[0].target == "meeting/2"
    assert read.program(store, "0% FUN_")[0].target == "meeting/3"
    with pytest.raises(read.HistoryError, match=r"fits 2 programs.*\(main/meeting/1\).*\(main/meeting/2\)"):
        read.program(store, "Érase")
    assert read.program(store, "main/meeting/2")[0].target == read.program(store, "meeting/2")[0].target == "meeting/2"


def test_a_series_is_found_before_its_changed_dates(store: Store) -> None:
    empty(store)
    series = meeting("1")
    assert series.program is not None
    dates = {
        ident: replace(
            series, id=ident, kind=ident.split("/")[0], title="Storytime 1 (one changed date)",
            program=replace(series.program, occurrence="20261124"),
        )
        for ident in ("occurrence/1/20261124", "meeting/1_20261201")
    }  # fmt: skip
    look(store, Vendor(cast("Any", {"host/h": host(chat=False, chat_with=4), **ABOVE, **dates, "meeting/1": series})))
    for sought in ("1", "storytime", "meeting/1"):
        assert read.program(store, sought)[0].target == "meeting/1"
    for ident in dates:
        assert read.program(store, ident)[0].target == ident
