"""What lies at many places of a target's document, taken out of it object by object. Pure."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import repeat
from typing import Any, NamedTuple

from hardener.model import Target
from hardener.path import MISSING

Ask = Callable[[Target], Hashable]
"""Returns what is made of one place in a target's document."""


class Nowhere:
    """Stands at a place that no object is above, until it is asked for."""


NOWHERE: Any = Nowhere()
MISSINGS = repeat(MISSING)


class Place(NamedTuple):
    """What to do with one place of a document."""

    ask: Ask
    """Asked for what stands there, where that does not stand for itself or has no object above it."""
    plain: AbstractSet[type]
    """Types of values that stand for themselves."""


def all_of(places: Sequence[Place]) -> Place:
    """Return one place for several that are the same: a value stands for itself where it does in all of them."""
    if len(places) == 1:
        return places[0]
    plain = frozenset.intersection(*(frozenset(place.plain) for place in places))
    return Place(lambda target: tuple(place.ask(target) for place in places), plain)


class Places:
    """Places in documents; an object is looked up once for all that lie in it."""

    def __init__(self, places: Mapping[str, Place]) -> None:
        """Sort `places`, which are by path, by the object that they lie in."""
        beside: dict[tuple[str, ...], list[str]] = {}
        for path in places:
            *above, last = path.split(".")
            beside.setdefault(tuple(above), []).append(last)
        self._objects = [(above, tuple(keys), [NOWHERE] * len(keys)) for above, keys in beside.items()]
        self.paths = tuple(".".join((*above, key)) for above, keys in beside.items() for key in keys)
        """In the order of what `of` returns."""
        self._each = tuple(places[path] for path in self.paths)
        self._odd: dict[tuple[type, ...], tuple[int, ...]] = {}
        """Which places are to be asked, by the types that lie there: many targets have the same."""

    def of(self, target: Target) -> tuple[list[Hashable], tuple[type, ...]]:
        """Return what lies or is made at each place, and the types of these: true is not 1."""
        found: list[Hashable] = []
        for above, keys, nowhere in self._objects:
            node: Any = target.document
            try:
                for key in above:
                    node = node[key]
            except (KeyError, TypeError):
                node = None
            found += map(node.get, keys, MISSINGS) if type(node) is dict else nowhere
        types = tuple(map(type, found))
        odd = self._odd.get(types)
        if odd is None:
            odd = self._odd[types] = tuple(n for n, kind in enumerate(types) if kind not in self._each[n].plain)
        if not odd:
            return found, types
        for number in odd:
            found[number] = self._each[number].ask(target)
        return found, tuple(map(type, found))
