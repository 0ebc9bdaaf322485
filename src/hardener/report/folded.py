"""A text on lines that fit a screen: no line breaks at a hyphen, or an id and an option would be cut in two. Pure."""

from __future__ import annotations

from textwrap import fill


def folded(said: str, width: int, first: str = "", rest: str = "  ") -> str:
    """Return a text on lines of at most `width` characters, the last with its end; `first` and `rest` stand before."""
    return fill(said, width, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False) + "\n"
