"""No odd value in any key of any answer makes a program vanish, pass, or end the run: settings and locks above programs."""

from __future__ import annotations

import time

import pytest
from tests.adapters.mutate import survives
from tests.adapters.zoom.test_mutations import seed

from hardener_zoom.simulator import ZoomSimulator

pytestmark = pytest.mark.long

ABOVE = r"/(?:users|groups|accounts)/[^/]+/(?:lock_)?settings"


def test_no_odd_value_makes_a_program_vanish_pass_or_end_the_run() -> None:
    made = seed(series=False)  # what lies above decides for a meeting as it does for a series
    app = ZoomSimulator.from_seed(made, clock=time.time)
    assert survives(app, made, each=1, asked=ABOVE) > 1000
