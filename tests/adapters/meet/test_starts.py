"""Every coming start of a program on Google Meet."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from tests.adapters import clocks
from tests.adapters.meet.made import NOW, Client, adapter, event, google, read, seed, space
from tests.adapters.meet.test_reading import CODE

from hardener.adapter import Window
from hardener.model import Elsewhere, Program, Target, Unreadable


def weekly(start: datetime, **more: Any) -> dict[str, Any]:
    """Return a series at the local time of `start`."""
    when = {
        name: {"dateTime": at.replace(tzinfo=None).isoformat(), "timeZone": clocks.NEW_YORK}
        for name, at in (("start", start), ("end", start + timedelta(minutes=30)))
    }
    return event(**{"recurrence": ["RRULE:FREQ=WEEKLY;COUNT=9"], **when, **more})


def programs(client: Client, window: Window) -> dict[str, Program]:
    """Return the programs that the adapter reads, by kind of target."""
    with adapter(client) as meet:
        return {t.kind: t.program for t in meet.read_all(window) if not isinstance(t, Elsewhere) and t.program}


@clocks.BEFORE_A_CHANGE
def test_a_series_keeps_its_hour_when_the_clocks_change(tuesday: date) -> None:
    window = clocks.in_view(tuesday)
    with google(seed(weekly(clocks.begun(tuesday)))) as client:
        assert clocks.in_new_york(programs(client, window)["meeting"].starts) == clocks.half_past_ten(tuesday)


def test_what_is_on_comes_first_and_what_is_called_off_does_not_come() -> None:
    on = (NOW - timedelta(minutes=10)).astimezone(clocks.begun(NOW.date()).tzinfo)
    week = [on + timedelta(weeks=n) for n in range(6)]
    day = [each.date().isoformat() for each in week]
    later = week[2] + timedelta(hours=3)
    moved = {"start": {"dateTime": later.isoformat()}, "end": {"dateTime": (later + timedelta(minutes=30)).isoformat()}}
    dates = {day[1]: {"status": "cancelled"}, day[2]: moved, day[3]: {"guestsCanSeeOtherGuests": True}}
    with google(seed(weekly(week[0] - timedelta(weeks=1), dates=dates))) as client:
        found = programs(client, Window(NOW, NOW + timedelta(weeks=5)))
        assert found["meeting"].start == on
        assert found["meeting"].starts == (on, later, week[4], week[5]), (
            "what is judged for itself is no date of the series"
        )
        assert found["occurrence"].starts == (week[3],)


def test_a_series_read_again_does_not_take_its_first_date_for_one_to_come() -> None:
    with google(seed(weekly(NOW - timedelta(weeks=2)), spaces=[space(CODE)])) as client, adapter(client) as meet:
        _, found = meet.read_all(Window(NOW, NOW + timedelta(weeks=1)))
        assert isinstance(found, Target)
        again = meet.read(found).program
        assert again is not None
        assert again.starts == ()


def test_an_event_whose_end_is_none_is_named_with_its_start() -> None:
    fault = {"path": "/events$", "set": {"items.*.end.dateTime": "soon"}}
    with google(seed(event(), faults=[fault])) as client:
        found = read(client)["story"]
        assert isinstance(found, Unreadable)
        assert found.program is not None
        assert found.program.starts == (found.program.start,) == (NOW + timedelta(days=3),)
