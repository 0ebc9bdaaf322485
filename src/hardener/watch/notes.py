"""What the watch remembers in a word: the last full look, what it has told, and which platforms it could read."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

from sqlalchemy import Connection, delete, func, insert, select

from hardener.history.record import WATCHING
from hardener.store import tables as t

SLOT = "watch audit"
KEY = 200
"""Characters of a key that a note has room for."""


def slot(connection: Connection) -> datetime | None:
    """Return the slot of the last full look that was not broken off; None where there was none."""
    text = connection.scalar(select(t.note.c.text).where(t.note.c.key == SLOT))
    return None if text is None else datetime.fromisoformat(text).astimezone(UTC)


def keep(connection: Connection, key: str, text: str) -> None:
    """Note `text` under `key`, in place of what was there."""
    connection.execute(delete(t.note).where(t.note.c.key == key))
    connection.execute(insert(t.note).values(key=key, text=text))


def new(connection: Connection, key: str, text: str) -> bool:
    """Tell whether this was not noted before, and note it."""
    key = key if len(key) <= KEY else hashlib.sha256(key.encode()).hexdigest()
    if connection.scalar(select(t.note.c.text).where(t.note.c.key == key)) == text:
        return False
    keep(connection, key, text)
    return True


def reaches(connection: Connection, run: int) -> dict[str, bool]:
    """Return by connection whether the watch's look before `run` read it to the end."""
    before = (
        select(func.max(t.reach.c.run).label("run"), t.reach.c.connection)
        .join(t.run, t.run.c.id == t.reach.c.run)
        .where(t.run.c.kind.in_(WATCHING), t.run.c.id < run)
        .group_by(t.reach.c.connection)
        .subquery()
    )
    same = (t.reach.c.run == before.c.run) & (t.reach.c.connection == before.c.connection)
    wanted = select(t.reach.c.connection, t.reach.c.complete).join(before, same)
    return {row.connection: row.complete for row in connection.execute(wanted)}
