"""Programs are set alike: what judging depends on, as a key, so that equal programs are judged once (`memory`). Pure.

A hole in the key is a false verdict on another program. So nothing is listed by hand: a row is known by the vendor's
values where it looks, and is shown no others (`shown`); one that may look anywhere is asked what it makes of the
document.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from pydantic import JsonValue

from hardener.asked import DOOR
from hardener.beside import NOWHERE, Ask, Place, Places
from hardener.evaluate import Judge, follows
from hardener.layers import read, running, unread
from hardener.model import Document, Target
from hardener.path import MISSING, Missing, UnknownValueError, get_path
from hardener.profile import Profile
from hardener.setting import Setting

PLAIN: frozenset[type] = frozenset({bool, float, int, str, type(None), Missing})
"""Types of a vendor's value that is a key by itself."""
SHOWN = frozenset({bool, int, str})
"""Types of a vendor's value that a report shows."""
MOST = 5000
"""Values that are remembered of one place: where no two programs are alike, none is met again."""
Made = Callable[[Target], Hashable]
"""Returns what a row makes of a program."""
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


class _Plan(NamedTuple):
    """What to ask of one kind of program that is held against one profile."""

    profile: Profile
    """Kept so that its id stays its own."""
    places: Places
    others: tuple[Made, ...]
    made: tuple[type, ...]
    """The types of what the others say."""
    of: Mapping[str, tuple[int, ...]]
    """By control: where among the values of an imprint all is that has a say in it."""


class Imprints:
    """Takes the imprints of what a judge judges."""

    def __init__(self, judge: Judge, *, asked: bool = False) -> None:
        """Begin with no kind of program known; `asked`: for findings on what a profile asks about, and no others."""
        self._judge, self._only_asked = judge, asked
        self._plans: dict[tuple[str, int], _Plan] = {}
        """By kind and profile."""

    def of(self, target: Target, profile: Profile) -> Imprint:
        """Return the imprint of a program that is held against `profile`."""
        kind = target.kind
        plan = self._plans.get((kind, id(profile))) or self._plan(kind, profile)
        values, types = plan.places.of(target)
        if plan.others:
            values += [ask(target) for ask in plan.others]
            types += plan.made
        layers = self._judge.layers.number(target.above)
        gone = tuple(target.unread.items()) if target.unread else ()
        fixed = tuple(target.unavailable.items()) if target.unavailable else ()
        return Imprint(kind, target.program is not None, layers, tuple(values), types, gone, fixed)

    def places(self, kind: str, profile: Profile) -> Mapping[str, tuple[int, ...]]:
        """Return by control where among the values of an imprint all is that has a say in it."""
        return self._plan(kind, profile).of

    def _plan(self, kind: str, profile: Profile) -> _Plan:
        key = (kind, id(profile))
        if key not in self._plans:
            limits = {control: requirement.limit for control, requirement in profile.requires.items()}
            rows = [row for row in self._judge.settings if not row.default_for_new]
            if self._only_asked:  # the door counts always, as it decides how bad any finding is
                rows = [row for row in rows if row.control in profile.requires or row.control.startswith(DOOR)]
            self._plans[key] = _planned(profile, rows, kind, limits)
        return self._plans[key]


class _Asked(NamedTuple):
    """What is asked of a document for a row, and where the row looks; nowhere: it may look anywhere."""

    control: str
    ask: Made
    paths: frozenset[str]


def _planned(profile: Profile, rows: Sequence[Setting], kind: str, limits: Limits) -> _Plan:
    """Return what to ask of a kind of program: the value at each path once, and what every other row makes of it."""
    asked = [each for row in rows for each in _asked(row, kind, limits)]
    beside: dict[str, list[_Asked]] = {}
    for each in asked:
        for path in sorted(each.paths):
            beside.setdefault(path, []).append(each)
    others = [each for each in asked if not each.paths]
    places = Places({path: Place(_raw(path, each), PLAIN) for path, each in beside.items()})
    order = [*({each.control for each in beside[path]} for path in places.paths), *({each.control} for each in others)]
    of: dict[str, tuple[int, ...]] = {}
    for number, controls in enumerate(order):
        for control in controls:
            of[control] = (*of.get(control, ()), number)
    return _Plan(profile, places, tuple(each.ask for each in others), (tuple,) * len(others), of)


