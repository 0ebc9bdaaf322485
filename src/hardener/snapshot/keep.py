"""What a snapshot keeps of a target: all that the vendor's table looks at, nothing else, and no secret. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import NamedTuple

from pydantic import JsonValue

from hardener.evaluate import follows
from hardener.layers import lock, read, unread
from hardener.model import Document, Target
from hardener.path import MISSING, Missing, UnknownValueError, get_path, vendor_path
from hardener.setting import Setting, scalar
from hardener.spelling import raw_of

NOT_KEPT = "it could not be kept without a secret"
NOT_HERE = "it is not in this snapshot: take a new one with this version"
StandIn = Callable[[JsonValue], JsonValue]


class Place(NamedTuple):
    """One path that a row looks at on a kind of target."""

    path: str
    mark: str
    """The path, and how it is kept where that is not by its plain value: what a snapshot says that it holds."""
    redacted: StandIn


class Use(NamedTuple):
    """One row on one kind of target."""

    row: Setting
    own: tuple[Place, ...]
    """What its value is made of; none where the kind does not carry it."""
    locks: tuple[Place, ...]
    unless: Place | None

    @property
    def places(self) -> Iterator[tuple[str, Place]]:
        """Yield every path that is looked at, after the path that is unread where it is not there."""
        for place in self.own:
            yield self.own[0].path, place
        yield from ((place.path, place) for place in (*self.locks, self.unless) if place is not None)


@dataclass(slots=True)
class Keeper:
    """Cuts the targets of one connection down to what its vendor's table looks at."""

    settings: Sequence[Setting]
    _uses: dict[str, tuple[Use, ...]] = field(default_factory=dict)

    def looked(self) -> dict[str, tuple[str, ...]]:
        """Return for each kind of target what is kept of it, sorted."""
        kinds = {k for row in self.settings for k in (*row.kinds, *row.governs, *_lockers(row))}
        return {kind: tuple(sorted({p.mark for u in self.uses(kind) for _, p in u.places})) for kind in sorted(kinds)}

    def lacking(self, kind: str, looked: Sequence[str]) -> dict[str, str]:
        """Return the paths that the table looks at on a kind and a snapshot does not hold, and why."""
        held = set(looked)
        return {path: NOT_HERE for use in self.uses(kind) for path, place in use.places if place.mark not in held}

    def cut(self, target: Target) -> Target:
        """Return `target` with that part of its document which decides, and stand-ins for secrets and names.

        What could not be judged the same afterwards is said to be unread.
        """
        document: JsonValue = {}
        uses = self.uses(target.kind)
        for use in uses:
            for _, place in use.places:
                document = merged(document, _cut(target.document, place.path.split("."), place.redacted))
        assert isinstance(document, dict)
        paths = {vendor_path(use.row.at(target.kind)) for use in uses}
        writable_values = {path: why for path, why in target.unavailable.items() if path in paths}
        kept = replace(target, document=document, unavailable=writable_values, facts={})
        lost = {path: NOT_KEPT for use in uses for path in _lost(use, target, kept)}
        return replace(kept, unread={**kept.unread, **lost}) if lost else kept

    def uses(self, kind: str) -> tuple[Use, ...]:
        """Return the rows that look at targets of `kind`."""
        if kind not in self._uses:
            self._uses[kind] = tuple(use for row in self.settings if any((use := _use(row, kind))[1:]))
        return self._uses[kind]


def _lockers(row: Setting) -> tuple[str, ...]:
    """Return the kinds of target that may lock a row."""
    return (*(row.locked_at if row.lock else ()), *(kind for _, kinds in row.also_locked for kind in kinds))


def _use(row: Setting, kind: str) -> Use:
    own = row.looks_at(kind) if kind in row.kinds else ()
    return Use(
        row,
        tuple(Place(path, _mark(row, path), partial(row.redacted, path=path)) for path in own),
        tuple(Place(path, path, scalar) for path in row.locks_at(kind)),
        Place(row.unless[0], row.unless[0], scalar) if row.unless and kind in row.governs else None,
    )


def _mark(row: Setting, path: str) -> str:
    """Return a path with the name of the row's kind, where another kind of row could make more of the value."""
    kind = type(row)
    ways = (kind.get is Setting.get, kind.decode is Setting.decode, kind.redacted is Setting.redacted)
    return path if all(ways) and not row.secret else f"{path} ({kind.__name__})"


def _cut(node: JsonValue | Document, keys: Sequence[str], redacted: StandIn) -> JsonValue:
    """Return what leads from `node` along `keys`; what is no object on the way stays none."""
    if not keys:
        return redacted(node)  # type: ignore[arg-type]  # a document's inner nodes are JSON
    if isinstance(node, list):
        return [_cut(entry, keys, redacted) for entry in node]
    if not isinstance(node, Mapping):
        return None
    return {keys[0]: _cut(node[keys[0]], keys[1:], redacted)} if keys[0] in node else {}


def merged(one: JsonValue, other: JsonValue) -> JsonValue:
    """Return what two cuts of the same node hold together; `one` may be changed."""
    if isinstance(one, dict) and isinstance(other, dict):
        for key, value in other.items():
            one[key] = merged(one[key], value) if key in one else value
        return one
    if isinstance(one, list) and isinstance(other, list):
        pairs = zip(one, other, strict=False)
        return [merged(a, b) for a, b in pairs] + one[len(other) :] + other[len(one) :]
    return other if one is None else one


def _lost(use: Use, whole: Target, kept: Target) -> Iterator[str]:
    """Yield the paths by which one row would be judged otherwise."""
    row = use.row
    if use.own and _told(row, whole) != _told(row, kept):
        yield use.own[0].path
    if use.locks and lock(row, whole) != lock(row, kept):
        yield from (place.path for place in use.locks)
    if use.unless and unread(whole, use.unless.path) is None and follows(row, whole) != follows(row, kept):
        yield use.unless.path


def _told(row: Setting, target: Target) -> tuple[object, ...]:
    """Return all that a report can say of a row: its value, why there is none, its spelling, what it could be."""
    value, why = read(row, target)
    told = (value, why, raw_of(row, target, row.at(target.kind)))
    if value is None or type(row).closest_writable is Setting.closest_writable:
        return told
    before = _before(row, target)
    return (*told, *(row.closest_writable(wanted, before) for wanted in (value, (), *row.writable_values())))


def _before(row: Setting, target: Target) -> JsonValue | Missing:
    try:
        return get_path(target.document, row.at(target.kind))
    except UnknownValueError:
        return MISSING
