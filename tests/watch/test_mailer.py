"""When letters are made, on a clock of its own: the hour before, the week, what could not be looked at for long."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from tests.stores import place
from tests.watch.test_watcher import DAY, HOUR, NOW, World

from hardener.people import People
from hardener.store import Store

HOSTS = {"story": "anna@library.example"}
AT = ZoneInfo("America/New_York")


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with place("sqlite", tmp_path) as where, Store(where) as store:
        yield World(store, host="story@…")


def to_hosts(world: World) -> list[str]:
    return [letter.title for reader, letter in world.letters if reader.role == "host"]


def test_a_host_is_written_to_once_for_each_start(world: World) -> None:
    start = NOW + 2 * DAY
    world.people = People.model_validate({"hosts": HOSTS})
    world.starts = {"1": [start, start + DAY]}
    world.settings = {"1": {"waiting_room": False}}
    world.live(start - 25 * HOUR)
    assert to_hosts(world) == []
    world.live(start - 23 * HOUR)
    assert len(to_hosts(world)) == 1
    world.clock.at = start - 30 * HOUR  # set back
    world.live(start - 20 * HOUR)
    assert len(to_hosts(world)) == 1
    world.starts = {"1": [start + 3 * HOUR, start + DAY]}  # moved: that is another start
    world.live(start + 2 * DAY)
    assert len(to_hosts(world)) == 3


def test_an_hour_of_the_day_before_may_be_the_time(world: World) -> None:
    start = NOW + 2 * DAY + HOUR
    world.people = People.model_validate({"hosts": HOSTS, "before": "16:00"})
    world.starts = {"1": [start]}
    world.settings = {"1": {"waiting_room": False}}
    moment = (start - DAY).replace(hour=16)
    world.live(moment - timedelta(minutes=1))
    assert to_hosts(world) == []
    world.live(moment + timedelta(minutes=2))
    (title,) = to_hosts(world)
    assert title.startswith("Tomorrow 10:00 am: ")


@pytest.mark.parametrize(
    ("start", "lead"),
    [
        (datetime(2026, 11, 2, 1, 0, tzinfo=AT), timedelta(hours=9)),
        (datetime(2026, 11, 1, 12, 0, tzinfo=AT), timedelta(hours=21)),
        (datetime(2026, 3, 8, 12, 0, tzinfo=AT), timedelta(hours=19)),
    ],
)
def test_the_hour_is_that_of_the_librarys_clock_also_where_it_changes(start: datetime, lead: timedelta) -> None:
    people = People.model_validate({"hosts": HOSTS, "before": "16:00"})
    assert people.lead(start.astimezone(UTC), AT) == lead
    assert lead <= people.most


def test_a_host_hears_that_a_program_could_not_be_looked_at_and_then_how_it_is(world: World) -> None:
    start = NOW + 2 * DAY
    world.people = People.model_validate({"hosts": HOSTS})
    world.starts = {"1": [start]}
    world.settings = {"1": {"waiting_room": False}}
    world.unread = {"1"}
    world.live(start - 23.5 * HOUR)
    assert to_hosts(world) == [], "a short trouble is no news"
    world.live(start - 12 * HOUR)
    (title,) = to_hosts(world)
    assert title.endswith("Storytime 1 was NOT checked")
    world.unread = set()
    world.live(start - 6 * HOUR)
    assert len(to_hosts(world)) == 2
    assert not to_hosts(world)[1].endswith("NOT checked")


def test_the_manager_has_one_digest_a_week(world: World) -> None:
    world.people = People.model_validate({"manager": "manager@library.example"})
    world.starts = {"1": [NOW + n * DAY for n in range(1, 40)]}
    world.settings = {"1": {"waiting_room": False}}
    world.live(NOW + 6 * DAY, every="12h")
    assert world.letters == []
    world.live(NOW + 8 * DAY, every="12h")
    world.live(NOW + 22 * DAY, every="12h")
    digests = [letter for reader, letter in world.letters if reader.role == "manager"]
    assert len(digests) == 3
    assert "not known" not in digests[1].body
    assert "Monday 7 December, 8:00 am" in digests[1].body


def test_a_digest_says_first_what_could_not_be_looked_at(world: World) -> None:
    world.people = People.model_validate({"manager": "manager@library.example"})
    world.starts = {"1": [NOW + n * DAY for n in range(1, 40)]}
    world.live(NOW + 6 * DAY + 20 * HOUR, every="12h")
    world.down = "the vendor is down"
    world.live(NOW + 7 * DAY + HOUR, every="12h")
    ((_, digest),) = world.letters
    assert digest.title.startswith("COULD NOT LOOK at everything. ")
    assert "the vendor is down" in digest.body
    assert "No stranger" not in digest.body
