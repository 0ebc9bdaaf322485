"""Patterns of configuration and waivers: `*` stands for anything, capitals do not matter. Pure."""

from __future__ import annotations

from fnmatch import fnmatchcase


def fits(pattern: str | None, text: str) -> bool:
    """Tell whether the whole of `text` is as `pattern` says; None fits everything."""
    return pattern is None or fnmatchcase(text.casefold(), pattern.casefold())
