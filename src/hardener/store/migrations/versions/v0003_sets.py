"""What was found is kept as sets, and settings as states: once for all programs that have the same."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

CHUNK = 200
"""Subjects, or targets, whose past is held in memory at a time."""
OLD = {"span": "hardener_old_span", "value": "hardener_old_value"}
old_span = sa.table(OLD["span"], *map(sa.column, ("subject", "control", "first", "until", "finding")))
old_value = sa.table(OLD["value"], *map(sa.column, ("target", "path", "first", "until", "value", "changed_by")))
finding = sa.table("hardener_finding", sa.column("id"), sa.column("digest"))
target = sa.table("hardener_target", sa.column("id"), sa.column("digest"))
finding_set = sa.table("hardener_finding_set", sa.column("id"), sa.column("digest"))
member = sa.table("hardener_member", *map(sa.column, ("finding_set", "control", "finding")))
span = sa.table("hardener_span", *map(sa.column, ("subject", "first", "until", "finding_set")))
state = sa.table("hardener_state", sa.column("digest"), sa.column("body"))
value = sa.table("hardener_value", *map(sa.column, ("target", "path", "first", "was", "value", "changed_by")))
Rows = list[dict[str, Any]]


class Held(NamedTuple):
    """A finding of a set."""

    finding: int
    digest: str


def upgrade() -> None:
    """Make the new tables, convert what the old ones hold, and drop these."""
    _set_aside()
    _make()
    _spans(op.get_bind())
    _values(op.get_bind())
    for name in OLD.values():
        op.drop_table(name)


def _set_aside() -> None:
    for name, old in OLD.items():
        op.drop_index(f"hardener_{name}_first", table_name=f"hardener_{name}")
        op.rename_table(f"hardener_{name}", old)
        if op.get_bind().dialect.name == "postgresql":  # where the name of a key is one among those of the tables
            op.execute(f"ALTER INDEX hardener_{name}_pkey RENAME TO {old}_pkey")


def _make() -> None:
    op.create_table(
        "hardener_finding_set",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("digest"),
    )
    op.create_table(
        "hardener_member",
        sa.Column("finding_set", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("control", sa.String(length=200), nullable=False),
        sa.Column("finding", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("finding_set", "control"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "hardener_span",
        sa.Column("subject", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("first", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("until", sa.Integer(), nullable=True),
        sa.Column("finding_set", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("subject", "first"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "hardener_state",
        sa.Column("digest", sa.String(length=32), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("digest"),
    )
    op.create_table(
        "hardener_value",
        sa.Column("target", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("path", sa.String(length=400), nullable=False),
        sa.Column("first", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("was", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("changed_by", sa.String(length=8), nullable=False),
        sa.PrimaryKeyConstraint("target", "path", "first"),
        sqlite_with_rowid=False,
    )
    for name in OLD:
        op.create_index(f"hardener_{name}_first", f"hardener_{name}", ["first"], unique=False)


def _spans(db: sa.Connection) -> None:
    known: dict[str, int] = {}
    wanted = (
        sa.select(old_span, finding.c.digest)
        .join(finding, finding.c.id == old_span.c.finding)
        .order_by(old_span.c.subject, old_span.c.first, old_span.c.control)
    )
    for rows in _owners(db, wanted, old_span.c.subject):
        new: Rows = []
        for subject, past in rows.items():
            for first, until, found in _periods(past):
                number = _set_of(db, known, found)
                new.append({"subject": subject, "first": first, "until": until, "finding_set": number})
        _insert(db, span, new)


def _periods(past: Sequence[Any]) -> Iterator[tuple[int, int | None, dict[str, Held]]]:
    """Yield from when until when all findings of one subject were the same, and which, by control."""
    began: dict[int, list[Any]] = {}
    ended: dict[int, list[Any]] = {}
    for row in past:
        began.setdefault(row.first, []).append(row)
        if row.until is not None:
            ended.setdefault(row.until, []).append(row)
    now: dict[str, Held] = {}
    runs = sorted({*began, *ended})
    for run, until in zip(runs, [*runs[1:], None], strict=True):
        for row in ended.get(run, ()):
            del now[row.control]
        now |= {row.control: Held(row.finding, row.digest) for row in began.get(run, ())}
        if now:
            yield run, until, now


def _set_of(db: sa.Connection, known: dict[str, int], found: Mapping[str, Held]) -> int:
    digest = _digest(f"{control} {held.digest}" for control, held in sorted(found.items()))
    if digest not in known:
        number = db.execute(sa.insert(finding_set).values(digest=digest).returning(finding_set.c.id)).scalar_one()
        members = [{"finding_set": number, "control": c, "finding": held.finding} for c, held in found.items()]
        _insert(db, member, members)
        known[digest] = number
    return known[digest]


def _values(db: sa.Connection) -> None:
    known: set[str] = set()
    wanted = sa.select(old_value).order_by(old_value.c.target, old_value.c.path, old_value.c.first)
    for rows in _owners(db, wanted, old_value.c.target):
        changes: Rows = []
        for number, past in rows.items():
            changes += _changes(past)
            found = {row.path: row.value for row in past if row.until is None}
            digest = _digest(f"{path} {text}" for path, text in sorted(found.items()))
            if digest not in known:
                _insert(db, state, [{"digest": digest, "body": json.dumps(found, ensure_ascii=False, sort_keys=True)}])
                known.add(digest)
            db.execute(sa.update(target).where(target.c.id == number).values(digest=digest))
        _insert(db, value, changes)


def _changes(past: Sequence[Any]) -> Iterator[dict[str, Any]]:
    before = {(row.path, row.until): row.value for row in past}
    for row in past:
        if (row.path, row.first) in before:
            names = ("target", "path", "first", "value", "changed_by")
            yield {**{name: getattr(row, name) for name in names}, "was": before[row.path, row.first]}


def _owners(db: sa.Connection, wanted: sa.Select[Any], owner: sa.ColumnElement[int]) -> Iterator[dict[int, list[Any]]]:
    """Yield the rows of some subjects, or targets, at a time."""
    numbers = db.scalars(sa.select(owner).distinct().order_by(owner)).all()
    for start in range(0, len(numbers), CHUNK):
        found: dict[int, list[Any]] = {}
        for row in db.execute(wanted.where(owner.in_(numbers[start : start + CHUNK]))):
            found.setdefault(row[0], []).append(row)
        yield found


def _insert(db: sa.Connection, table: sa.TableClause, rows: Rows) -> None:
    if rows:
        db.execute(sa.insert(table), rows)


def _digest(parts: Iterable[str]) -> str:
    whole = hashlib.blake2b(digest_size=16)
    for part in parts:
        whole.update(part.encode())
        whole.update(b"\0")
    return whole.hexdigest()
