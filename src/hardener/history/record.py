"""Keep what a look found: a row for each change, and one for each program that was looked at."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, bindparam, insert, select, update

from hardener import redact
from hardener.history import compare
from hardener.history.adopt import adopt
from hardener.history.author import Wanted, author
from hardener.history.difference import Difference
from hardener.history.left import left
from hardener.history.reached import reached
from hardener.history.seen import Observed
from hardener.journal import Fence
from hardener.mark import body, digest
from hardener.model import Finding
from hardener.report.model import Report, Row
from hardener.setting import Setting
from hardener.store import Store
from hardener.store import tables as t

Kind = Literal["audit", "watch", "check"]
WATCHING: frozenset[Kind] = frozenset({"watch", "check"})
"""Looks of the watch: a full one, and one ahead of programs."""
TURN = 2
"""What only one process does at a time."""
Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """A look that has ended."""

    kind: Kind
    operator: str
    profile: str
    """The one that everything was held against; empty: as configured."""
    whole: bool
    """Not one program or some connections alone."""
    status: int
    report: Report
    observed: Observed
    now: datetime
    vendors: Mapping[str, str]
    """By connection."""
    origin: str = ""
    """A digest of where the configuration is."""

    @property
    def accounts(self) -> dict[str, str]:
        """Return the key of the account of each connection; one that nobody could tell is missing."""
        return {reach.connection: reach.account.key for reach in self.report.reaches if reach.account is not None}


@dataclass(frozen=True, slots=True)
class Kept:
    """A look as it was kept."""

    run: int
    difference: Difference
    """To the look before, program by program; of the watch, to its own look before."""
    adopted: Mapping[str, int]
    """How much of what was kept by a connection's name alone is its account's from now on, by connection."""


Also = Callable[[Connection, Kept], None]
"""Writes what belongs to a look in the same transaction."""


def record(store: Store, looked: Looked, *, fence: Fence | None = None, also: Also | None = None) -> Kept:
    """Keep a look, whole or not at all. Raises `StoreError`."""
    with store.writing() as connection:
        if fence is not None:
            fence(connection)
        store.alone(connection, TURN)
        kept = _Recorder(connection, looked).record()
        if also is not None:
            also(connection, kept)
    return kept


class _Undone(Exception):  # noqa: N818 - no error: what was written is only to be seen
    pass


def preview(store: Store, looked: Looked) -> Difference:
    """Return what a look would have otherwise than the one before, and keep nothing. Raises `StoreError`."""
    seen: list[Difference] = []

    def undo(_connection: Connection, kept: Kept) -> None:
        seen.append(kept.difference)
        raise _Undone

    with suppress(_Undone):
        record(store, looked, also=undo)
    return seen[0]


class _Recorder:
    def __init__(self, connection: Connection, looked: Looked) -> None:
        self._db = connection
        self._looked = looked
        self._run, self._accounts, self._adopted = 0, looked.accounts, adopt(connection, looked)
        here = t.target.c.account.in_(set(self._accounts.values()))
        self._targets = {(r.account, r.ident): r for r in connection.execute(select(t.target).where(here))}
        mine = t.subject.c.target.in_(select(t.target.c.id).where(here))
        self._subjects = {(r.target, r.profile): r for r in connection.execute(select(t.subject).where(mine))}
        self._findings: dict[str, int] = {}
        self._spans: Rows = []
        self._ended: Rows = []
        self._values: Rows = []
        self._replaced: Rows = []

    def record(self) -> Kept:
        self._stale = self._overtaken()
        self._run = self._open()
        watch = self._looked.kind in WATCHING
        looks = list(self._look_at_rows())
        observed = [self._settings(whose, ident) for whose, ident in self._observed().items()]
        self._write(looks)
        gone_from = self._left({row["subject"] for row in looks})
        found = compare.since(self._db, self._run, {row["target"] for row in observed}, watch=watch)
        if self._looked.whole and not self._stale:
            found.gone = compare.gone(self._db, self._run, self._looked.now)
        self._mark(t.subject, [*gone_from, *(row["subject"] for row in looks)], watch=watch)
        self._mark(t.target, [row["target"] for row in observed], watch=watch)
        return Kept(self._run, found, self._adopted)

    def _observed(self) -> dict[tuple[str, str], tuple[str, str]]:
        """Return by account and target which connection and target to look its settings up by, each target once."""
        found: dict[tuple[str, str], tuple[str, str]] = {}
        for name, ident in self._looked.observed.values:
            if name in self._accounts:
                found.setdefault((self._accounts[name], ident), (name, ident))
        return found

    def _overtaken(self) -> set[int]:
        """Return the looks that began after this one and were kept before it: what they found is newer.

        One that began after this one's end was made by another clock, and overtakes nothing.
        """
        newer = t.run.c.began > self._looked.report.made, t.run.c.began <= self._looked.now
        mine = select(t.belongs.c.run).where(t.belongs.c.account.in_(set(self._accounts.values())))
        found = select(t.run.c.id).where(t.run.c.plan_id.is_(None), t.run.c.id.in_(mine), *newer)
        return set(self._db.scalars(found))

    def _left(self, seen: set[int]) -> list[int]:
        """Return the subjects of programs in this look that have another profile now."""
        if self._looked.profile or self._stale:
            return []
        programs = {target.id for target in self._targets.values() if target.program is not None}
        judged = {subject.target for subject in self._subjects.values() if subject.id in seen} & programs
        others = (s for s in self._subjects.values() if s.target in judged and s.id not in seen)
        return left(self._db, self._run, others)

    def _open(self) -> int:
        looked, report = self._looked, self._looked.report
        told = {
            "states": {state.value: count for state, count in sorted(report.states.items())},
            "statuses": {status.value: count for status, count in sorted(report.statuses.items())},
            "failures": {severity.value: count for severity, count in sorted(report.failures.items())},
        }
        run = insert(t.run).values(
            kind=looked.kind, operator=looked.operator, reason="", profile=looked.profile, whole=looked.whole,
            began=report.made, ended=looked.now, complete=report.listed, status=looked.status, told=json.dumps(told),
        )  # fmt: skip
        number = int(self._db.execute(run.returning(t.run.c.id)).scalar_one())
        reached(self._db, number, looked)
        return number

    def _look_at_rows(self) -> Iterator[dict[str, Any]]:
        seen: set[int] = set()
        for row in self._looked.report.rows():
            if row.connection not in self._accounts:
                continue  # nobody could tell whose it is
            subject = self._subject(row)
            if subject["id"] in seen:
                continue  # a vendor that lists a program twice, or two connections that log in to one account
            seen.add(subject["id"])
            whole = row.found.digest
            if whole != subject["digest"] and subject["last"] not in self._stale:
                self._changed(subject["id"], row)
                self._db.execute(update(t.subject).where(t.subject.c.id == subject["id"]).values(digest=whole))
            yield {"run": self._run, "subject": subject["id"], "start": row.program.start if row.program else None}

    def _changed(self, subject: int, row: Row) -> None:
        """Begin a span for every finding that is another one, and end those that are over."""
        current = select(t.span.c.control, t.span.c.first, t.finding.c.digest).join(
            t.finding, t.finding.c.id == t.span.c.finding
        )
        where = (t.span.c.subject == subject) & t.span.c.until.is_(None)
        known = {control: (first, mark) for control, first, mark in self._db.execute(current.where(where))}
        findings = {f.control: f for f in row.findings}
        marks = dict(zip(findings, row.found.marks, strict=True))
        for control, (first, mark) in known.items():
            if marks.get(control) != mark:
                self._ended.append({"s": subject, "c": control, "f": first, "u": self._run})
        for control, mark in marks.items():
            if known.get(control, (0, ""))[1] != mark:
                finding = self._finding(mark, findings[control])
                self._spans.append({"subject": subject, "control": control, "first": self._run, "finding": finding})

    def _finding(self, mark: str, found: Finding) -> int:
        if mark not in self._findings:
            known = self._db.scalar(select(t.finding.c.id).where(t.finding.c.digest == mark))
            new = insert(t.finding).values(
                digest=mark, control=found.control, status=found.status.value, severity=found.severity.value,
                body=body(found),
            )  # fmt: skip
            self._findings[mark] = known or int(self._db.execute(new.returning(t.finding.c.id)).scalar_one())
        return self._findings[mark]

    def _subject(self, row: Row) -> Mapping[str, Any]:
        target = self._target(row.connection, row.target, row.title, row)
        known = self._subjects.get((target, row.profile))
        if known is not None:
            return {"id": known.id, "digest": known.digest, "last": known.last}
        new = {"target": target, "profile": row.profile, "first": self._run, "last": self._run, "digest": ""}
        made = self._db.execute(insert(t.subject).values(new).returning(t.subject)).one()
        self._subjects[target, row.profile] = made
        return {"id": made.id, "digest": made.digest, "last": made.last}

    def _target(self, connection: str, ident: str, title: str, row: Row | None = None) -> int:
        account, named = self._accounts[connection], redact.line(title, 200)
        known = self._targets.get((account, ident))
        if known is not None:
            if (known.title, known.connection) != (named, connection):
                now = update(t.target).where(t.target.c.id == known.id).values(title=named, connection=connection)
                self._db.execute(now)
            return int(known.id)
        new = insert(t.target).values(
            account=account, connection=connection, ident=ident, kind=ident.split("/", 1)[0], title=named, digest="",
            vendor=self._looked.vendors.get(connection, ""), program=row.program.id if row and row.program else None,
        )  # fmt: skip
        made = self._db.execute(new.returning(t.target)).one()
        self._targets[account, ident] = made
        return int(made.id)

    def _settings(self, whose: tuple[str, str], key: tuple[str, str]) -> dict[str, Any]:
        """Keep the settings of a target, by account and id, as they were seen by the connection of `key`."""
        (kind, title), found = self._looked.observed.about[key], self._looked.observed.values[key]
        target = self._target(*key, title)
        whole = digest(f"{path} {value}" for path, value in sorted(found.items()))
        if self._targets[whose].digest != whole and self._targets[whose].last not in self._stale:
            self._moved(whose, self._looked.observed.rows(key[0], kind), target, found)
            self._db.execute(update(t.target).where(t.target.c.id == target).values(digest=whole))
        return {"target": target}

    def _moved(
        self, whose: tuple[str, str], rows: Mapping[str, Setting], target: int, found: Mapping[str, str]
    ) -> None:
        where = (t.value.c.target == target) & t.value.c.until.is_(None)
        known = {row.path: row for row in self._db.execute(select(t.value).where(where))}
        for path, value in found.items():
            before = known.get(path)
            if before is not None and before.value == value:
                continue
            by = ""
            if before is not None:
                by = author(self._db, whose, Wanted(path, value, rows.get(path)), self._targets[whose].last)
                self._replaced.append({"s": target, "c": path, "f": before.first, "u": self._run})
            self._values.append({"target": target, "path": path, "first": self._run, "value": value, "changed_by": by})

    def _write(self, looks: Rows) -> None:
        for table, rows in ((t.look, looks), (t.span, self._spans), (t.value, self._values)):
            if rows:
                self._db.execute(insert(table), rows)
        for table, owner, what, rows in (
            (t.span, t.span.c.subject, t.span.c.control, self._ended),
            (t.value, t.value.c.target, t.value.c.path, self._replaced),
        ):
            where = (owner == bindparam("s")) & (what == bindparam("c")) & (table.c.first == bindparam("f"))
            if rows:
                self._db.execute(update(table).where(where).values(until=bindparam("u")), rows)

    def _mark(self, table: Any, which: Sequence[int], *, watch: bool) -> None:  # noqa: ANN401 - either of two tables
        """Write down that this run was the last to look, unless a newer look was kept before it, and told of it."""
        newer = set(self._db.scalars(select(table.c.id).where(table.c.last.in_(self._stale))))
        here = update(table).where(table.c.id == bindparam("which"))
        if latest := [{"which": ident} for ident in which if ident not in newer]:
            self._db.execute(here.values(last=self._run), latest)
        if watch and which:
            self._db.execute(here.values(told=self._run), [{"which": ident} for ident in which])
