"""Move what a store has kept into the past, so that programs that are yet to begin have begun."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import update

from hardener.store import Store
from hardener.store import tables as t


def moved(place: str, start: datetime, ahead: Mapping[int, timedelta]) -> None:
    """Have every program of the store at `place` begin at `start`, and each run be so long `ahead` of that."""
    with Store(place) as store, store.writing() as connection:
        connection.execute(update(t.look).values(start=start))
        for run, before in ahead.items():
            when = start - before
            connection.execute(
                update(t.run).where(t.run.c.id == run).values(began=when, ended=when + timedelta(minutes=1))
            )
            connection.execute(update(t.step).where(t.step.c.run == run).values(began=when))
