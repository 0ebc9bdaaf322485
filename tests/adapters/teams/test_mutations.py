"""No odd value in any key of any answer makes a program vanish, pass, or end the run."""

from __future__ import annotations

import time
from typing import Any

import pytest
from tests.adapters.mutate import survives
from tests.adapters.teams import made as teams

from hardener_teams.simulator import TeamsSimulator

pytestmark = pytest.mark.long


def seed() -> dict[str, Any]:
    """A series, an open meeting, one whose presenters decide, a webinar with a form, and a town hall whose room is shown."""
    nosy = [teams.predefined("city"), teams.custom("Library card number")]
    halls = [teams.webinar("t", name="Kickoff", sessions=[{**teams.RIGHT, "allowWhiteboard": True}])]
    return teams.small(
        {"recurrence": {"type": "weekly"}},
        {"settings": {"allowMeetingChat": "enabled"}},
        {"settings": {"allowedPresenters": "roleIsPresenter"}, "meeting": "m2"},
        webinars=[teams.webinar(questions=nosy)],
        townhalls=halls,
        groups=[{"id": "g", "name": "Hosts", "members": [teams.STORY, teams.OTHER]}],
        behaviour={"hall_sessions": True},
    )


def test_no_odd_value_makes_a_program_vanish_pass_or_end_the_run() -> None:
    made = seed()
    app = TeamsSimulator.from_seed(made, clock=time.time)
    assert survives(app, made) > 500
