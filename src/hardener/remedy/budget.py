"""How many writes a host's programs have had today, where a vendor takes only so many."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime

from sqlalchemy import Connection, select, update

from hardener.store import tables as t
from hardener.store.put import put_missing


def written(connection: Connection, account: str, host: str, now: datetime) -> int:
    """Return how many writes one host's programs in an account have had since midnight UTC."""
    key = _key(account, host)
    day, _, count = (connection.scalar(select(t.note.c.text).where(t.note.c.key == key)) or "").partition(" ")
    return int(count) if day == _day(now) else 0


def count_one(connection: Connection, account: str, host: str, now: datetime) -> None:
    """Count one write more."""
    here = t.note.c.key == _key(account, host)
    put_missing(connection, t.note, [{"key": _key(account, host), "text": ""}])
    # Held from here to the end, so that of two processes that count at the same time neither is lost.
    connection.execute(select(t.note.c.text).where(here).with_for_update())
    count = written(connection, account, host, now) + 1
    connection.execute(update(t.note).where(here).values(text=f"{_day(now)} {count}"))


def _key(account: str, host: str) -> str:
    return f"writes {hashlib.sha256(json.dumps([account, host]).encode()).hexdigest()}"


def _day(now: datetime) -> str:
    return f"{now.astimezone(UTC):%Y-%m-%d}"
