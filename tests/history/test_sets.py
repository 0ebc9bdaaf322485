"""Findings are kept as sets: what stays while its neighbour changes is not told, and no statement is spent on each."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, func, insert, select, update
from tests.history.made import WANTED, compared, counted, judged, library, look, looked
from tests.made import KEY, NOW, meeting

from hardener.history import read
from hardener.history.chunks import SIZE
from hardener.history.record import preview, record
from hardener.history.retain import retain
from hardener.store import Store
from hardener.store import tables as t

STAYS = meeting("1", waiting_room=False)
"""It fails, and goes on to."""
WORSE = meeting("1", waiting_room=False, recording="cloud")


def turned(found: Any) -> list[tuple[str, str]]:
    return [(turn.thing.target, turn.control) for turn in found.turns]


def test_what_stays_while_its_neighbour_changes_is_not_told(store_place: str) -> None:
    with Store(store_place) as store:
        first = look(store, library(STAYS), kind="watch").run
        report, observed = judged(library(WORSE), NOW + timedelta(days=1))
        seen = looked(report, observed, NOW + timedelta(days=1))
        assert turned(preview(store, seen)) == [("meeting/1", "rec.auto")]
        assert turned(look(store, library(WORSE), 1).difference) == [("meeting/1", "rec.auto")]
        watched = look(store, library(WORSE), 2, kind="watch")
        assert turned(watched.difference) == [("meeting/1", "rec.auto")], "although the audit saw it before"
        assert turned(read.difference(store, first, watched.run)[2]) == [("meeting/1", "rec.auto")]
        mended = look(store, library(STAYS), 3, kind="watch")
        assert turned(mended.difference) == [("meeting/1", "rec.auto")]
        assert not read.difference(store, first, mended.run)[2].turns, "it is as it was"
        moments = read.program(store, "1")[1]
        assert [[control for control, _, _ in moment.turned] for moment in moments] == [
            ["door.waiting_room"],
            ["rec.auto"],
            ["rec.auto"],
        ]


def test_what_another_profile_does_not_ask_is_still_asked_when_its_neighbour_changes(store_place: str) -> None:
    requires = {control: wanted for control, wanted in WANTED.requires.items() if control != "door.waiting_room"}
    other = WANTED.model_copy(update={"requires": requires, "name": "other"})
    with Store(store_place) as store:
        look(store, library(STAYS), kind="watch")
        look(store, library(WORSE), 1)
        found = look(store, library(WORSE), 2, kind="watch", wanted=other, only="other").difference
        assert not list(found.resolved()), "somebody asked for the other profile by name"


def test_the_watch_goes_on_from_what_it_told_however_long_ago(store_place: str) -> None:
    with Store(store_place) as store:
        look(store, library(STAYS), kind="watch")
        for day in (1, 200, 300):
            look(store, library(WORSE if day != 200 else STAYS), day)
        assert retain(store, NOW + timedelta(days=301), 150, {KEY})
        assert [past.id for past in read.runs(store, None)] == [4, 3]
        assert turned(look(store, library(WORSE), 302, kind="watch").difference) == [("meeting/1", "rec.auto")]
        assert retain(store, NOW + timedelta(days=303), 2, {KEY})
        assert counted(store)[t.finding_set.name] == 2, "of the host and the program"


def test_what_was_changed_while_it_could_not_be_read_is_told_once(store_place: str) -> None:
    with Store(store_place) as store:
        look(store, library(meeting("1")))
        hidden = replace(meeting("1"), document={}, unread={"program": "403"})
        for day in (1, 2):
            assert not look(store, library(hidden), day).difference.moves
        (move,) = look(store, library(meeting("1", recording="cloud")), 3).difference.moves
        assert (move.path, move.before, move.after) == ("program.recording", '"none"', '"cloud"')
        assert not look(store, library(meeting("1", recording="cloud")), 4).difference
        assert counted(store)[t.state.name] == 3, "of the host, of group and account, and of the program as it is now"


def test_those_that_are_set_alike_share_what_is_kept(store_place: str) -> None:
    with Store(store_place) as store:
        look(store, library(*(meeting(str(n)) for n in range(20))))
        alone = counted(store)
        look(store, library(*(meeting(str(n)) for n in range(40))), 1)
        both = counted(store)
        assert both[t.target.name] == alone[t.target.name] + 20
        assert both[t.span.name] == alone[t.span.name] + 20
        shared = (t.finding_set, t.member, t.finding, t.state)
        assert {table.name: both[table.name] for table in shared} == {table.name: alone[table.name] for table in shared}


@contextmanager
def statements(store: Store) -> Iterator[list[str]]:
    """Yield what is sent to the database meanwhile."""
    sent: list[str] = []

    def send(*args: Any) -> None:
        sent.append(args[2])

    event.listen(store.engine, "before_cursor_execute", send)
    yield sent
    event.remove(store.engine, "before_cursor_execute", send)


def test_statements_are_spent_on_hundreds_of_rows_at_a_time(store_place: str) -> None:
    many = [meeting(str(n), recording="cloud" if n % 7 else "none") for n in range(2 * SIZE + 1)]
    report, observed = judged(library(*many), NOW)
    with Store(store_place) as store:
        for row in [*report.rows(), *report.rows()]:
            report.add(row)  # as a vendor does that lists everything several times
        with statements(store) as sent:
            kept = record(store, looked(report, observed, NOW), also=compared)
        assert len(sent) < 150
        assert len(kept.difference.new) == len(many)
        with store.reading() as connection:
            there = connection.scalar(select(func.count()).select_from(t.look))
        assert there == len(many) + 1, "with their host"
        with statements(store) as sent:
            assert not record(store, looked(report, observed, NOW), also=compared).difference
        assert len(sent) < 100
        report, observed = judged(library(*(meeting(str(n), recording="local") for n in range(2 * SIZE + 1))), NOW)
        with statements(store) as sent:
            kept = record(store, looked(report, observed, NOW), also=compared)
        assert len(sent) < 150
        assert len(kept.difference.moves) == len(many)


def test_numbers_are_the_databases_to_give(store_place: str) -> None:
    """PostgreSQL's sequences know nothing of a number that a program makes up, and give it once more."""
    with Store(store_place) as store:
        for day, programs in enumerate(((STAYS,), (WORSE,))):
            look(store, library(*programs, meeting(f"9{day}")), day)
            with store.writing() as connection:
                digest = f"another process, {day}"
                number = connection.execute(insert(t.finding_set).values(digest=digest).returning(t.finding_set.c.id))
                assert number.scalar_one() == connection.scalar(select(func.max(t.finding_set.c.id)))


@pytest.mark.parametrize("kind", ["audit", "watch"])
def test_another_fingerprint_of_the_same_is_no_news(store_place: str, kind: Any) -> None:
    with Store(store_place) as store:
        first = look(store, library(WORSE), kind=kind).run
        with store.writing() as connection:
            old = "old" + func.substr(t.finding_set.c.digest, 1, 20)
            connection.execute(update(t.finding_set).values(digest=old))
            connection.execute(update(t.subject).values(digest="old" + func.substr(t.subject.c.digest, 1, 20)))
        last = look(store, library(WORSE), 1, kind=kind)
        assert not last.difference
        assert not read.difference(store, first, last.run)[2]
        assert [moment.looks for moment in read.program(store, "1")[1]] == [2]
