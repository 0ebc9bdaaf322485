"""One token broker a connection: a new token can make the old one void, so nobody fetches their own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

MARGIN = 60.0
"""Seconds before its end that a token is replaced."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """What the vendor's token endpoint gave."""

    access: str
    expires_at: float
    """Seconds since 1970."""
    scopes: frozenset[str] = frozenset()
    """Empty where the vendor does not tell."""
    refresh: str | None = None

    def __repr__(self) -> str:
        """Show no secret."""
        return f"Token(expires_at={self.expires_at})"


class TokenBroker:
    """Hands the same token to all threads, and fetches a new one once for all of them."""

    def __init__(self, fetch: Callable[[], Token], clock: Callable[[], float]) -> None:
        """Keep how to `fetch` a token; `clock` gives seconds since 1970."""
        self._fetch = fetch
        self._clock = clock
        self._lock = threading.Lock()
        self._token: Token | None = None

    def token(self, *, refused: Token | None = None) -> Token:
        """Return a token that holds; `refused` is one that the vendor just turned down."""
        with self._lock:
            held = self._token
            if held is None or held is refused or held.expires_at - MARGIN <= self._clock():
                held = self._token = self._fetch()
            return held
