"""Single values of Zoom's answers: what is not what it should be is refused or told, never guessed at. Pure."""

from __future__ import annotations

import re
from datetime import datetime
from math import isfinite

from hardener.errors import MalformedError
from hardener.vendor import utc

IDENT = re.compile(r"(?!\.+$)[\w.@+=~-]{1,200}", re.ASCII)
"""What may be an id of Zoom's: it becomes a part of an address."""
LARGEST = 10**18
LONGEST = 100_000
"""More minutes than any program lasts."""


def ident(value: object) -> str:
    """Return the id of a person, a group or a date; empty where it is none."""
    return value if isinstance(value, str) and IDENT.fullmatch(value) else ""


def number(value: object) -> str:
    """Return the number of a program, which Zoom gives as an integer or as text; empty where it is none."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 20:
        return value
    whole = isinstance(value, int) and not isinstance(value, bool) and 0 < value < LARGEST
    return str(value) if whole else ""


def clean(text: str) -> str:
    """Return a text that can be written down: half of a character is shown as a question mark."""
    return text.encode("utf-8", "replace").decode("utf-8")


def word(value: object, what: str) -> str:
    """Return a text; empty for none. Raises `MalformedError` that names `what` it should be."""
    if value is not None and not isinstance(value, str):
        raise MalformedError(f"could not be read: Zoom gave {what} that is no text")
    return clean(value or "")


def moment(value: object) -> datetime | None:
    """Return a Zoom time (`2026-11-24T10:30:00Z`), or None where there is none. Raises `MalformedError`."""
    if value is None or value == "":
        return None
    try:
        return utc(value if isinstance(value, str) else "no time")
    except (ValueError, OverflowError):
        raise MalformedError("could not be read: Zoom gave a time that is none") from None


def minutes(value: object) -> int | None:
    """Return how long something lasts, or None where Zoom does not say. Raises `MalformedError`."""
    if value is None:
        return None
    known = isinstance(value, int | float) and not isinstance(value, bool)
    if not known or not isfinite(value) or not 0 <= value <= LONGEST:  # type: ignore[arg-type, operator]
        raise MalformedError("could not be read: Zoom gave a duration that is none")
    return int(value)  # type: ignore[call-overload, no-any-return]
