"""Series of meetings on the simulated Zoom: their dates, and what a careless change does to them."""

from __future__ import annotations

from typing import Any

import pytest
from tests.adapters.zoom.simulator_made import SINGLE, STORY, WEEKLY, Zoom, meeting, zoom

FIRST = "1795532400000"
"""The occurrence id of 2026-11-24T15:00:00Z."""


def starts(client: Zoom, number: int = STORY, **query: Any) -> list[str]:
    return [each["start_time"] for each in client.get(f"/meetings/{number}", **query).json()["occurrences"]]


def series(rule: dict[str, Any], **extra: Any) -> list[dict[str, Any]]:
    start = extra.pop("start_time", "2026-11-24T15:00:00Z")
    return [meeting(STORY, "Story", type=8, start_time=start, recurrence=rule, **extra)]


def test_a_series_shows_its_dates() -> None:
    with zoom() as client:
        read = client.get(f"/meetings/{STORY}").json()
        assert read["recurrence"] == WEEKLY
        assert read["occurrences"][0] == {
            "occurrence_id": FIRST,
            "start_time": "2026-11-24T15:00:00Z",
            "duration": 60,
            "status": "available",
        }
        assert len(read["occurrences"]) == 4


def test_no_more_than_fifty_dates_are_shown() -> None:
    with zoom(meetings=series({"type": 1, "end_times": 0})) as client:
        assert len(starts(client)) == 50


def test_past_dates_are_shown_on_demand() -> None:
    with zoom(meetings=series(WEEKLY, start_time="2026-11-10T15:00:00Z")) as client:
        assert len(starts(client)) == 2
        assert len(starts(client, show_previous_occurrences="true")) == 4


@pytest.mark.parametrize(
    ("rule", "dates"),
    [
        ({"type": 1, "repeat_interval": 2, "end_times": 3}, ["11-24", "11-26", "11-28"]),
        ({"type": 2, "weekly_days": "3", "repeat_interval": 2, "end_times": 2}, ["11-24", "12-08"]),
        ({"type": 2, "weekly_days": "1", "end_times": 2}, ["11-29", "12-06"]),
        ({"type": 2, "end_date_time": "2026-12-02T00:00:00Z"}, ["11-24", "12-01"]),
        ({"type": 3, "monthly_day": 24, "end_times": 2}, ["11-24", "12-24"]),
        ({"type": 3, "monthly_day": 31, "end_times": 2}, ["12-31", "01-31"]),
        ({"type": 3, "monthly_week": -1, "monthly_week_day": 3, "end_times": 2}, ["11-24", "12-29"]),
        ({"type": 3, "monthly_week": 1, "monthly_week_day": 3, "end_times": 2}, ["12-01", "01-05"]),
    ],
)
def test_dates_follow_the_rule(rule: dict[str, Any], dates: list[str]) -> None:
    with zoom(meetings=series(rule)) as client:
        assert [start[5:10] for start in starts(client)] == dates


def test_the_time_of_day_holds_when_the_clocks_change() -> None:
    rule = {"type": 2, "weekly_days": "4", "end_times": 2}
    spring = series(rule, start_time="2027-03-10T15:00:00Z", timezone="America/New_York")
    with zoom(meetings=spring) as client:
        assert starts(client) == ["2027-03-10T15:00:00Z", "2027-03-17T14:00:00Z"]
    with zoom(meetings=series(rule, timezone="Mars/Olympus")) as client:
        assert len(starts(client)) == 2


def test_changed_and_deleted_dates_stay_in_the_list() -> None:
    second, third = (str(int(FIRST) + weeks * 604_800_000) for weeks in (1, 2))
    changes = {second: {"start_time": "2026-12-01T18:00:00Z", "duration": 90}, third: {"deleted": True}}
    with zoom(meetings=series(WEEKLY, occurrences=changes)) as client:
        read = client.get(f"/meetings/{STORY}").json()["occurrences"]
        assert (read[1]["start_time"], read[1]["duration"]) == ("2026-12-01T18:00:00Z", 90)
        assert [each["status"] for each in read] == ["available", "available", "deleted", "available"]


