"""What adapters make of a vendor's texts: fingerprints, names that tell no one, times in UTC."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache
from urllib.parse import urlsplit

from hardener.errors import MalformedError
from hardener.language import marked


def digest(text: object) -> str:
    """Return a fingerprint of what must not show, such as a link, so that a change of it does: 16 hex digits."""
    return hashlib.sha256(str(text or "").encode(errors="backslashreplace")).hexdigest()[:16]


def short_name(address: str) -> str:
    """Return how reports name a person: the part of an e-mail address before the @; anything else as it is."""
    return f"{address.split('@', 1)[0]}@…" if "@" in address else address


def hash_tags(text: str) -> Iterable[str]:
    """Return the #words of a description, without the #."""
    return (word[1:] for word in text.split() if word.startswith("#"))


@lru_cache(5000)
def utc(text: str) -> datetime:
    """Return a time in ISO 8601, in UTC; one without an offset is in UTC. Raises `ValueError`, `OverflowError`."""
    found = datetime.fromisoformat(text)
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)


def host_at(url: object) -> str:
    """Return the host that an address names, in small letters; empty where it names none, or is no address."""
    try:
        return (urlsplit(url).hostname or "") if isinstance(url, str) else ""
    except ValueError:
        return ""


def minutes_between(start: datetime, end: datetime) -> int:
    """Return the whole minutes from one moment to another."""
    return int((end - start).total_seconds() // 60)


def ident_of(*parts: object) -> str:
    """Return an account's id from what the vendor answered. Raises `MalformedError` where it holds none."""
    if not parts or not all(isinstance(part, str | int) and not isinstance(part, bool) for part in parts):
        raise MalformedError(marked("the vendor's answer does not say whose account it is"))
    words = [str(part).strip() for part in parts]
    if not all(words):
        raise MalformedError(marked("the vendor's answer does not say whose account it is"))
    return "/".join(words)
