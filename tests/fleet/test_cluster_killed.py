"""A worker ends in the middle of a library: nothing is lost, nothing is done twice, and all of it can be taken back."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest
from sqlalchemy import select
from tests.end_to_end.library import EVERYTHING
from tests.fleet.dask_cluster import cluster
from tests.fleet.town import WRITES, town

from hardener.store import Store
from hardener.store import tables as t

pytestmark = [pytest.mark.process, pytest.mark.long]
NAMES = ("ash", "birch", "cedar")


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_worker_killed_in_the_middle_of_an_apply_writes_nothing_twice_and_loses_nothing(
    tmp_path: Path, when: str
) -> None:
    with town(tmp_path, NAMES) as made, cluster(tmp_path) as there:
        before = {name: zoom.state() for name, zoom in made.zooms.items()}
        planned = there.ask(made.tasks("plan", *EVERYTHING))
        assert [row["why"] for row in planned] == [""] * len(NAMES)
        made.zooms["birch"].aim(there, "PATCH", 2, when, signal.SIGKILL)
        rows = {row["name"]: row for row in there.ask(made.applying(planned))}
        assert made.zooms["birch"].victim, "the point was never reached"
        assert {name: (row["status"], row["to_do"], row["why"]) for name, row in rows.items()} == dict.fromkeys(
            NAMES, (0, 0, "")
        )
        for name, zoom in made.zooms.items():
            assert len(zoom.written()) == WRITES, f"{name} was written {zoom.written()}"
            assert sorted(set(zoom.written())) == sorted(zoom.written()), f"{name} was written to twice"
        assert len({row["run"] for row in rows.values()}) == len(NAMES), "each has one run"
        for name, zoom in made.zooms.items():
            back = made.undo(name)
            assert back.status == 0, back.err
            assert zoom.state() == before[name], f"{name} was not taken back wholly"


def test_a_worker_killed_in_the_middle_of_a_look_has_every_library_looked_at_once(tmp_path: Path) -> None:
    with town(tmp_path, NAMES) as made, cluster(tmp_path) as there:
        made.zooms["birch"].aim(there, "GET", 5, "after", signal.SIGKILL)
        rows = there.ask(made.tasks("audit"))
        assert made.zooms["birch"].victim, "the point was never reached"
        assert {row["name"]: (row["programs"], row["why"]) for row in rows} == dict.fromkeys(NAMES, (2, ""))
        with Store(made.place) as store, store.reading() as connection:
            looks = connection.scalars(select(t.belongs.c.account).join(t.run, t.run.c.id == t.belongs.c.run)).all()
        assert len(looks) == len(set(looks)) == len(NAMES), looks
