"""As a JSON schema: also the rules that several rows decide, and those that lie above a program, with their locks.

A program is given to the schema together with what lies above it, of which only what the rules look at is there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bench.schema import Rules, schema_of
from hardener.catalog import Control
from hardener.layers import kind_of, unread
from hardener.model import Target, Unreadable
from hardener.path import MISSING, UnknownValueError, get_path, with_path
from hardener.profile import Profile, Requirement
from hardener.setting import Number, Setting

Schema = dict[str, Any]
NEAREST_FIRST = ("host", "group", "account")
ABOVE = "above"
"""In what the schema is given: lists of documents by kind."""
RULE = "rule"
"""Stands there as well, and is refused for each rule that is missed: an error holds a copy of what it is of, so that
of a large object costs a millisecond."""


class Wide:
    """The rules that both can be asked, `alone` among them: those that one plain value of a program decides."""

    def __init__(
        self, settings: Sequence[Setting], held: Profile, controls: Mapping[str, Control], kind: str, alone: Rules
    ) -> None:
        self._controls, self._kind, self._alone = controls, kind, alone
        rows: dict[str, list[Setting]] = {}
        for row in settings:
            if not row.default_for_new and kind in (*row.kinds, *row.governs):
                rows.setdefault(row.control, []).append(row)
        known = {row.control for row, _ in alone.values()}
        fit = {name for name, found in rows.items() if name not in known and all(map(_fits, found))}
        self._rows = {name: rows[name] for name in held.requires if name in fit and not controls[name].names}
        self.requires = {name: each for name, each in held.requires.items() if name in known or name in self._rows}

    def schema(self) -> Schema:
        """Return a schema of programs, with what lies above them, that meet all rules."""
        refused: Schema = {"properties": {RULE: False}}
        each = [{"if": self._of(name, rows), "else": refused} for name, rows in self._rows.items()]
        return {**schema_of(self._alone, self._controls), "allOf": each}

    def given(self, target: Target, others: Mapping[str, Target | Unreadable]) -> dict[str, Any]:
        """Return a program's document with what the rules look at above it."""
        layers: dict[str, list[Any]] = {kind: [] for kind in NEAREST_FIRST}
        for ident in (ident for layer in target.above for ident in layer):
            layers[kind_of(ident)].append(self._cut(others.get(ident)))
        return {**target.document, ABOVE: layers, RULE: 0}

    def missed(self, errors: Iterator[Any]) -> set[str]:
        """Return the controls that the schema finds missed."""
        found: set[str] = set()
        for error in errors:
            if error.schema_path[0] == "allOf":
                found.add(list(self._rows)[error.schema_path[1]])
                continue
            lacks = getattr(error.kind, "property", None)
            path = ".".join(filter(None, (*error.instance_path, lacks)))
            found |= {row.control for at, (row, _) in self._alone.items() if f"{at}.".startswith(f"{path}.")}
        return found

    def _cut(self, target: Target | Unreadable | None) -> dict[str, Any]:
        cut: dict[str, Any] = {}
        rows = [row for rows in self._rows.values() for row in rows] if isinstance(target, Target) else []
        for row in rows:
            assert isinstance(target, Target)
            for path in (row.at(target.kind), *row.locks_at(target.kind)) if target.kind in row.kinds else ():
                raw = MISSING if unread(target, path) is not None else _raw(target, path)
                cut = cut if raw is MISSING else with_path(cut, path, raw)  # type: ignore[arg-type]  # JSON
        return cut

    def _of(self, name: str, rows: Sequence[Setting]) -> Schema:
        """Return what meets one requirement: no ordinary row is too open, or a gate is shut; or the other way round."""
        requirement = self.requires[name]
        gates = [self._row(row, requirement) for row in rows if row.gate]
        parts = [self._row(row, requirement) for row in rows if not row.gate]
        if requirement.opens:
            return {"allOf": gates + ([{"anyOf": parts}] if parts else [])}
        return {"anyOf": gates + ([{"allOf": parts}] if parts else [])}

    def _row(self, row: Setting, requirement: Requirement) -> Schema:
        if self._kind in row.kinds:
            return _at(row.at(self._kind), self._accepted(row, requirement))
        kinds = [kind for kind in NEAREST_FIRST if kind in row.kinds]
        return {"properties": {ABOVE: self._layers(row, kinds, self._accepted(row, requirement))}}

    def _layers(self, row: Setting, kinds: Sequence[str], accepted: Schema) -> Schema:
        """Return what lets through where all values that may be in force are accepted: topmost last in `kinds`."""
        *below, top = kinds
        value = _at(row.at(top), accepted)
        if not below:
            return {"properties": {top: {"items": value, "minItems": 1}}}
        flags = row.locks_at(top)
        free = {"allOf": [_at(flag, {"const": False}) for flag in flags]}
        held = {"anyOf": [_at(flag, {"const": True}) for flag in flags]}
        inner = self._layers(row, below, accepted)
        if not flags:
            return inner
        locked: Schema = {"required": [top], "properties": {top: {"contains": held}}}
        each: Schema = {"properties": {top: {"items": {"anyOf": [free, value]}}}}
        return {"allOf": [each, inner if row.lock_presumed else {"anyOf": [locked, inner]}]}

    def _accepted(self, row: Setting, requirement: Requirement) -> Schema:
        control, sign = self._controls[row.control], -1 if requirement.opens else 1
        limit = control.rank(requirement.limit)
        if isinstance(row, Number):
            return {"type": "integer", "minimum" if requirement.opens else "maximum": limit}
        return {"enum": [raw for raw, level in row.values.items() if sign * (control.rank(level) - limit) <= 0]}


def _fits(row: Setting) -> bool:
    """Tell whether a row says no more than its one value does."""
    kind = type(row)
    usual = kind.get is Setting.get and kind.there is Setting.there and kind.still is Setting.still
    one = bool(row.path) and (bool(row.values) or kind is Number)
    nearest = "host" in row.kinds or row.kinds == ("account",) or not row.governs
    return usual and one and nearest and not (row.secret or row.running or row.unless or row.advisory or row.prevails)


def _at(path: str, what: Schema) -> Schema:
    """Return what has `what` at `path`."""
    for key in reversed(path.split(".")):
        what = {"type": "object", "properties": {key: what}, "required": [key]}
    return what


def _raw(target: Target, path: str) -> object:
    try:
        return get_path(target.document, path)
    except UnknownValueError:
        return MISSING
