"""What lies side by side in one object of a target's document, taken out of it in one go. Pure."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from collections.abc import Set as AbstractSet
from itertools import repeat
from typing import Any

from hardener.model import Target
from hardener.path import MISSING

Ask = Callable[[Target], Hashable]
"""Returns what is made of one place in a target's document."""


class Beside:
    """Places in the same object, which is looked up once for all of them."""

    def __init__(self, above: tuple[str, ...], asks: Mapping[str, Ask], plain: AbstractSet[type]) -> None:
        """`above`: where the object lies; `asks`: by the last key; `plain`: types of values that stand for themselves.

        What is of another type, or has no object above it, is asked for.
        """
        self._above, self._keys, self._asks = above, tuple(asks), tuple(asks.values())
        self._plain = plain
        self._odd: dict[tuple[type, ...], tuple[int, ...]] = {}
        """Which places are to be asked, by the types that lie there: many programs have the same."""

    def onto(self, found: list[Hashable], target: Target) -> None:
        """Add what lies at each place, in order."""
        node: Any = target.document
        try:
            for key in self._above:
                node = node[key]
        except (KeyError, TypeError):
            node = None
        if type(node) is not dict:
            found.extend([ask(target) for ask in self._asks])
            return
        raw = list(map(node.get, self._keys, repeat(MISSING)))
        for place in self._others(tuple(map(type, raw))):
            raw[place] = self._asks[place](target)
        found.extend(raw)

    def _others(self, types: tuple[type, ...]) -> tuple[int, ...]:
        """Return the places whose values do not stand for themselves."""
        if types not in self._odd:
            self._odd[types] = tuple(place for place, kind in enumerate(types) if kind not in self._plain)
        return self._odd[types]
