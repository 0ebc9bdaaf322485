"""What a set of findings holds, read once for all programs that have it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, select

from hardener.history.compare import told
from hardener.history.difference import FindingRecord
from hardener.store import tables as t

Findings = Mapping[str, FindingRecord]
"""By control."""


class Found:
    """The sets of findings in one store."""

    def __init__(self, connection: Connection) -> None:
        """Begin with none read."""
        self._db = connection
        self._sets: dict[int, Findings] = {}
        self._words: dict[int, Mapping[str, Mapping[str, Any]]] = {}

    def of(self, number: int) -> Findings:
        """Return the findings of the set with this number."""
        self._read(number)
        return self._sets[number]

    def words(self, number: int) -> Mapping[str, Mapping[str, Any]]:
        """Return by control whose word, as kept, each finding of a set carries; of most there is none."""
        self._read(number)
        return self._words[number]

    def _read(self, number: int) -> None:
        if number in self._sets:
            return
        wanted = (
            select(t.finding)
            .join(t.member, t.member.c.finding == t.finding.c.id)
            .where(t.member.c.finding_set == number)
            .order_by(t.finding.c.control)
        )
        rows = self._db.execute(wanted).all()
        found = {row.control: told(row.status, row.severity, row.body) for row in rows}
        self._sets[number] = {control: each for control, each in found.items() if each is not None}
        words = {row.control: json.loads(row.body).get("waiver") for row in rows}
        self._words[number] = {control: word for control, word in words.items() if word}
