"""A calendar as large as a library's that never threw anything away."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.announced import feeds

from hardener.announced.events import Audience, events_of
from hardener.doorways import Kind
from hardener.vendor import calendar

START, END = datetime(2027, 3, 1, tzinfo=UTC), datetime(2027, 4, 1, tzinfo=UTC)


def test_a_calendar_of_twenty_megabytes_is_read() -> None:
    filler = "".join(
        f"BEGIN:VEVENT\nUID:old-{n}\nSUMMARY:Old {n}\nDTSTART:20200101T100000Z\nDTEND:20200101T110000Z\n"
        f"DESCRIPTION:{'words ' * 145}\nEND:VEVENT\n" for n in range(19_000)
    )  # fmt: skip
    text = feeds.DRUPAL.replace("END:VCALENDAR", f"{filler}END:VCALENDAR")
    assert 17_000_000 < len(text) < 20_000_000
    (found,) = events_of("events", calendar.read(text.replace("\n", "\r\n"), START, END, ""), Audience())
    assert found.title == "Baby Storytime"
    assert Kind.JOIN in {each.way.kind for each in found.doors}
