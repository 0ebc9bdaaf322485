"""What lies at many places of a target's document, taken out of it object by object. Pure."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import repeat
from typing import Any, NamedTuple

from hardener.model import Target
from hardener.path import MISSING

Ask = Callable[[Target, object], Hashable]
"""Returns what is made of one place in a target's document, and of what lies there."""


class Nowhere:
    """Lies at a place that no object is above."""


NOWHERE: Any = Nowhere()
MISSINGS: Any = repeat(MISSING)


class Place(NamedTuple):
    """What to do with one place of a document."""

    ask: Ask
    """Asked for what stands there, where that does not stand for itself or has no object above it: of two answers
    that are equal either will do."""
    plain: AbstractSet[type]
    """Types of values that stand for themselves."""


def all_of(places: Sequence[Place]) -> Place:
    """Return one place for several that are the same: a value stands for itself where it does in all of them."""
    if len(places) == 1:
        return places[0]
    plain = frozenset.intersection(*(frozenset(place.plain) for place in places))
    return Place(lambda target, raw: tuple(place.ask(target, raw) for place in places), plain)


class _Object(NamedTuple):
    """An object that places lie in, or other objects."""

    parent: int
    """Which of the objects it lies in; the document is the first."""
    name: str
    keys: tuple[str, ...]


class _Odd(NamedTuple):
    """Which places are to be asked, and the types of those that are not."""

    places: tuple[int, ...]
    types: tuple[type, ...]


class Places:
    """Places in documents; an object is looked up once for all that lie in it."""

    def __init__(self, places: Mapping[str, Place]) -> None:
        """Sort `places`, which are by path, by the object that they lie in."""
        beside: dict[tuple[str, ...], list[str]] = {(): []}
        for path in places:
            *above, last = path.split(".")
            for depth in range(1, len(above) + 1):
                beside.setdefault(tuple(above[:depth]), [])
            beside[tuple(above)].append(last)
        order = sorted(beside, key=len)
        self._objects = [_Object(order.index(at[:-1]), at[-1], tuple(beside[at])) for at in order[1:]]
        self._top = tuple(beside[()])
        self.paths = tuple(".".join((*at, key)) for at in order for key in beside[at])
        """In the order of what `of` returns."""
        self._each = tuple(places[path] for path in self.paths)
        self._odd: dict[tuple[type, ...], _Odd] = {}
        """By the types that lie at all places: many targets have the same."""

    def of(self, target: Target) -> tuple[list[Hashable], tuple[type, ...]]:
        """Return what lies or is made at each place, and the types of what lies there: true is not 1."""
        document = target.document
        nodes: list[Any] = [document]
        found: list[Any] = [document.get(key, MISSING) for key in self._top]
        for parent, name, keys in self._objects:
            node = nodes[parent]
            node = node.get(name) if type(node) is dict else None
            nodes.append(node)
            if keys:
                found += map(node.get, keys, MISSINGS) if type(node) is dict else repeat(NOWHERE, len(keys))
        types = tuple(map(type, found))
        odd = self._odd.get(types) or self._sorted(types)
        for number in odd.places:
            found[number] = self._each[number].ask(target, found[number])
        return found, odd.types

    def _sorted(self, types: tuple[type, ...]) -> _Odd:
        """Return which places are to be asked where these types lie."""
        places = tuple(number for number, kind in enumerate(types) if kind not in self._each[number].plain)
        told = tuple(object if number in places else kind for number, kind in enumerate(types))
        return self._odd.setdefault(types, _Odd(places, told))