def _asked(row: Setting, kind: str, limits: Limits) -> Iterator[_Asked]:
    """Yield what to ask of a kind of program for a row, if it has a say in it."""
    if kind in row.kinds:
        known = _is_plain(row) or row.confined
        looks = (row.at(kind), *(row.looks_at(kind) if row.confined else ()))
        paths = frozenset(filter(None, looks)) if known else frozenset()
        if paths or not known:
            yield _Asked(row.control, _made(row, limits), paths)
    elif kind in row.governs and row.unless is not None:
        yield _Asked(row.control, partial(follows, row), frozenset({row.unless[0]}))


def _is_plain(row: Setting) -> bool:
    """Tell whether all that a row says follows from one value, which may be looked at."""
    kind = type(row)
    usual = kind.get is Setting.get and kind.there is Setting.there and kind.still is Setting.still
    return usual and not (row.secret or row.running)


def _raw(path: str, each: Sequence[_Asked]) -> Ask:
    """Return how to ask for the vendor's value at `path`; the rows are asked where it is none by itself."""
    keys, asks = path.split("."), tuple(one.ask for one in each)
    alone = all(one.paths == {path} for one in each)
    known: dict[str, Hashable] = {}
    """By a list or an object, spelled out: few programs have one of their own."""

    def ask(target: Target, raw: object) -> Hashable:
        if raw is NOWHERE:
            raw = _lies(target.document, keys)
            if type(raw) in PLAIN or type(raw) is tuple:
                return type(raw), raw  # a scalar, or what stands in the way
        if not alone or not isinstance(raw, list | dict) or unread(target, path) is not None:
            return tuple(one(target) for one in asks)
        spelled = repr(raw)
        if spelled not in known:
            if len(known) >= MOST:
                known.clear()
            known[spelled] = tuple(one(target) for one in asks)
        return known[spelled]

    return ask


def _lies(node: Document | JsonValue, keys: Sequence[str]) -> object:
    """Return what lies where `keys` lead to; or which scalar stands in the way and where, or that a list does."""
    for depth, key in enumerate(keys):
        if type(node) is not dict and not isinstance(node, Mapping):
            return (depth, type(node), node) if type(node) in PLAIN else NOWHERE
        if key not in node:
            return MISSING
        node = node[key]
    return node


def _at(target: Target, path: str) -> JsonValue | Missing | tuple[str]:
    """Return what lies at `path`, or why nothing can."""
    try:
        return get_path(target.document, path)
    except UnknownValueError as error:
        return (str(error),)


def _made(row: Setting, limits: Limits) -> Made:
    """Return how to ask what a row makes of a document: its value, its spelling, and what could be written for it."""
    limit, kind = limits.get(row.control), type(row)
    own = kind.closest_writable is not Setting.closest_writable and limit is not None
    waits = bool(row.running) or kind.still is not Setting.still
    there = None if kind.there is Setting.there else row.there
    same: dict[Hashable, Hashable] = {}
    """What it makes of a document is one of few things, and the same object in all imprints."""
    if row.secret and not own and not waits and there is None:
        return partial(_hidden, row)

    def ask(target: Target) -> Hashable:
        (value, why), before = read(row, target), _at(target, row.at(target.kind))
        trouble = before if type(before) is tuple else None
        # What a report shows of a value, before it is spelt: a type and the value say no less.
        shown = None if row.secret or type(before) not in SHOWN else (type(before), before)
        nearest = _nearest(row, limit, before) if own and value is not None and trouble is None else ()
        still = running(row, target) if waits else None
        made = (there is None or there(target.document), value, type(value), why, shown, trouble, nearest, still)
        return same.setdefault(made, made)

    return ask


def _hidden(row: Setting, target: Target) -> Hashable:
    """Return what a row makes of a secret, of which no more is told."""
    value, why = read(row, target)
    before = _at(target, row.at(target.kind))
    return value, type(value), why, before if type(before) is tuple else None


def _nearest(row: Setting, limit: object, before: object) -> Hashable:
    try:
        return row.closest_writable(limit, before)  # type: ignore[arg-type]  # a profile's limit, and JSON
    except UnknownValueError as error:
        return (str(error),)
