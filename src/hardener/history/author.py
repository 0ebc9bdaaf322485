"""Who changed a setting: hardener, by its own journal, or somebody else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, Select, select

from hardener.history.difference import By
from hardener.history.seen import spelled
from hardener.history.targets import Key
from hardener.remedy.journal import OUTCOMES
from hardener.remedy.outcome import DONE, Result
from hardener.remedy.plan import Change, Step
from hardener.setting import Setting
from hardener.store import tables as t

WRITTEN = frozenset({*DONE, Result.FAILED, Result.IGNORED, Result.UNKNOWN})
"""Results after which the vendor may have what was asked for: some take a while."""


class Wanted(NamedTuple):
    """A setting that has another value than before."""

    path: str
    value: str
    row: Setting | None


def author(written: Iterable[Change], found: Wanted) -> By:
    """Return whose doing it is that a setting is now as it was `found`; `written`: by hardener since, latest first."""
    for change in written:
        if change.path == found.path:
            same = spelled(found.row, change.after, secret=change.secret) == found.value
            return "hardener" if same else "other"
    return "other"


def written_to(connection: Connection, targets: Mapping[Key, int | None]) -> dict[Key, list[Change]]:
    """Return, latest first, what the journal has of each of some `targets` since the run that last read its settings.

    `targets`: that run by account and id; without one, or where it is no longer kept, everything counts.
    """
    runs = select(t.run.c.id, t.run.c.began).where(t.run.c.id.in_(set(targets.values()) - {None}))
    began = dict(connection.execute(runs).all())
    found: dict[Key, list[Change]] = {}
    for row in connection.execute(_steps(targets, began)):
        since = began.get(targets.get((row.account, row.target)))
        if (row.account, row.target) in targets and (since is None or row.began >= since):
            found.setdefault((row.account, row.target), []).extend(_changes(row))
    return found


def _steps(targets: Mapping[Key, int | None], began: Mapping[int, datetime]) -> Select[Any]:
    accounts, idents = ({key[part] for key in targets} for part in (0, 1))
    here = t.step.c.account.in_(accounts) & t.step.c.target.in_(idents)
    steps = select(t.step).where(here).order_by(t.step.c.began.desc(), t.step.c.id.desc())
    return steps.where(t.step.c.began >= min(began.values())) if set(targets.values()) <= set(began) else steps


def _changes(row: Row[Any]) -> Iterator[Change]:
    if row.outcomes:
        yield from (o.change for o in OUTCOMES.validate_json(row.outcomes) if o.result in WRITTEN)
    else:  # the process was killed: it may have been written
        yield from Step.model_validate_json(row.step).changes
