"""Every coming start of a program in Teams."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from tests.adapters import clocks
from tests.adapters.teams.made import NOW, connected, small, webinar

ON = NOW - timedelta(minutes=10)


def when(start: datetime) -> dict[str, Any]:
    end = start + timedelta(minutes=30)
    return {
        key: {"dateTime": f"{at:%Y-%m-%dT%H:%M:%S}", "timeZone": "UTC"}
        for key, at in (("startDateTime", start), ("endDateTime", end))
    }


def test_what_is_on_is_on_by_the_clock() -> None:
    later = NOW + timedelta(hours=3)
    seed = small(
        {"start": ON.isoformat(), "recurrence": {"type": "weekly"}}, {"start": later.isoformat()}, {"odd_zone": "x"}
    )
    halls = [webinar("t", name="Hall", start=ON.isoformat())]
    with connected(seed | {"townhalls": halls}, clock=NOW.timestamp) as made:
        found = {p.title: p.program.live for p in made.programs()}
        assert found == {"Storytime 0": True, "Storytime 1": False, "Storytime 2": False, "Hall": True}


@clocks.BEFORE_A_CHANGE
def test_a_series_keeps_its_hour_when_the_clocks_change(tuesday: date) -> None:
    begun = clocks.begun(tuesday).isoformat()
    seed = small({"start": begun, "timezone": clocks.NEW_YORK, "recurrence": {"type": "weekly"}})
    with connected(seed, clock=clocks.in_view(tuesday).start.timestamp, webinars=False) as made:
        (found,) = made.programs()
        assert clocks.in_new_york(found.program.starts) == clocks.half_past_ten(tuesday)


def test_what_is_on_comes_first_and_what_is_called_off_does_not_come() -> None:
    week = [ON + timedelta(weeks=n) for n in range(5)]
    day = [f"{each:%Y-%m-%d}" for each in week]
    later = week[2] + timedelta(hours=3)
    story = {"recurrence": {"type": "weekly"}, "dropped": [day[1]], "changed": {day[2]: {"start": later.isoformat()}}}
    with connected(small({"start": week[0].isoformat(), **story}), clock=NOW.timestamp, webinars=False) as made:
        (found,) = made.programs()
        assert found.program.start == ON
        assert found.program.starts == (ON, later, week[3], week[4]), "a changed date shares the meeting of its series"


def test_a_meeting_that_cannot_be_read_has_its_starts() -> None:
    seed = small({"gone": True, "start": ON.isoformat(), "recurrence": {"type": "weekly", "count": 2}})
    with connected(seed, clock=NOW.timestamp, webinars=False) as made:
        (found,) = made.programs()
        assert "finds no meeting" in found.reason
        assert found.program.starts == (ON, ON + timedelta(weeks=1))


def test_a_webinar_starts_with_each_of_its_sessions() -> None:
    first = NOW + timedelta(days=2)
    sessions = [when(first), when(first + timedelta(days=7)), when(first + timedelta(days=90))]
    seed = small(meetings=[], events=[], webinars=[webinar(start=first.isoformat(), sessions=sessions)])
    with connected(seed, clock=NOW.timestamp) as made:
        (found,) = made.programs()
        assert found.program.starts == (first, first + timedelta(days=7))
