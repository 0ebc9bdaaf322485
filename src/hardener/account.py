"""An open connection, as an audit needs it: who it is, what it is read with, and what that took."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from hardener.adapter import Adapter, Source
from hardener.whose import Whose, whose


class Readable(Protocol):
    """What an audit needs of an open connection."""

    @property
    def name(self) -> str:
        """Return its name in the configuration."""
        ...

    @property
    def vendor(self) -> str:
        """Return whose platform it is."""
        ...

    @property
    def adapter(self) -> Source:
        """Return what it is read with."""
        ...

    def calls(self) -> Mapping[str, int]:
        """Return the requests sent so far, by kind."""
        ...

    def whose(self) -> Whose | None:
        """Return whose account it is; None where what is read does not say. Raises `HardenerError`."""
        ...

    def late(self) -> str:
        """Return that the time for it is over, in plain words; empty where it is not."""
        ...

    def skew(self) -> float:
        """Return by how many seconds the vendor's clock is ahead of this machine's."""
        ...


@dataclass(frozen=True, kw_only=True)
class Account:
    """One connection that is open."""

    name: str
    vendor: str
    adapter: Adapter
    calls: Callable[[], Mapping[str, int]]
    """The requests sent so far, by kind."""
    url: str = ""
    """Where the vendor's API is."""
    late: Callable[[], str] = lambda: ""
    """Tells that the time for it is over; empty where it is not."""
    skew: Callable[[], float] = lambda: 0.0
    """By how many seconds the vendor's clock is ahead of this machine's."""
    allowance: Callable[[], str] = lambda: ""
    """Tells what of a day's units is spent; empty where the vendor counts none."""

    def whose(self) -> Whose:
        """Return whose account it is. Raises `HardenerError`."""
        return whose(self.vendor, self.url, self.adapter.account())
