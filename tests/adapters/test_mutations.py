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
    """A series with a changed date and one without, a meeting that is open, and one that is right."""
    first = webex.soon(2)
    opened = {"date": first, "values": {"meetingOptions": {"enabledChat": True}}}
    return webex.small(
        webex.story("a1"),
        webex.story("b2", values={"enabledJoinBeforeHost": True}),
        webex.story("s3", start=first, recurrence="FREQ=WEEKLY;COUNT=3", registration=None, exceptions=[opened]),
    )


def meet_seed() -> dict[str, Any]:
    return {**meet.small(), "limits": {"enforced": False}}


def teams_seed() -> dict[str, Any]:
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


SEEDS = {"zoom": zoom_seed, "webex": webex_seed, "meet": meet_seed, "teams": teams_seed}
ABSENT = {"webex": {"registration"}}


@pytest.mark.parametrize("vendor", SEEDS)
def test_no_odd_value_makes_a_program_vanish_pass_or_end_the_run(vendor: str) -> None:
    seed = SEEDS[vendor]()
    app = simulator(vendor).from_seed(seed, clock=time.time)
    assert survives(app, seed, absent=ABSENT.get(vendor, ())) > 100
