"""No odd value in any key of any answer makes a program vanish, pass, or end the run."""

from __future__ import annotations

import time

import pytest
from tests.adapters.mutate import survives
from tests.adapters.nextcloud.made import event, person, room, small, soon

from hardener_nextcloud.simulator import NextcloudSimulator

pytestmark = pytest.mark.long


def test_no_odd_value_makes_a_program_vanish_pass_or_end_the_run() -> None:
    seed = small(
        room("10000001"),
        room("10000002", "Open Storytime", defaultPermissions=0, lobbyState=0, listable=1, more=[person("mo", 21)]),
        events=(event("Baby Storytime", "10000001", soon(), rule="FREQ=WEEKLY;COUNT=3"),),
        admin=True,
    )
    app = NextcloudSimulator.from_seed(seed, clock=time.time)
    assert survives(app, seed) > 100
