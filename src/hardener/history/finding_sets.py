"""Keep everything that was found of a target as one set, once for all that have the very same."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import Connection, select

from hardener.findings import FindingSet
from hardener.history.chunks import Rows, begin_all, chunks, insert_all
from hardener.mark import body
from hardener.model import Finding
from hardener.store import tables as t


def _members(found: FindingSet) -> dict[str, tuple[str, Finding]]:
    """Return by control the fingerprint of each finding and the finding."""
    return {each.control: (mark, each) for each, mark in zip(found, found.marks, strict=True)}


class FindingSets:
    """The numbers of the sets in the store, looked up once in a look."""

    def __init__(self, connection: Connection) -> None:
        """Begin with none known."""
        self._db = connection
        self._numbers: dict[str, int] = {}

    def numbers(self, sets: Mapping[str, FindingSet]) -> Mapping[str, int]:
        """Return the number of each set by its digest; `sets`: those that are wanted, at most a chunk."""
        wanted = [mark for mark in sets if mark not in self._numbers]
        if wanted:
            there = select(t.finding_set.c.digest, t.finding_set.c.id).where(t.finding_set.c.digest.in_(wanted))
            self._numbers |= dict(self._db.execute(there).all())
            self._write({mark: sets[mark] for mark in wanted if mark not in self._numbers})
        return self._numbers

    def _write(self, unknown: Mapping[str, FindingSet]) -> None:
        if not unknown:
            return
        made = begin_all(self._db, t.finding_set, [{"digest": mark} for mark in unknown])
        self._numbers |= dict(zip(unknown, made, strict=True))
        sets = {mark: _members(found) for mark, found in unknown.items()}
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
        return dict(zip(marks, begin_all(self._db, t.finding, rows), strict=True))
