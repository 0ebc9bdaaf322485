"""What the watch needs from its surroundings: the time, eyes and hands."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from hardener.adapter import Adapter
from hardener.history.completed import CompletedRun, Kind
from hardener.history.difference import Key
from hardener.model import Notice
from hardener.notify.news import Item
from hardener.remedy.plan import Plan, Step
from hardener.store import Store

Tell = Callable[[Sequence[Item], AbstractSet[Key]], None]
"""Writes down what people are to be told; the findings named are no longer open."""


class Clock(Protocol):
    """The time, and the end of it."""

    @property
    def stopped(self) -> bool:
        """Tell whether the watch was asked to end."""
        ...

    def now(self) -> datetime:
        """Return the time, in UTC."""
        ...

    def wait(self, until: datetime) -> None:
        """Return at that time, or sooner: when the watch is to end, or the clock was set."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """One look of the watch."""

    looked: CompletedRun
    until: datetime
    """The end of the time it looked at."""
    notices: Sequence[Notice] = ()
    """What else the report says: waivers that end."""
    plan: Plan | None = None
    """The safe changes, where they are to be made."""


class Hands(Protocol):
    """What the watch needs done for it."""

    def accounts(self, store: Store) -> frozenset[str]:
        """Return the keys of the accounts that there are to look at. Raises `HardenerError`."""
        ...

    def look(self, kind: Kind, ahead: timedelta | None) -> Sight:
        """Look at everything, or, with `ahead`, at what starts within that time. Raises `HardenerError`."""
        ...

    def writers(self, steps: Sequence[Step]) -> AbstractContextManager[Mapping[str, Adapter]]:
        """Open for writing what `steps` are of, by connection. Raises `HardenerError`, where it is another account."""
        ...
