"""Which platform a person means, and what the file of its review is called. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from hardener import redact
from hardener.platform import spelled

FOLDER = "reviews"
"""Where they are, beside the configuration."""
LONG = 60
"""Characters of a file's name."""
RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)$")
"""What Windows does not take for a file's name."""

BESIDE = {"microsoft", "google", "cisco", "meeting", "meetings", "webinar", "webinars", "live"}
"""Words of makers and of what is held there: Microsoft Teams is Teams, GoTo Webinar is GoTo."""


def key_of(name: str, vendors: Iterable[str]) -> str:
    """Return the name of the review's file: the id of one of `vendors` where that is meant, else made of `name`.

    Empty where there is nothing in `name` that a file could be called by.
    """
    made = slug(name)
    core = _core(made)
    return next((vendor for vendor in vendors if core in {_core(slug(vendor)), _core(slug(spelled(vendor)))}), made)


def _core(made: str) -> frozenset[str]:
    """Return the words of a name that tell a platform from others; all of them where none would be left."""
    words = frozenset(made.split("-"))
    return words - BESIDE or words


def slug(name: str) -> str:
    """Return `name` in small letters and figures of any alphabet, with hyphens between: no path can be made of it."""
    folded = unicodedata.normalize("NFKC", redact.line(name)).casefold()
    made = "-".join(re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", folded)))[:LONG].strip("-")
    return f"{made}-" if RESERVED.match(made) else made
