"""No odd value in any key of any of Greenlight's answers makes a room vanish, pass, or end the run."""

from __future__ import annotations

import time

from tests.adapters.mutate import survives
from tests.end_to_end.bigbluebutton_library import room, small

from hardener_bigbluebutton.simulator import BigBlueButtonSimulator


def test_no_odd_value_makes_a_room_vanish_pass_or_end_the_run() -> None:
    made = small(
        room(1, guestPolicy="ALWAYS_ACCEPT", glAnyoneCanStart="true"), room(2, record="true") | {"owner": "u2"}
    )
    app = BigBlueButtonSimulator.from_seed(made, clock=time.time)
    assert survives(app, made) > 60
