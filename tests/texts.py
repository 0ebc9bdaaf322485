"""Every text of a JSON document, with the key that it is kept under."""

from __future__ import annotations

from collections.abc import Iterator


def texts(node: object, key: str = "") -> Iterator[tuple[str, str]]:
    """Yield key and text; what is in a list has the list's key."""
    if isinstance(node, dict):
        for name, value in node.items():
            yield from texts(value, name)
    elif isinstance(node, list):
        for value in node:
            yield from texts(value, key)
    elif isinstance(node, str):
        yield key, node
