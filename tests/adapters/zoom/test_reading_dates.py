"""A date is not its series: every date in view is read, and what is not known of one is told."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from tests.adapters.zoom.reading_made import ODD, START, WINDOW, Read, programs, reading
from tests.adapters.zoom.simulator_made import WEEKLY, meeting

from hardener.adapter import Window
from hardener.model import Target, Unreadable

FIRST = START + timedelta(days=1)
OPENED = {"settings.waiting_room": False, "settings.join_before_host": True}


def stamp(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def mark(number: int, first: datetime = FIRST) -> str:
    return str(int((first + timedelta(weeks=number)).timestamp() * 1000))


def series(number: int = 81, *, first: datetime = FIRST, **more: Any) -> dict[str, Any]:
    rule = {**WEEKLY, "weekly_days": str(first.isoweekday() % 7 + 1), "end_times": 8}
    settings = {} if more.get("type") == 9 else {"settings": {"waiting_room": True}}
    given = {"type": 8, "start_time": stamp(first), "recurrence": rule, "duration": 45, **settings, **more}
    return meeting(number, "Story", **given)


def read(
    spoil: Any = None, *, window: Window = WINDOW, calls: list[str] | None = None, **changes: Any
) -> dict[str, Read]:
    given = {"meetings": [], "webinars": [], **changes}
    return programs(list(reading(spoil, window=window, rooms=False, calls=calls, **given)))


@pytest.mark.parametrize(
    "hours", [{1: 0}, {1: 3, 2: 3}, {0: 0, 1: 0, 2: 0, 3: 0}], ids=["usual hour", "two at one other hour", "each"]
)
def test_a_date_that_was_opened_is_a_row_whatever_its_hour(hours: dict[int, int]) -> None:
    changes = {
        mark(n): {**OPENED, "start_time": (FIRST + timedelta(weeks=n, hours=more)).isoformat()}
        for n, more in hours.items()
    }
    found = read(meetings=[series(occurrences=changes)])
    assert set(found) == {"81", *(f"81/{mark(n)}" for n in hours)}
    for n in hours:
        date = found[f"81/{mark(n)}"]
        assert isinstance(date, Target)
        assert date.document["program"]["settings"]["waiting_room"] is False  # type: ignore[index, call-overload]
        assert date.kind == "occurrence"


@pytest.mark.parametrize(
    ("name", "value"),
    [("settings.mute_upon_entry", True), ("settings.participant_video", False), ("settings.auto_recording", "cloud"), ("agenda", "#teen")],
)  # fmt: skip
def test_each_setting_that_a_date_can_have_of_its_own_is_seen(name: str, value: Any) -> None:
    changes = {mark(1): {name: value}}
    assert set(read(meetings=[series(occurrences=changes)])) == {"81", f"81/{mark(1)}"}


def own_words(date: int, name: str, said: Any, usual: Any) -> Any:
    """Have Zoom say one thing of a date's settings and another of its series'."""

    def spoil(path: str, body: dict[str, Any]) -> None:
        if path.startswith("/meetings/81") and "settings" in body:
            body["settings"][name] = said if mark(date) in path else usual

    return spoil


@pytest.mark.parametrize(
    ("name", "usual", "said"),
    [
        # Which regions are the library's own, only its own table knows.
        ("additional_data_center_regions", ["US"], ["US", "CN"]), ("additional_data_center_regions", ["US"], None),
        # It says whether the host's settings count.
        ("waiting_room_options", {"mode": "custom"}, {"mode": "follow_setting"}),
        ("waiting_room_options", {"mode": "follow_setting"}, {"mode": "custom"}),
        ("mute_upon_entry", "odd", "odder"),
    ],
)  # fmt: skip
def test_what_only_a_library_s_own_table_or_the_host_decides_makes_a_date_a_row(
    name: str, usual: object, said: object
) -> None:
    assert set(read(own_words(1, name, said, usual), meetings=[series()])) == {"81", f"81/{mark(1)}"}
    assert set(read(own_words(1, name, usual, usual), meetings=[series()])) == {"81"}


def test_a_webinar_s_date_that_records_is_a_row() -> None:
    changes = {mark(2): {"settings.auto_recording": "cloud"}}
    found = read(webinars=[series(91, type=9, occurrences=changes)])
    date = found[f"91/{mark(2)}"]
    assert isinstance(date, Target)
    assert (date.kind, date.program and date.program.kind) == ("webinar-occurrence", "webinar")
    assert date.document["program"]["settings"]["auto_recording"] == "cloud"  # type: ignore[index, call-overload]


def test_every_date_in_view_is_asked_for_once_and_no_other() -> None:
    calls: list[str] = []
    changes = {mark(1): {"deleted": True}}
    found = read(calls=calls, meetings=[series(occurrences=changes)])
    assert set(found) == {"81"}, "a date like its series has no row of its own"
    asked = sorted(call.split("?")[1] for call in calls if call.startswith("/v2/meetings/81?"))
    assert asked == ["", mark(0), mark(2), mark(3)], "not what was called off, and not after the window"


@pytest.mark.parametrize("status", [403, 404, 500])
def test_a_date_that_cannot_be_read_is_told(status: int) -> None:
    faults = [{"path": "/v2/meetings/81$", "nth": [3], "status": status, "body": {"code": 300, "message": "no"}}]
    found = read(meetings=[series()], faults=faults if status != 500 else [{**faults[0], "nth": list(range(3, 99))}])
    assert any(isinstance(t, Unreadable) and t.program and t.program.occurrence for t in found.values())
    assert isinstance(found["81"], Target)


@pytest.mark.parametrize(
    "answer", [{"id": 82}, {"id": None}, {"start_time": "2026-12-24T10:00:00Z"}, {"start_time": []}]
)
def test_an_answer_for_something_else_is_not_taken_for_the_date(answer: dict[str, Any]) -> None:
    def spoil(path: str, body: dict[str, Any]) -> None:
        if "occurrence_id=" + mark(1) in path:
            body.update(answer)

    found = read(spoil, meetings=[series()])
    assert isinstance(found[f"81/{mark(1)}"], Unreadable)


@pytest.mark.parametrize("value", [*ODD, "absent", 0, ""])
def test_a_series_whose_answer_has_no_dates_stays_and_its_dates_are_unknown(value: Any) -> None:
    def spoil(path: str, body: dict[str, Any]) -> None:
        if path == "/meetings/81":
            body["occurrences"] = value
            if value == "absent":
                del body["occurrences"]

    found = read(spoil, meetings=[series(first=FIRST - timedelta(weeks=1))])
    assert isinstance(found["81"], Target)
    assert [t.program.start for t in found.values() if t.program] in ([None, None], [None, None, None])
    unknown = [t for t in found.values() if isinstance(t, Unreadable)]
    assert len(unknown) == 1
    assert "could not be read" in unknown[0].reason


@pytest.mark.parametrize("value", [*ODD, "absent"])
@pytest.mark.parametrize("key", ["occurrence_id", "start_time", "duration", "status", "whole"])
def test_an_odd_date_is_told_and_the_others_are_read(key: str, value: Any) -> None:
    def spoil(path: str, body: dict[str, Any]) -> None:
        if path != "/meetings/81":
            return
        if key == "whole":
            body["occurrences"][1] = value
        elif value == "absent":
            del body["occurrences"][1][key]
        else:
            body["occurrences"][1][key] = value

    found = read(spoil, meetings=[series(occurrences={mark(2): OPENED})])
    assert isinstance(found[f"81/{mark(2)}"], Target)
    told = [t for t in found.values() if isinstance(t, Unreadable)]
    harmless = key == "status" or (key == "duration" and value in (None, 7.5, "absent") and value is not True)
    assert len(told) == (0 if harmless else 1), found


@pytest.mark.parametrize("value", [*ODD, "absent", 0, 2, 3])
def test_a_series_of_unknown_type_keeps_its_dates(value: Any) -> None:
    def spoil(path: str, body: dict[str, Any]) -> None:
        for row in [body, *body.get("meetings", [])] if "/meetings" in path and "occurrence" not in path else []:
            if "type" in row:
                row["type"] = value
                if value == "absent":
                    del row["type"]

    found = read(spoil, meetings=[series(occurrences={mark(1): OPENED})])
    assert isinstance(found[f"81/{mark(1)}"], Target)
    assert found["81"].program is not None
    assert found["81"].program.series


def test_dates_after_the_last_that_zoom_shows_are_told() -> None:
    long = Window(START, START + timedelta(days=90))
    daily = {"type": 1, "repeat_interval": 1}
    endless = series(81, recurrence={**daily, "end_times": 0})
    short = series(82, recurrence={**daily, "end_times": 50})
    found = read(window=long, meetings=[endless, short])
    unknown = found["81/unknown"]
    assert isinstance(unknown, Unreadable)
    assert "no more than 50 dates" in unknown.reason
    assert "82/unknown" not in found
    assert "81/unknown" not in read(meetings=[endless])


@pytest.mark.parametrize(
    "rule",
    [{"type": 1, "end_times": 3}, {"type": 2, "weekly_days": "2,4", "end_times": 4}, {"type": 3, "monthly_day": 3, "end_times": 2}, {"type": 1, "end_date_time": "2026-10-01T00:00:00Z"}],
)  # fmt: skip
def test_a_series_that_is_over_by_its_own_rule_is_left_out(rule: dict[str, Any]) -> None:
    over = series(81, first=START - timedelta(days=95), recurrence={"repeat_interval": 1, **rule})
    assert read(meetings=[over]) == {}


def test_a_rule_that_nobody_understands_ends_no_series() -> None:
    for value in (*ODD, "absent"):

        def spoil(path: str, body: dict[str, Any], value: Any = value) -> None:
            if path == "/meetings/81":
                body["recurrence"]["end_times"] = value
                if value == "absent":
                    del body["recurrence"]["end_times"]

        over = series(
            81, first=START - timedelta(days=95), recurrence={"type": 1, "repeat_interval": 1, "end_times": 3}
        )
        assert "81" in read(spoil, meetings=[over]), value
