"""Every coming start of a program on Webex."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from tests.adapters import clocks
from tests.adapters.webex.made import NOW, office, program, series, small

from hardener.model import Unreadable
from hardener_webex.simulator.times import iso

ON = NOW - timedelta(minutes=10)
WEEKLY = "FREQ=WEEKLY;INTERVAL=1;COUNT=8"


@clocks.BEFORE_A_CHANGE
def test_a_series_keeps_its_hour_when_the_clocks_change(tuesday: date) -> None:
    seed = small(series("s1", start=iso(clocks.begun(tuesday)), timezone=clocks.NEW_YORK))
    with office(seed, clock=clocks.in_view(tuesday).start.timestamp) as made:
        (found,) = [t.program for t in made.everything(clocks.in_view(tuesday)) if t.program]
        assert clocks.in_new_york(found.starts) == clocks.half_past_ten(tuesday)


def test_a_zone_that_nobody_knows_has_no_summer() -> None:
    with office(small(series("s1", timezone="Mars/Olympus"))) as made:
        (found,) = [t.program for t in made.everything() if t.program]
        assert {start.hour for start in found.starts} == {10}


def test_what_is_on_comes_first_and_what_is_called_off_does_not_come() -> None:
    week = [ON + timedelta(weeks=n) for n in range(5)]
    changed = {"date": iso(week[2]), "values": {"meetingOptions": {"enabledChat": True}}}
    dates = [{"date": iso(week[1]), "cancelled": True}, changed]
    with office(small(series("s1", start=iso(ON - timedelta(weeks=1)), recurrence=WEEKLY, exceptions=dates))) as made:
        found = {t.kind: t.program for t in made.everything() if t.program}
        assert found["meeting"].start == ON
        assert found["meeting"].starts == (ON, week[2], week[3], week[4])
        assert found["occurrence"].starts == (week[2],)


def test_a_single_program_that_cannot_be_read_has_its_start() -> None:
    odd = {"path": "/v1/meetings$", "set": {"items.*.scheduledType": "hologram"}}
    with office(small(program("a1"), faults=[odd])) as made:
        (found,) = [t for t in made.everything() if t.program]
        assert isinstance(found, Unreadable)
        assert found.program is not None
        assert found.program.starts == (found.program.start,) == (datetime(2026, 11, 26, 10, tzinfo=UTC),)
