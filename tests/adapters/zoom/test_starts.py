"""Every coming start of a program on Zoom."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

from tests.adapters import clocks
from tests.adapters.zoom.simulator_made import FAST, NOW, WEEKLY, meeting, seed

from hardener.adapter import Window
from hardener.http import Session
from hardener.model import Elsewhere, Program, Target, Unreadable
from hardener.sandbox import serve
from hardener_zoom import Zoom
from hardener_zoom.simulator import ZoomSimulator

START = datetime.fromtimestamp(NOW, UTC)
WINDOW = Window(START, START + timedelta(weeks=4))


class Keys(dict[str, str]):
    """Secrets in memory."""

    def get(self, name: str) -> str:  # type: ignore[override]  # a vault has no default
        return self[name]

    def keep(self, name: str, value: str) -> None:
        self[name] = value


def read(window: Window, *meetings: dict[str, Any], **changes: Any) -> list[Target | Unreadable]:
    """Return what the adapter reads of these meetings' programs, at the window's start."""
    made = json.loads(json.dumps(seed(meetings=meetings, webinars=[], **changes)))
    clock = window.start.timestamp
    keys = Keys(account_id="acc", client_id="app", client_secret="secret")
    with (
        serve(ZoomSimulator.from_seed(made, clock=clock)) as server,
        Session("main", read_only=True, clock=clock, sleep=lambda _: None) as session,
    ):
        options: dict[str, Any] = {
            "api_url": f"{server.url}/v2",
            "token_url": f"{server.url}/oauth/token",
            "personal_rooms": False,
            "plan": "business",
            "rates": FAST,
        }
        found = Zoom.connect(options, session, keys).read_all(window)
        return [t for t in found if not isinstance(t, Elsewhere) and t.program]


def told(target: Target | Unreadable) -> Program:
    assert target.program is not None
    return target.program


def by_id(targets: list[Target | Unreadable]) -> dict[str, Program]:
    """Return the programs by their ids: they come in any order."""
    return {told(target).id: told(target) for target in targets}


def series(start: datetime, *, number: int = 81, **more: Any) -> dict[str, Any]:
    rule = {**WEEKLY, "weekly_days": str(start.isoweekday() % 7 + 1), "end_times": 8}
    begins = start.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return meeting(number, "Story", type=8, start_time=begins, recurrence=rule, duration=45, **more)


def mark(start: datetime) -> str:
    return str(int(start.timestamp() * 1000))


@clocks.BEFORE_A_CHANGE
def test_a_series_keeps_its_hour_when_the_clocks_change(tuesday: date) -> None:
    found = read(clocks.in_view(tuesday), series(clocks.begun(tuesday), timezone=clocks.NEW_YORK))
    assert [t.kind for t in found] == ["meeting"], "a lone date on one side of the change is none that differs"
    assert clocks.in_new_york(told(found[0]).starts) == clocks.half_past_ten(tuesday)


def test_what_is_on_comes_first_and_what_is_called_off_does_not_come() -> None:
    on = START - timedelta(minutes=10)
    week = [on + timedelta(weeks=n) for n in range(5)]
    later = week[2] + timedelta(hours=3)
    changes = {mark(week[1]): {"deleted": True}, mark(week[2]): {"start_time": later.isoformat()}}
    whole, changed = read(WINDOW, series(week[0] - timedelta(weeks=1), occurrences=changes))
    assert (told(whole).start, told(whole).starts) == (on, (on, later, week[3], week[4]))
    assert (told(changed).occurrence, told(changed).starts) == (mark(week[2]), (later,))


def test_a_series_of_which_every_date_is_called_off_has_no_start() -> None:
    first = START + timedelta(days=1)
    off = {mark(first + timedelta(weeks=n)): {"deleted": True} for n in range(8)}
    assert [told(t).starts for t in read(WINDOW, series(first, occurrences=off))] == [()]


def test_a_single_program_has_one_start_and_one_at_any_time_none() -> None:
    found = by_id(read(WINDOW, meeting(81, "Talk"), meeting(82, "Help", type=3, start_time=None)))
    assert found["81"].starts == (found["81"].start,)
    assert found["82"].starts == ()


def test_an_unreadable_program_has_the_start_that_the_list_tells() -> None:
    fault = {"path": "/v2/meetings/8", "status": 404}
    found = read(WINDOW, meeting(81, "Talk"), series(START + timedelta(days=1), number=82), faults=[fault])
    assert [type(t) for t in found] == [Unreadable, Unreadable]
    starts = {ident: what.starts for ident, what in by_id(found).items()}
    assert starts == {"81": (datetime(2026, 11, 26, 20, tzinfo=UTC),), "82": ()}
