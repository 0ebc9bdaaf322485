"""Nothing that is shown is in an order of the database's own: SQLite gives it the other way round, and all is the same."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import event, select
from tests.history.made import library, look
from tests.made import KEY, NOW, Vendor, meeting
from tests.test_plan import planned

from hardener.history import read
from hardener.remedy.journal import Agent, Journal
from hardener.store import Store
from hardener.store import tables as t
from hardener.watch import book, notes
from hardener.watch.agenda import Occasion
from hardener.watch.outbox import undelivered


@contextmanager
def reversed_(path: Path) -> Iterator[Store]:
    """Open a store that gives every answer without an order the other way round."""

    def turn(connection: sqlite3.Connection, _entry: Any) -> None:
        connection.execute("PRAGMA reverse_unordered_selects = ON")

    with Store(str(path)) as store:
        store.engine.dispose()
        event.listen(store.engine, "connect", turn)
        with store.reading() as connection:
            assert connection.exec_driver_sql("PRAGMA reverse_unordered_selects").scalar() == 1
        yield store


def fill(store: Store) -> None:
    """Keep what leaves many ties: programs with one start and one title, in several looks, changed alike."""
    start = NOW + timedelta(days=3)

    def seen(**settings: Any) -> Vendor:
        return library(*(meeting(f"{n}", start=start, **settings) for n in (3, 1, 5, 2, 4)), chat=True)

    changes: tuple[dict[str, Any], ...] = (
        {},
        {"recording": "cloud"},
        {"recording": "cloud", "waiting_room": False},
        {},
    )
    for day, settings in enumerate(changes):
        look(store, seen(**settings), day, kind="watch" if day % 2 else "audit")
    look(store, library(meeting("9", start=start)), 4)
    journal = Journal(store)
    for number in (1, 2):
        plan = planned((meeting(waiting_room=False), _wanted())).model_copy(update={"id": f"p{number}"})
        run = journal.open_run(plan, "apply", operator="me", reason="", now=NOW)
        journal.begin(run, 0, plan.steps[0], NOW)
    with store.writing() as connection:
        page = [Occasion(KEY, f"{n}", start, timedelta(hours=h), "x", "main") for n in (2, 3, 1) for h in (24, 1)]
        book.plan(connection, book.Listed(page, set(), start), {KEY}, NOW)
        for channel in ("b", "a"):
            row = {"channel": channel, "made": NOW, "urgent": False, "title": "t", "body": "b", "tries": 0}
            connection.execute(t.message.insert().values(**row, given_up=False, error=f"of {channel}"))


def _wanted() -> Any:
    from tests.made import profile  # noqa: PLC0415 - beside the plan it is for

    return profile(door__waiting_room="everyone")


def told(store: Store) -> list[object]:
    """Return everything that is read to be shown or acted upon."""
    journal = Journal(store)
    with store.reading() as connection:
        rest: list[object] = [
            book.planned(connection, {KEY}, t.occasion.c.start > NOW),
            book.due(connection, {KEY}, NOW + timedelta(days=2, hours=23)),
            list(notes.reaches(connection, 9, "watch", {KEY}).items()),
            connection.execute(select(t.run.c.id).order_by(t.run.c.id)).all(),
        ]
    try:
        read.program(store, "storytime")
    except read.HistoryError as error:
        rest.append(str(error))
    whole = [read.difference(store, first, last) for first in (1, 2, 3) for last in (4, 5)]
    lives = [read.program(store, str(n)) for n in (1, 2, 3, 9)]
    rest += [journal.runs(), journal.unfinished(Agent.PERSON, {KEY}), [list(journal.entries(n)) for n in (6, 7)]]
    return [*rest, read.runs(store, None), whole, lives, undelivered(store, {KEY})]


def test_no_order_is_the_databases(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite3"
    with Store(str(path)) as store:
        fill(store)
        usual = told(store)
    with reversed_(path) as store:
        turned = told(store)
    for one, other in zip(usual, turned, strict=True):
        assert one == other


def test_what_is_kept_does_not_depend_on_it_either(tmp_path: Path) -> None:
    found = []
    with Store(str(tmp_path / "one.sqlite3")) as store:
        fill(store)
        found.append(told(store))
    with reversed_(tmp_path / "other.sqlite3") as store:
        fill(store)
        found.append(told(store))
    assert found[0] == found[1]
