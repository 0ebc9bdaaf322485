"""Programs are set alike: what judging depends on, as a key, so that equal programs are judged once (`memory`). Pure.

A hole in the key is a false verdict on another program. So nothing is listed by hand: a row whose own kind overrides
how it reads is asked what it makes of the document, and all other rows are known by the vendor's value.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from pydantic import JsonValue

from hardener.asked import DOOR
from hardener.beside import Ask, Beside
from hardener.evaluate import Judge, follows
from hardener.layers import read, running
from hardener.model import Target
from hardener.path import Missing, UnknownValueError, get_path
from hardener.profile import Profile
from hardener.setting import Setting

PLAIN: frozenset[type] = frozenset({bool, float, int, str, type(None), Missing})
"""Types of a vendor's value that is a key by itself."""
SHOWN = frozenset({bool, int, str})
"""Types of a vendor's value that a report shows."""
MOST = 5000
"""Imprints that are remembered, at some two kilobytes each: where no two programs are alike, none is met again."""
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
    groups: tuple[Beside, ...]
    others: tuple[_Asked, ...]
    places: Mapping[str, tuple[int, ...]]
    """By control: where among the values of an imprint all is that has a say in it."""


class Imprints:
    """Takes the imprints of what a judge judges."""

    def __init__(self, judge: Judge, *, asked: bool = False) -> None:
        """Begin with no kind of program known; `asked`: for findings on what a profile asks about, and no others."""
        self._judge, self._only_asked = judge, asked
        self._plans: dict[tuple[str, int], _Plan] = {}
        """By kind and profile."""
        self._types: dict[tuple[type, ...], tuple[type, ...]] = {}
        """Few, and the same objects in all imprints."""

    def of(self, target: Target, profile: Profile) -> Imprint:
        """Return the imprint of a program that is held against `profile`."""
        plan = self._plan(target.kind, profile)
        found: list[Hashable] = []
        for group in plan.groups:
            group.onto(found, target)
        found.extend(asked.ask(target) for asked in plan.others)
        values, types = tuple(found), tuple(map(type, found))
        return Imprint(
            kind=target.kind,
            program=target.program is not None,
            layers=self._judge.layers.number(target.above),
            values=values,
            types=self._types.setdefault(types, types),
            unread=_items(target.unread),
            unavailable=_items(target.unavailable),
        )

    def places(self, kind: str, profile: Profile) -> Mapping[str, tuple[int, ...]]:
        """Return by control where among the values of an imprint all is that has a say in it."""
        return self._plan(kind, profile).places

    def _plan(self, kind: str, profile: Profile) -> _Plan:
        key = (kind, id(profile))
        if key not in self._plans:
            limits = {control: requirement.limit for control, requirement in profile.requires.items()}
            rows = self._judge.settings
            if self._only_asked:  # the door counts always, as it decides how bad any finding is
                rows = [row for row in rows if row.control in profile.requires or row.control.startswith(DOOR)]
            self._plans[key] = _planned(profile, *_asked(rows, kind, limits))
        return self._plans[key]


def _items(said: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(said.items())) if said else ()


class _Asked(NamedTuple):
    """What is asked of a place in a document, and the controls that hang on it."""

    controls: frozenset[str]
    ask: Ask


def _planned(profile: Profile, plain: Mapping[str, _Asked], others: Sequence[_Asked]) -> _Plan:
    """Return the plan for places by path and for other things to ask."""
    beside: dict[tuple[str, ...], list[tuple[str, _Asked]]] = {}
    for path, asked in plain.items():
        *above, last = path.split(".")
        beside.setdefault(tuple(above), []).append((last, asked))
    groups = tuple(Beside(above, {last: asked.ask for last, asked in each}, PLAIN) for above, each in beside.items())
    order = [*(asked for each in beside.values() for _, asked in each), *others]
    places: dict[str, tuple[int, ...]] = {}
    for number, asked in enumerate(order):
        for control in asked.controls:
            places[control] = (*places.get(control, ()), number)
    return _Plan(profile, groups, tuple(others), places)


def _asked(settings: Sequence[Setting], kind: str, limits: Limits) -> tuple[dict[str, _Asked], list[_Asked]]:
    """Return what to ask of a kind of program: each path of plain rows once, and what every other row makes of it."""
    plain: dict[str, list[Setting]] = {}
    others: list[_Asked] = []
    for row in settings:
        if row.default_for_new:
            continue
        if kind in row.kinds and _is_plain(row):
            plain.setdefault(row.at(kind), []).append(row)
        elif kind in row.kinds:
            others.append(_Asked(frozenset({row.control}), _made(row, limits)))
        elif kind in row.governs and row.unless is not None:
            others.append(_Asked(frozenset({row.control}), partial(follows, row)))
    found = {
        path: _Asked(frozenset(row.control for row in rows), _raw(path, tuple(_made(row, limits) for row in rows)))
        for path, rows in plain.items()
    }
    return found, others


def _is_plain(row: Setting) -> bool:
    """Tell whether all that a row says follows from one value, which may be looked at."""
    kind = type(row)
    usual = kind.get is Setting.get and kind.there is Setting.there and kind.still is Setting.still
    return usual and not (row.secret or row.running)


def _raw(path: str, others: Sequence[Ask]) -> Ask:
    """Return how to ask for the vendor's value at `path`; `others` are asked where it is none by itself."""
    known: dict[str, Hashable] = {}
    """By a list or an object, spelled out: few programs have one of their own."""

    def ask(target: Target) -> Hashable:
        raw = _at(target, path)
        if type(raw) in PLAIN:
            return raw  # type: ignore[return-value]  # a scalar
        if target.unread or not isinstance(raw, list | dict):
            return tuple(other(target) for other in others)
        spelled = repr(raw)
        if spelled not in known:
            if len(known) >= MOST:
                known.clear()
            known[spelled] = tuple(other(target) for other in others)
        return known[spelled]

    return ask


def _at(target: Target, path: str) -> JsonValue | Missing | tuple[str]:
    """Return what lies at `path`, or why nothing can."""
    try:
        return get_path(target.document, path)
    except UnknownValueError as error:
        return (str(error),)


def _made(row: Setting, limits: Limits) -> Ask:
    """Return how to ask what a row makes of a document: its value, its spelling, and what could be written for it."""
    limit, kind = limits.get(row.control), type(row)
    own = kind.closest_writable is not Setting.closest_writable and limit is not None
    waits = bool(row.running) or kind.still is not Setting.still
    there = None if kind.there is Setting.there else row.there
    same: dict[Hashable, Hashable] = {}
    """What it makes of a document is one of few things, and the same object in all imprints."""

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


def _nearest(row: Setting, limit: object, before: object) -> Hashable:
    try:
        return row.closest_writable(limit, before)  # type: ignore[arg-type]  # a profile's limit, and JSON
    except UnknownValueError as error:
        return (str(error),)
