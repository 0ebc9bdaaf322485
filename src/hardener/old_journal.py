"""Take over the journal of an older hardener: an SQLite file of its own, which stays as it is."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, delete, insert, select, text, update

from hardener.store import Store, StoreError
from hardener.store import tables as t
from hardener.whose import unknown

RUN = ("id", "kind", "plan_id", "fingerprint", "plan", "operator", "reason", "began", "ended", "undoes")
STEP = ("run", "number", "connection", "host", "step", "began", "outcomes")
TURN = 1
"""What only one process does at a time."""


def take_over(path: Path, store: Store) -> int:
    """Copy every run of the file at `path` that `store` does not have; return how many. Raises `StoreError`.

    Numbers stay what they were as long as the store has not given them to others.
    """
    try:
        mark = {"key": f"old journal {path.absolute()}"[-200:], "text": _state(path)}
        with store.reading() as connection:
            if connection.scalar(select(t.note.c.text).where(t.note.c.key == mark["key"])) == mark["text"]:
                return 0
        runs, steps = _read(path)
    except (OSError, sqlite3.Error) as error:
        raise StoreError(f"{path}: cannot read the old journal, so nothing is changed: {error}") from None
    with store.writing() as connection:
        store.alone(connection, TURN)
        count = _copy(connection, runs, steps)
        if not store.sqlite:
            connection.execute(text(f"SELECT setval('{t.run.name}_id_seq', (SELECT max(id) FROM {t.run.name}))"))  # noqa: S608 - constants
        connection.execute(delete(t.note).where(t.note.c.key == mark["key"]))
        connection.execute(insert(t.note).values(mark))
        return count


def _state(path: Path) -> str:
    """Return what tells whether the file has gone on; what was written last may be in the one beside it alone."""
    files = [path, path.with_name(f"{path.name}-wal")]
    return " ".join(f"{about.st_size} {about.st_mtime_ns}" for about in (f.stat() for f in files if f.exists()))


def _read(path: Path) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=30)) as old:
        found = []
        for name, columns in (("run", RUN), ("step", STEP)):
            there = old.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", (name,)).fetchone()
            rows = old.execute(f"SELECT {', '.join(columns)} FROM {name} ORDER BY id") if there else ()  # noqa: S608 - constants
            found.append([dict(zip(columns, row, strict=True)) for row in rows])
        return found[0], found[1]


def _copy(connection: Connection, runs: list[dict[str, Any]], steps: list[dict[str, Any]]) -> int:
    numbers: dict[int, int] = {}
    known = {(row.kind, row.plan_id): row for row in connection.execute(_KNOWN)}
    taken, count = set(connection.scalars(select(t.run.c.id))), 0
    for run in runs:
        old = run.pop("id")
        if (run["kind"], run["plan_id"]) in known:
            there = known[run["kind"], run["plan_id"]]
            numbers[old] = there.id
            if there.ended is None:
                _go_on(connection, there.id, run, [s for s in steps if s["run"] == old])
            continue
        number = max(taken) + 1 if old in taken else old
        moments = {key: _moment(run[key]) for key in ("began", "ended")}
        undoes = numbers.get(run["undoes"])
        connection.execute(insert(t.run).values(**{**run, **moments, "id": number, "undoes": undoes}))
        numbers[old], count = number, count + 1
        taken.add(number)
        for step in (s for s in steps if s["run"] == old):
            connection.execute(insert(t.step).values(_values(step, number)))
        for name in sorted({step["connection"] for step in json.loads(run["plan"])["steps"]}):
            connection.execute(insert(t.belongs).values(run=number, account=unknown(name).key))
    return count


def _go_on(connection: Connection, number: int, run: dict[str, Any], steps: list[dict[str, Any]]) -> None:
    """Take over what the older hardener did of a run after it was taken over the first time."""
    mine = select(t.step.c.number, t.step.c.outcomes).where(t.step.c.run == number)
    known = {row.number: row.outcomes for row in connection.execute(mine)}
    for step in steps:
        if step["number"] not in known:
            connection.execute(insert(t.step).values(_values(step, number)))
        elif known[step["number"]] is None and step["outcomes"] is not None:
            here = (t.step.c.run == number) & (t.step.c.number == step["number"])
            connection.execute(update(t.step).where(here).values(outcomes=step["outcomes"]))
    connection.execute(update(t.run).where(t.run.c.id == number).values(ended=_moment(run["ended"])))


def _values(step: dict[str, Any], run: int) -> dict[str, Any]:
    target, account = json.loads(step["step"])["target"], unknown(step["connection"]).key
    kept = {name: value for name, value in step.items() if name != "connection"}
    return {**kept, "run": run, "began": _moment(step["began"]), "target": target, "account": account}


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


_KNOWN = select(t.run.c.id, t.run.c.kind, t.run.c.plan_id, t.run.c.ended).where(t.run.c.plan_id.is_not(None))
