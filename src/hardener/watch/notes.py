"""What the watch remembers in a word: the last full look, what it has told, and which platforms it could read."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, func, select

from hardener.history.completed import WATCHING, Kind
from hardener.notice import again
from hardener.notice.again import Fit
from hardener.notify.news import Item, Sort
from hardener.report.retell import retold
from hardener.store import tables as t
from hardener.store.put import put
from hardener.watch import tell
from hardener.watch.agenda import Reached
from hardener.watch.ports import Sight

SLOT = "watch audit"
TRIED = "watch audit tried"
UNFIT = "watch notices unfit"
KEY = 200
"""Characters of a key that a note has room for."""


def of(what: str, accounts: Collection[str]) -> str:
    """Return the key of a note about `what` of these accounts: a store may be several libraries'."""
    return f"{what} {hashlib.sha256(' '.join(sorted(accounts)).encode()).hexdigest()[:24]}"


def slot(connection: Connection, accounts: Collection[str]) -> datetime | None:
    """Return the slot of the last full look that was not broken off; None where there was none."""
    text = connection.scalar(select(t.note.c.text).where(t.note.c.key == of(SLOT, accounts)))
    return None if text is None else datetime.fromisoformat(text).astimezone(UTC)


def keep(connection: Connection, key: str, text: str) -> None:
    """Note `text` under `key`, in place of what was there."""
    put(connection, t.note, [{"key": key, "text": text}])


def told(connection: Connection, key: str) -> str | None:
    """Return what is noted under `key`; None where nothing is."""
    found: str | None = connection.scalar(select(t.note.c.text).where(t.note.c.key == key))
    return found


def drop(connection: Connection, key: str) -> None:
    """Forget what is noted under `key`."""
    connection.execute(delete(t.note).where(t.note.c.key == key))


def new(connection: Connection, key: str, text: str) -> bool:
    """Tell whether this was not noted before, and note it."""
    key = key if len(key) <= KEY else hashlib.sha256(key.encode()).hexdigest()
    if connection.scalar(select(t.note.c.text).where(t.note.c.key == key)) == text:
        return False
    keep(connection, key, text)
    return True


def fresh(connection: Connection, item: Item, accounts: Collection[str], now: datetime) -> bool:
    """Tell whether an item is to be told, and note that it is: a notice once between midnights UTC, others always."""
    if item.sort is not Sort.NOTICE:
        return True
    what = f"told {item.connection} {item.program} {item.text}"
    return new(connection, of(what, accounts), f"{now.astimezone(UTC):%Y-%m-%d}")


def reaches(connection: Connection, run: int, kind: Kind, accounts: Collection[str]) -> dict[str, Reached]:
    """Return by connection how far the looks before `run` came with `accounts`; `kind` is the kind of that look."""
    any_look, same = _latest(connection, run, WATCHING, accounts), _latest(connection, run, {kind}, accounts)
    return {name: Reached(row.broken, same[name].complete if name in same else True) for name, row in any_look.items()}


def others(connection: Connection, run: int, sight: Sight, accounts: Collection[str]) -> list[Item]:
    """Return what a look, kept as `run`, has to tell beside findings: how far it came, and notices, each once."""
    looked = sight.looked
    before = reaches(connection, run, looked.kind, accounts)
    told = [
        Item(sort=Sort.NOTICE, text=retold(notice.text))
        for notice in sight.notices
        if new(connection, of(notice.key, accounts), "told")
    ]
    fits = [Item(sort=Sort.NOTICE, text=retold(text)) for text in _again(connection, sight.fit, accounts)]
    return [*tell.reached(before, looked.report.reaches, looked.kind), *told, *fits]


def _again(connection: Connection, now: Fit | None, accounts: Collection[str]) -> list[str]:
    """Return what fits again of published notices, and note what does not: when that changes anew, it is told anew."""
    if now is None:
        return []
    key = of(UNFIT, accounts)
    before = again.read(connection.scalar(select(t.note.c.text).where(t.note.c.key == key)) or "")
    fits = again.again(before, now)
    for lapse in fits:
        connection.execute(delete(t.note).where(t.note.c.key == of(lapse.key, accounts)))
    if before or now.lapsed:
        keep(connection, key, again.written(again.left(before, now)))
    return list(again.told(fits))


def _latest(
    connection: Connection, run: int, kinds: Collection[Kind], accounts: Collection[str]
) -> dict[str, Row[Any]]:
    before = (
        select(func.max(t.reach.c.run).label("run"), t.reach.c.connection)
        .join(t.run, t.run.c.id == t.reach.c.run)
        .where(t.run.c.kind.in_(kinds), t.run.c.id < run, t.reach.c.account.in_(accounts))
        .group_by(t.reach.c.connection)
        .subquery()
    )
    same = (t.reach.c.run == before.c.run) & (t.reach.c.connection == before.c.connection)
    wanted = select(t.reach).join(before, same).order_by(t.reach.c.connection)
    return {row.connection: row for row in connection.execute(wanted)}
