"""How many came, on each simulated platform, through the installed command: counts, never names."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.adapters.goto.made import small as account
from tests.adapters.goto.made import span
from tests.adapters.goto.made import webinar as goto_webinar
from tests.adapters.teams import made as teams
from tests.end_to_end import library as zoom
from tests.end_to_end import meet_library as meet
from tests.end_to_end import test_goto as goto
from tests.end_to_end import webex_library as webex
from tests.end_to_end.runs import Runs

DAY = timedelta(days=1)
PEOPLE = ("Family 0", "Reader", "story@", "example.com", "example.org")


def ago(days: float) -> str:
    return (datetime.now(UTC) - days * DAY).strftime("%Y-%m-%dT%H:%M:00Z")


def since(days: int) -> tuple[str, ...]:
    """Return the options for the last so many days."""
    first, last = (f"{datetime.now(UTC) - n * DAY:%Y-%m-%d}" for n in (days, 0))
    return "--from", first, "--to", last


def counts(made: Runs, days: int, expect: int = 0) -> dict[str, list[int | None]]:
    """Return the counts by title, as JSON has them; in every format they are the same, and nobody's name is there."""
    words = ("attendance", *since(days))
    found = made.run(*words, "--format", "json", expect=expect).json
    text = made.run(*words, expect=expect).out
    rows = list(csv.DictReader(io.StringIO(made.run(*words, "--format", "csv", expect=expect).out)))
    for out in (str(found), text, str(rows)):
        assert not [name for name in PEOPLE if name in out], out
    told: dict[str, list[int | None]] = {}
    for session in found["sessions"]:
        told.setdefault(session["title"], []).append(session["attendance"])
    shown = [row["attendance"] for row in rows if row["date"]]
    assert [n for n in shown if n] == [str(n) for each in found["sessions"] if (n := each["attendance"]) is not None]
    return told


def test_zoom_counts_each_time_that_a_meeting_was_on(tmp_path: Path) -> None:
    odd = {"start": ago(3), "participants": 12, "uuid": "/a//b=="}
    series = zoom.story(81, days=-20, topic="Weekly") | {
        "type": 8, "recurrence": {"type": 2, "repeat_interval": 1, "end_times": 9},
        "instances": [{"start": ago(40), "participants": 99}, {"start": ago(10), "participants": 2}, odd],
    }  # fmt: skip
    never = zoom.story(82, days=-4, topic="Called off")
    with zoom.library(tmp_path, zoom.small(series, never)) as made:
        assert counts(made, 20) == {"Weekly": [None, 12]}
        found = made.run("attendance", *since(20), "--format", "json", expect=0).json
        assert found["sums"] == {"counted": True, "sessions": 2, "attendance": 14}
        assert [s["fewer_than"] for s in found["sessions"]] == [3, None]
        assert "fewer than 3" in made.run("attendance", *since(20), expect=0).flat


def test_times_are_those_of_the_library_and_days_begin_at_its_midnight(tmp_path: Path) -> None:
    start = datetime(2026, 11, 2, 4, 30, tzinfo=UTC)  # the evening before in New York
    one = zoom.story(81, days=-60, topic="Late") | {
        "type": 8, "recurrence": {"type": 2, "repeat_interval": 1, "end_times": 30},
        "instances": [{"start": start.isoformat(), "participants": 5}],
    }  # fmt: skip
    with zoom.library(tmp_path, zoom.small(one)) as made:
        config = tmp_path / "hardener.toml"
        default, rest = config.read_text().split("\n", 1)
        config.write_text(f'{default}\n[library]\ntimezone = "America/New_York"\n{rest}')
        words = ("attendance", "--format", "csv")
        (day,) = [
            r
            for r in csv.DictReader(io.StringIO(made.run(*words, "--from", "2026-11-01", "--to", "2026-11-01").out))
            if r["date"]
        ]
        assert (day["date"], day["start"]) == ("2026-11-01", "23:30")
        other = made.run(*words, "--from", "2026-11-02", "--to", "2026-11-02").out
        assert "Late" not in other


