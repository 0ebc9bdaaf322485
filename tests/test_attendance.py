"""How many came is told as a number only where somebody counted."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from hardener.attendance import AttendanceReport, Attended, Time
from hardener.model import Target
from hardener.report.attendance import render_csv, render_text

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
