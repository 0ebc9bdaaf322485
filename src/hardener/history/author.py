"""Who changed a setting: hardener, by its own journal, or somebody else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import Connection, select

from hardener.history.difference import By
from hardener.history.seen import spelled
from hardener.journal import OUTCOMES
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


def author(connection: Connection, target: tuple[str, str], found: Wanted, last: int | None) -> By:
    """Return whose doing it is that a setting of `target` is now as it was `found`, and was not in run `last`.

    `target`: its account and its id.
    """
    for change in _written(connection, target, last):
        if change.path == found.path:
            same = spelled(found.row, change.after, secret=change.secret) == found.value
            return "hardener" if same else "other"
    return "other"


def _written(connection: Connection, target: tuple[str, str], last: int | None) -> Iterator[Change]:
    """Yield what the journal has of a target since run `last`, latest first."""
    steps = select(t.step.c.step, t.step.c.outcomes).where(t.step.c.account == target[0], t.step.c.target == target[1])
    since = connection.scalar(select(t.run.c.began).where(t.run.c.id == last)) if last is not None else None
    if since is not None:
        steps = steps.where(t.step.c.began >= since)
    for step, outcomes in connection.execute(steps.order_by(t.step.c.began.desc(), t.step.c.id.desc())):
        if outcomes:
            yield from (o.change for o in OUTCOMES.validate_json(outcomes) if o.result in WRITTEN)
        else:  # the process was killed: it may have been written
            yield from Step.model_validate_json(step).changes
