"""What one look of the watch has to tell. Pure data."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from hardener.history.difference import Key
from hardener.letters.alarm import Opened
from hardener.notify.news import Item
from hardener.results import Report


class Nothing(Exception):  # noqa: N818 - no error: a reason to keep nothing
    """A look that found what the one before did, ahead of its time."""


@dataclass(slots=True)
class News:
    """What one look has to tell; its message waits until what is safe to close is closed."""

    run: int | None = None
    report: Report | None = None
    found: list[tuple[Key, Item]] = field(default_factory=list)
    others: list[Item] = field(default_factory=list)
    opened: list[Opened] = field(default_factory=list)
    """Programs that became open to strangers: these are told by themselves."""

    def items(self, closed: AbstractSet[Key] = frozenset()) -> list[Item]:
        """Return all of it, but for the findings that were `closed` since."""
        return [*(item for key, item in self.found if key not in closed), *self.others]
