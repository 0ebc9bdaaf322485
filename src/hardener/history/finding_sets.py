"""Keep everything that was found of a target as one set, once for all that have the very same."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import lru_cache

from sqlalchemy import Connection, insert, select

from hardener.history.body import body, mark_of
from hardener.history.chunks import Rows, chunks, insert_all
from hardener.history.seen import digest
from hardener.model import Finding
from hardener.report.model import Row
from hardener.store import tables as t

_mark = lru_cache(4096)(mark_of)
"""Many programs have the same finding."""


def digest_of(row: Row) -> str:
    """Return the fingerprint of all findings of a row, sorted by control."""
    return digest(f"{control} {mark}" for control, (mark, _) in sorted(_members(row).items()))


def _members(row: Row) -> dict[str, tuple[str, Finding]]:
    """Return by control the fingerprint of each finding and the finding."""
    return {found.control: (_mark(found), found) for found in row.findings}


class FindingSets:
    """The numbers of the sets in the store, looked up once in a look."""

    def __init__(self, connection: Connection) -> None:
        """Begin with none known."""
        self._db = connection
        self._numbers: dict[str, int] = {}

    def numbers(self, rows: Mapping[str, Row]) -> Mapping[str, int]:
        """Return the number of each set by its digest; `rows`: one by each digest that is wanted, at most a chunk."""
        wanted = [mark for mark in rows if mark not in self._numbers]
        if wanted:
            there = select(t.finding_set.c.digest, t.finding_set.c.id).where(t.finding_set.c.digest.in_(wanted))
            self._numbers |= dict(self._db.execute(there).all())
            self._write({mark: rows[mark] for mark in wanted if mark not in self._numbers})
        return self._numbers

    def _write(self, rows: Mapping[str, Row]) -> None:
        if not rows:
            return
        new = insert(t.finding_set).returning(t.finding_set.c.digest, t.finding_set.c.id)
        made = self._db.execute(new, [{"digest": mark} for mark in rows])
        self._numbers |= dict(made.all())
        sets = {mark: _members(row) for mark, row in rows.items()}
        findings = self._findings({mark: found for each in sets.values() for mark, found in each.values()})
        members = (
            {"finding_set": self._numbers[whole], "control": control, "finding": findings[mark]}
            for whole, each in sets.items()
            for control, (mark, _) in each.items()
        )
        for chunk in chunks(members):
            insert_all(self._db, t.member, chunk)

    def _findings(self, found: Mapping[str, Finding]) -> dict[str, int]:
        """Return the number of each finding by its fingerprint; those that the store does not have are written."""
        numbers: dict[str, int] = {}
        for chunk in chunks(found):
            there = select(t.finding.c.digest, t.finding.c.id).where(t.finding.c.digest.in_(chunk))
            numbers |= dict(self._db.execute(there).all())
            numbers |= self._new(found, [mark for mark in chunk if mark not in numbers])
        return numbers

    def _new(self, found: Mapping[str, Finding], marks: Collection[str]) -> dict[str, int]:
        if not marks:
            return {}
        rows: Rows = [
            {
                "digest": mark,
                "control": found[mark].control,
                "status": found[mark].status.value,
                "severity": found[mark].severity.value,
                "body": body(found[mark]),
            }
            for mark in marks
        ]
        new = insert(t.finding).returning(t.finding.c.digest, t.finding.c.id)
        return dict(self._db.execute(new, rows).all())
