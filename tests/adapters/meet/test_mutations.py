"""No odd value in any key of any answer makes a program vanish, pass, or end the run."""

from __future__ import annotations

import time
from typing import Any

from tests.adapters.mutate import survives
from tests.end_to_end import meet_library as meet

from hardener_meet.simulator import MeetSimulator


def seed() -> dict[str, Any]:
    return {**meet.small(), "limits": {"enforced": False}}


def test_no_odd_value_makes_a_program_vanish_pass_or_end_the_run() -> None:
    made = seed()
    app = MeetSimulator.from_seed(made, clock=time.time)
    assert survives(app, made) > 150
