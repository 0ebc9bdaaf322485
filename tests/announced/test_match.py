"""Which event is which program: by the room, else by title and time, and never by a guess."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from hardener.announced.events import Date, Event, Found
from hardener.announced.match import By, Known, Match, alike, matches
from hardener.doorways import Kind
from hardener.ways_in import Way, marks_of

pytestmark = pytest.mark.unit

ZONE = ZoneInfo("America/New_York")
NOON = datetime(2027, 3, 2, 17, tzinfo=UTC)


def event(title: str, *starts: datetime, room: str = "", ident: str = "") -> Event:
    dates = tuple(Date(start, start + timedelta(minutes=30)) for start in starts or (NOON,))
    doors = (Found(Way("Zoom", Kind.JOIN, marks_of(room)), "DESCRIPTION"),) if room else ()
    return Event(calendar="events", ident=ident or title, title=title, dates=dates, doors=doors)


def known(title: str, *starts: datetime, number: str = "1", connection: str = "main") -> Known:
    return Known(
        key=(connection, f"meeting/{number}"), program=(connection, number), title=title, starts=starts or (NOON,),
        minutes=30, marks=marks_of(number),
    )  # fmt: skip


def matched(programs: Sequence[Known], *events: Event) -> list[Match]:
    found = matches(programs, events, ZONE)
    return [found[one.key] for one in programs]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Baby Storytime", "BABY STORYTIME (online)", True), ("Baby Storytime", "(Canceled) Baby Storytime", True),
        ("Hora de cuentos", "Hora de Cuentos en línea 🐻", True), ("Baby Storytime", "Toddler Storytime", False),
        ("Teen D&D", "Teen D&D via Zoom", True), ("Book Club", "Chess Club", False), ("", "Baby Storytime", False),
        ("Storytime", "Pajama Storytime", True), ("Zoom", "Virtual", False), ("Éveil musical", "Eveil Musical", True),
    ],
)  # fmt: skip
def test_titles_are_alike_where_they_say_the_same(one: str, other: str, same: bool) -> None:
    assert alike(one, other) is same
    assert alike(other, one) is same


def test_a_room_decides_before_any_title() -> None:
    (found,) = matched(
        [known("BST Tues", number="81234567890")], event("Baby Storytime", room="81234567890"), event("BST Tues")
    )
    assert (found.by, [each.title for each in found.events]) == (By.ROOM, ["Baby Storytime"])


@pytest.mark.parametrize(
    ("minutes", "by"), [(0, By.TIME), (-25, By.TIME), (4, By.TIME), (60, By.TITLE), (-300, By.TITLE)]
)
def test_the_time_to_set_up_is_no_difference_and_an_hour_is(minutes: int, by: By) -> None:
    (found,) = matched([known("Storytime", NOON + timedelta(minutes=minutes))], event("Storytime"))
    assert found.by is by


def test_each_date_of_a_series_may_be_an_event_of_its_own() -> None:
    weeks = [NOON + timedelta(weeks=n) for n in range(3)]
    events = [event("Storytime", start, ident=str(n)) for n, start in enumerate(weeks)]
    (found,) = matched([known("Storytime", *weeks)], *events)
    assert (found.by, len(found.events), found.unsure) == (By.TIME, 3, [])


def test_of_two_that_may_be_it_nobody_is_chosen() -> None:
    (found,) = matched([known("Storytime")], event("Storytime", ident="main"), event("Storytime", ident="branch"))
    assert (found.by, len(found.unsure)) == (None, 2)
    first, second = matched(
        [known("Storytime"), known("Storytime", number="2", connection="other")], event("Storytime")
    )
    assert (first.by, second.by, len(first.unsure), len(second.unsure)) == (None, None, 1, 1)


def test_the_very_title_goes_before_one_that_is_only_alike() -> None:
    (found,) = matched([known("Baby Storytime")], event("Baby Storytime"), event("Storytime"))
    assert [each.title for each in found.events] == ["Baby Storytime"]


def test_dates_of_one_series_that_are_changed_are_no_rivals() -> None:
    series = known("Storytime")
    changed = Known(
        key=("main", "meeting/1_date"),
        program=series.program,
        title="Storytime",
        starts=(NOON,),
        minutes=30,
        marks=series.marks,
    )
    first, second = matched([series, changed], event("Storytime"))
    assert (first.by, second.by) == (By.TIME, By.TIME)


def test_two_storytimes_one_after_the_other_are_told_apart() -> None:
    first, second = known("Storytime"), known("Storytime", NOON + timedelta(minutes=30), number="2")
    early, late = event("Storytime", ident="early"), event("Storytime", NOON + timedelta(minutes=30), ident="late")
    one, other = matched([first, second], early, late)
    assert [each.ident for each in one.events] == ["early"]
    assert [each.ident for each in other.events] == ["late"]


def test_the_same_event_in_two_calendars_is_one_and_what_is_online_goes_before_what_is_not() -> None:
    (found,) = matched([known("Storytime")], event("Storytime"), replace(event("Storytime"), calendar="branch"))
    assert (found.by, len(found.events)) == (By.TIME, 2)
    (found,) = matched(
        [known("Storytime")], event("Storytime", ident="hall"), replace(event("Storytime", ident="web"), online=True)
    )
    assert [each.ident for each in found.events] == ["web"]


def test_two_programs_that_begin_a_quarter_of_an_hour_apart_are_rivals_for_one_event() -> None:
    early = (
        known("Storytime", NOON - timedelta(minutes=25)),
        known("Storytime", NOON - timedelta(minutes=10), number="2"),
    )
    first, second = matched(early, event("Storytime"))
    assert (first.by, second.by) == (None, None)


def test_a_room_that_is_always_there_has_all_events_of_its_title() -> None:
    room = replace(known("Toddler Time"), starts=())
    (found,) = matched([room], event("Toddler Time"), event("Toddler Time (online)", NOON + timedelta(weeks=1)))
    assert (found.by, len(found.events)) == (By.TITLE, 2)


def test_the_other_dates_of_a_program_are_its_own_though_only_one_names_the_room() -> None:
    week = NOON + timedelta(days=7)
    named, bare = event("Storytime", NOON, room="812", ident="a"), event("Storytime", week, ident="b")
    (found,) = matched([known("Storytime", NOON, week, number="812")], named, bare)
    assert (found.by, [each.ident for each in found.events], found.unsure) == (By.ROOM, ["a", "b"], [])
    (found,) = matched([known("Storytime", NOON, week, number="812")], named, bare, replace(bare, ident="c"))
    assert ([each.ident for each in found.events], found.unsure) == (["a"], [])


def test_the_dates_of_a_series_that_are_an_hour_off_are_its_own() -> None:
    dates = [NOON + timedelta(days=7 * n) for n in range(4)]  # the clocks change before the third
    apart = [event("Storytime", at + timedelta(hours=at > dates[1]), ident=str(n)) for n, at in enumerate(dates)]
    (found,) = matched([known("Storytime", *dates)], *apart)
    assert (found.by, len(found.events), found.unsure) == (By.TIME, 4, [])
    (found,) = matched([known("Storytime", *dates[2:])], *apart)
    assert (found.by, len(found.events), found.unsure) == (By.TITLE, 2, [])
    first, second = matched([known("Storytime", *dates), known("Storytime", *dates[2:], number="2")], *apart)
    assert (len(first.events), len(second.events), len(second.unsure)) == (2, 0, 2)
