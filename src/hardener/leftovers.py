"""Everything that platforms still have of families, as far as it could be told. Pure data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from hardener.model import Status
from hardener.retention import Kept
from hardener.traces import Trace, What


@dataclass(frozen=True, kw_only=True)
class KeptRow:
    """What is left of one program."""

    connection: str
    vendor: str
    account: str
    """The key of its account; empty where nobody could tell it."""
    trace: Trace
    profile: str
    named: bool
    """A rule of the configuration names it."""
    judged: Mapping[What, Kept]
    where: Mapping[What, str]
    """By kind: where a person looks, as the platform's menu has it."""


@dataclass(kw_only=True)
class KeptReport:
    """What is left of every program with a date since a moment."""

    made: datetime
    since: datetime
    rows: list[KeptRow] = field(default_factory=list)
    unread: list[tuple[str, str, str]] = field(default_factory=list)
    """Connection, title and reason of what could not be read; of a whole connection the title is empty."""
    nothing: list[tuple[str, str, str]] = field(default_factory=list)
    """Connection, platform, and what it says of itself, of those whose API has nothing, or not all, to count."""

    @property
    def status(self) -> int:
        """Return the exit status that it calls for: 0, 1 or 3."""
        found = {kept.status for row in self.rows for kept in row.judged.values()}
        if self.unread or found & {Status.ERROR, Status.MANUAL}:
            return 3
        return 1 if Status.FAIL in found else 0
