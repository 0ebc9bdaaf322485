"""What is kept of families on a simulated Zoom: three lists of sign-ups, recordings, and what its deletion does."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.end_to_end.library import Library, library, small, soon, story

YES = ("registrants", "--purge", "--older-than", "10d", "--yes", "--allow", "delete,mail")


def families(*statuses: str) -> list[dict[str, Any]]:
    return [
        {"email": f"family{n}@example.com", "first_name": "Family", "last_name": "Reader", "status": status}
        for n, status in enumerate(statuses)
    ]


def weekly(number: int, times: int, **settings: Any) -> dict[str, Any]:
    """Return a weekly series of so many dates that began ten weeks ago."""
    made = story(number, days=-70, topic=f"Weekly {number}", **settings)
    day = (datetime.now(UTC) - timedelta(days=70)).isoweekday() % 7 + 1
    rule = {"type": 2, "repeat_interval": 1, "weekly_days": str(day), "end_times": times}
    return {**made, "type": 8, "timezone": "UTC", "recurrence": rule, "registrants": families("approved")}


def dated(times: int, *chosen: tuple[int, ...], status: str = "approved") -> dict[str, Any]:
    """Return such a series in which each family signed up for the dates that it chose, by their place."""
    made = weekly(87, times, registration_type=3)
    first = datetime.fromisoformat(made["start_time"])
    idents = [str(int((first + timedelta(weeks=n)).timestamp() * 1000)) for n in range(times)]
    people = families(*(status for _ in chosen))
    return {**made, "registrants": [p | {"dates": [idents[n] for n in c]} for p, c in zip(people, chosen, strict=True)]}


def seed(**changes: Any) -> dict[str, Any]:
    over = story(81, days=-20, topic="Babies") | {
        "registrants": families("approved", "pending", "denied"),
        "recorded": [
            {"start": soon(-20), "files": ["MP4", "M4A", "TRANSCRIPT", "SUMMARY"]},
            {"start": soon(-20), "trashed": True},
        ],
    }
    recent = story(82, days=-3, topic="Toddlers") | {"registrants": families("approved")}
    coming = story(83, days=3, topic="To come") | {"registrants": families("approved")}
    free = story(84, days=-15, topic="Drop in", approval_type=2)
    return small(over, recent, coming, free, weekly(85, 4), weekly(86, 30), dated(4, (0, 1), (1,)), **changes)


def left(made: Library) -> dict[int, int]:
    return {number: len(p.registrants or ()) for number, p in made.zoom.world.programs.items()}


BEFORE = {81: 3, 82: 1, 83: 1, 84: 0, 85: 1, 86: 1, 87: 2}


def test_zoom_s_sign_ups_are_counted_by_all_three_lists_and_no_name_is_asked_for(tmp_path: Path) -> None:
    with library(tmp_path, seed()) as made:
        ran = made.run("registrants", "--format", "json", expect=1)
        programs = {p["title"]: p for p in ran.json["programs"]}
        told = made.run("registrants", expect=1).flat
        asked = [c for c in made.zoom.calls if c.path.endswith("/registrants")]
        assert {c.query.get("page_size") for c in asked} == {"1"}
        assert "30 days after its end" in told
        for out in (ran.out, told):
            assert not [secret for secret in ("family0", "Reader", "example.com") if secret in out]
    counts = {title: p["kept"]["sign-ups"]["count"] for title, p in programs.items()}
    assert counts == {"Babies": 3, "Toddlers": 1, "Drop in": 0, "Weekly 85": 1, "Weekly 86": 1, "Weekly 87": 3}
    kept = {what: one["count"] for what, one in programs["Babies"]["kept"].items()}
    assert kept == {"sign-ups": 3, "recordings": 2, "transcripts": 1, "ai-summaries": 1, "attendance": None}
    assert programs["Babies"]["kept"]["sign-ups"]["status"] == "fail"
    assert [programs[f"Weekly {n}"]["over"] for n in (85, 86)] == [True, False]


def test_only_what_is_over_loses_its_sign_ups(tmp_path: Path) -> None:
    with library(tmp_path, seed()) as made:
        ran = made.run(*YES, expect=0)
        assert left(made) == BEFORE | {81: 0, 85: 0, 87: 0}
        assert "7 sign-ups" in ran.flat
        assert len(made.sent("DELETE")) == 7, "of who signed up for two dates there are two"
        assert not made.sent("PUT", "PATCH", "POST")


@pytest.mark.parametrize(
    ("behaviour", "said"),
    [
        ({"registrant_delete": "denies"}, "still lists it"),
        ({"registrant_delete": "ignores"}, "still lists it"),
        ({"delete_over": False}, "no longer shows it"),
    ],
)
def test_what_zoom_only_sets_aside_is_not_called_gone(tmp_path: Path, behaviour: dict[str, Any], said: str) -> None:
    base = seed()
    with library(tmp_path, {**base, "behaviour": {**base["behaviour"], **behaviour}}) as made:
        ran = made.run(*YES, expect=4)
        assert f"3 NOT proven gone: the platform {'said yes and ' if 'lists' in said else ''}{said}" in ran.flat
        assert left(made) == BEFORE


def test_a_program_that_only_its_recordings_show_is_told(tmp_path: Path) -> None:
    old = story(81, days=-90, topic="Long ago") | {
        "registrants": families("approved"),
        "recorded": [{"start": soon(-90)}],
    }
    with library(tmp_path, small(old)) as made:
        (program,) = made.run("registrants", "--format", "json", expect=3).json["programs"]
        assert (program["title"], program["over"]) == ("Long ago", None)
        assert (program["kept"]["recordings"]["count"], program["kept"]["recordings"]["status"]) == (1, "fail")
        assert program["kept"]["sign-ups"]["count"] is None
        assert "Reports" in json.dumps(program["kept"]["sign-ups"])
        assert "nothing to delete" in made.run(*YES, expect=0).flat


def test_without_the_scopes_nothing_is_guessed(tmp_path: Path) -> None:
    given = seed()
    given["apps"][0]["scopes"] = [
        "meeting:read:list_meetings:admin", "meeting:read:meeting:admin", "user:read:list_users:admin",
        "webinar:read:list_webinars:admin", "group:read:list_groups:admin",
    ]  # fmt: skip
    with library(tmp_path, given) as made:
        found = made.run("registrants", "--format", "json", expect=3).json
        babies = next(p for p in found["programs"] if p["title"] == "Babies")["kept"]
        assert "meeting:read:list_registrants:admin" in babies["sign-ups"]["reason"]
        assert "cloud_recording" in babies["recordings"]["reason"]


def test_a_series_that_goes_on_loses_no_sign_up_of_a_date_that_was(tmp_path: Path) -> None:
    with library(tmp_path, small(dated(30, (0,), (29,)))) as made:
        (program,) = made.run("registrants", "--format", "json").json["programs"]
        assert (program["over"], program["kept"]["sign-ups"]["count"]) == (False, 2)
        assert "three dates is counted three times" in json.dumps(program)
        made.run(*YES, expect=0)
        assert (left(made), made.sent("DELETE")) == ({87: 2}, [])


def test_of_more_dates_than_zoom_shows_nothing_is_counted_or_deleted(tmp_path: Path) -> None:
    with library(tmp_path, small(dated(60, (0,)))) as made:
        (program,) = made.run("registrants", "--format", "json").json["programs"]
        assert program["kept"]["sign-ups"]["count"] is None
        assert "no more than 50 dates" in program["kept"]["sign-ups"]["reason"]
        made.run(*YES)
        assert not made.sent("DELETE")


def test_a_date_that_was_called_off_is_read_as_well(tmp_path: Path) -> None:
    series = dated(4, (2,))
    (ident,) = series["registrants"][0]["dates"]
    with library(tmp_path, small(series | {"occurrences": {ident: {"deleted": True}}})) as made:
        (program,) = made.run("registrants", "--format", "json").json["programs"]
        assert program["kept"]["sign-ups"]["count"] == 1
        made.run(*YES, expect=0)
        assert left(made) == {87: 0}


def test_who_is_listed_without_a_date_only_is_counted_and_never_called_gone(tmp_path: Path) -> None:
    """Of a date that Zoom does not show any more."""
    series = dated(4, ())
    series["registrants"][0]["dates"] = ["1600000000000"]
    with library(tmp_path, small(series)) as made:
        (program,) = made.run("registrants", "--format", "json").json["programs"]
        assert program["kept"]["sign-ups"]["count"] == 1
        assert "NOT proven gone" in made.run(*YES, expect=4).flat
        assert left(made) == {87: 1}
