"""See whom a plan would touch beyond the programs that were asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol

from hardener.adapter import Source, Window
from hardener.errors import AdapterError
from hardener.model import Elsewhere, Target, Unreadable
from hardener.profile import Profile
from hardener.remedy.touched import Touched

ProfileOf = Callable[[str, Target | Unreadable], Profile]


class Open(Protocol):
    """What is needed of an open connection."""

    @property
    def name(self) -> str:
        """Return its name in the configuration."""
        ...

    @property
    def adapter(self) -> Source:
        """Return what it is read with."""
        ...


def look_around(touched: Touched, accounts: Iterable[Open], window: Window, profile_of: ProfileOf) -> None:
    """Count every program in `window`, by the profile that the configuration has for it.

    Where not all can be read, that is remembered: a plan then says "at least", and opens nothing for others.
    """
    for account in accounts:
        try:
            for target in account.adapter.read_all(window):
                if isinstance(target, Elsewhere):
                    continue
                if target.program is not None:
                    touched.saw(account.name, target, profile_of(account.name, target))
                elif isinstance(target, Unreadable):
                    touched.missed(account.name)
        except AdapterError:
            touched.missed(account.name)
