"""Programs are set alike: what judging depends on, as a key, so that equal programs are judged once. Pure.

A hole in the key is a false verdict on another program. So nothing is listed by hand: a row whose own kind overrides
how it reads is asked what it makes of the document, and all other rows are known by the vendor's value.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from pydantic import JsonValue

from hardener.evaluate import Judge, Judged, Judgement, follows
from hardener.layers import read, running
from hardener.model import Target, Unreadable
from hardener.path import MISSING, Missing, UnknownValueError, get_path
from hardener.profile import Profile
from hardener.setting import Setting
from hardener.spelling import raw_of

PLAIN = frozenset({bool, float, int, str, type(None), Missing})
"""Types of a vendor's value that is a key by itself."""
MOST = 5000
"""Imprints that are remembered, at some two kilobytes each: where no two programs are alike, none is met again."""
Ask = Callable[[Target], Hashable]
"""Returns what judging makes of one place in a target's document."""
Judging = Callable[[Target | Unreadable, Profile], Judgement]
"""Judges one program."""
Limits = Mapping[str, object]
"""What a profile asks for, by control."""


class Imprint(NamedTuple):
    """All of a program that its findings and its door depend on; never a secret."""

    kind: str
    program: bool
    layers: int
    """Which targets it lies below, as they were read."""
    values: tuple[Hashable, ...]
    """What each row says, or is said where it is read in a way of its own."""
    types: tuple[type, ...]
    """Of `values`: true is not 1."""
    unread: tuple[tuple[str, str], ...]
    unavailable: tuple[tuple[str, str], ...]


class Imprints:
    """Takes the imprints of what a judge judges."""

    def __init__(self, judge: Judge) -> None:
        """Begin with no kind of program known."""
        self._judge = judge
        self._asks: dict[tuple[str, int], tuple[Profile, tuple[Ask, ...]]] = {}
        """By kind and profile, which is kept so that its id stays its own."""
        self._types: dict[tuple[type, ...], tuple[type, ...]] = {}
        """Few, and the same objects in all imprints."""

    def of(self, target: Target, profile: Profile) -> Imprint:
        """Return the imprint of a program that is held against `profile`."""
        values = tuple(ask(target) for ask in self._asked(target.kind, profile))
        types = tuple(map(type, values))
        return Imprint(
            kind=target.kind,
            program=target.program is not None,
            layers=self._judge.layers.number(target.above),
            values=values,
            types=self._types.setdefault(types, types),
            unread=_items(target.unread),
            unavailable=_items(target.unavailable),
        )

    def _asked(self, kind: str, profile: Profile) -> tuple[Ask, ...]:
        key = (kind, id(profile))
        if key not in self._asks:
            limits = {control: requirement.limit for control, requirement in profile.requires.items()}
            self._asks[key] = profile, tuple(_asks(self._judge.settings, kind, limits))
        return self._asks[key][1]


def _items(said: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(said.items())) if said else ()


def _asks(settings: Sequence[Setting], kind: str, limits: Limits) -> Iterator[Ask]:
    """Yield what to ask of a kind of program: each path of plain rows once, and what every other row makes of it."""
    plain: dict[str, list[Setting]] = {}
    for row in settings:
        if row.default_for_new:
            continue
        if kind in row.kinds and _is_plain(row):
            plain.setdefault(row.at(kind), []).append(row)
        elif kind in row.kinds:
            yield _made(row, limits)
        elif kind in row.governs and row.unless is not None:
            yield lambda target, row=row: follows(row, target)  # type: ignore[misc]  # bound now, not when asked
    yield from (_raw(path, tuple(_made(row, limits) for row in rows)) for path, rows in plain.items())


def _is_plain(row: Setting) -> bool:
    """Tell whether all that a row says follows from one value, which may be looked at."""
    kind = type(row)
    return kind.get is Setting.get and kind.there is Setting.there and not (row.secret or row.running)


def _raw(path: str, others: Sequence[Ask]) -> Ask:
    """Return how to ask for the vendor's value at `path`; `others` are asked where it is none by itself."""

    def ask(target: Target) -> Hashable:
        raw = _at(target, path)
        return raw if type(raw) in PLAIN else tuple(other(target) for other in others)  # type: ignore[return-value]

    return ask


def _at(target: Target, path: str) -> JsonValue | Missing | tuple[str]:
    """Return what lies at `path`, or why nothing can."""
    try:
        return get_path(target.document, path)
    except UnknownValueError as error:
        return (str(error),)


def _made(row: Setting, limits: Limits) -> Ask:
    """Return how to ask what a row makes of a document: its value, its spelling, and what could be written for it."""
    limit = limits.get(row.control)
    own = type(row).closest_writable is not Setting.closest_writable and limit is not None
    same: dict[Hashable, Hashable] = {}
    """What it makes of a document is one of few things, and the same object in all imprints."""

    def ask(target: Target) -> Hashable:
        (value, why), before = read(row, target), _at(target, row.at(target.kind))
        trouble = before if isinstance(before, tuple) else None
        shown = raw_of(row, target, row.at(target.kind))
        nearest = _nearest(row, limit, before) if own and value is not None and trouble is None else MISSING
        still = running(row, target)
        made = (row.there(target.document), value, type(value), why, shown, trouble, nearest, still)
        return same.setdefault(made, made)

    return ask


def _nearest(row: Setting, limit: object, before: object) -> Hashable:
    try:
        return row.closest_writable(limit, before)  # type: ignore[arg-type]  # a profile's limit, and JSON
    except UnknownValueError as error:
        return (str(error),)


class Memory:
    """Judges each imprint once."""

    def __init__(self, judging: Judging, imprint: Callable[[Target, Profile], Hashable]) -> None:
        """Remember what `judging` says; `imprint` tells apart what may be judged otherwise."""
        self._judging, self._imprint = judging, imprint
        self._known: dict[tuple[int, Hashable], tuple[Profile, Judgement]] = {}
        """By profile, which is kept so that its id stays its own, and imprint."""
        self._each: dict[Judged, Judged] = {}

    def judgement(self, target: Target | Unreadable, profile: Profile) -> Judgement:
        """Return what `judging` does, without what would mend it: the same object for programs that are set alike."""
        if isinstance(target, Unreadable):
            return self._judging(target, profile)
        key = (id(profile), self._imprint(target, profile))
        if key not in self._known:
            if len(self._known) >= MOST:
                self._known.clear()
                self._each.clear()
            self._known[key] = profile, self._slim(self._judging(target, profile))
        return self._known[key][1]

    def _slim(self, judged: Judgement) -> Judgement:
        """Return it without what would mend it, and with what is equal in two judgements as one object."""
        each = (one._replace(fixes=()) for one in judged.each)
        return replace(judged, each=tuple(self._each.setdefault(one, one) for one in each))
