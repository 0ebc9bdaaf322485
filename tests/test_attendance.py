"""How many came is told as a number only where somebody counted."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from hardener.attendance import AttendanceReport, Attended, Time
from hardener.model import Target
from hardener.report.attendance import render_csv, render_json, render_text

pytestmark = pytest.mark.unit

DAY = datetime(2027, 3, 1, tzinfo=UTC)
MISSED = Time(
    connection="main",
    platform="Zoom",
    attended=Attended(
        target=Target(id="meeting/1", kind="meeting", title="Tales", document={}), start=DAY, minutes=30, count=None
    ),
)


@pytest.mark.parametrize(
    ("says", "times", "counted"),
    [
        ("", [], False),
        ("Zoom counts devices", [], True),
        ("", [MISSED], False),
        ("Zoom counts devices", [MISSED], False),
    ],
)
def test_nought_is_a_number_only_where_somebody_counted(says: str, times: list[Time], counted: bool) -> None:
    report = AttendanceReport(made=DAY, since=DAY, until=DAY, times=times, notes=[("Zoom", says)])
    text, table = "".join(render_text(report)), list(render_csv(report))
    assert ("attendance 0" in text) is counted
    assert table[-1].strip().endswith(",yes,0,,") is counted
    found = json.loads("".join(render_json(report)))
    assert (found["sums"]["counted"], found["complete"]) == (counted, counted)
    assert found["sums"]["attendance"] == 0, "who reads an older format has a number still"


def test_a_platform_that_tells_no_number_leaves_the_sums_incomplete() -> None:
    came = replace(MISSED, attended=replace(MISSED.attended, count=5))
    both = AttendanceReport(made=DAY, since=DAY, until=DAY, times=[came], notes=[("Zoom", "counts"), ("YouTube", "")])
    assert (both.counting, both.complete) == (True, False)
    assert AttendanceReport(made=DAY, since=DAY, until=DAY, times=[came], notes=[("Zoom", "counts")]).complete