def test_webex_tells_ninety_days_and_what_is_before_is_not_called_nothing(tmp_path: Path) -> None:
    held = [(ago(100), 50), (ago(50), 4), (ago(5), 3)]
    with webex.library(tmp_path, webex.small(webex.story("a1", days=-5, held=held))) as made:
        assert counts(made, 80) == {"Baby Storytime": [4, 3]}
        told = made.run("attendance", *since(120), expect=3).flat
        assert "90 days" in told
        assert "attendance 7" in told


def test_webex_s_reports_are_an_administrator_s(tmp_path: Path) -> None:
    with webex.library(tmp_path, webex.small(), more='auth = "user"', app=1) as made:
        assert "only an administrator" in made.run("attendance", *since(20), expect=3).flat


def test_teams_counts_by_its_reports_and_webinars_are_for_a_person(tmp_path: Path) -> None:
    seed = teams.small({"days": -20, "subject": "Babies"}, webinars=[teams.webinar("w1", start=ago(9))])
    seed["meetings"][0]["reports"] = [{"start": ago(20), "participants": 7}]
    seed["apps"][0]["roles"] = [*teams.ROLES, "OnlineMeetingArtifact.Read.All"]
    with teams.library(tmp_path, seed) as made:
        assert counts(made, 30, expect=3) == {"Babies": [7], "Puppets": [None]}
        assert "by hand" in made.run("attendance", *since(30), expect=3).flat


def test_meet_asks_how_many_and_for_nobody(tmp_path: Path) -> None:
    seed = meet.small(start={"dateTime": ago(9)}, end={"dateTime": ago(9 - 1 / 48)})
    seed["events"][0]["fields"].pop("recurrence", None)
    seed["spaces"][0]["records"] = [{"start": ago(9), "participants": 11}, {"start": ago(45), "participants": 99}]
    with meet.library(tmp_path, seed) as made:
        title = seed["events"][0]["fields"]["summary"]
        assert counts(made, 20) == {title: [11]}
        asked = [call.query for call in made.app.calls if call.path.endswith("/participants")]
        assert {query["fields"] for query in asked} == {"totalSize"}
        found = made.run("registrants", "--format", "json", expect=3).json
        (program,) = found["programs"]
        assert (program["kept"]["attendance"]["count"], program["kept"]["sign-ups"]["count"]) == (11, None)
        assert not [name for name in PEOPLE if name in str(found)]


def test_goto_counts_a_webinar_s_sessions(tmp_path: Path) -> None:
    start, end = span(-7)
    seed = account(goto_webinar(91, -7, sessions=[(start, end, 8)], registrants=["APPROVED"] * 9))
    with goto.library(tmp_path, seed) as made:
        assert counts(made, 20) == {"Storytime 91": [8]}


@pytest.mark.parametrize(
    "words",
    [
        ("--month", "soon"),
        ("--month", "2026-13"),
        ("--month", "9999-12"),
        ("--from", "2026-10-01"),
        ("--from", "2026-10-02", "--to", "2026-10-01"),
        ("--from", "1990-01-01", "--to", "2026-10-01"),
        ("--month", "2026-10", "--from", "2026-10-02", "--to", "2026-10-03"),
        ("--from", "2999-10-02", "--to", "2999-10-03"),
    ],
)
def test_what_is_no_time_ends_in_one_line(tmp_path: Path, words: tuple[str, ...]) -> None:
    with zoom.library(tmp_path, zoom.small()) as made:
        ran = made.run("attendance", *words, expect=2)
        assert ran.out == ""
        assert not made.sent("GET")


def test_a_title_is_never_a_formula_or_a_link(tmp_path: Path) -> None:
    bad: Any = '=HYPERLINK("https://zoom.us/j/81?pwd=abc")\u202e\x1b[31m'
    one = zoom.story(81, days=-5, topic=bad) | {"instances": [{"start": ago(5), "participants": 5}]}
    with zoom.library(tmp_path, zoom.small(one)) as made:
        for shape in ("text", "csv", "json"):
            out = made.run("attendance", *since(20), "--format", shape, expect=0).out
            assert "zoom.us/j" not in out
            assert "\x1b" not in out
            assert "\u202e" not in out
        assert "'=HYPERLINK" in made.run("attendance", *since(20), "--format", "csv", expect=0).flat
