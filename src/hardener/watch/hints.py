"""What platforms say has changed: one row a program, however often they say it, until it is read again."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Connection, Row, and_, delete, func, or_, select, update

from hardener.store import tables as t
from hardener.store.put import put, put_missing
from hardener.vendor.events import Heard
from hardener.vendor.subscriptions import EVERYTHING

QUIET = timedelta(seconds=4)
"""So long nothing more is said of a program before it is read: somebody may still be clicking."""
LONGEST = timedelta(seconds=30)
"""So long it waits at most."""
MOST = 500
"""More programs of one account than this are one hint at everything."""
PLACE = "place/"
"""What stands before the name of a place, where not a program is to be read again but all that there are in one."""
REMEMBERED = timedelta(hours=3)
"""Repetitions come within an hour and a half."""


class Hint(NamedTuple):
    """Something to be read again."""

    account: str
    program: str
    """The vendor's id, or a place; empty: everything of the account."""
    last: datetime
    """When it was said last."""


def heard(connection: Connection, account: str, told: Heard, now: datetime) -> bool:
    """Keep what a proven delivery says of an account; tell whether it was new."""
    proven(connection, account, now)
    if told.mark and not first_time(connection, account, told.mark, now):
        return False
    for program in ("",) if told.everything else told.programs:
        hint(connection, account, program, now)
    return True


def proven(connection: Connection, account: str, now: datetime) -> None:
    """Keep that an account's platform proved itself."""
    put(connection, t.note, [{"key": _key(account), "text": now.isoformat()}])


def first_time(connection: Connection, account: str, mark: str, now: datetime) -> bool:
    """Tell whether this was not delivered before, and keep that it was."""
    connection.execute(delete(t.delivery).where(t.delivery.c.at < now - REMEMBERED))
    here = (t.delivery.c.account == account) & (t.delivery.c.mark == mark)
    if connection.scalar(select(t.delivery.c.at).where(here)) is not None:
        return False
    put_missing(connection, t.delivery, [{"account": account, "mark": mark, "at": now}])
    return True


def hint(connection: Connection, account: str, program: str, now: datetime) -> None:
    """Keep that something of an account is to be read again."""
    mine = t.hint.c.account == account
    everything = mine & (t.hint.c.program == "")
    if program and connection.execute(select(func.count()).select_from(t.hint).where(mine)).scalar_one() >= MOST:
        program = ""
    if not program:
        connection.execute(delete(t.hint).where(mine, t.hint.c.program != ""))
    elif connection.scalar(select(t.hint.c.program).where(everything)) is not None:
        program = ""
    # In one statement: between two, what is being read might be let go of, and this with it.
    row = {"account": account, "program": program, "first": now, "last": now}
    put(connection, t.hint, [row], first={"first"})


def at(place: str) -> str:
    """Return what a hint at a place says instead of a program."""
    return "" if place.partition(":")[0] == EVERYTHING else PLACE + place


def settled(connection: Connection, accounts: Collection[str], now: datetime) -> list[Hint]:
    """Return what nothing more was said of for a while, or that has waited long enough, the longest first."""
    mine = t.hint.c.account.in_(accounts)
    still = or_(t.hint.c.last <= now - QUIET, t.hint.c.first <= now - LONGEST, t.hint.c.last > now + QUIET)
    return [_of(row) for row in connection.execute(select(t.hint).where(mine, still).order_by(t.hint.c.first))]


def done(connection: Connection, read: Sequence[Hint]) -> None:
    """Let go of hints that were read; what was said of one since then, by whatever clock, stays.

    That waits anew from its last word: while something is said without end, it is read every half a minute.
    """
    for one in read:
        known = and_(t.hint.c.account == one.account, t.hint.c.program == one.program)
        connection.execute(delete(t.hint).where(known, t.hint.c.last == one.last))
        connection.execute(update(t.hint).where(known).values(first=t.hint.c.last))


def last_heard(connection: Connection, account: str) -> datetime | None:
    """Return when an account's platform last proved itself at the door; None: never."""
    text = connection.scalar(select(t.note.c.text).where(t.note.c.key == _key(account)))
    return None if text is None else datetime.fromisoformat(text)


def _of(row: Row[tuple[str, str, datetime, datetime]]) -> Hint:
    return Hint(row.account, row.program, row.last)


def _key(account: str) -> str:
    return f"heard {account}"[:200]
