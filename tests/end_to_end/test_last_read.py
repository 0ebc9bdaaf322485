"""Beside a look of now: when a program that could not be read was read last, and how many were open in the weeks before."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import jsonschema
import pytest
from sqlalchemy import update
from tests.end_to_end.library import Library, library, small, story

from hardener.report import json_flat, json_report
from hardener.store import Store
from hardener.store import tables as t

pytestmark = pytest.mark.process
REFUSED = {"path": "/meetings/8[13]$", "nth": list(range(3, 60)), "status": 403, "body": {"code": 300, "message": "no"}}
"""Two programs are read at the first look and never again."""


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Library]:
    seed = small(story(81, auto_recording="cloud"), story(82), story(83, topic="Quiet Time"), faults=[REFUSED])
    with library(tmp_path, seed) as opened:
        yield opened


def aged(made: Library, days: int) -> str:
    """Make every look so far so many days older; return the date of the first as people write it."""
    then = datetime.now(UTC) - timedelta(days=days)
    with Store(made.place) as store, store.writing() as connection:
        connection.execute(update(t.run).values(began=then, ended=then))
    return f"{then.day} {then:%b}"


def test_a_program_that_was_not_checked_has_its_last_state_and_date_and_no_verdict(made: Library) -> None:
    made.run("audit", expect=1)
    date = aged(made, 8)
    for words in (("week",), ("audit",)):
        said = made.run(*words, expect=3).out
        for state in ("To fix", "Ready"):
            assert re.search(rf"NOT CHECKED(; last read | \(){date}: {state}", said), said
    assert "2 NOT CHECKED" in said
    assert "1 ready" in said, "only what was read counts"
    for asked in (("audit", "--all"), ("audit", "Quiet")):
        assert f"last read {date}: Ready" in " ".join(made.run(*asked, expect=3).out.split())
    page = re.sub(r"<[^>]+>", "", made.run("audit", "--format", "html", expect=3).out)
    assert page.count(f"Not checked; last read {date}: Ready.") == 2
    assert re.search(r"t tell\s*2\b", page)


def test_what_was_never_read_has_no_last_state(made: Library) -> None:
    made.run("audit", expect=1)
    made.environ["HARDENER_STORE"] = str(made.folder / "another.sqlite3")
    for _ in range(2):
        said = made.run("audit", expect=3).out
        assert "NOT CHECKED: " in said
        assert "last read" not in said


def test_the_week_has_a_trend_once_there_are_two_days(made: Library) -> None:
    made.run("audit", expect=1)
    first = made.run("audit", "--format", "html").out
    assert "Where we come from" not in first
    date = aged(made, 8)
    page = made.run("audit", "--format", "html").out
    assert page.count("<rect ") == 2
    assert "<script" not in page
    day, month = date.split()
    said = re.search(r"<figcaption>(.*?)</figcaption>", page)
    assert said is not None
    assert re.match(
        rf"Programs open to strangers at the first look of each week, and now: {day} {month}\w*: 0 of 3", said[1]
    )
    assert said[1].count(" of 3") == 2
    assert '<svg class="chart"' in page
    assert "aria-hidden" in page.partition('class="chart"')[2][:80]
    one = made.run("audit", "Baby", "--format", "html").out
    assert "Where we come from" not in one, "a part is no trend"


def test_what_cannot_be_read_at_all_is_named_with_what_was_known_and_never_counted(made: Library) -> None:
    made.run("audit", expect=1)
    date = aged(made, 8)
    made.environ["HARDENER_MAIN_CLIENT_SECRET"] = "another"
    said = made.run("audit", expect=3).out
    assert "COULD NOT LOOK at all of Zoom: 3 programs not checked" in said
    assert re.search(rf"Baby .*NOT CHECKED.*{date}: To fix", said), said
    assert "0 PROGRAMS" in said
    assert said.count("NOT CHECKED") == 3
    week = made.run("week", expect=3).out
    assert len(re.findall(r"^ .* NOT CHECKED", week, flags=re.MULTILINE)) == week.count("NOT CHECKED") > 0
    assert " open to strangers" not in week, "there is nothing to count"
    every = made.run("audit", "--all", expect=3).out
    assert f"Quiet Time: last read {date}: Ready" in " ".join(every.split())
    assert every.count(f"last read {date}") == 3
    one = made.run("audit", "Quiet", "--format", "json", expect=3).json
    assert [each["title"] for each in one["connections"][0]["last_known"]] == ["Quiet Time"]


@pytest.mark.parametrize("style", ["json", "json-flat"])
def test_json_says_when_what_could_not_be_read_was_read_last(made: Library, style: str) -> None:
    schema = {"json": json_report, "json-flat": json_flat}[style].schema()
    made.run("audit", expect=1)
    date = aged(made, 8)
    report = made.run("audit", "--format", style, expect=3).json
    jsonschema.validate(report, schema, cls=jsonschema.Draft202012Validator)
    states = {p["title"]: p["last_read"]["state"] for p in report["programs"] if "last_read" in p}
    assert set(states.values()) == {"To fix", "Ready"}
    assert all(p["unread"] for p in report["programs"] if "last_read" in p)
    assert sum("last_read" not in p for p in report["programs"]) == 1, "what was read now has a verdict of now"
    made.environ["HARDENER_MAIN_CLIENT_SECRET"] = "another"
    report = made.run("audit", "--format", style, expect=3).json
    jsonschema.validate(report, schema, cls=jsonschema.Draft202012Validator)
    assert report["programs"] == []
    assert report["counts"]["states"] == {}
    known = report["connections"][0]["last_known"]
    assert len(known) == 3
    for each in known:
        on = datetime.fromisoformat(each["last_read"]["on"]).astimezone(UTC)
        assert (f"{on.day} {on:%b}" == date) is (each["id"] != "82"), "that one could be read meanwhile"


def test_every_format_names_what_could_not_be_read_with_what_was_known(made: Library) -> None:
    made.run("audit", expect=1)
    date = aged(made, 8)
    one = made.run("audit", "--format", "markdown", expect=3).out.replace("\\", "")
    assert one.count(f"last read {date}: Ready") == 1, "programs of a connection that can be read"
    made.environ["HARDENER_MAIN_CLIENT_SECRET"] = "another"
    markdown = made.run("audit", "--format", "markdown", expect=3).out.replace("\\", "")
    assert re.search(rf"^- .*, Zoom: Quiet Time: last read {date}: Ready$", markdown, flags=re.MULTILINE)
    page = re.sub(r"<[^>]+>", "", made.run("audit", "--format", "html", expect=3).out)
    assert "Not checked, and known only from a look before" in page
    assert f"Quiet Time: last read {date}: Ready" in page
    rows = list(csv.DictReader(made.run("audit", "--format", "csv", expect=3).out.splitlines()))
    told = {row["program"]: (row["state"], row["control"], row["note"]) for row in rows if row["program"]}
    assert set(told) == {"81", "82", "83"}
    assert told["83"][:2] == ("Can't tell", "")
    assert told["83"][2].endswith(f"last read {date}: Ready")
