"""Which library has a place when: those that hang have places of their own, and a clock may be set."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hardener.fleet.agenda import Agenda
from hardener.fleet.folder import Found
from hardener.fleet.work import Done

pytestmark = pytest.mark.unit

NOW = datetime(2026, 3, 2, 6, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def named(*names: str) -> list[Found]:
    return [Found(name=name, folder=Path("/region") / name) for name in names]


def begun(agenda: Agenda, now: datetime) -> list[str]:
    """Begin what has a place, and return the names."""
    found = agenda.due(now)
    for one in found:
        agenda.began(one.folder, now)
    return [one.name for one in found]


def came(agenda: Agenda, name: str, now: datetime, wake: datetime | None = None, why: str = "") -> str:
    done = Done(name=name, status=3 if why else 0, why=why, wake=wake.timestamp() if wake else 0.0)
    return agenda.came(Path("/region") / name, done, now)


def test_those_that_hang_hold_up_nobody_for_longer_than_a_minute_and_never_again() -> None:
    agenda = Agenda(2)
    assert not list(agenda.notice(named("a", "b", "c", "d", "e"), NOW))
    assert begun(agenda, NOW) == ["a", "b"]
    assert begun(agenda, NOW + MINUTE) == [], "they may be about to end"
    late = NOW + 2 * MINUTE
    assert begun(agenda, late) == ["c", "d"], "a and b hang"
    assert begun(agenda, late + 2 * MINUTE) == [], "never more than twice as many"
    now = late + 3 * MINUTE
    for name in "abcd":
        came(agenda, name, now, now)
    assert begun(agenda, now) == ["e", "a", "b"], "those that hung have the places of the slow"
    came(agenda, "e", now, now)
    assert begun(agenda, now) == ["e"], "c and d wait for a and b, and e for nobody"


def test_one_that_was_slow_and_is_quick_again_has_a_place_of_the_quick() -> None:
    agenda = Agenda(1)
    list(agenda.notice(named("a"), NOW))
    begun(agenda, NOW)
    came(agenda, "a", NOW + 2 * MINUTE, NOW + 2 * MINUTE)
    assert begun(agenda, NOW + 2 * MINUTE) == ["a"]
    came(agenda, "a", NOW + 2 * MINUTE, NOW + 2 * MINUTE)
    list(agenda.notice(named("a", "b"), NOW + 2 * MINUTE))
    assert begun(agenda, NOW + 2 * MINUTE) == ["a"], "there is one place for those that are quick"


def test_who_cannot_say_when_it_is_due_is_asked_less_and_less_often() -> None:
    agenda, now = Agenda(4), NOW
    list(agenda.notice(named("a"), now))
    waited = []
    for _ in range(6):
        assert begun(agenda, now) == ["a"]
        came(agenda, "a", now, why="it fell over")
        before = now
        while not agenda.due(now):
            now += MINUTE
        waited.append((now - before) // MINUTE)
    assert waited == [1, 2, 4, 8, 10, 10]


def test_what_cannot_be_looked_at_is_told_once_and_so_is_that_it_can_again() -> None:
    agenda = Agenda(4)
    list(agenda.notice(named("a"), NOW))
    assert came(agenda, "a", NOW, NOW, why="gone away") == "a: could not look: gone away"
    assert came(agenda, "a", NOW, NOW, why="gone away") == ""
    assert came(agenda, "a", NOW, NOW) == "a can be looked at again"
    assert came(agenda, "a", NOW, NOW) == ""


def test_a_clock_that_is_set_back_makes_all_due_and_one_that_was_wrong_holds_up_nothing_for_long() -> None:
    agenda = Agenda(4)
    list(agenda.notice(named("a", "b"), NOW))
    begun(agenda, NOW)
    came(agenda, "a", NOW, NOW + timedelta(hours=1))
    came(agenda, "b", NOW, NOW + timedelta(days=900))
    assert begun(agenda, NOW + MINUTE) == []
    assert begun(agenda, NOW - timedelta(hours=2)) == ["a", "b"]
    came(agenda, "b", NOW, NOW + timedelta(days=900))
    assert begun(agenda, NOW + timedelta(days=1)) == ["b"]


def test_what_is_configured_anew_while_it_is_looked_at_is_looked_at_again() -> None:
    agenda = Agenda(4)
    list(agenda.notice(named("a"), NOW))
    assert begun(agenda, NOW) == ["a"]
    assert list(agenda.notice([replace(named("a")[0], written=(1,))], NOW)) == ["configured anew: a"]
    came(agenda, "a", NOW, NOW + timedelta(hours=1))
    assert begun(agenda, NOW) == ["a"]
    came(agenda, "a", NOW, NOW + timedelta(hours=1))
    assert begun(agenda, NOW) == []


def test_a_file_that_is_written_anew_all_the_time_costs_a_few_looks_and_lines() -> None:
    """Each look asks a vendor for everything that there is, and somebody's tool may write a time into the file."""
    agenda, looks, lines = Agenda(4), 0, list[str]()
    list(agenda.notice(named("a"), NOW))
    for second in range(0, 3600, 10):
        now = NOW + timedelta(seconds=second)
        lines += agenda.notice([replace(named("a")[0], written=(second,))], now)
        for _ in begun(agenda, now):
            looks += 1
            came(agenda, "a", now, now + timedelta(days=1))
    assert 6 <= looks <= 25
    assert len(lines) <= 25
    last = NOW + timedelta(hours=1)
    assert begun(agenda, last + 10 * MINUTE) == ["a"], "what was written last is looked at"


def test_one_that_breaks_and_is_well_again_says_why() -> None:
    agenda = Agenda(4)
    list(agenda.notice(named("a", "b"), NOW))
    broken = [replace(one, problem="it is away") for one in named("a", "b")]
    assert list(agenda.notice(broken, NOW)) == ["a, b: could not look: it is away"]
    assert begun(agenda, NOW) == []
    assert list(agenda.notice(named("a", "b"), NOW)) == ["configured anew: a, b"]
    assert begun(agenda, NOW) == ["a", "b"]


def test_news_of_folders_is_a_line_for_each_kind() -> None:
    agenda = Agenda(4)
    list(agenda.notice(named("a", "b"), NOW))
    assert list(agenda.notice(named("a", "b"), NOW)) == []
    assert list(agenda.notice(named(*"acdefg"), NOW)) == [
        "new: c, d, e, 2 more",
        "gone, and not looked at any more: b",
    ]
    assert came(agenda, "b", NOW, NOW, why="its folder is gone") == ""
    assert [one.name for one in agenda.rows()] == list("acdefg")
