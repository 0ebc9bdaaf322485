"""No odd value in any key of any answer makes a program vanish, pass, or end the run."""

from __future__ import annotations

import time
from typing import Any

import pytest
from tests.adapters.mutate import survives
from tests.end_to_end import webex_library as webex

from hardener_webex.simulator import WebexSimulator

pytestmark = pytest.mark.long


def seed() -> dict[str, Any]:
    """A series with a changed date and one without, a meeting that is open, and one that is right."""
    first = webex.soon(2)
    opened = {"date": first, "values": {"meetingOptions": {"enabledChat": True}}}
    return webex.small(
        webex.story("a1"),
        webex.story("b2", values={"enabledJoinBeforeHost": True}),
        webex.story("s3", start=first, recurrence="FREQ=WEEKLY;COUNT=3", registration=None, exceptions=[opened]),
    )


def test_no_odd_value_makes_a_program_vanish_pass_or_end_the_run() -> None:
    made = seed()
    app = WebexSimulator.from_seed(made, clock=time.time)
    assert survives(app, made, absent={"registration"}) > 400
