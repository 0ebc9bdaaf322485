"""All that the history says of a store, without the words that reports put it in."""

from __future__ import annotations

from itertools import combinations
from typing import Any

from sqlalchemy import select

from hardener.history import read
from hardener.history.difference import Difference, FindingRecord, SettingChange
from hardener.reason import noted
from hardener.store import Store
from hardener.store import tables as t


def told(store: Store) -> dict[str, Any]:
    """Return the difference of every two looks, and the past of every program."""
    with store.reading() as connection:
        looks = select(t.run.c.id).where(t.run.c.kind.in_(read.LOOKS)).order_by(t.run.c.id)
        runs = connection.scalars(looks).all()
        programs = select(t.target.c.ident).where(t.target.c.program.is_not(None)).order_by(t.target.c.ident)
        idents = connection.scalars(programs).all()
    return {
        "differences": {f"{a} {b}": difference(read.difference(store, a, b)[2]) for a, b in combinations(runs, 2)},
        "programs": {ident: life(store, ident) for ident in idents},
    }


def difference(found: Difference) -> dict[str, Any]:
    return {
        "turns": [[turn.thing.target, turn.control, brief(turn.before), brief(turn.after)] for turn in found.turns],
        "moves": [[move.thing.target, *moved(move)] for move in found.moves],
        "new": [thing.target for thing in found.new],
        "gone": [thing.target for thing in found.gone],
    }


def life(store: Store, ident: str) -> list[Any]:
    return [
        [
            moment.run,
            moment.profile,
            moment.state.value,
            moment.looks,
            [[control, brief(before), brief(after)] for control, before, after in moment.turned],
            [moved(move) for move in moment.moves],
            {control: moved(move) for control, move in sorted(moment.causes.items())},
        ]
        for moment in read.program(store, ident)[1]
    ]


def moved(move: SettingChange) -> list[str]:
    return [move.path, move.before, move.after, move.by]


def brief(told: FindingRecord | None) -> str:
    if told is None:
        return ""
    said = noted(told.note, told.reason)
    return f"{told.status.value} {told.severity.value} {told.actual} {told.raw} {said}"
