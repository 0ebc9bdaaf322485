"""No odd value in any key of any answer makes a program vanish, pass, or end the run: programs and lists."""

from __future__ import annotations

import time
from typing import Any

import pytest
from tests.adapters.mutate import survives
from tests.end_to_end import library as zoom

from hardener_zoom.simulator import ZoomSimulator

pytestmark = pytest.mark.long

NOT_ABOVE = r"^(?!.*/(?:users|groups|accounts)/[^/]+/(?:lock_)?settings)"


def seed(*, series: bool = True) -> dict[str, Any]:
    """A weekly series, if it is asked for, an open meeting, and one that is right."""
    weekly = zoom.story(81) | {"type": 8, "recurrence": {"type": 2, "repeat_interval": 1, "end_times": 3}}
    return zoom.small(
        *([weekly] if series else []),
        zoom.story(82, waiting_room=False, join_before_host=True, approval_type=2),
        zoom.story(83),
        limits={"enforced": False},
    )


def test_no_odd_value_makes_a_program_vanish_pass_or_end_the_run() -> None:
    made = seed()
    app = ZoomSimulator.from_seed(made, clock=time.time)
    assert survives(app, made, asked=NOT_ABOVE) > 300
