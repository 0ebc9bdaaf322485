"""What the watch needs from its surroundings: the time, eyes and hands."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from hardener.history.completed import CompletedRun, Kind
from hardener.history.difference import Key
from hardener.model import Notice
from hardener.notice.again import Fit
from hardener.notify.news import Item
from hardener.remedy.execution import Execution
from hardener.remedy.journal import Journal
from hardener.remedy.plan import Plan
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

    def wait(self, until: datetime, over: Callable[[], bool] = lambda: False) -> None:
        """Return at that time, or sooner: when the watch is to end, the clock was set, or soon after it is `over`."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """One look of the watch."""

    looked: CompletedRun
    until: datetime
    """The end of the time it looked at."""
    notices: Sequence[Notice] = ()
    """What else the report says: waivers that end."""
    fit: Fit | None = None
    """How the settings behind published notices stand; None where they were not looked at."""
    plan: Plan | None = None
    """The safe changes, where they are to be made."""
    addresses: Mapping[tuple[str, str], str] = field(default_factory=dict, repr=False)
    """Where hosts get mail, by connection and host, as the platform says; only where that is wanted."""


class Hands(Protocol):
    """What the watch needs done for it."""

    def accounts(self, store: Store) -> frozenset[str]:
        """Return the keys of the accounts that there are to look at. Raises `HardenerError`."""
        ...

    def look(self, kind: Kind, ahead: timedelta | None) -> Sight:
        """Look at everything, or, with `ahead`, at what starts within that time. Raises `HardenerError`."""
        ...

    def executing(self, plan: Plan, run: int, journal: Journal) -> AbstractContextManager[Execution]:
        """Open for writing what a run is of. Raises `HardenerError`, where it is another account."""
        ...


class Eyes(Protocol):
    """What the watch needs to see again a part of what there is."""

    def reread(self, account: str, program: str) -> Sight | None:
        """Look at one program of an account, or, where that is empty, at all of it; None where it is nobody's here.

        Nothing is planned. Raises `HardenerError`.
        """
        ...
