"""Paths into a vendor's document: what lies there, and a document in which something else does. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from functools import lru_cache

from pydantic import JsonValue

from hardener.model import Document


class Missing(Enum):
    """The vendor's answer does not say."""

    MISSING = "missing"

    __hash__ = object.__hash__  # there is one of it, in many keys; an enumeration works its hash out each time

    def __bool__(self) -> bool:
        """Return false: what is not there is never taken for something that is."""
        return False


MISSING = Missing.MISSING


class UnknownValueError(ValueError):
    """The vendor returned a value the adapter has no meaning for."""


@lru_cache(None)  # as many as the tables have rows
def _keys(path: str) -> tuple[str, ...]:
    return tuple(path.split("."))


def get_path(document: Document, path: str) -> JsonValue | Missing:
    """Return what lies at dotted `path`, or `MISSING`; raise `UnknownValueError` on a wrong shape."""
    node: JsonValue | Document = document
    for key in _keys(path):
        if type(node) is not dict and not isinstance(node, Mapping):
            raise UnknownValueError(f"{path}: expected an object above {key!r}")
        if key not in node:
            return MISSING
        node = node[key]
    return node  # type: ignore[return-value]  # a document's inner nodes are JSON


def vendor_path(path: str) -> str:
    """Return the vendor's own path, without the name of the part of the document."""
    return path.split(".", 1)[-1]


def with_path(document: Document, path: str, raw: JsonValue) -> dict[str, JsonValue]:
    """Return a copy of `document` with `raw` at dotted `path`; everything else is as it was, and shared with it."""
    copy = dict(document)
    *parents, last = _keys(path)
    node = copy
    for key in parents:
        child = node.get(key, {})
        if not isinstance(child, dict):
            raise UnknownValueError(f"{path}: expected an object at {key!r}")
        node[key] = inner = dict(child)
        node = inner
    node[last] = raw
    return copy


def deep_diff(before: Document, after: Document) -> dict[str, JsonValue]:
    """Return what `after` has and `before` has otherwise, as the smallest nested object."""
    found: dict[str, JsonValue] = {}
    for key, new in after.items():
        old = before.get(key, MISSING)
        if isinstance(old, dict) and isinstance(new, dict):
            if inner := deep_diff(old, new):
                found[key] = inner
        elif type(old) is not type(new) or old != new:
            found[key] = new
    return found
