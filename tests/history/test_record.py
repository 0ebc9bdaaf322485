"""A look is kept as what changed: what newly fails, which setting moved and who moved it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any, cast

import pytest
from sqlalchemy import insert, select
from tests.history.made import WANTED, compared, counted, failing, judged, library, look, looked
from tests.made import KEY, NOW, Vendor, host, meeting, profile
from tests.test_plan import planned

from hardener.adapter import Adapter
from hardener.history import read
from hardener.history.record import record
from hardener.history.retain import retain
from hardener.history.seen import Observed
from hardener.model import Target, Unreadable
from hardener.remedy.apply import Applier
from hardener.remedy.journal import Journal
from hardener.store import Store
from hardener.store import tables as t


def changed(vendor: Vendor, ident: str = "1", **settings: Any) -> None:
    vendor.targets[f"meeting/{ident}"] = meeting(ident, **settings)


def test_what_stays_the_same_is_not_kept_again(store_place: str) -> None:
    with Store(store_place) as store:
        vendor = library(meeting("1", recording="cloud"), meeting("2"))
        first = look(store, vendor)
        assert failing(first.difference) == [("meeting/1", "rec.auto")]
        assert [thing.target for thing in first.difference.new] == ["meeting/1", "meeting/2"]
        before = counted(store)
        again = look(store, vendor, 1)
        assert not again.difference
        assert counted(store) == before


def test_a_setting_that_somebody_changed_is_told_once_with_whose_doing_it_is(store_place: str) -> None:
    with Store(store_place) as store:
        vendor = library()
        look(store, vendor)
        changed(vendor, recording="cloud")
        found = look(store, vendor, 1).difference
        assert failing(found) == [("meeting/1", "rec.auto")]
        (move,) = found.moves
        assert (move.path, move.before, move.after, move.by) == ("program.recording", '"none"', '"cloud"', "other")
        assert found.cause(found.turns[0]) == move
        assert not look(store, vendor, 2).difference
        changed(vendor)
        assert [turn.control for turn in look(store, vendor, 3).difference.resolved()] == ["rec.auto"]


def test_two_connections_that_show_one_account_otherwise_are_no_change_whichever_was_faster(store_place: str) -> None:
    more, less = library(meeting("1", recording="cloud")), library(meeting("1", recording="none"))
    with Store(store_place) as store:
        for day, order in enumerate((("main", "second"), ("second", "main"))):
            now = NOW + timedelta(days=day)
            report, _ = judged(more, now)
            (reach,) = report.reaches
            report.reaches.append(replace(reach, connection="second"))
            vendors = {"main": more, "second": less}
            observed = Observed({name: each.settings for name, each in vendors.items()})
            for name in order:
                for target in vendors[name].targets.values():
                    observed.saw(name, target)
            kept = record(store, looked(report, observed, now), also=compared)
        assert kept.difference.moves == []
        with store.reading() as connection:
            assert connection.execute(select(t.value)).all() == []


def test_a_change_above_is_one_move_and_a_turn_in_each_program(store_place: str) -> None:
    with Store(store_place) as store:
        vendor = library()
        look(store, vendor)
        vendor.targets["host/h"] = host(chat=True, chat_with=4)
        found = look(store, vendor, 1).difference
        assert failing(found) == [("meeting/1", "chan.chat_attendee"), ("meeting/2", "chan.chat_attendee")]
        assert [(m.thing.target, m.path) for m in found.moves] == [("host/h", "settings.chat")]
        assert {found.cause(turn) for turn in found.turns} == set(found.moves)


@pytest.mark.parametrize("killed", [False, True])
def test_what_hardener_changed_is_its_own_doing_and_what_came_after_is_not(store_place: str, killed: bool) -> None:
    with Store(store_place) as store:
        vendor, journal = library(meeting("1", recording="cloud", waiting_room=False)), Journal(store)
        look(store, vendor)
        plan = planned((cast("Any", vendor.targets["meeting/1"]), WANTED))
        run = journal.open_run(plan, "apply", operator="me", reason="", now=NOW + timedelta(hours=1))
        if killed:  # after the write, before the second reading
            number, step = next((n, s) for n, s in enumerate(plan.steps) if s.target == "meeting/1")
            journal.begin(run, number, step, NOW + timedelta(hours=1))
            vendor.targets["meeting/1"] = meeting("1")
        else:
            later = NOW + timedelta(hours=1)
            adapters = {"main": cast("Adapter", vendor)}
            list(Applier(plan=plan, run=run, adapters=adapters, journal=journal, clock=lambda: later)())
        changed(vendor, recording="local", waiting_room=True)
        found = look(store, vendor, 1).difference
        assert {m.path: m.by for m in found.moves} == {
            "program.recording": "other",  # hardener closed it, and somebody opened it again in another way
            "program.waiting_room": "hardener",
        }


def test_what_could_not_be_read_is_unclear_and_no_change(store_place: str) -> None:
    with Store(store_place) as store:
        vendor = library()
        look(store, vendor)
        sound = vendor.targets["meeting/1"]
        vendor.targets["meeting/1"] = replace(sound, document={}, unread={"program": "403"})
        found = look(store, vendor, 1).difference
        assert {turn.control for turn in found.unclear()} >= {"rec.auto", "door.waiting_room"}
        assert not failing(found)
        assert not found.moves
        vendor.targets["meeting/1"] = sound
        found = look(store, vendor, 2).difference
        assert {turn.control for turn in found.resolved()} >= {"rec.auto", "door.waiting_room"}
        assert not found.moves
        assert sound.program is not None
        gone = Unreadable(
            id=sound.id, kind="meeting", title="x", reason="404", above=sound.above, program=sound.program
        )
        vendor.targets["meeting/1"] = cast("Target", gone)
        assert list(look(store, vendor, 3).difference.unclear())


def test_programs_come_and_go_and_those_that_are_over_have_not_gone(store_place: str) -> None:
    with Store(store_place) as store:
        vendor = library(meeting("1"), meeting("2", start=NOW + timedelta(days=9)))
        look(store, vendor)
        vendor.targets = library(meeting("3", recording="cloud")).targets
        kept = look(store, vendor, 2)
        assert [thing.target for thing in kept.difference.new] == ["meeting/3"]
        assert [thing.target for thing in kept.difference.gone] == ["meeting/2"], "meeting/1 is over"
        assert failing(kept.difference) == [("meeting/3", "rec.auto")]


def test_the_watch_hears_of_what_a_person_saw_before_it(store_place: str) -> None:
    with Store(store_place) as store:
        vendor = library()
        look(store, vendor, kind="watch")
        changed(vendor, recording="cloud")
        assert failing(look(store, vendor, 1).difference) == [("meeting/1", "rec.auto")]
        told = look(store, vendor, 2, kind="check", whole=False).difference
        assert failing(told) == [("meeting/1", "rec.auto")]
        assert [m.path for m in told.moves] == ["program.recording"]
        assert not look(store, vendor, 3, kind="check", whole=False).difference


def test_another_profile_of_the_same_program_is_judged_apart(store_place: str) -> None:
    with Store(store_place) as store:
        vendor = library(meeting("1", recording="cloud"))
        look(store, vendor)
        stricter = WANTED.model_copy(update={"requires": {**WANTED.requires, **profile(cap__live="off").requires}})
        found = look(store, vendor, 1, wanted=stricter).difference
        assert not found.new
        assert {turn.control for turn in found.turns} == {"cap.live"}


def test_no_secret_and_no_link_is_kept(store_place: str) -> None:
    title = "Join https://zoom.us/j/81234567890?pwd=hunter2secret or mail anna.patron@example.org"
    with Store(store_place) as store:
        vendor = library(replace(meeting("1", password="hunter2secret"), title=title))
        look(store, vendor)
        look(store, library(replace(meeting("1", password="other-secret"), title=title)), 1)
        with store.reading() as connection:
            everything = " ".join(str(connection.execute(select(table)).all()) for table in t.metadata.sorted_tables)
        for secret in ("hunter2secret", "other-secret", "81234567890?", "anna.patron@example.org"):
            assert secret not in everything
        thing, moments = read.program(store, "1")
        assert "hunter2" not in thing.title
        assert [moment.moves for moment in moments] == [()], "another passcode is no change that is told"


def test_a_part_is_kept_and_compared_with_nothing_but_itself(store_place: str) -> None:
    with Store(store_place) as store:
        vendor = library()
        look(store, vendor)
        changed(vendor, "2", recording="cloud")
        one = Vendor({k: v for k, v in vendor.targets.items() if k != "meeting/2"})
        assert not look(store, one, 1, whole=False).difference
        assert failing(look(store, vendor, 2).difference) == [("meeting/2", "rec.auto")]


def test_a_look_at_a_part_or_by_another_profile_tells_of_nothing_that_it_is_gone(store_place: str) -> None:
    with Store(store_place) as store:
        vendor = library(meeting("1"), meeting("2"))
        first = look(store, vendor).run
        del vendor.targets["meeting/2"]
        part = look(store, vendor, 1, whole=False).run
        other = look(store, vendor, 1, only="test").run
        whole = look(store, vendor, 1).run
        assert [read.difference(store, first, run)[2].gone for run in (part, other)] == [[], []]
        assert [thing.target for thing in read.difference(store, first, whole)[2].gone] == ["meeting/2"]


def test_what_another_library_was_told_is_for_its_own_configuration_to_let_go(store_place: str) -> None:
    made = {"made": NOW, "channel": "staff", "urgent": False, "body": "b", "tries": 0, "given_up": False, "error": ""}
    whose = {"mine": KEY, "nobody's": "", "another's": "zoom another 1", "both": f"{KEY}\nzoom another 1"}
    with Store(store_place) as store:
        with store.writing() as connection:
            rows = [{**made, "title": title, "accounts": accounts} for title, accounts in whose.items()]
            connection.execute(insert(t.message), rows)
        assert retain(store, NOW + timedelta(days=100), 45, {KEY})
        with store.reading() as connection:
            assert {*connection.scalars(select(t.message.c.title))} == {"another's", "both"}
        assert retain(store, NOW + timedelta(days=100), 45, {KEY, "zoom another 1"})
        with store.reading() as connection:
            assert not connection.scalars(select(t.message.c.title)).all()


def test_what_is_older_than_wanted_goes_and_the_rest_tells_the_same(store_place: str) -> None:
    with Store(store_place) as store:
        vendor, journal = library(), Journal(store)
        old = journal.open_run(planned(), "apply", operator="me", reason="", now=NOW)
        look(store, library(meeting("9", start=NOW + timedelta(days=2))), 0)
        for day in range(0, 100, 10):
            changed(vendor, recording="cloud" if day % 20 else "none")
            look(store, vendor, day)
        before = read.difference(store, 9, 11)[2]
        _, moments = read.program(store, "1")
        assert retain(store, NOW + timedelta(days=100), 45, {KEY})
        assert not retain(store, NOW + timedelta(days=100, hours=1), 45, {KEY}), "once a day"
        left = [past.id for past in read.runs(store, None)]
        assert left == [*range(12, 8, -1), old], "an apply that did not end is kept"
        assert read.difference(store, 9, 11)[2] == before
        assert read.program(store, "1")[1][-3:] == moments[-3:]
        with pytest.raises(read.HistoryError, match="no look that is kept"):
            read.difference(store, 2, 10)
        with pytest.raises(read.HistoryError, match="no program"):
            read.program(store, "9")
        assert counted(store)[t.value.name] == 3, "a change at each look but the oldest"
        assert counted(store)[t.target.name] == 5, "a host, a group, the account and two programs"