def test_one_date_takes_only_some_settings() -> None:
    body = {
        "agenda": "Bring a teddy",
        "duration": 20,
        "start_time": "2026-11-24T16:00:00Z",
        "topic": "Renamed",
        "settings": {"waiting_room": True, "mute_upon_entry": True, "approval_type": 1, "focus_mode": True},
    }
    with zoom() as client:
        assert client.patch(f"/meetings/{STORY}", body, occurrence_id=FIRST).status_code == 204
        one = client.get(f"/meetings/{STORY}", occurrence_id=FIRST).json()
        assert (one["agenda"], one["duration"], one["start_time"]) == (
            "Bring a teddy",
            20,
            "2026-11-24T16:00:00Z",
        )
        assert one["topic"] == "Baby Storytime"
        told = one["settings"]
        assert (told["waiting_room"], told["mute_upon_entry"]) == (True, True)
        assert (told["approval_type"], told["focus_mode"]) == (2, False)
        assert client.settings(STORY)["waiting_room"] is False
        assert client.get(f"/meetings/{STORY}", occurrence_id="1").status_code == 404
        assert client.patch(f"/meetings/{STORY}", {}, occurrence_id="1").status_code == 404


def test_a_date_is_not_moved_into_the_past() -> None:
    with zoom() as client:
        client.patch(f"/meetings/{STORY}", {"start_time": "2020-01-01T00:00:00Z"}, occurrence_id=FIRST)
        assert starts(client)[0] == "2026-11-24T15:00:00Z"


def test_settings_alone_leave_an_endless_series_endless() -> None:
    endless = series({"type": 2, "weekly_days": "3", "end_times": 0}, start_time="2026-10-06T15:00:00Z")
    with zoom(meetings=endless) as client:
        before = client.get(f"/meetings/{STORY}").json()
        client.patch(f"/meetings/{STORY}", {"settings": {"waiting_room": True}, "password": "new-1"})
        after = client.get(f"/meetings/{STORY}").json()
        assert all(before[name] == after[name] for name in ("recurrence", "occurrences", "start_time", "type"))


@pytest.mark.parametrize(
    "body",
    [
        {"type": 8},
        {"start_time": "2026-10-06T15:00:00Z"},
        {"recurrence": {"type": 2, "weekly_days": "3", "end_times": 0}},
    ],
)
def test_a_schedule_field_ends_an_endless_series(body: dict[str, Any]) -> None:
    endless = series({"type": 2, "weekly_days": "3", "end_times": 0}, start_time="2026-10-06T15:00:00Z")
    with zoom(meetings=endless) as client:
        client.patch(f"/meetings/{STORY}", body)
        after = client.get(f"/meetings/{STORY}").json()
        assert after["recurrence"]["end_times"] == 50
        assert after["start_time"] == "2026-11-23T15:00:00Z"


def test_a_past_start_changes_no_ordinary_series() -> None:
    with zoom() as client:
        client.patch(f"/meetings/{STORY}", {"start_time": "2020-01-01T00:00:00Z"})
        assert starts(client)[0] == "2026-11-24T15:00:00Z"
        client.patch(f"/meetings/{STORY}", {"start_time": "2026-12-01T15:00:00Z", "recurrence": {"end_times": 2}})
        assert starts(client) == ["2026-12-01T15:00:00Z", "2026-12-08T15:00:00Z"]


def test_a_change_of_type_changes_what_goes_with_it() -> None:
    with zoom() as client:
        client.change(STORY, approval_type=1)
        client.patch(f"/meetings/{STORY}", {"type": 3})
        read = client.get(f"/meetings/{STORY}").json()
        assert "start_time" not in read
        assert read["settings"]["approval_type"] == 2
        client.patch(f"/meetings/{STORY}", {"type": 2, "start_time": "2026-12-01T15:00:00Z"})
        assert "recurrence" not in client.get(f"/meetings/{STORY}").json()
        assert client.patch(f"/meetings/{SINGLE}", {"type": 8}).status_code == 400
        assert client.patch(f"/meetings/{SINGLE}", {"start_time": "whenever"}).status_code == 400
