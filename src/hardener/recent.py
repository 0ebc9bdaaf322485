"""What was made lately, so that it need not be made again. Pure.

Programs come host by host: what two of them have in common is asked for again soon, or never.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Made = TypeVar("Made")


class Recent(Generic[Key, Made]):
    """Keeps what was asked for since the turn before the last; whoever has it says when it is time for a turn."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._now: dict[Key, Made] = {}
        self._before: dict[Key, Made] = {}

    def get(self, key: Key) -> Made | None:
        """Return what was made for `key`; None where nothing is kept of it."""
        found = self._now.get(key)
        if found is None and (found := self._before.get(key)) is not None:
            self._now[key] = found
        return found

    def __setitem__(self, key: Key, made: Made) -> None:
        """Keep what was made for `key`."""
        self._now[key] = made

    def __len__(self) -> int:
        """Return how much was asked for since the last turn."""
        return len(self._now)

    def turn(self) -> None:
        """Let go of what was not asked for since the last turn."""
        self._before, self._now = self._now, {}
