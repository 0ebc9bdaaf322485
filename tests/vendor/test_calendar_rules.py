"""Rules of repetition that have no date, or no end: each costs its own event alone, and no time."""

from __future__ import annotations

import pytest
from tests.vendor.test_calendar import read, starts, zone

pytestmark = pytest.mark.unit

ENDLESS = [
    *((rule, "RRULE cannot be read") for rule in (
        "FREQ=DAILY;BYMONTH=13", "FREQ=DAILY;BYMONTH=0", "freq=daily;bymonth=2,13", "FREQ=DAILY;;BYMONTH=13",
        "FREQ=WEEKLY;BYMONTH=13", "FREQ=MONTHLY;BYMONTHDAY=32", "FREQ=YEARLY;BYYEARDAY=400", "FREQ=YEARLY;BYWEEKNO=60",
        "FREQ=DAILY;BYHOUR=25", "FREQ=DAILY;BYMONTH=1;BYMONTH=2", "FREQ=WEEKLY;BYDAY=1MO", "FREQ=YEARLY;BYDAY=60MO",
        "FREQ=MONTHLY;BYSETPOS=0;BYDAY=MO", f"FREQ=MONTHLY;BYMONTHDAY={','.join(['1'] * 1000)}",
    )),
    *((rule, "days that never come") for rule in (
        "FREQ=MONTHLY;BYMONTHDAY=31;BYMONTH=2", "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=40", "FREQ=MONTHLY;BYDAY=6MO",
        "FREQ=YEARLY;BYMONTH=1;BYWEEKNO=30", "FREQ=YEARLY;BYMONTHDAY=31;BYMONTH=2,4,6", "FREQ=YEARLY;BYDAY=MO;BYSETPOS=99",
        "FREQ=MONTHLY;INTERVAL=12;BYMONTH=4", "FREQ=DAILY;INTERVAL=7;BYDAY=SU", "FREQ=MONTHLY;BYDAY=MO;BYMONTHDAY=1;BYSETPOS=5",
    )),
    *((rule, "more often than any program") for rule in ("FREQ=DAILY;COUNT=5000000", "FREQ=WEEKLY;COUNT=0")),
]  # fmt: skip
"""Rules that have no end, or no date: whoever follows one to the last year there is takes seconds for each."""


@pytest.mark.parametrize("begins", ["19700305", "20270305"])
@pytest.mark.parametrize(("rule", "reason"), ENDLESS)
def test_a_rule_without_a_date_or_an_end_is_told_and_hides_no_other(rule: str, reason: str, begins: str) -> None:
    odd = f"UID:odd\nSUMMARY:Odd\nDTSTART:{begins}T103000Z\nRRULE:{rule}"
    found = read(odd, "UID:b\nSUMMARY:Fine\nDTSTART:20270306T100000Z")
    assert [each.title for each in found.dates] == ["Fine"]
    assert [each.title for each in found.unknown] == ["Odd"]
    assert reason in found.unknown[0].reason


@pytest.mark.parametrize("begins", ["20070311", "00010101"])
@pytest.mark.parametrize(
    "rule",
    ["FREQ=DAILY;BYMONTH=13", "FREQ=SECONDLY", "FREQ=HOURLY", "FREQ=DAILY", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"],
)
def test_a_zone_whose_own_rules_have_no_end_leaves_its_events_open(rule: str, begins: str) -> None:
    head = zone("Our Time").replace("FREQ=YEARLY;BYMONTH=3;BYDAY=2SU", rule).replace("20070311", begins)
    found = read("UID:a\nDTSTART;TZID=Our Time:20270320T103000", "UID:b\nDTSTART:20270306T100000Z", head=head)
    assert [each.uid for each in found.dates] == ["b"]
    assert "time zone cannot be followed" in found.unknown[0].reason


def test_rules_that_seldom_have_a_date_are_followed() -> None:
    event = "UID:a\nDTSTART:{}T100000Z\nRRULE:FREQ=YEARLY;BYMONTH={};BYMONTHDAY={};BYDAY={}"
    assert starts(event.format("20160302", 3, 2, "TU")) == ["02 10:00"]
    assert not read(event.format("20160229", 2, 29, "MO")).unknown
