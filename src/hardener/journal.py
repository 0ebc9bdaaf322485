"""What must survive the process: every change begun and what came of it, on disk before the first write."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, Self

from pydantic import TypeAdapter

from hardener.errors import HardenerError
from hardener.model import Model
from hardener.remedy.outcome import Outcome
from hardener.remedy.plan import Plan, Step

SCHEMA = """
CREATE TABLE IF NOT EXISTS run (
  id INTEGER PRIMARY KEY, kind TEXT NOT NULL, plan_id TEXT NOT NULL, fingerprint TEXT NOT NULL,
  plan TEXT NOT NULL, operator TEXT NOT NULL, reason TEXT NOT NULL, began TEXT NOT NULL, ended TEXT,
  undoes INTEGER REFERENCES run(id), UNIQUE (kind, plan_id));
CREATE TABLE IF NOT EXISTS step (
  id INTEGER PRIMARY KEY, run INTEGER NOT NULL REFERENCES run(id), number INTEGER NOT NULL,
  connection TEXT NOT NULL, host TEXT NOT NULL, step TEXT NOT NULL, began TEXT NOT NULL,
  outcomes TEXT, UNIQUE (run, number));
"""
VERSION = 1
Kind = Literal["apply", "undo"]
OUTCOMES = TypeAdapter(tuple[Outcome, ...])


class JournalError(HardenerError):
    """The journal cannot be used; nothing was written to any meeting."""


class Run(Model):
    """One apply or undo, as the journal keeps it."""

    id: int
    kind: Kind
    plan: Plan
    operator: str
    reason: str
    began: datetime
    ended: datetime | None
    undoes: int | None


class Entry(Model):
    """One step of a run: begun, and, once `outcomes` are there, ended."""

    number: int
    step: Step
    """With what was there when it began."""
    outcomes: tuple[Outcome, ...] | None


class Journal:
    """An SQLite file; each call is on disk (fsync) when it returns."""

    def __init__(self, path: Path) -> None:
        """Open or make the file at `path`, readable by its owner alone. Raises `JournalError`."""
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            path.touch(mode=0o600)
            self._db = sqlite3.connect(path, isolation_level=None, timeout=30)
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = FULL")
            self._db.execute("PRAGMA foreign_keys = ON")
            (version,) = self._db.execute("PRAGMA user_version").fetchone()
            if version > VERSION:
                raise JournalError(f"{path}: made by a newer hardener (journal {version}); update this one")
            self._db.executescript(SCHEMA)
            self._db.execute(f"PRAGMA user_version = {VERSION}")
        except (OSError, sqlite3.Error) as error:
            raise JournalError(f"{path}: cannot open the journal, so nothing is changed: {error}") from None

    def __enter__(self) -> Self:
        """Use it in a with block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        self._db.close()

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        try:
            self._db.execute("BEGIN IMMEDIATE")
            yield self._db
            self._db.execute("COMMIT")
        except sqlite3.Error as error:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise JournalError(f"cannot write the journal, so nothing more is changed: {error}") from None

    def open_run(  # noqa: PLR0913 - what is known of a run
        self, plan: Plan, kind: Kind, *, operator: str, reason: str, now: datetime, undoes: int | None = None
    ) -> int:
        """Write down that `plan` begins and return the run's number. Raises `JournalError` if it was used."""
        if self._db.execute("SELECT 1 FROM run WHERE kind = ? AND plan_id = ?", (kind, plan.id)).fetchone():
            raise JournalError(
                f"plan {plan.id} was already applied; make a new one (hardener plan), or hardener apply --resume"
            )
        values = (
            kind,
            plan.id,
            plan.fingerprint,
            plan.model_dump_json(),
            operator,
            reason,
            now.isoformat(),
            undoes,
        )
        with self._writing() as db:
            made = db.execute(
                "INSERT INTO run (kind, plan_id, fingerprint, plan, operator, reason, began, undoes)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                values,
            )
        assert made.lastrowid is not None
        return made.lastrowid

    def begin(self, run: int, number: int, step: Step, now: datetime) -> None:
        """Write down that step `number` is about to be written, before it is."""
        values = (run, number, step.connection, step.host, step.model_dump_json(), now.isoformat())
        with self._writing() as db:
            db.execute(
                "INSERT INTO step (run, number, connection, host, step, began) VALUES (?, ?, ?, ?, ?, ?)"
                " ON CONFLICT (run, number) DO UPDATE SET began = excluded.began",
                values,
            )

    def finish(self, run: int, number: int, outcomes: Sequence[Outcome]) -> None:
        """Write down what came of a step."""
        text = json.dumps([json.loads(o.model_dump_json()) for o in outcomes])
        with self._writing() as db:
            db.execute("UPDATE step SET outcomes = ? WHERE run = ? AND number = ?", (text, run, number))

    def close_run(self, run: int, now: datetime) -> None:
        """Write down that nothing of the run is left to do."""
        with self._writing() as db:
            db.execute("UPDATE run SET ended = ? WHERE id = ?", (now.isoformat(), run))

    def runs(self) -> list[Run]:
        """Return every run, newest first."""
        columns = "id, kind, plan, operator, reason, began, ended, undoes"
        rows = self._db.execute(f"SELECT {columns} FROM run ORDER BY id DESC").fetchall()  # noqa: S608 - a constant
        names = columns.split(", ")
        return [Run.model_validate({**dict(zip(names, row, strict=True)), "plan": json.loads(row[2])}) for row in rows]

    def entries(self, run: int) -> dict[int, Entry]:
        """Return the steps of a run that were begun, by number."""
        rows = self._db.execute("SELECT number, step, outcomes FROM step WHERE run = ? ORDER BY number", (run,))
        return {
            number: Entry(
                number=number,
                step=Step.model_validate_json(step),
                outcomes=OUTCOMES.validate_json(text) if text else None,
            )
            for number, step, text in rows
        }

    def writes_today(self, connection: str, host: str, now: datetime) -> int:
        """Return how many writes one host's programs have had since midnight UTC."""
        midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        (count,) = self._db.execute(
            "SELECT count(*) FROM step WHERE connection = ? AND host = ? AND began >= ?",
            (connection, host, midnight.isoformat()),
        ).fetchone()
        return int(count)
