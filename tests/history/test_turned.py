"""What is told of a finding that nobody asks for any more, of what overtakes a look, and of who turned it."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, timedelta
from typing import Any, cast

from sqlalchemy import select
from tests.history.made import WANTED, compared, counted, failing, judged, library, look, looked
from tests.made import NOW, Vendor, host, meeting, profile

from hardener.history import read
from hardener.history.difference import Difference
from hardener.history.record import record
from hardener.mark import body
from hardener.model import Finding, Notice, Risk, Severity, Status, Waived
from hardener.reason import Reason, Why
from hardener.report.new import only_new
from hardener.report.past import render_program
from hardener.store import Store
from hardener.store import tables as t
from hardener.waive import Waivers
from hardener.waiver import Waiver


def without(control: str) -> Any:
    return WANTED.model_copy(update={"requires": {c: r for c, r in WANTED.requires.items() if c != control}})


def test_what_is_not_asked_for_any_more_is_told_once(store_place: str) -> None:
    with Store(store_place) as store:
        vendor = library(meeting("1", recording="cloud"), meeting("2"))
        first = look(store, vendor, kind="watch").run
        for day, kind in ((1, "audit"), (2, "watch")):
            found = look(store, vendor, day, wanted=without("rec.auto"), kind=cast("Any", kind)).difference
            assert [(turn.thing.target, turn.control, turn.after.reason) for turn in found.resolved()] == [
                ("meeting/1", "rec.auto", Why(Reason.DROPPED))
            ]
            assert list(found.turns) == list(found.resolved())
        last = look(store, vendor, 3, wanted=without("rec.auto"), kind="watch")
        assert not last.difference
        assert [turn.control for turn in read.difference(store, first, last.run)[2].resolved()] == ["rec.auto"]
        moments = read.program(store, "1")[1]
        assert [(moment.state.value, [c for c, _, _ in moment.turned]) for moment in moments] == [
            ("To fix", ["rec.auto"]),
            ("Ready", ["rec.auto"]),
        ]
        assert failing(look(store, vendor, 4).difference) == [("meeting/1", "rec.auto")]


def test_a_program_with_another_profile_leaves_what_the_one_before_asked(store_place: str) -> None:
    with Store(store_place) as store:
        other = without("rec.auto").model_copy(update={"name": "other"})
        vendor = library(meeting("1", recording="cloud", waiting_room=False), meeting("2"))
        look(store, vendor, kind="watch")
        assert not list(look(store, vendor, 1, wanted=other, only="other").difference.resolved()), "asked by name"
        assert not list(look(store, vendor, 2).difference.turns)
        for day, kind in ((3, "audit"), (4, "watch")):
            found = look(store, vendor, day, wanted=other, kind=cast("Any", kind)).difference
            assert [(turn.thing.target, turn.control) for turn in found.resolved()] == [("meeting/1", "rec.auto")]
        assert not look(store, vendor, 5, wanted=other, kind="watch").difference
        assert [c for c, _, _ in read.program(store, "1")[1][-1].turned] == ["rec.auto"]
        assert ("meeting/1", "rec.auto") in failing(look(store, vendor, 6).difference)
        assert read.program(store, "1")[1][-1].state.value == "To fix"


def test_one_programs_past_names_what_was_turned_above_it_and_by_whom(store_place: str) -> None:
    with Store(store_place) as store:
        vendor = library()
        look(store, vendor)
        vendor.targets["host/h"] = host(chat=True, chat_with=4)
        one = Vendor({k: v for k, v in vendor.targets.items() if k != "meeting/1"})
        look(store, one, 1, whole=False)
        look(store, vendor, 2)
        thing, moments = read.program(store, "1")
        (cause,) = moments[-1].causes.values()
        assert (cause.thing.target, cause.path, cause.by) == ("host/h", "settings.chat", "other")
        told = "".join(render_program(thing, moments, UTC))
        assert "; chat: off → on of host story@… by someone else" in told


def test_a_program_that_is_only_too_closed_is_not_to_fix(store_place: str) -> None:
    with Store(store_place) as store:
        look(store, library(meeting("1")), wanted=profile(chan__chat_attendee=">everyone"))
        assert [moment.state.value for moment in read.program(store, "1")[1]] == ["Too closed"]


def test_a_look_that_a_newer_one_overtook_changes_nothing(store_place: str) -> None:
    with Store(store_place) as store:
        vendor = library()
        look(store, vendor)
        early, observed = judged(library(meeting("1", recording="cloud"), meeting("2")), NOW + timedelta(days=1))
        newer = look(store, library(meeting("1"), meeting("2"), meeting("3")), 2)
        before = counted(store)
        late = record(store, looked(early, observed, NOW + timedelta(days=2, minutes=1)), also=compared)
        assert not late.difference
        assert counted(store) == before
        assert not read.difference(store, newer.run, look(store, library(), 3).run)[2].turns


def test_a_look_with_a_clock_far_ahead_does_not_stop_those_after_it(store_place: str) -> None:
    with Store(store_place) as store:
        look(store, library(), 4000)
        found = look(store, library(meeting("1", recording="cloud"), meeting("2")), 1).difference
        assert failing(found) == [("meeting/1", "rec.auto")]


def test_no_secret_of_a_waiver_is_kept(store_place: str) -> None:
    with Store(store_place) as store:
        reason = "Board agreed, see https://zoom.us/j/81234567890?pwd=hunter2secret"
        until = (NOW + timedelta(days=9)).date()
        said = Waiver(control="rec.auto", connection="main", by="anna.patron@example.org", until=until, reason=reason)
        now = NOW + timedelta(days=1)
        waivers = Waivers(today=now.date(), waivers=(said,))
        report, observed = judged(library(meeting("1", recording="cloud")), now, waivers=waivers)
        record(store, looked(report, observed, now))
        with store.reading() as connection:
            bodies = " ".join(connection.scalars(select(t.finding.c.body)))
        assert "Board agreed" in bodies
        for secret in ("hunter2secret", "81234567890", "anna.patron@example.org"):
            assert secret not in bodies


def test_what_is_kept_of_a_finding_is_spelled_as_it_always_was() -> None:
    """Another spelling would make every finding of a store another one."""
    word = Waived(kind="waiver", by="Anna", until=NOW.date(), reason="so")
    found = Finding(
        connection="main", control="rec.auto", status=Status.WAIVED, severity=Severity.LOW, expected="none",
        actual="cloud", sentence="It records", raw='"cloud"', needs=(Risk.OPEN,), waiver=word,
    )  # fmt: skip
    left = {"connection", "control", "status", "severity", "reason"}  # there is none here; once there were none at all
    plain = {k: v for k, v in asdict(found).items() if k not in left}
    assert body(found) == json.dumps(plain, default=str, ensure_ascii=False)


def test_what_is_new_comes_with_every_notice() -> None:
    report, _ = judged(library(), NOW)
    report.notices.append(Notice("a waiver is over", "key"))
    found = only_new(report, Difference())
    assert found.notices == report.notices
