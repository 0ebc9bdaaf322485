"""Two processes that write the same row at the same moment: one waits for the other, and neither fails."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, select
from tests import stores

from hardener.letters.form import Letter
from hardener.remedy import budget
from hardener.store import Store
from hardener.store import tables as t
from hardener.store.seen import recall, remember
from hardener.watch import book, notes
from hardener.watch.agenda import Occasion
from hardener.watch.post import Addressed, Post, Reader

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
Write = Callable[[Store, Connection], object]


def letters(store: Store, connection: Connection) -> None:
    letter = Addressed(Reader("it"), Letter(title="a", body="b"), "storytime")
    Post(store, lambda _connection: None, lambda *_: "").add(connection, None, [letter], NOW)


def occasions(_store: Store, connection: Connection) -> None:
    one = Occasion("zoom x a", "81", NOW + timedelta(days=2), timedelta(hours=1))
    book.plan(connection, book.Listed([one], (), NOW), ["zoom x a"], NOW)


WRITES: dict[str, Write] = {
    "seen": lambda _, connection: remember(connection, "here", {"main": "zoom x a", "more": "zoom x b"}),
    "note": lambda _, connection: notes.keep(connection, "key", "text"),
    "new note": lambda _, connection: notes.new(connection, "key", "text"),
    "count": lambda _, connection: budget.count_one(connection, "zoom x a", "host", NOW),
    "letter": letters,
    "occasion": occasions,
}


@pytest.mark.parametrize("before", [False, True], ids=["nothing there", "there"])
@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_two_at_the_same_moment(tmp_path: Path, write: Write, *, before: bool) -> None:
    with stores.place("postgresql", tmp_path) as place, Store(place) as store, Store(place) as other:
        if before:
            with store.writing() as connection:
                write(store, connection)
        failed: list[Exception] = []

        def second() -> None:
            try:
                with other.writing() as connection:
                    write(other, connection)
            except Exception as error:  # noqa: BLE001 - it is what is looked for
                failed.append(error)

        thread = threading.Thread(target=second)
        with store.writing() as connection:
            write(store, connection)
            thread.start()
            thread.join(0.3)  # it reads what was there before, and comes to wait for this one
        thread.join(30)
        assert failed == []
        with store.reading() as connection:
            if write is WRITES["count"]:
                assert budget.written(connection, "zoom x a", "host", NOW) == 2 + before
            if write is WRITES["seen"]:
                assert recall(connection, "here") == {"main": "zoom x a", "more": "zoom x b"}
            for table in (t.note, t.letter, t.occasion):
                assert len(connection.execute(select(table)).all()) <= 1
