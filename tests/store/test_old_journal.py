"""The journal of an older hardener moves in, and its file stays what it was."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from tests.end_to_end.library import EVERYTHING, library, small, story
from tests.made import NOW, meeting, profile
from tests.test_plan import planned

from hardener.journal import Journal
from hardener.old_journal import take_over
from hardener.remedy.plan import Plan
from hardener.store import Store, StoreError
from hardener.store import tables as t

OLD = """
CREATE TABLE run (
  id INTEGER PRIMARY KEY, kind TEXT NOT NULL, plan_id TEXT NOT NULL, fingerprint TEXT NOT NULL,
  plan TEXT NOT NULL, operator TEXT NOT NULL, reason TEXT NOT NULL, began TEXT NOT NULL, ended TEXT,
  undoes INTEGER REFERENCES run(id), UNIQUE (kind, plan_id));
CREATE TABLE step (
  id INTEGER PRIMARY KEY, run INTEGER NOT NULL REFERENCES run(id), number INTEGER NOT NULL,
  connection TEXT NOT NULL, host TEXT NOT NULL, step TEXT NOT NULL, began TEXT NOT NULL,
  outcomes TEXT, UNIQUE (run, number));
PRAGMA user_version = 1;
"""
"""As the first version made it."""


def plan(ident: str) -> Plan:
    wanted = profile(chan__chat_attendee="off", rec__auto="none")
    made = planned((meeting(recording="cloud"), wanted))
    return nobodys(made.model_copy(update={"id": ident}))


def nobodys(made: Plan) -> Plan:
    """Return a plan as it was before accounts were told apart."""
    return made.model_copy(update={"steps": tuple(s.model_copy(update={"account": ""}) for s in made.steps)})


def old(path: Path, *plans: Plan) -> None:
    """Write a journal file in which each of `plans` was begun, and all but the last ended; an undo of the first."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(path)) as db:
        db.executescript(OLD)
        for number, made in enumerate(plans, 1):
            ended = NOW.isoformat() if number < len(plans) else None
            undoes, kind = (1, "undo") if number == 2 else (None, "apply")
            row = (
                number,
                kind,
                made.id,
                made.fingerprint,
                made.model_dump_json(),
                "anna",
                "why",
                NOW.isoformat(),
                ended,
                undoes,
            )
            db.execute("INSERT INTO run VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
            for place, step in enumerate(made.steps):
                told = json.dumps(
                    [{"change": json.loads(c.model_dump_json()), "result": "applied"} for c in step.changes]
                )
                values = (
                    number,
                    place,
                    step.connection,
                    step.host,
                    step.model_dump_json(),
                    NOW.isoformat(),
                    told if ended else None,
                )
                db.execute(
                    "INSERT INTO step (run, number, connection, host, step, began, outcomes) VALUES (?, ?, ?, ?, ?, ?, ?)",
                    values,
                )
        db.commit()  # fmt: skip


def test_every_run_and_step_moves_in_with_its_number(store_place: str, tmp_path: Path) -> None:
    path, plans = tmp_path / "old" / "journal.sqlite3", [plan("a"), plan("b"), plan("c")]
    old(path, *plans)
    before = path.read_bytes()
    with Store(store_place) as store:
        assert take_over(path, store) == 3
        journal = Journal(store)
        newest, undo, first = journal.runs()
        assert [r.id for r in (first, undo, newest)] == [1, 2, 3]
        assert [r.plan for r in (first, undo, newest)] == plans
        assert (first.operator, first.reason, first.began, first.ended, undo.undoes) == ("anna", "why", NOW, NOW, 1)
        assert newest.ended is None
        assert journal.entries(1)[0].outcomes is not None
        assert journal.entries(3)[0].outcomes is None
        assert journal.entries(3)[0].step == plans[2].steps[0]
        again = plan("d")
        assert journal.open_run(again, "apply", operator="x", reason="", now=NOW) == 4
    assert path.read_bytes() == before


def test_what_moved_in_once_does_not_come_again_and_what_is_added_does(store_place: str, tmp_path: Path) -> None:
    path = tmp_path / "old" / "journal.sqlite3"
    old(path, plan("a"))
    with Store(store_place) as store:
        assert take_over(path, store) == 1
        assert take_over(path, store) == 0
        path.unlink()
        old(path, plan("a"), plan("b"), plan("c"))
        assert take_over(path, store) == 2
        assert [r.plan.id for r in Journal(store).runs()] == ["c", "b", "a"]


def test_a_run_that_went_on_after_it_was_taken_over_is_taken_over_to_its_end(store_place: str, tmp_path: Path) -> None:
    path, made = tmp_path / "old" / "journal.sqlite3", plan("a")
    old(path, made)
    with Store(store_place) as store, closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("DELETE FROM step WHERE number > 0")
        db.commit()
        assert take_over(path, store) == 1
        told = json.dumps(
            [{"change": json.loads(c.model_dump_json()), "result": "applied"} for c in made.steps[0].changes]
        )
        db.execute("UPDATE step SET outcomes = ?", (told,))
        values = (1, 7, "main", "host/h", made.steps[0].model_dump_json(), NOW.isoformat())
        db.execute("INSERT INTO step (run, number, connection, host, step, began) VALUES (?, ?, ?, ?, ?, ?)", values)
        db.commit()  # in the file beside it alone, which is not written back while this is open
        assert take_over(path, store) == 0
        entries = Journal(store).entries(1)
        assert entries[0].outcomes is not None
        assert entries[7].outcomes is None
        db.execute("UPDATE run SET ended = began")
        db.commit()
        take_over(path, store)
        (run,) = Journal(store).runs()
        assert run.ended == NOW
        assert list(Journal(store).entries(1)) == [0, 7]


def test_two_journals_share_one_store(store_place: str, tmp_path: Path) -> None:
    one, two = tmp_path / "one" / "journal.sqlite3", tmp_path / "two" / "journal.sqlite3"
    old(one, plan("a"), plan("b"), plan("c"))
    old(two, plan("x"), plan("y"), plan("z"))
    with Store(store_place) as store:
        assert take_over(one, store) + take_over(two, store) == 6
        runs = {r.plan.id: r for r in Journal(store).runs()}
        assert len({r.id for r in runs.values()}) == 6
        assert runs["y"].undoes == runs["x"].id
        assert Journal(store).open_run(plan("new"), "apply", operator="x", reason="", now=NOW) == 7


def test_a_file_that_is_no_journal_stops_everything_on_one_line(store_place: str, tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite3"
    path.write_text("not a database, only a letter to the board" * 50)
    with Store(store_place) as store:
        with pytest.raises(StoreError, match="cannot read the old journal, so nothing is changed"):
            take_over(path, store)
        with store.reading() as connection:
            assert connection.execute(t.run.select()).all() == []


def test_an_old_journal_is_undone_by_the_installed_command(tmp_path: Path) -> None:
    with library(tmp_path, small(story(81, auto_recording="cloud"))) as made:
        made.run("apply", "--yes", *EVERYTHING, expect=0)
        with Store(made.place) as store:
            (done,) = Journal(store).runs()
            entries = Journal(store).entries(done.id)
        made.environ["HARDENER_STORE"] = str(tmp_path / "another.sqlite3")
        old(made.journal, nobodys(done.plan))
        with closing(sqlite3.connect(made.journal)) as db:
            db.execute("UPDATE run SET ended = began, id = 7")
            told = json.dumps([json.loads(o.model_dump_json()) for o in entries[0].outcomes or ()])
            db.execute("UPDATE step SET outcomes = ?, run = 7", (told,))
            db.commit()
        assert "7  apply" in made.run("runs", expect=0).out
        said = made.run("undo", "--yes", expect=2).err
        assert "hardener undo 7" in said, "nobody can tell whose account it was, but a person"
        assert made.zoom.world.programs[81].settings["auto_recording"] == "none"
        assert "put back into Zoom account acc at" in made.run("undo", "7", "--yes", expect=0).err
        assert made.zoom.world.programs[81].settings["auto_recording"] == "cloud"
        assert "undo of 7" in made.run("history", expect=0).out
