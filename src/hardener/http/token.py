"""One token broker a connection: a new token can make the old one void, so nobody fetches their own."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from hardener.errors import MalformedError, RefusedError, ThrottledError

MARGIN = 60.0
"""Seconds before its end that a token is replaced; half its life where that is shorter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """What the vendor's token endpoint gave."""

    access: str
    expires_at: float
    """Seconds since 1970."""
    scopes: frozenset[str] = frozenset()
    """Empty where the vendor does not tell."""
    refresh: str | None = None
    api_url: str | None = None
    """The region that the vendor wants the account's calls to go to; None where it does not say."""

    def __repr__(self) -> str:
        """Show no secret."""
        return f"Token(expires_at={self.expires_at})"


class TokenBroker:
    """Hands the same token to all threads, and fetches a new one once for all of them."""

    def __init__(
        self,
        fetch: Callable[[], Token],
        clock: Callable[[], float],
        keep: Callable[[str], None] | None = None,
    ) -> None:
        """Know how to `fetch` a token; `clock` gives seconds since 1970; `keep` stores a refresh token."""
        self._fetch = fetch
        self._clock = clock
        self._keep = keep
        self._lock = threading.Lock()
        self._token: Token | None = None
        self._renew_at = 0.0
        self._broken: RefusedError | None = None

    def token(self, *, refused: Token | None = None) -> Token:
        """Return a token that holds; `refused` is one just turned down by the vendor. Raises `AdapterError`."""
        with self._lock:
            held = self._token
            if held is None or held is refused or self._renew_at <= self._clock():
                held = self._renew()
            return held

    def _renew(self) -> Token:
        if self._broken is not None:
            raise self._broken.with_traceback(None)
        before = self._token
        try:
            found = self._fetch()
        except ThrottledError:
            raise
        except RefusedError as error:
            # Wrong credentials stay wrong: thousands of programs must not mean thousands of log-ins.
            self._broken = error if error.status < 500 else None
            raise
        now = self._clock()
        life = max(0.0, found.expires_at - now)
        self._token, self._renew_at = found, found.expires_at - min(MARGIN, life / 2)
        if self._keep is not None and found.refresh and (before is None or found.refresh != before.refresh):
            self._keep(found.refresh)
        return found


def parse_token(answer: Mapping[str, Any], now: float) -> Token:
    """Return the token of an OAuth answer that came at `now` (seconds since 1970). Raises `MalformedError`.

    Without `expires_in` it is taken to hold for an hour.
    """
    access = answer.get("access_token")
    if not isinstance(access, str) or not access.isascii() or not access.isprintable() or not access.strip():
        raise MalformedError("the answer to the log-in holds no token")
    if str(answer.get("token_type") or "bearer").casefold() != "bearer":
        raise MalformedError("the answer to the log-in holds a kind of token that is no bearer token")
    scope, refresh, api_url = answer.get("scope"), answer.get("refresh_token"), answer.get("api_url")
    return Token(
        access=access,
        expires_at=now + _life(answer.get("expires_in", 3600)),
        scopes=frozenset(scope.split()) if isinstance(scope, str) else frozenset(),
        refresh=refresh if isinstance(refresh, str) and refresh else None,
        api_url=api_url if isinstance(api_url, str) and api_url else None,
    )


def _life(lasts: object) -> float:
    """Return the seconds that `expires_in` says; some vendors write them as text."""
    try:
        life = float(lasts) if isinstance(lasts, int | float | str) else math.nan
    except ValueError:
        life = math.nan
    if not math.isfinite(life):
        raise MalformedError("the answer to the log-in does not say how long the token holds")
    return life
