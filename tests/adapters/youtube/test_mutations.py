"""No odd value in any key of any answer makes a program vanish, pass, or end the run."""

from __future__ import annotations

import time
from typing import Any

from tests.adapters.mutate import survives
from tests.end_to_end.youtube_library import ADULT, small, soon, stream, upload

from hardener_youtube.simulator import YouTubeSimulator

ABSENT = {"publishAt", "ytRating", "nextPageToken"}
"""What YouTube leaves out where there is nothing of it."""


def seed() -> dict[str, Any]:
    """A stream that is right, one that is open, a video to come and a recording."""
    later = {"privacyStatus": "private", "publishAt": f"{soon(4):%Y-%m-%dT%H:%M:%SZ}"}
    return small(
        stream(1, "Baby Storytime", soon(3)),
        stream(2, "Open Storytime", soon(4), more={"status": ADULT}),
        upload(3, "Storytime to Come", soon(-1), more={"status": later}),
        upload(4, "Storytime of Last Week", soon(-7)),
    )


def test_no_odd_value_makes_a_program_vanish_pass_or_end_the_run() -> None:
    made = seed()
    app = YouTubeSimulator.from_seed(made, clock=time.time)
    assert survives(app, made, absent=ABSENT, each=2) > 200
