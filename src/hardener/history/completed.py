"""A look that has ended, as it is to be kept. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from hardener.history.seen import Observed
from hardener.results import Report

Kind = Literal["audit", "watch", "check"]
WATCHING: frozenset[Kind] = frozenset({"watch", "check"})
"""Looks of the watch: a full one, and one ahead of programs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CompletedRun:
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
