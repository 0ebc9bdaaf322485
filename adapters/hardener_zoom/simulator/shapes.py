"""Documents as tables: which values there are, of which type, who reads and writes them."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from pydantic import JsonValue

Flat = dict[str, JsonValue]
"""Values by their dotted name."""
Json = dict[str, JsonValue]

_ABSENT = "-"
_PLAIN: dict[str, type | tuple[type, ...]] = {
    "bool": bool,
    "int": int,
    "num": (int, float),
    "str": str,
    "dict": dict,
    "any": object,
}


@dataclass(frozen=True, slots=True)
class Kind:
    """The type of one value."""

    name: str
    """bool, int, num, str, list, dict or any."""
    choices: frozenset[str] = frozenset()
    longest: int | None = None
    """Characters."""
    item: Kind | None = None
    """What a list holds."""
    members: tuple[tuple[str, Kind], ...] = ()
    """What an object holds."""

    def trouble(self, value: JsonValue) -> str | None:
        """Say what is wrong with `value`, or None."""
        if self.name == "list":
            return self._list_trouble(value)
        if isinstance(value, bool) and self.name not in {"bool", "any"}:
            return f"must be of type {self.name}"
        if not isinstance(value, _PLAIN[self.name]):
            return f"must be of type {self.name}"
        if self.choices and str(value) not in self.choices:
            return f"must be one of {', '.join(sorted(self.choices))}"
        if self.longest is not None and len(str(value)) > self.longest:
            return f"must have at most {self.longest} characters"
        return self._member_trouble(value)

    def _list_trouble(self, value: JsonValue) -> str | None:
        if not isinstance(value, list) or self.item is None:
            return "must be of type list"
        return next((wrong for wrong in map(self.item.trouble, value) if wrong), None)

    def _member_trouble(self, value: JsonValue) -> str | None:
        if not isinstance(value, dict):
            return None
        for name, kind in self.members:
            if name in value and (wrong := kind.trouble(value[name])):
                return f"{name} {wrong}"
        return None

    def trim(self, value: JsonValue) -> JsonValue:
        """Return `value` without what its kind does not know."""
        if isinstance(value, list) and self.item is not None:
            return [self.item.trim(item) for item in value]
        if isinstance(value, dict) and self.members:
            return {name: kind.trim(value[name]) for name, kind in self.members if name in value}
        return value


@dataclass(frozen=True, slots=True)
class Entry:
    """One value of a document."""

    path: str
    parts: tuple[str, ...]
    kind: Kind
    flags: frozenset[str]
    """Who reads and who writes it: letters that the head of its table explains."""
    factory: JsonValue
    """What it is before anybody touches it; None where it is absent."""


class Shape:
    """A document: its values by dotted name."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries = {entry.path: entry for entry in entries}
        parts = (entry.parts for entry in self.entries.values())
        self.inner = {".".join(names[:depth]) for names in parts for depth in range(1, len(names))}

    def part(self, flag: str) -> Shape:
        """Return only what has this flag."""
        return Shape(entry for entry in self.entries.values() if flag in entry.flags)

    def below(self, prefix: str) -> Shape:
        """Return the part below `prefix`, under names without it."""
        cut = len(prefix) + 1
        return Shape(
            Entry(entry.path[cut:], entry.parts[1:], entry.kind, entry.flags, entry.factory)
            for entry in self.entries.values()
            if entry.path.startswith(prefix + ".")
        )

    def read(self, body: Mapping[str, JsonValue]) -> tuple[Flat, list[tuple[str, str]], list[str]]:
        """Take a document apart: its known values, what is wrong with others, and the names nobody knows."""
        known: Flat = {}
        wrong: list[tuple[str, str]] = []
        strange: list[str] = []
        for path, value in _leaves(body, self.inner):
            entry = self.entries.get(path)
            if entry is None:
                if path in self.inner:
                    wrong.append((path, "must be of type object"))
                else:
                    strange.append(path)
            elif trouble := entry.kind.trouble(value):
                wrong.append((path, trouble))
            else:
                known[path] = copy.deepcopy(entry.kind.trim(value))
        return known, wrong, strange

    def factory(self) -> Flat:
        """Return every value that is not absent, as it is before anybody touches it."""
        return {path: entry.factory for path, entry in self.entries.items() if entry.factory is not None}

    def nest(self, flat: Mapping[str, JsonValue], only: Collection[str] | None = None) -> Json:
        """Put a document together from the values that it knows."""
        document: Json = {}
        for path, value in flat.items():
            entry = self.entries.get(path)
            if entry is None or (only is not None and path not in only):
                continue
            node = document
            for part in entry.parts[:-1]:
                node = node.setdefault(part, {})  # type: ignore[assignment]
            node[entry.parts[-1]] = value
        return document


def _leaves(body: Mapping[str, JsonValue], inner: Collection[str], prefix: str = "") -> Iterator[tuple[str, JsonValue]]:
    for key, value in body.items():
        path = prefix + key
        if isinstance(value, dict) and path in inner:
            yield from _leaves(value, inner, path + ".")
        else:
            yield path, value


@cache
def shape(*tables: str) -> Shape:
    """Return the document that these tables describe; `table#section` takes one section without its name."""
    return Shape(entry for table in tables for entry in _entries(table))


def _entries(table: str) -> Iterator[Entry]:
    name, _, wanted = table.partition("#")
    section = ""
    for line in lines(f"{name}.txt"):
        if line.startswith("["):
            section = line.strip("[]")
            continue
        if wanted and section != wanted:
            continue
        leaf, kind, flags, factory = line.split(None, 3)
        path = leaf if wanted or section == "program" else f"{section}.{leaf}"
        default = None if factory == _ABSENT else json.loads(factory)
        yield Entry(path, tuple(path.split(".")), parse_kind(kind), frozenset(flags), default)


def lines(name: str) -> list[str]:
    """Return the lines of one table that say something."""
    text = (files(__package__) / "tables" / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


@cache
def parse_kind(text: str) -> Kind:
    """Return the kind that `text` spells: `int:0|1`, `str<=10`, `[{name=str,on=bool}]`."""
    if text.startswith("["):
        return Kind("list", item=parse_kind(text[1:-1]))
    if text.startswith("{"):
        members = (member.split("=", 1) for member in _members(text[1:-1]))
        return Kind("dict", members=tuple((name, parse_kind(kind)) for name, kind in members))
    found = re.fullmatch(r"(\w+)(?::(.*))?(?:<=(\d+))?", text)
    if not found or found[1] not in _PLAIN:
        raise ValueError(text)
    choices = frozenset(found[2].split("|")) if found[2] else frozenset()
    return Kind(found[1], choices, int(found[3]) if found[3] else None)


def _members(text: str) -> Iterator[str]:
    depth = start = 0
    for index, letter in enumerate(text):
        depth += (letter in "[{") - (letter in "]}")
        if letter == "," and depth == 0:
            yield text[start:index]
            start = index + 1
    yield text[start:]
