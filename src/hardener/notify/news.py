"""What there is to tell. Pure data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

from hardener.model import Severity


class Sort(StrEnum):
    """What kind of thing is told."""

    FAILING = "failing"
    UNCLEAR = "unclear"
    RESOLVED = "resolved"
    CHANGED = "changed"
    NEW = "new"
    GONE = "gone"
    INCOMPLETE = "incomplete"
    """A run did not see everything: told on every channel, for silence would look like peace."""
    NOTICE = "notice"
    MISSED = "missed"
    DONE = "done"


ALWAYS = frozenset({Sort.INCOMPLETE, Sort.NOTICE, Sort.MISSED, Sort.DONE})
"""What a channel's least severity does not hold back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing to tell."""

    sort: Sort
    text: str
    """A sentence in library words, without the program and the time."""
    severity: Severity | None = None
    connection: str = ""
    program: str = ""
    """The title as the vendor has it; empty: about an account, a host or hardener itself."""
    start: datetime | None = None
    """When the program is on next."""
    by_hand: str = ""
    by: Literal["", "hardener", "other"] = ""
    """Who changed it, as far as is known."""
    urgent: bool = False
    """Open to strangers; or high, and the program starts within 24 hours."""


def wanted(items: Iterable[Item], least: Severity) -> list[Item]:
    """Return what a channel that hears of `least` and worse is told; what has no severity is told to all."""
    return [i for i in items if i.sort in ALWAYS or i.severity is None or i.severity.rank >= least.rank]
