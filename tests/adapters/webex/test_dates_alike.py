"""A date of a series is told by itself where it may say anything else of a setting than its series, and only there."""

from __future__ import annotations

from typing import Any

import pytest

from hardener_webex.choosing import Said, differs
from hardener_webex.documents import Slot
from hardener_webex.rows import Row

pytestmark = pytest.mark.unit

PLAIN = {"publicMeeting": False, "automaticLockMinutes": 1, "meetingOptions": {"enabledChat": True}}


@pytest.mark.parametrize(
    ("series", "date", "otherwise"),
    [
        (PLAIN, PLAIN, False),
        (PLAIN, {}, False),
        (PLAIN, {**PLAIN, "publicMeeting": True}, True),
        (PLAIN, {**PLAIN, "publicMeeting": 0}, True),
        (PLAIN, {**PLAIN, "automaticLockMinutes": True}, True),
        (PLAIN, {**PLAIN, "meetingOptions": {"enabledChat": 1}}, True),
        (PLAIN, {**PLAIN, "meetingOptions": None}, True),
        ({"meetingOptions": None}, {"meetingOptions": None}, True),
        ({"meetingOptions": [True]}, {"meetingOptions": [1]}, True),
        ({"meetingOptions": None}, {}, False),
        ({}, {"meetingOptions": None}, True),
    ],
)
def test_what_a_date_says_is_held_against_its_series(
    series: dict[str, Any], date: dict[str, Any], *, otherwise: bool
) -> None:
    said = Said.by(Row(series, "series", Slot(None, None)))
    assert differs(date, said) is otherwise
