"""When a message may go: the urgent at once, the rest once an hour, failures later and later."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from hardener.notify.pace import DELAYS, Pace, Waiting, pace
from hardener.notify.text import Message

pytestmark = pytest.mark.unit

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


def waiting(ident: int, *, urgent: bool = False, age: timedelta = MINUTE, **more: Any) -> Waiting:
    message = Message(title=f"title {ident}", body=f"body {ident}", urgent=urgent)
    return Waiting(id=ident, made=NOW - age, message=message, **more)


def ids(found: Pace) -> list[tuple[int, ...]]:
    return [due.ids for due in found.due]


def test_nothing_waits() -> None:
    assert pace([], None, NOW) == Pace()


def test_what_is_urgent_goes_at_once_and_the_rest_once_an_hour() -> None:
    some = [waiting(1), waiting(2, urgent=True), waiting(3)]
    found = pace(some, NOW - 20 * MINUTE, NOW)
    assert ids(found) == [(2,)]
    assert found.again == NOW + 40 * MINUTE
    later = pace(some, NOW - HOUR, NOW)
    assert ids(later) == [(2,), (1, 3)]
    assert later.again is None
    assert "body 1" in later.due[1].message.body
    assert "body 3" in later.due[1].message.body
    assert ids(pace(some, None, NOW)) == [(2,), (1, 3)]


def test_the_oldest_is_told_first() -> None:
    assert ids(pace([waiting(1), waiting(2, age=HOUR)], None, NOW)) == [(2, 1)]


def test_failures_are_tried_later_and_later() -> None:
    for tries in range(9):
        (due,) = pace([waiting(1, tries=tries)], None, NOW).due
        assert due.retry - NOW == DELAYS[min(tries, 4)]
    assert [delay // MINUTE for delay in DELAYS] == [1, 5, 15, 60, 120]


def test_a_channel_that_failed_is_left_in_peace_but_for_what_is_urgent() -> None:
    failed = waiting(1, tries=4, next_try=NOW + 90 * MINUTE)
    found = pace([failed, waiting(2), waiting(3, urgent=True)], None, NOW)
    assert ids(found) == [(3,)]
    assert found.again == NOW + 90 * MINUTE
    (due,) = pace([failed, waiting(2)], None, NOW + 90 * MINUTE).due
    assert due.ids == (1, 2)
    assert due.retry == NOW + (90 + 120) * MINUTE, "a new message does not start the delays anew"


def test_an_urgent_message_that_failed_waits_its_minute_and_a_new_one_takes_it_along() -> None:
    failed = waiting(1, urgent=True, tries=3, next_try=NOW + 15 * MINUTE)
    assert pace([failed], None, NOW) == Pace(again=NOW + 15 * MINUTE)
    (due,) = pace([failed, waiting(2, urgent=True)], None, NOW).due
    assert due.ids == (1, 2)
    assert due.retry == NOW + MINUTE


def test_after_three_days_of_tries_it_is_given_up() -> None:
    old = timedelta(days=3)
    found = pace([waiting(1, age=old, tries=40), waiting(2, tries=3), waiting(3, age=old)], None, NOW)
    assert found.given_up == (1,)
    assert ids(found) == [(3, 2)], "a computer that slept for days has not tried yet"


def test_a_clock_that_was_set_back_blocks_nothing() -> None:
    year = timedelta(days=365)
    some = [
        waiting(1, age=-year, tries=2, next_try=NOW + year),
        waiting(2, urgent=True, age=-year, tries=1, next_try=NOW + year),
    ]
    assert ids(pace(some, NOW + year, NOW)) == [(2,), (1,)]


def test_a_channel_that_stays_down_is_tried_all_three_days_and_then_no_more() -> None:
    now, message, moments = NOW, waiting(1, age=timedelta(0)), []
    while (found := pace([message], None, now)).due:
        (due,) = found.due
        moments.append(now)
        message = Waiting(id=1, made=NOW, message=message.message, tries=message.tries + 1, next_try=due.retry)
        assert pace([message], None, now + timedelta(seconds=59)) == Pace(again=due.retry)
        now = due.retry
    assert found == Pace(given_up=(1,))
    assert timedelta(days=3) <= now - NOW <= timedelta(days=3, hours=2)
    assert len(moments) == 40
