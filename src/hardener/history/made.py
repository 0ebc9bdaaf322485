"""Read what hardener was asked to change in a time, and what a second reading showed of each."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

from pydantic import JsonValue
from sqlalchemy import Connection, Select, select

from hardener import redact
from hardener.history.period import Made
from hardener.model import Program
from hardener.remedy.outcome import Outcome
from hardener.remedy.plan import Change, Step
from hardener.store import tables as t
from hardener.whose import Whose

BEGUN = "begun"
"""In the place of a result: the process ended before anybody could read it back."""
LONG = 80
"""Characters of a value that are told."""
HIDDEN = "(not told: it is secret, or a list)"


def made_between(
    connection: Connection, begin: datetime, end: datetime, accounts: Collection[str] | None
) -> Iterator[Made]:
    """Yield every change of the steps that began from `begin` up to `end`, oldest first; only of `accounts`."""
    wanted = _steps(end).where(t.step.c.began >= begin)
    if accounts is not None:
        wanted = wanted.where(t.step.c.account.in_(accounts))
    yield from _each(connection, wanted)


def made_on(
    connection: Connection, account: str, targets: Collection[str], begin: datetime | None, end: datetime
) -> Iterator[Made]:
    """Yield every change of these targets of one account after `begin`, where it is given, and before `end`."""
    wanted = _steps(end).where(t.step.c.account == account, t.step.c.target.in_(targets))
    yield from _each(connection, wanted if begin is None else wanted.where(t.step.c.began > begin))


def _steps(end: datetime) -> Select[Any]:
    return (
        select(t.step, t.run.c.kind, t.run.c.operator, t.run.c.reason, t.run.c.agent)
        .join(t.run, t.run.c.id == t.step.c.run)
        .where(t.step.c.began < end)
        .order_by(t.step.c.began, t.step.c.run, t.step.c.number)
    )


def _each(connection: Connection, wanted: Select[Any]) -> Iterator[Made]:
    for row in connection.execute(wanted):
        step = Step.model_validate_json(row.step)
        if row.outcomes is None:
            yield from (_made(row, step, change, BEGUN, "") for change in step.changes)
            continue
        for outcome in map(Outcome.model_validate, json.loads(row.outcomes)):
            yield _made(row, step, outcome.change, outcome.result.value, outcome.note)


def _made(row: Any, step: Step, change: Change, result: str, note: str) -> Made:  # noqa: ANN401 - a row of the table
    person = change.kind == "host" or Program(id="", kind=change.kind).personal
    return Made(
        run=row.run, undo=row.kind == "undo", when=row.began, operator=row.operator, by_watch=row.agent == "watch",
        reason=row.reason, title="" if person else change.title, kind=change.kind,
        platform=Whose.of(step.whose).vendor, setting=change.setting, controls=change.controls,
        before=_said(change, change.before), after=_said(change, change.after), result=result, note=note,
    )  # fmt: skip


def _said(change: Change, value: JsonValue) -> str:
    if change.secret or isinstance(value, dict | list):
        return HIDDEN
    return redact.line(json.dumps(value, ensure_ascii=False), LONG)
