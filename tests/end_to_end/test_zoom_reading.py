"""What hardener reads of Zoom, through the installed command: every date, odd answers, and what is on."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from tests.adapters.zoom.reading_made import Spoilt
from tests.end_to_end.library import Library, library, small, soon, story
from werkzeug.wrappers import Request, Response


def weekly(number: int = 82, **more: Any) -> dict[str, Any]:
    """Return a weekly series that is right."""
    rule = {"type": 2, "repeat_interval": 1, "end_times": 8}
    return {**story(number, days=2, topic="Weekly Storytime"), "type": 8, "recurrence": rule, **more}


def date_of(series: dict[str, Any], week: int) -> str:
    start = datetime.fromisoformat(series["start_time"])
    return str(int(start.timestamp() * 1000) + week * 7 * 86_400_000)


def states(made: Library, *words: str) -> tuple[int, dict[str, str]]:
    """Return the exit status and every program's state, by id and date."""
    ran = made.run("audit", "--format", "json-flat", *words)
    return ran.status, {p["id"] + (p["occurrence"] or ""): p["state"] for p in ran.json["programs"]}


def test_a_date_that_was_opened_at_its_usual_hour_is_found_and_closed_by_itself(tmp_path: Path) -> None:
    series = weekly()
    date = date_of(series, 1)
    series["occurrences"] = {date: {"settings.waiting_room": False, "settings.join_before_host": True}}
    with library(tmp_path, small(series)) as made:
        assert states(made) == (1, {"82": "Ready", f"82{date}": "To fix"})
        made.run("apply", "--yes", "--allow", "lockout", expect=0)
        assert [(c.path, c.query) for c in made.zoom.calls if c.method == "PATCH"] == [
            ("/v2/meetings/82", {"occurrence_id": date})
        ]
        assert states(made) == (0, {"82": "Ready"})
        made.run("undo", "--yes", expect=0)
        assert states(made)[1][f"82{date}"] == "To fix"


def test_a_webinar_s_date_that_records_is_found_and_mended(tmp_path: Path) -> None:
    kept = {
        "approval_type": 1,
        "audio": "voip",
        "allow_multiple_devices": False,
        "alternative_hosts": "second@example.org",
    }
    series = {**weekly(91), "type": 9, "settings": {**kept, "question_and_answer": {"enable": False}}}
    date = date_of(series, 1)
    series["occurrences"] = {date: {"settings.auto_recording": "cloud"}}
    seed = small(webinars=[series], meetings=[])
    seed["users"][0]["settings"] = {"feature": {"webinar": True}}
    seed["meetings"] = []
    with library(tmp_path, seed) as made:
        findings = made.findings()
        assert findings["91", "rec.auto"]["status"] == "pass"
        assert findings[f"91{date}", "rec.auto"]["status"] == "fail"
        made.run("apply", "--yes")
        sent = [(c.path, c.query, list(c.keys)) for c in made.zoom.calls if c.method == "PATCH" and c.query]
        assert sent == [("/v2/webinars/91", {"occurrence_id": date}, ["settings.auto_recording"])]
        assert (f"91{date}", "rec.auto") not in made.findings()


def odd(made: Library, spoil: Any) -> None:
    assert isinstance(made.zoom, Spoilt)
    made.zoom.spoil = spoil


@pytest.mark.parametrize("value", [None, [], {}, "\ud800", 10**40])
def test_a_person_whom_zoom_lists_without_an_id_leaves_the_report_incomplete(tmp_path: Path, value: Any) -> None:
    def spoil(path: str, body: dict[str, Any]) -> None:
        if path.startswith("/users?"):
            body["users"][1]["id"] = value

    with library(tmp_path, small(story(81)), kind=Spoilt) as made:
        odd(made, spoil)
        ran = made.run("audit", "--format", "json-flat", expect=3)
        assert ran.json["complete"] is False
        assert "without an id" in json.dumps(ran.json)
        assert [p["state"] for p in ran.json["programs"]] == ["Ready"]


@pytest.mark.parametrize("value", [[], {}, None, "\ud800"])
@pytest.mark.parametrize("key", ["id", "start_time", "topic"])
def test_an_odd_word_in_one_answer_costs_that_program_alone(tmp_path: Path, key: str, value: Any) -> None:
    def spoil(path: str, body: dict[str, Any]) -> None:
        if path == "/meetings/81":
            body[key] = value

    with library(tmp_path, small(story(81), story(82)), kind=Spoilt) as made:
        odd(made, spoil)
        status, found = states(made)
        assert found.keys() == {"81", "82"}
        assert found["82"] == "Ready"
        told = key == "id" or not (value is None or (isinstance(value, str) and key == "topic"))
        assert (status, found["81"]) == ((3, "Can't tell") if told else (0, "Ready"))
        assert made.run("audit", "--all").out.count("could not be read") <= 1, "it is said once"


