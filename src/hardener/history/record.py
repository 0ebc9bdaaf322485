"""Keep what a look found: a row for each program that was looked at, and one for each that is otherwise than before."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, Connection, Table, bindparam, insert, select, true, update

from hardener.history.adopt import adopt
from hardener.history.chunks import chunks, insert_all
from hardener.history.completed import WATCHING, CompletedRun
from hardener.history.finding_sets import FindingSets
from hardener.history.left import left
from hardener.history.reached import reached
from hardener.history.settings import Settings
from hardener.history.targets import Found, Key, Sight, Subject, Targets, begin_subjects, subjects
from hardener.results import Row
from hardener.store import Store
from hardener.store import tables as t
from hardener.store.fence import Fence

if TYPE_CHECKING:
    from hardener.history.difference import Difference

TURN = 2
"""What only one process does at a time."""


@dataclass(frozen=True)
class Kept:
    """A look as it was kept."""

    run: int
    adopted: Mapping[str, int]
    """How much of what was kept by a connection's name alone is its account's from now on, by connection."""
    _compare: Callable[[], Difference] = field(repr=False, compare=False)

    @cached_property
    def difference(self) -> Difference:
        """What is otherwise than at the look before, program by program; of the watch, than at its own look before.

        Worked out when it is first asked for, which has to be while the look is being kept.
        """
        return self._compare()


Also = Callable[[Connection, Kept], None]
"""Writes what belongs to a look in the same transaction."""


def record(store: Store, looked: CompletedRun, *, fence: Fence | None = None, also: Also | None = None) -> Kept:
    """Keep a look, whole or not at all. Raises `StoreError`."""
    with store.writing() as connection:
        if fence is not None:
            fence(connection)
        store.alone(connection, TURN)
        recorder = _Recorder(connection, looked)
        kept = recorder.record()
        if also is not None:
            also(connection, kept)
        recorder.mark()
    return kept


class _Undone(Exception):  # noqa: N818 - no error: what was written is only to be seen
    pass


def preview(store: Store, looked: CompletedRun) -> Difference:
    """Return what a look would have otherwise than the one before, and keep nothing. Raises `StoreError`."""
    seen: list[Difference] = []

    def undo(_connection: Connection, kept: Kept) -> None:
        seen.append(kept.difference)
        raise _Undone

    with suppress(_Undone):
        record(store, looked, also=undo)
    return seen[0]


class _Recorder:
    """Writes one look, a chunk of rows at a time."""

    def __init__(self, connection: Connection, looked: CompletedRun) -> None:
        self._db = connection
        self._looked = looked
        self._accounts = looked.accounts
        self._watch = looked.kind in WATCHING
        self._run = 0
        self._stale: Collection[int] = ()
        self._judged: set[int] = set()
        """Subjects."""
        self._others: dict[int, Subject] = {}
        """Subjects of the same programs that have another profile."""
        self._read: set[int] = set()
        """Targets of which settings were read."""
        self._left: Sequence[int] = ()
        self._observed = self._seen()
        """By account and target: which connection and target to look the settings up by that are still to be kept."""
        self._targets = Targets(connection, looked.vendors, self._state)
        self._sets = FindingSets(connection)

    def record(self) -> Kept:
        """Write what was found; nothing takes it for the look before until `mark`."""
        adopted = adopt(self._db, self._looked)
        self._stale = self._overtaken()
        self._run = self._open()
        self._settings = Settings(self._db, self._run, self._looked.observed)
        for rows in chunks(row for row in self._looked.report.rows() if row.connection in self._accounts):
            self._look_at(rows)
        for keys in chunks(tuple(self._observed)):
            self._keep(self._targets.find(map(self._glimpse, keys)))
        self._settings.sweep()
        if not self._looked.profile and not self._stale:
            gone = (other for ident, other in self._others.items() if ident not in self._judged)
            self._left = left(self._db, self._run, gone)
        return Kept(self._run, adopted, self._difference)

    def mark(self) -> None:
        """Make this look the one before the next, but of what a newer look, kept before it, has seen."""
        judged = select(t.look.c.subject).where(t.look.c.run == self._run)
        self._mark(t.subject, [t.subject.c.id.in_(judged), *map(t.subject.c.id.in_, chunks(self._left))])
        self._mark(t.target, map(t.target.c.id.in_, chunks(self._read)))

    def _difference(self) -> Difference:
        from hardener.history import compare  # noqa: PLC0415 - few ask what is otherwise

        found = compare.since(self._db, self._run, self._read, watch=self._watch)
        if self._looked.whole and not self._stale:
            found.gone = compare.gone(self._db, self._run, self._looked.now)
        return found

    def _seen(self) -> dict[Key, Key]:
        """Return by account and target which connection and target to look its settings up by, each target once.

        Of two connections to one account that show it otherwise it is the same one at each look, whichever was faster:
        else a change would be told that nobody made.
        """
        found: dict[Key, Key] = {}
        first = {name: number for number, name in enumerate(self._accounts)}
        seen = [key for key in self._looked.observed.values if key[0] in first]  # else nobody could tell whose it is
        for name, ident in sorted(seen, key=lambda key: first[key[0]]) if len(first) > 1 else seen:
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

    def _open(self) -> int:
        looked, report = self._looked, self._looked.report
        told = {
            "states": {state.value: count for state, count in sorted(report.states.items())},
            "apart": {"programs": report.apart},
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

    def _look_at(self, rows: Sequence[Row]) -> None:
        found, begun = self._subjects(rows)
        self._judged.update(found)
        insert_all(
            self._db,
            t.look,
            [
                {"run": self._run, "subject": ident, "start": row.program.start if row.program else None}
                for ident, (_, row) in found.items()
            ],
        )
        marks = {ident: row.found.digest for ident, (_, row) in found.items()}
        changed = [
            ident
            for ident, (subject, _) in found.items()
            if ident in begun or (marks[ident] != subject.digest and subject.last not in self._stale)
        ]
        numbers = self._sets.numbers({marks[ident]: found[ident][1].found for ident in changed})
        self._change({ident: (marks[ident], numbers[marks[ident]]) for ident in changed}, begun)

    def _subjects(self, rows: Sequence[Row]) -> tuple[dict[int, tuple[Subject, Row]], set[int]]:
        """Return by number the subjects that `rows` judge, each once, and the numbers of those that are new.

        A vendor may list a program twice.
        """
        targets = self._targets.find(map(self._sight, rows))
        self._keep({key: row for key, row in targets.items() if key in self._observed})
        keys = [(targets[self._accounts[row.connection], row.target].id, row.profile) for row in rows]
        wanted: dict[tuple[int, str], str] = {}
        for key, row in zip(keys, rows, strict=True):
            wanted.setdefault(key, row.found.digest)
        known = subjects(self._db, [target.id for target in targets.values() if not target.new])
        new = begin_subjects(self._db, self._run, {key: mark for key, mark in wanted.items() if key not in known})
        found: dict[int, tuple[Subject, Row]] = {}
        for key, row in zip(keys, rows, strict=True):
            subject = known.get(key) or new[key]
            if subject.id not in self._judged:  # of two connections to one account, the first
                found.setdefault(subject.id, (subject, row))
        programs = {target.id for target in targets.values() if target.program is not None}
        self._others |= {s.id: s for s in known.values() if s.target in programs and s.id not in found}
        return found, {subject.id for subject in new.values()}

    def _sight(self, row: Row) -> Sight:
        program = row.program.id if row.program else None
        return Sight(self._accounts[row.connection], row.connection, row.target, row.title, program)

    def _change(self, changed: Mapping[int, tuple[str, int]], begun: Collection[int]) -> None:
        """Begin a span for each subject whose set, by digest and number, is another one, and end the one before.

        Those that have `begun` have none before, and their digest already.
        """
        spans = [
            {"subject": ident, "first": self._run, "finding_set": number} for ident, (_, number) in changed.items()
        ]
        if turned := [ident for ident in changed if ident not in begun]:
            self._end(turned)
        insert_all(self._db, t.span, spans)
        if turned:
            here = update(t.subject).where(t.subject.c.id == bindparam("which")).values(digest=bindparam("now"))
            self._db.execute(here, [{"which": ident, "now": changed[ident][0]} for ident in turned])

    def _end(self, turned: Collection[int]) -> None:
        current = t.span.c.subject.in_(turned) & t.span.c.until.is_(None)
        self._db.execute(update(t.span).where(current).values(until=self._run))

    def _state(self, key: Key) -> str:
        """Return the digest of the settings with which a target begins; empty where none were read."""
        seen = self._observed.get(key)
        return "" if seen is None else self._settings.begin(seen)

    def _glimpse(self, key: Key) -> Sight:
        """Return a target that nothing is judged of."""
        account, ident = key
        name, _ = self._observed[key]
        return Sight(account, name, ident, self._looked.observed.about[name, ident][1])

    def _keep(self, rows: Mapping[Key, Found]) -> None:
        """Keep the settings of targets, at most a chunk of them; each once."""
        seen = {key: self._observed.pop(key) for key in rows}
        self._settings.keep(seen, rows, self._stale)
        self._read.update(row.id for row in rows.values())

    def _mark(self, table: Table, which: Iterable[ColumnElement[bool]]) -> None:
        newer = table.c.last.is_(None) | table.c.last.not_in(self._stale) if self._stale else true()
        for rows in which:
            here = update(table).where(rows)
            self._db.execute(here.where(newer).values(last=self._run))
            if self._watch:
                self._db.execute(here.values(told=self._run))
