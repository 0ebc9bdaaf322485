"""What is on by Zoom's own word stays in view; what is over by its own row, and is not on, is not asked for."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from tests.adapters.zoom.reading_made import START, WINDOW, Read, doubts, everything, programs
from tests.adapters.zoom.simulator_made import ROOM, WEEKLY, meeting, seed
from tests.adapters.zoom.test_reading_dates import stamp

from hardener.model import Program, Target, Unreadable

LATE = {"start_time": stamp(START - timedelta(minutes=50)), "duration": 30}


def what(found: list[Read], ident: str = "81") -> Program:
    target = programs(found)[ident]
    assert target.program is not None
    return target.program


def read(*meetings: dict[str, Any], spoil: Any = None, **more: Any) -> list[Read]:
    return everything(spoil, meetings=list(meetings), webinars=[], **more)


def test_a_single_program_that_runs_over_its_time_stays_while_it_is_on() -> None:
    on, over = meeting(81, "On", started=True, **LATE), meeting(82, "Over", **LATE)
    found = read(on, over)
    assert programs(found).keys() == {"81"}
    assert what(found).live
    assert what(found).start == START - timedelta(minutes=50)


def test_a_series_over_its_time_is_on() -> None:
    first = START - timedelta(weeks=1, minutes=50)
    rule = {**WEEKLY, "weekly_days": str(first.isoweekday() % 7 + 1), "end_times": 4}
    made = meeting(81, "On", type=8, start_time=stamp(first), duration=30, recurrence=rule, started=True)
    assert what(read(made)).live
    last = meeting(
        82, "Last", type=8, start_time=stamp(first), duration=30, recurrence={**rule, "end_times": 2}, started=True
    )
    assert what(read(last), "82").live, "its last date is over by the clock"


def test_a_program_without_fixed_times_and_one_that_was_opened_early_are_on() -> None:
    drop_in = meeting(81, "Help", type=3, start_time=None, started=True)
    early = meeting(82, "Early", start_time=stamp(START + timedelta(hours=4)), started=True)
    far = meeting(83, "Far", start_time=stamp(START + timedelta(weeks=9)), started=True)
    idle = meeting(84, "Idle", type=3, start_time=None)
    found = read(drop_in, early, far, idle)
    assert {t.program.id: t.program.live for t in found if t.program} == {
        "81": True,
        "82": True,
        "83": True,
        "84": False,
    }


def test_a_personal_room_that_is_on_is_told() -> None:
    users = [{**user, "room": {"started": True}} if user["id"] == "u1" else user for user in seed()["users"]]
    assert what(read(meeting(81, "A"), rooms=True, users=users), str(ROOM)).live


@pytest.mark.parametrize("value", [[], {}, 7, True, "busy", "\ud800"])
def test_a_status_that_nobody_knows_counts_as_on(value: Any) -> None:
    def spoil(path: str, body: dict[str, Any]) -> None:
        if path == "/meetings/81":
            body["status"] = value

    assert what(read(meeting(81, "A"), spoil=spoil)).live


@pytest.mark.parametrize("value", [None, "absent", "waiting"])
def test_what_zoom_lists_as_on_is_on_whatever_its_answer_says(value: Any) -> None:
    def spoil(path: str, body: dict[str, Any]) -> None:
        if path == "/meetings/81":
            body["status"] = value
            if value == "absent":
                del body["status"]

    assert what(read(meeting(81, "A", started=True, **LATE), spoil=spoil)).live


def test_what_is_over_by_its_own_row_is_neither_asked_for_nor_missed() -> None:
    gone = {"code": 3001, "message": "Meeting does not exist: 82."}
    faults = [{"path": "/v2/meetings/82$", "status": 404, "body": gone}]
    old = meeting(82, "Old", start_time=stamp(START - timedelta(days=20)))
    found = read(meeting(81, "A"), old, faults=faults)
    assert programs(found).keys() == {"81"}
    assert not doubts(found)
    coming = meeting(82, "Coming")
    assert isinstance(programs(read(coming, faults=faults))["82"], Unreadable)


def test_where_zoom_does_not_say_what_is_on_the_report_says_so() -> None:
    def spoil(path: str, body: dict[str, Any]) -> None:
        if "type=live" in path:
            del body["meetings"]

    found = read(
        meeting(81, "A", started=True, **LATE), meeting(82, "Old", start_time="2026-11-01T10:00:00Z"), spoil=spoil
    )
    assert "list/u1/live" in doubts(found)
    assert what(found).live, "its own answer says so"
    assert "82" not in programs(found), "over for longer than any meeting lasts"


@pytest.mark.parametrize("value", [[], None, "\ud800", "absent"])
@pytest.mark.parametrize("key", ["id", "start_time", "duration", "topic", "type"])
def test_an_odd_word_in_the_list_of_what_is_on_loses_nothing(key: str, value: Any) -> None:
    def spoil(path: str, body: dict[str, Any]) -> None:
        if "type=live" in path:
            for row in body["meetings"]:
                row[key] = value
                if value == "absent":
                    del row[key]

    found = read(meeting(81, "A", started=True, **LATE), spoil=spoil)
    assert what(found).live
    assert bool(doubts(found)) == (key == "id")


@pytest.mark.parametrize("value", [[], {}, True, "\ud800", -1, 10**30, "soon"])
@pytest.mark.parametrize("key", ["start_time", "duration", "topic", "agenda", "tracking_fields", "id", "host_id"])
def test_an_answer_that_is_not_understood_is_a_row_that_cannot_be_told(key: str, value: Any) -> None:
    def spoil(path: str, body: dict[str, Any]) -> None:
        if path == "/meetings/81":
            body[key] = value

    target = programs(read(meeting(81, "Storytime"), spoil=spoil))["81"]
    text = isinstance(value, str) and key in {"topic", "agenda"}
    nothing = key == "tracking_fields" and not value
    assert isinstance(target, Target if text or nothing else Unreadable)
    if isinstance(target, Unreadable):
        assert target.title == "Storytime"
        assert target.program is not None
        assert target.program.starts
    assert target.title.encode()


def test_a_program_of_unknown_length_is_in_view_for_as_long_as_any_may_last() -> None:
    def spoil(path: str, body: dict[str, Any]) -> None:
        for row in [body, *body.get("meetings", [])]:
            row.pop("duration", None)

    begun = meeting(81, "A", start_time=stamp(START - timedelta(hours=2)))
    target = programs(read(begun, spoil=spoil))["81"]
    assert target.program is not None
    assert (target.program.minutes, target.program.starts) == (None, (START - timedelta(hours=2),))
    assert WINDOW.start == START