def test_no_host_at_all_cannot_be_told(tmp_path: Path) -> None:
    def spoil(path: str, body: dict[str, Any]) -> None:
        if path.startswith("/users?"):
            body |= {"users": [], "total_records": 0}

    with library(tmp_path, small(story(81)), kind=Spoilt) as made:
        odd(made, spoil)
        assert "no host was found" in made.run("audit", "--all", expect=3).out


def test_what_runs_over_its_time_is_in_the_report_and_what_was_over_long_ago_is_not(tmp_path: Path) -> None:
    late = story(81, days=-50 / 1440) | {"duration": 30, "started": True}
    gone = {"code": 3001, "message": "Meeting does not exist: 82."}
    faults = [{"path": "/meetings/82$", "status": 404, "body": gone}]
    with library(tmp_path, small(late, story(82, days=-20), story(83), faults=faults)) as made:
        ran = made.run("audit", "--format", "json-flat", expect=0)
        assert {p["id"] for p in ran.json["programs"]} == {"81", "83"}


def test_a_series_without_dates_is_in_the_report_and_its_dates_are_unknown(tmp_path: Path) -> None:
    fault = {"path": "/meetings/82$", "drop_key": "occurrences"}
    begun = weekly(start_time=soon(-9))
    with library(tmp_path, small(begun, story(83), faults=[fault])) as made:
        status, found = states(made)
        assert status == 3
        assert found == {"82": "Ready", "82unknown": "Can't tell", "83": "Ready"}


def test_the_option_that_left_dates_out_is_gone(tmp_path: Path) -> None:
    with library(tmp_path, small(story(81)), more='dates = "changed"') as made:
        assert "dates" in made.run("audit", "--all", expect=2).err


def test_the_day_s_limit_of_a_host_puts_off_the_rest_of_that_host_until_it_is_gone_on_with(tmp_path: Path) -> None:
    other = {**story(89, auto_recording="cloud"), "host": "h2", "questions": [], "custom_questions": []}
    mine = [story(80 + n, days=1 + n, auto_recording="cloud") for n in range(1, 5)]
    with library(tmp_path, small(*mine, other, limits={"writes_per_host": 2})) as made:
        ran = made.run("apply", "--yes", expect=4)
        assert "Zoom takes no more changes of this host's programs today" in " ".join(ran.out.split())
        assert "failed" not in ran.out
        written = [path for _, path in made.sent("PATCH")]
        assert written.count("/v2/meetings/89") == 1, "another host's day is not used up"
        assert len(written) == 4, "two that went through, one that was refused, and no other was tried"
        made.zoom.world.seed.limits.writes_per_host = 100  # the next day
        made.run("apply", "--resume", "--yes", expect=0)
        assert {p.settings["auto_recording"] for p in made.zoom.world.programs.values()} == {"none"}
        made.run("undo", "--yes", expect=0)
        assert all(p.settings["auto_recording"] == "cloud" for p in made.zoom.world.programs.values())


def test_a_form_whose_registration_was_put_off_is_not_lost(tmp_path: Path) -> None:
    form = {"questions": [{"field_name": "phone", "required": True}], "custom_questions": []}
    first, second = story(81, auto_recording="cloud"), story(82, days=4, approval_type=2) | form
    with library(tmp_path, small(first, second, limits={"writes_per_host": 1})) as made:
        made.run("apply", "--yes", "--allow", "link", expect=4)
        made.zoom.world.seed.limits.writes_per_host = 100
        before = made.sent("PATCH")
        assert "leave out PROGRAM, --dry-run;" in made.run("apply", "82", "--resume", "--dry-run", expect=2).err
        assert made.sent("PATCH") == before
        made.run("apply", "--resume", "--yes", expect=0)
        assert made.zoom.world.programs[82].questions == [], "the telephone number is not asked for any more"


def test_a_form_whose_registration_was_not_kept_is_not_possible_and_not_stale(tmp_path: Path) -> None:
    form = {"questions": [{"field_name": "phone", "required": True}], "custom_questions": []}
    with library(tmp_path, small(story(81, approval_type=2) | form), kind=NoSignUp) as made:
        ran = made.run("apply", "--yes", "--allow", "link", expect=4)
        assert "not possible: " in ran.out
        assert "stale" not in ran.out


class NoSignUp(Spoilt):
    """A Zoom that says yes to registration and does not keep it."""

    def answer(self, request: Request) -> Response:
        response = super().answer(request)
        if request.method == "PATCH":
            for program in self.world.programs.values():
                program.settings["approval_type"] = 2
        return response
