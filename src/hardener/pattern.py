"""Patterns of configuration and waivers: `*` stands for anything, capitals do not matter. Pure."""

from __future__ import annotations

from fnmatch import fnmatchcase


def fits(pattern: str | None, text: str) -> bool:
    """Tell whether the whole of `text` is as `pattern` says, or is the same; None fits everything."""
    if pattern is None:
        return True
    # A title in full may hold brackets, which mean something in a pattern.
    return text.casefold() == pattern.casefold() or fnmatchcase(text.casefold(), pattern.casefold())
