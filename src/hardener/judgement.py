"""What judging comes to: a finding with what would mend it, and all of one target's. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import inf
from typing import Any, NamedTuple

from hardener.catalog import Control
from hardener.door import Door
from hardener.findings import FindingSet
from hardener.fixes import Fix
from hardener.model import Finding
from hardener.profile import Requirement

Fields = dict[str, Any]
"""Of a finding, before it is made."""


class Judged(NamedTuple):
    """A finding, and what would mend it."""

    finding: Finding
    fixes: tuple[Fix, ...] = ()
    widest: float = inf
    """Of a failure on a ladder or a number: the rank of the most open that may be in force."""


class Bare(NamedTuple):
    """A finding on a program whose door was not looked at yet."""

    control: Control
    requirement: Requirement
    fields: Fields
    mends: tuple[Fix, ...]
    widest: float
    lacks: bool
    """Names must be there and are not."""


@dataclass(frozen=True, eq=False)
class Judgement:
    """What judging one target came to."""

    each: tuple[Judged, ...]
    """In the order of the profile."""
    door: Door | None = None
    """None where there is none: of an account, a group or a host."""

    @cached_property
    def found(self) -> FindingSet:
        """Return the findings without what would mend them."""
        return FindingSet.of(one.finding for one in self.each)
