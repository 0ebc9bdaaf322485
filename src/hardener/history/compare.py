"""Find what is otherwise between two looks. The work grows with the changes, not with what was looked at."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, Row, and_, func, literal, or_, select

from hardener import reason
from hardener.history import difference
from hardener.history.difference import Difference, FindingChange, FindingRecord, SettingChange, TargetRef, dropped
from hardener.history.moves import between_looks, move
from hardener.model import Severity, Status
from hardener.store import tables as t

OPEN = [status.value for status in difference.OPEN]
NAMES = tuple(f.name for f in fields(FindingRecord) if f.name not in {"status", "severity", "reason"})
NEVER = literal(0)
"""Before the first run."""
Found = Row[Any]


def since(connection: Connection, run: int, observed: Collection[int], *, watch: bool) -> Difference:
    """Return what the look `run`, just kept, has otherwise than the one before; `watch`: than the watch's own before.

    `observed`: the keys of the targets whose settings it read.
    """
    subjects = t.subject.c.told if watch else _earlier(t.subject.c, run)
    targets = t.target.c.told if watch else _earlier(t.target.c, run)
    found = _found(connection, run, func.coalesce(subjects, NEVER))
    moves = [
        move for ident, move in _moves(connection, run, func.coalesce(targets, literal(run - 1))) if ident in observed
    ]
    return Difference(turns=found, moves=moves, new=_new(connection, run, func.coalesce(subjects, NEVER)))


def between(connection: Connection, first: int, last: int) -> Difference:
    """Return what the look `last` has otherwise than there was at the time of the look `first`.

    A program is told to be gone only where both looks asked for the same, and `last` for everything. Accounts that
    one of the two did not look at are left out.
    """
    asked = select(t.run.c.whole, t.run.c.profile)
    before, here = (connection.execute(asked.where(t.run.c.id == run)).one() for run in (first, last))
    both = accounts_of(connection, first) & accounts_of(connection, last)
    found = Difference(
        turns=_found(connection, last, literal(first)),
        moves=[move for _, move in _moves(connection, last, literal(first))],
        new=_new(connection, last, literal(first)),
        gone=_gone(connection, first, last) if here.whole and here.profile == before.profile else [],
    )
    return found.of(both)


def accounts_of(connection: Connection, run: int) -> set[str]:
    """Return the keys of the accounts that a run looked at or changed."""
    return set(connection.scalars(select(t.belongs.c.account).where(t.belongs.c.run == run)))


def names_of(connection: Connection, run: int) -> dict[str, str]:
    """Return by account what the connection was called through which a run looked at it."""
    wanted = select(t.reach.c.account, t.reach.c.connection).where(t.reach.c.run == run)
    rows = connection.execute(wanted.order_by(t.reach.c.connection.desc()))
    return {row.account: f"connection {row.connection} of then" for row in rows}


def gone(connection: Connection, run: int, now: datetime) -> list[TargetRef]:
    """Return the programs of the last whole look before `run` that are missing in it, and at `now` still to come.

    That look was made of the same account by the same configuration: another may ask for other hosts of it.
    """
    here = connection.execute(select(t.run.c.kind, t.run.c.profile).where(t.run.c.id == run)).one()
    mine, other = t.reach.alias("mine"), t.reach.alias("other")
    same = (other.c.account == mine.c.account) & (other.c.origin == mine.c.origin)
    before = (
        select(mine.c.account, func.max(t.run.c.id).label("last"))
        .select_from(mine)
        .join(other, same)
        .join(t.run, t.run.c.id == other.c.run)
        .where(mine.c.run == run, t.run.c.id < run, t.run.c.whole, t.run.c.complete, t.run.c.profile == here.profile)
        .group_by(mine.c.account)
        .order_by(mine.c.account)
    )
    found = [(account, thing) for account, last in connection.execute(before) for thing in _gone(connection, last, run)]
    return [thing for account, thing in found if thing.account == account and _ahead(thing, now)]


def _ahead(thing: TargetRef, now: datetime) -> bool:
    return thing.start is None or thing.start > now  # a room that is always there is never over


def _earlier(columns: Any, run: int) -> ColumnElement[int | None]:  # noqa: ANN401 - the columns of either of two tables
    """Return the last look before `run`: a thing that `run` has found has itself for its last."""
    return func.nullif(columns.last, run)


def _at(span: FromClause, run: ColumnElement[int]) -> ColumnElement[bool]:
    """Tell whether a span covers `run`."""
    return and_(span.c.first <= run, or_(span.c.until.is_(None), span.c.until > run))


def _found(connection: Connection, run: int, baseline: ColumnElement[int]) -> list[FindingChange]:
    return [*_turns(connection, run, baseline), *_dropped(connection, run, baseline)]


def _turns(connection: Connection, run: int, baseline: ColumnElement[int]) -> list[FindingChange]:
    """Return each finding of `run` that is not the one there was at the `baseline` of its subject."""
    now, mine, after = t.span.alias("now"), t.member.alias("mine"), t.finding.alias("after")
    then, was, before = t.span.alias("then"), t.member.alias("was"), t.finding.alias("before")
    wanted = (
        select(*_THING, mine.c.control, *_told(after, "a"), *_told(before, "b"))
        .select_from(t.look)
        .join(t.subject, t.subject.c.id == t.look.c.subject)
        .join(t.target, t.target.c.id == t.subject.c.target)
        .join(now, now.c.subject == t.subject.c.id)
        .join(mine, mine.c.finding_set == now.c.finding_set)
        .join(after, after.c.id == mine.c.finding)
        .outerjoin(then, (then.c.subject == now.c.subject) & _at(then, baseline))
        .outerjoin(was, (was.c.finding_set == then.c.finding_set) & (was.c.control == mine.c.control))
        .outerjoin(before, before.c.id == was.c.finding)
        .where(t.look.c.run == run, now.c.first > baseline, _at(now, literal(run)))
        # In the set of before as well: it was a neighbour that became another one.
        .where(mine.c.finding.is_distinct_from(was.c.finding))
        .where(or_(after.c.status.in_(OPEN), before.c.status.in_(OPEN)))
        .order_by(*_SOONEST, mine.c.control)
    )
    return [_turn(row) for row in connection.execute(wanted)]


def _dropped(connection: Connection, run: int, baseline: ColumnElement[int]) -> list[FindingChange]:
    """Return what was open at the `baseline` and is not asked of its target any more, or in another profile is met.

    Where a program has got another profile, its subject of before has its span ended by the look that saw it so.
    """
    here = t.subject.alias("here")
    now, mine, after = t.span.alias("now"), t.member.alias("mine"), t.finding.alias("after")
    then, was, before = t.span.alias("then"), t.member.alias("was"), t.finding.alias("before")
    # A program has one profile in a look; an account may be judged by several.
    same = (here.c.id == t.subject.c.id) | ((here.c.target == t.subject.c.target) & t.target.c.program.is_not(None))
    wanted = (
        select(*_THING, was.c.control, *_told(after, "a"), *_told(before, "b"))
        .select_from(t.look)
        .join(here, here.c.id == t.look.c.subject)
        .join(t.target, t.target.c.id == here.c.target)
        .join(t.subject, same)
        .join(then, then.c.subject == t.subject.c.id)
        .join(was, was.c.finding_set == then.c.finding_set)
        .join(before, before.c.id == was.c.finding)
        .outerjoin(now, (now.c.subject == here.c.id) & _at(now, literal(run)))
        .outerjoin(mine, (mine.c.finding_set == now.c.finding_set) & (mine.c.control == was.c.control))
        .outerjoin(after, after.c.id == mine.c.finding)
        .where(t.look.c.run == run, _at(then, baseline), then.c.until <= run, before.c.status.in_(OPEN))
        .where(after.c.id.is_(None) | ((here.c.id != t.subject.c.id) & after.c.status.not_in(OPEN)))
        .where(~_still(was, run))
        .order_by(*_SOONEST, was.c.control, then.c.first)
    )
    return [_drop(row) for row in connection.execute(wanted)]


def _still(was: FromClause, run: int) -> ColumnElement[bool]:
    """Tell whether the subject has at `run` what it had before: it was a neighbour that ended the span."""
    span, member = t.span.alias("still"), t.member.alias("stays")
    there = (span.c.subject == t.subject.c.id) & _at(span, literal(run)) & (member.c.finding_set == span.c.finding_set)
    same = (member.c.control == was.c.control) & (member.c.finding == was.c.finding)
    return select(literal(1)).where(there, same).exists()


def _drop(row: Found) -> FindingChange:
    before = _read(row, "b")
    assert before is not None
    return FindingChange(
        thing=_thing(row), control=row.control, before=before, after=_read(row, "a") or dropped(before)
    )


def _turn(row: Found) -> FindingChange:
    now = _read(row, "a")
    assert now is not None
    return FindingChange(thing=_thing(row), control=row.control, before=_read(row, "b"), after=now)


def _moves(connection: Connection, run: int, baseline: ColumnElement[int]) -> list[tuple[int, SettingChange]]:
    """Return each change of a value after the `baseline` of its target and up to `run`, in order."""
    return [(row.id, move(row)) for row in connection.execute(between_looks(run, baseline))]


def _new(connection: Connection, run: int, baseline: ColumnElement[int]) -> list[TargetRef]:
    """Return the programs of `run` that no look up to the `baseline` had."""
    older = t.subject.alias("older")
    known = select(older.c.id).where(older.c.target == t.target.c.id, older.c.first <= baseline)
    wanted = (
        _things(run)
        .where(t.target.c.program.is_not(None), t.subject.c.first > baseline, ~known.exists())
        .order_by(*_SOONEST)
    )
    return [_thing(row) for row in connection.execute(wanted)]


def _gone(connection: Connection, first: int, last: int) -> list[TargetRef]:
    """Return the programs of `first` that `last` does not have, where it looked at their account to the end."""
    there, other = t.look.alias("there"), t.subject.alias("other")
    seen = select(other.c.target).join(there, there.c.subject == other.c.id).where(there.c.run == last)
    reach = select(t.reach.c.account).where(t.reach.c.run == last)
    wanted = _things(first).where(
        t.target.c.program.is_not(None),
        t.target.c.id.not_in(seen),
        t.target.c.account.in_(reach),
        t.target.c.account.not_in(reach.where(~t.reach.c.complete)),
    )
    return [_thing(row) for row in connection.execute(wanted.order_by(*_SOONEST))]


def _things(run: int) -> Any:  # noqa: ANN401 - a select of the columns below
    return (
        select(*_THING)
        .select_from(t.look)
        .join(t.subject, t.subject.c.id == t.look.c.subject)
        .join(t.target, t.target.c.id == t.subject.c.target)
        .where(t.look.c.run == run)
    )


_THING = (
    t.target.c.account,
    t.target.c.connection,
    t.target.c.ident,
    t.target.c.kind,
    t.target.c.title,
    t.target.c.program,
    t.subject.c.profile,
    t.look.c.start,
)
_SOONEST = (
    t.look.c.start.is_(None),
    t.look.c.start,
    t.target.c.ident,
    t.target.c.account,
    t.subject.c.profile,
    t.subject.c.id,
)
"""The order in which things are told: nothing in it is left to the database."""


def _thing(row: Found) -> TargetRef:
    return TargetRef(
        connection=row.connection, account=row.account, target=row.ident, kind=row.kind, title=row.title,
        profile=row.profile, start=row.start, program=row.program is not None,
    )  # fmt: skip


def _told(table: FromClause, mark: str) -> tuple[ColumnElement[Any], ...]:
    return tuple(table.c[name].label(f"{mark}_{name}") for name in ("status", "severity", "body"))


def _read(row: Found, mark: str) -> FindingRecord | None:
    found = row._mapping  # noqa: SLF001 - the public name of a row's columns
    return told(*(found[f"{mark}_{name}"] for name in ("status", "severity", "body")))


def told(status: str | None, severity: str, body: str) -> FindingRecord | None:
    """Return what the table of findings holds of one; None where there is none."""
    if status is None:
        return None
    said = json.loads(body)
    known = {name: said[name] for name in NAMES}
    return FindingRecord(
        status=Status(status), severity=Severity(severity), reason=reason.kept(said.get("reason")), **known
    )
