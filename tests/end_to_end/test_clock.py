"""A machine whose clock is off: said from two minutes on; from an hour on nothing is complete and nothing written."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Executable, Table, select, update
from tests.end_to_end.library import Library, library, small, story
from tests.end_to_end.test_live import apply_saved

from hardener.store import Store
from hardener.store import tables as t

DAY, HOUR, MINUTE = 86_400, 3600, 60
AGO = datetime.now(UTC) - timedelta(days=500)
"""Longer than anything is kept."""


def shifted(by: float) -> Callable[[], float]:
    """Return the clock of a platform that is so many seconds ahead of this machine's."""
    return lambda: time.time() + by


def recording(made: Library) -> object:
    return made.zoom.world.programs[81].settings["auto_recording"]


@pytest.mark.parametrize("off", [5 * MINUTE, -5 * MINUTE])
def test_some_minutes_are_said_and_all_else_is_as_ever(tmp_path: Path, off: int) -> None:
    with library(tmp_path, small(story(81, auto_recording="cloud"))) as made:
        made.zoom.clock = shifted(off)
        ran = made.run("audit", "--format", "json-flat", expect=1)
        (notice,) = ran.json["notices"]
        assert "this machine's clock is 5 minutes" in notice
        assert "main" in notice
        assert ran.json["complete"]
        assert "5 minutes" in made.run("audit", "--all").out
        made.run("apply", "--yes", expect=0)
        assert recording(made) == "none"


@pytest.mark.parametrize("off", [2 * HOUR, -2 * HOUR, DAY, -DAY])
def test_hours_make_it_impossible_to_tell(tmp_path: Path, off: int) -> None:
    with library(tmp_path, small(story(81, auto_recording="cloud"), story(82))) as made:
        made.zoom.clock = shifted(off)
        ran = made.run("audit", "--format", "json-flat", expect=3)
        assert not ran.json["complete"]
        assert "clock" in json.dumps(ran.json["connections"])
        plan = made.run("plan", expect=3)
        assert "0 CHANGES" in plan.out
        assert "this machine's clock" in plan.out
        made.run("apply", "--yes", expect=3)
        assert made.sent("PATCH") == []


@pytest.mark.parametrize("off", [2 * HOUR, -2 * HOUR])
def test_what_was_planned_or_done_with_a_right_clock_waits(tmp_path: Path, off: int) -> None:
    with library(tmp_path, small(story(81, auto_recording="cloud"))) as made:
        made.run("plan", "--output", "plan.json", expect=0)
        made.zoom.clock = shifted(off)
        ran = apply_saved(made)
        assert ran.status == 2
        assert "this machine's clock" in ran.err
        assert made.sent("PATCH") == []
        made.zoom.clock = time.time
        assert apply_saved(made).status == 0
        assert recording(made) == "none"
        made.zoom.clock = shifted(off)
        made.run("undo", "--yes", expect=4)
        assert recording(made) == "none"
        made.zoom.clock = time.time
        made.run("undo", "--yes", expect=0)
        assert recording(made) == "cloud"


def test_the_watch_writes_only_by_a_right_clock(tmp_path: Path) -> None:
    with library(tmp_path, small(story(81, days=0.9, auto_recording="cloud"))) as made:
        made.zoom.clock = shifted(2 * HOUR)
        made.run("watch", "--once", "--apply", "safe", expect=3)
        assert made.sent("PATCH") == []
        made.zoom.clock = time.time
        made.run("watch", "--once", "--apply", "safe")
        assert recording(made) == "none"


def test_by_a_wrong_clock_nothing_is_too_old_and_what_it_called_missed_is_planned_again(tmp_path: Path) -> None:
    """One that is years ahead would have had all history let go of, what undo needs included."""
    with library(tmp_path, small(story(81), story(82, topic="Toddlers"))) as made:
        made.run("watch", "--once", expect=0)
        edit(made, update(t.run).values(began=AGO, ended=AGO), update(t.note).values(text=AGO.isoformat()))
        edit(made, update(t.occasion).where(t.occasion.c.program == "82").values(result="missed"))
        made.zoom.clock = shifted(-2 * HOUR)
        made.run("watch", "--once", expect=3)
        made.run("audit", expect=3)
        assert rows(made, t.run)[0].began == AGO
        assert {one.result for one in rows(made, t.occasion)} == {"planned", "missed"}
        made.zoom.clock = time.time
        made.run("watch", "--once")
        assert AGO not in {one.began for one in rows(made, t.run)}
        assert {one.result for one in rows(made, t.occasion)} == {"planned"}


def edit(made: Library, *works: Executable) -> None:
    with Store(made.place) as store, store.writing() as connection:
        for work in works:
            connection.execute(work)


def rows(made: Library, table: Table) -> list[Any]:
    with Store(made.place) as store, store.reading() as connection:
        return list(connection.execute(select(table)))
