"""Tokens that lead from one page of a list to the next."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class PageTokenError(ValueError):
    """A token that was never given out for this list, or is too old."""


class Pages:
    """Cuts lists into pages; a token holds its own state, so that nothing has to be remembered."""

    def __init__(self, *, lifetime: float) -> None:
        self._lifetime = lifetime
        """Seconds that a token is good for."""

    def cut(self, items: Sequence[T], listing: str, token: str, size: int, now: float) -> tuple[Sequence[T], str]:
        """Return one page and the token of the next, empty at the end. Raises `PageTokenError`."""
        start = self._start(token, listing, now) if token else 0
        end = start + size
        return items[start:end], self._token(end, listing, now) if end < len(items) else ""

    def _token(self, start: int, listing: str, now: float) -> str:
        plain = f"{start}:{now + self._lifetime:.0f}:{_mark(listing)}"
        return base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")

    def _start(self, token: str, listing: str, now: float) -> int:
        try:
            plain = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)).decode()
            start, until, mark = plain.split(":")
            good = mark == _mark(listing) and now < float(until)
            position = int(start)
        except (binascii.Error, ValueError) as error:
            raise PageTokenError(token) from error
        if not good:
            raise PageTokenError(token)
        return position


def _mark(listing: str) -> str:
    return hashlib.sha256(listing.encode()).hexdigest()[:12]
