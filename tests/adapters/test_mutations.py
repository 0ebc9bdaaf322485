"""No odd value in any key of any answer makes a program vanish, pass, or end the run: over all simulators."""

from __future__ import annotations

import time
from typing import Any

import pytest
from tests.adapters.mutate import survives
from tests.adapters.teams import made as teams
from tests.end_to_end import library as zoom
from tests.end_to_end import meet_library as meet
from tests.end_to_end import webex_library as webex

from hardener.sandbox import simulator


def zoom_seed() -> dict[str, Any]:
    """A weekly series, an open meeting, and one that is right."""
    weekly = zoom.story(81) | {"type": 8, "recurrence": {"type": 2, "repeat_interval": 1, "end_times": 3}}
    return zoom.small(
        weekly,
        zoom.story(82, waiting_room=False, join_before_host=True, approval_type=2),
        zoom.story(83),
        limits={"enforced": False},
    )


def webex_seed() -> dict[str, Any]:
    return webex.small(webex.story("a1"), webex.story("b2", values={"enabledJoinBeforeHost": True}))


def meet_seed() -> dict[str, Any]:
    return {**meet.small(), "limits": {"enforced": False}}


def teams_seed() -> dict[str, Any]:
    return teams.small({}, {"settings": {"allowMeetingChat": "enabled"}})


SEEDS = {"zoom": zoom_seed, "webex": webex_seed, "meet": meet_seed, "teams": teams_seed}
ABSENT = {"webex": {"registration"}}


@pytest.mark.parametrize("vendor", SEEDS)
def test_no_odd_value_makes_a_program_vanish_pass_or_end_the_run(vendor: str) -> None:
    seed = SEEDS[vendor]()
    app = simulator(vendor).from_seed(seed, clock=time.time)
    assert survives(app, seed, absent=ABSENT.get(vendor, ())) > 100
