"""Parts of a target's document: each is what one call answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from typing import Any

from hardener import unanswered
from hardener.errors import AdapterError
from hardener.model import Document

Json = dict[str, Any]
ALL: frozenset[str] = frozenset({"*"})
"""Every part of a document."""
NOBODY_ASKED = "not asked for: no profile in use needs it"
"""Why a part was not read that takes a call of its own."""


def part(document: Document, name: str) -> Mapping[str, Any]:
    """Return a part that is an object. Raises `AdapterError` where it is none: what was not read is not written."""
    found = document.get(name)
    if not isinstance(found, Mapping):
        raise AdapterError(unanswered.UNWRITTEN.format(name=name))
    return found


def read_parts(
    calls: Mapping[str, Callable[[], Any]], wanted: AbstractSet[str] = ALL
) -> tuple[Json, dict[str, str]]:  # fmt: skip
    """Return those of the `wanted` parts that could be read, by name, and of the others why not."""
    parts: Json = {}
    unread: dict[str, str] = {}
    for name, call in calls.items():
        if wanted is not ALL and name not in wanted:
            continue
        try:
            parts[name] = call()
        except AdapterError as error:
            unread[name] = str(error)
    return parts, unread
