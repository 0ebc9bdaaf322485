"""A store that is of no use is said before an account is read, which may take an hour."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.end_to_end.library import Library, library, small, story
from tests.waiting import LONG

from hardener_zoom.simulator import ZoomSimulator

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

USELESS = {
    "a file that is no database": ("{folder}/hardener.toml", "cannot open the store: file is not a database"),
    "a path that cannot be made": ("{folder}/hardener.toml/kept/here.sqlite3", "cannot open the store"),
    "nobody at the address": ("postgresql://hardener@127.0.0.1:1/hardener", "cannot open the store"),
    "an address of nothing": ("://", "the store's url cannot be read"),
    "another database": ("mysql://db.example.org/hardener", "no store in 'mysql'"),
}
KEPT = "this look is not kept, so it will be missing in the history"


class Waiting(ZoomSimulator):
    """Answers nothing until it may."""

    may = threading.Event()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        assert self.may.wait(LONG)
        return super().__call__(environ, start_response)


def refused(made: Library, words: tuple[str, ...], store: str, said: str) -> None:
    """Check that a command ends with one line and has asked the vendor nothing."""
    made.zoom.calls.clear()
    ran = made.run("--store", store, *words, expect=2)
    assert not made.zoom.calls, words
    assert said in ran.err, words
    assert len(ran.err.strip().splitlines()) == 1, ran.err
    assert ran.out == "", words


def saved(made: Library) -> tuple[str, ...]:
    """Save a plan; return the command that applies it."""
    path = made.folder / "plan.json"
    made.run("plan", "--output", str(path), expect=0)
    return "apply", "--plan", str(path), "--expect", json.loads(path.read_text())["fingerprint"]


@pytest.mark.parametrize("kind", USELESS)
def test_a_store_that_cannot_be_opened_is_said_before_anything_is_read(tmp_path: Path, kind: str) -> None:
    with library(tmp_path, small(story(83, auto_recording="cloud"))) as made:
        made.environ["XDG_DATA_HOME"] = str(tmp_path / "data")  # where no file is the store, log-ins are shared there
        store, said = USELESS[kind][0].format(folder=tmp_path), USELESS[kind][1]
        for words in (
            ("plan",), ("apply", "--yes"), ("apply", "--dry-run"), saved(made), ("apply", "--resume"), ("undo", "--yes"),
            ("audit", "--new-only"),
        ):  # fmt: skip
            refused(made, words, store, said)
        ran = made.run("--store", store, "audit", expect=2)
        assert "Baby Storytime" in ran.out, "the report is of use all the same"
        assert f"{KEPT}: " in ran.err
        assert said in ran.err
        assert len(ran.err.strip().splitlines()) == 1, "once, and not at the end again"


def test_a_driver_that_is_missing_is_said_before_anything_is_read(tmp_path: Path) -> None:
    with library(tmp_path, small(story(83, auto_recording="cloud"))) as made:
        (tmp_path / "without").mkdir()
        (tmp_path / "without" / "psycopg.py").write_text("raise ImportError\n")
        made.environ["PYTHONPATH"] = str(tmp_path / "without")
        for words in (("plan",), ("apply", "--yes"), ("audit", "--new-only")):
            refused(made, words, "postgresql://db.example.org/x", "a store in PostgreSQL needs psycopg: pip install")


def test_a_store_that_can_only_be_read_serves_a_plan_and_nothing_that_is_to_be_kept(tmp_path: Path) -> None:
    with library(tmp_path, small(story(83, auto_recording="cloud"))) as made:
        store = tmp_path / "only-read.sqlite3"
        made.run("--store", str(store), "history", expect=0)
        with store.open("r+b") as file:
            file.seek(18)  # by a newer format for writing a file may only be read, whoever one is
            file.write(b"\x09")
        for words in (("apply", "--yes"), saved(made), ("audit", "--new-only")):
            refused(made, words, str(store), "cannot write the store: attempt to write a readonly database")
        assert "Baby Storytime" in made.run("--store", str(store), "plan", expect=0).out


def test_that_a_look_is_not_kept_is_said_before_it(tmp_path: Path) -> None:
    with library(tmp_path, small(story(83)), kind=Waiting) as made:
        Waiting.may.clear()
        with made.start("--store", str(tmp_path / "hardener.toml"), "audit") as process:
            assert process.stderr is not None
            assert KEPT in process.stderr.readline()
            assert not made.zoom.calls
            Waiting.may.set()
            out, err = process.communicate(timeout=LONG)
        assert (process.returncode, err) == (2, "")
        assert "Baby Storytime" in out


def test_a_store_that_comes_back_while_an_account_is_read_keeps_the_look(tmp_path: Path) -> None:
    with library(tmp_path, small(story(83)), kind=Waiting) as made:
        store = tmp_path / "late" / "kept.sqlite3"
        store.parent.write_text("not a folder yet")
        Waiting.may.clear()
        with made.start("--store", str(store), "audit") as process:
            assert process.stderr is not None
            assert KEPT in process.stderr.readline()
            store.parent.unlink()
            Waiting.may.set()
            _, err = process.communicate(timeout=LONG)
        assert (process.returncode, err) == (0, "hardener: the store could be used after all, and this look is kept\n")
        assert "audit" in made.run("--store", str(store), "history", expect=0).out
