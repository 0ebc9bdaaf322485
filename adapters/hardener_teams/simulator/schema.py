"""The types of Microsoft Graph: what an object may hold, and what of it a client may change."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from pydantic import JsonValue

SENTINEL = "unknownFutureValue"
PRIMITIVES: Mapping[str, type | tuple[type, ...]] = {
    "String": str, "Boolean": bool, "Int32": int, "DateTimeOffset": str, "Date": str, "Stream": str, "Duration": str,
    "Int64": int, "Double": (int, float), "Guid": str, "TimeOfDay": str,
}  # fmt: skip
CLOSED = frozenset({"onlineMeeting", "virtualEventSession", "event"})
"""Open types in the metadata, of which the service takes nothing that it does not know."""
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")


class Property(NamedTuple):
    """One property of a type."""

    name: str
    type: str
    """`[]` before it: a list."""
    updatable: bool
    navigation: bool


class Type(NamedTuple):
    """One type, with the properties that it inherits."""

    name: str
    open: bool
    properties: Mapping[str, Property]


def _lines(name: str) -> Iterator[str]:
    text = files("hardener_teams.simulator").joinpath("tables", name).read_text(encoding="utf-8")
    return (line for line in text.splitlines() if line and not line.startswith("#"))


@cache
def enums() -> Mapping[str, tuple[str, ...]]:
    """Return every enumeration."""
    return {name: tuple(values) for name, *values in (line.split() for line in _lines("enums.txt"))}


@cache
def _declared() -> Mapping[str, tuple[str, bool, tuple[Property, ...]]]:
    found: dict[str, tuple[str, bool, list[Property]]] = {}
    current: list[Property] = []
    for line in _lines("types.txt"):
        words = line.split()
        if line.startswith(" "):
            flags = words[2] if len(words) > 2 else ""
            current.append(Property(words[0], words[1], "w" in flags, "n" in flags))
        else:
            current = []
            found[words[0]] = (words[1], "open" in words[2:], current)
    return {name: (base, is_open, tuple(own)) for name, (base, is_open, own) in found.items()}


@cache
def type_of(name: str) -> Type:
    """Return the type of that name."""
    base, is_open, own = _declared()[name]
    above = type_of(base) if base != "-" else Type("", False, {})
    return Type(name, is_open or above.open, {**above.properties, **{each.name: each for each in own}})


def known(name: str) -> bool:
    """Tell whether there is a structured type of that name in the tables."""
    return name in _declared()


def wrong(type_name: str, value: JsonValue, path: str = "") -> Iterator[str]:
    """Yield what does not fit: unknown properties, wrong types and values."""
    if value is None:
        return
    if type_name.startswith("[]"):
        if not isinstance(value, list):
            yield f"Property {path} must be a collection."
            return
        for entry in value:
            yield from wrong(type_name[2:], entry, path)
    elif type_name in enums():
        if value not in enums()[type_name]:
            yield f"Invalid value specified for property '{path}' of enumeration type 'microsoft.graph.{type_name}'."
    elif known(type_name):
        yield from _wrong_object(type_name, value, path)
    elif not _is_primitive(type_name, value):
        yield f"Cannot convert the literal of property '{path}' to the expected type 'Edm.{type_name}'."


def _wrong_object(type_name: str, value: JsonValue, path: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"Property {path} must be an object of type 'microsoft.graph.{type_name}'."
        return
    shape = type_of(type_name)
    for key, entry in value.items():
        if "@odata" in key:
            continue
        if key in shape.properties:
            yield from wrong(shape.properties[key].type, entry, f"{path}.{key}" if path else key)
        elif not shape.open or type_name in CLOSED:
            yield f"The property '{key}' does not exist on type 'microsoft.graph.{type_name}'."


def _is_primitive(type_name: str, value: JsonValue) -> bool:
    wanted = PRIMITIVES.get(type_name)
    if wanted is None:
        return True  # a type that the tables do not go into
    if isinstance(value, bool) and wanted is not bool:
        return False
    if type_name == "DateTimeOffset":
        return isinstance(value, str) and bool(MOMENT.match(value)) and _is_time(value)
    return isinstance(value, wanted)


def _is_time(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def shown(type_name: str, value: Any, *, newer: bool) -> Any:  # noqa: ANN401 - any JSON
    """Return `value` as a client sees it: members of an enumeration after the sentinel only with `newer`."""
    if value is None or newer:
        return value
    if type_name.startswith("[]") and isinstance(value, list):
        return [shown(type_name[2:], entry, newer=newer) for entry in value]
    if type_name in enums():
        members = enums()[type_name]
        hidden = SENTINEL in members and members.index(value) > members.index(SENTINEL)
        return SENTINEL if hidden else value
    if known(type_name) and isinstance(value, dict):
        properties = type_of(type_name).properties
        return {k: shown(properties[k].type, v, newer=newer) if k in properties else v for k, v in value.items()}
    return value
