"""A watch is killed between asking a platform for a subscription and keeping what it answered: none is left over."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, update
from tests.adapters.meet.discovery import Checked
from tests.adapters.teams import made as teams
from tests.adapters.teams.made import OTHER, STORY
from tests.end_to_end import meet_library as meet
from tests.end_to_end.deadly import Deadly
from tests.end_to_end.listening import edit, listening, rows, start
from tests.waiting import until

from hardener.store import tables as t
from hardener_meet.simulator.channels import Channel, send
from hardener_teams.simulator import TeamsSimulator

pytestmark = pytest.mark.long

POINTS = ["before", "on the way", "after"]
BOTH = f'organizers = ["{STORY}", "{OTHER}"]\nwebinars = false'


class Google(Deadly, Checked):
    """Ends the watch that asks for a channel."""


class Graph(Deadly, TeamsSimulator):
    """Ends the watch that asks for a subscription."""


def channels(made: meet.Library) -> dict[str, Channel]:
    return made.app.world.channels.held


def one_each(made: meet.Library) -> bool:
    """Tell whether each calendar has one channel, and each channel a row that can stop it."""
    there = dict(channels(made))
    if not len({one.calendar for one in there.values()}) == len(there) > 1:
        return False  # to open the store again and again, until they are there, costs more than all else
    return {row.mark: row.ident for row in rows(made)} == {mark: one.resource for mark, one in there.items()}


@pytest.mark.parametrize("number", [1, 2])
@pytest.mark.parametrize("when", POINTS)
def test_a_channel_that_nobody_heard_of_is_stopped_by_the_next_watch(tmp_path: Path, when: str, number: int) -> None:
    """Google lists no channels, and a channel says nothing while nothing changes."""
    with meet.library(tmp_path, meet.small(), kind=Google) as made:
        assert isinstance(made.app, Google)
        made.app.end(lambda: start(made), "POST .*/events/watch$", number, when)
        until(lambda: len(channels(made)) == number - (when == "before"))
        before = set(channels(made))
        with listening(made):
            until(lambda: one_each(made))
            assert when != "on the way" or before - set(channels(made)), "nobody had heard of it"
            assert "left over" not in made.run("doctor").out


@pytest.mark.parametrize(("what", "when"), [(each, when) for each in ("/watch$", "/stop$") for when in POINTS])
def test_a_renewal_that_was_killed_is_ended_by_the_next_watch(tmp_path: Path, what: str, when: str) -> None:
    with meet.library(tmp_path, meet.small(), kind=Google) as made:
        assert isinstance(made.app, Google)
        with listening(made):
            until(lambda: one_each(made))
        edit(made, update(t.subscription).values(due=datetime.now(UTC)))
        before = set(channels(made))
        made.app.end(lambda: start(made), f"POST .*{what}", 1, when)
        with listening(made):
            until(lambda: not before & set(channels(made)) and one_each(made))


def test_a_channel_of_which_the_store_knows_nothing_is_stopped_once_it_speaks(tmp_path: Path) -> None:
    """The store was lost, or the order came about after it had been given up."""
    with meet.library(tmp_path, meet.small()) as made:
        with listening(made):
            until(lambda: one_each(made))
        edit(made, delete(t.subscription))
        lost = dict(channels(made))
        with listening(made) as door:
            until(lambda: len(rows(made)) == len(lost))
            for one in lost.values():
                one.number += 9
                assert send(one.address, one.headers("exists")) == 204
            assert door.counts()["unknown"] == len(lost)
            assert not rows(made, "hint"), "nothing is read for it"
            assert "left over" in " ".join(made.run("doctor").out.split())
        with listening(made):
            until(lambda: one_each(made))
        assert not set(lost) & set(channels(made))


@pytest.mark.parametrize("number", [1, 2])
@pytest.mark.parametrize("when", POINTS)
def test_a_subscription_that_nobody_heard_of_is_ended_by_the_next_watch(tmp_path: Path, when: str, number: int) -> None:
    with teams.library(tmp_path, teams.small(), more=BOTH, kind=Graph) as made:
        assert isinstance(made.sim, Graph)
        made.sim.end(lambda: start(made), "POST .*/subscriptions$", number, when)
        with listening(made):
            until(lambda: _one_each(made))


def _one_each(made: Any) -> bool:
    there = dict(made.sim.world.subscriptions.held)
    return len({o["resource"] for o in there.values()}) == 2 and {row.ident for row in rows(made)} == set(there)
