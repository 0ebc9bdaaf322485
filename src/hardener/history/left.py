"""A program that has got another profile: what the one before asked of it is no longer asked."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, select, update

from hardener.history.chunks import chunks
from hardener.history.targets import Subject
from hardener.store import tables as t


def left(connection: Connection, run: int, others: Iterable[Subject]) -> list[int]:
    """End, with the look `run`, what is current of subjects that the configuration has left; return their ids.

    `others`: the subjects of the programs in it that it did not judge. One that was last judged because somebody
    asked for its profile by name was not left.
    """
    others = list(others)
    ended = [subject.id for subject in others if not subject.digest]
    last: dict[int, list[int]] = {}
    for subject in others:
        if subject.digest:
            last.setdefault(subject.last, []).append(subject.id)
    configured = select(t.run.c.id).where(t.run.c.id.in_(last), t.run.c.profile == "")
    fresh = [ident for number in connection.scalars(configured).all() for ident in last[number]]
    for chunk in chunks(fresh):
        current = t.span.c.subject.in_(chunk) & t.span.c.until.is_(None)
        connection.execute(update(t.span).where(current).values(until=run))
        connection.execute(update(t.subject).where(t.subject.c.id.in_(chunk)).values(digest=""))
    return [*ended, *fresh]
