"""One token broker a connection: a new token can make the old one void, so nobody fetches their own."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, NamedTuple

from hardener.errors import AdapterError, MalformedError, RefusedError, ThrottledError
from hardener.http.shelf import Shelf, Slot
from hardener.language import marked

MARGIN = 60.0
"""Seconds before its end that a token is replaced; half its life where that is shorter."""
REST = 3.0
"""Seconds in which a log-in that failed, after all its tries, is not begun again: who needed it at the same time, or
has a question more, would try as long as that again, one after the other, and find what is known."""


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


class Login(NamedTuple):
    """What a token is for. Whoever logs in with the same may use the same token."""

    place: tuple[str, ...]
    """Where and as whom: addresses, the app, the account. Stays the same."""
    secret: tuple[str, ...]
    """What proves it; a refresh token among it may be replaced with each log-in."""


class TokenBroker:
    """Hands the same token to all threads, and fetches a new one once for all of them."""

    def __init__(
        self,
        fetch: Callable[[], Token],
        clock: Callable[[], float],
        keep: Callable[[str], None] | None = None,
        *,
        shelf: Shelf | None = None,
        login: Callable[[], Login] | None = None,
    ) -> None:
        """Know how to `fetch` a token; `clock` gives seconds since 1970; `keep` stores a refresh token.

        With a `shelf`, other processes have the same token, if they log in as `login` says.
        """
        self._fetch = fetch
        self._clock = clock
        self._keep = keep
        self._shelf = shelf
        self._login = login
        self._lock = threading.Lock()
        self._token: Token | None = None
        self._own: Token | None = None
        """The last that we fetched ourselves."""
        self._renew_at = 0.0
        self._broken: RefusedError | None = None
        self._failed: tuple[AdapterError, float] | None = None
        """What the last log-in that failed came to, and when."""

    def token(self, *, refused: Token | None = None) -> Token:
        """Return a token that holds; `refused` is one just turned down by the vendor. Raises `AdapterError`."""
        with self._lock:
            held = self._token
            if held is None or held is refused or self._renew_at <= self._clock():
                held = self._renew(refused)
            return held

    def fresh(self) -> Token:
        """Return a token that we fetched ourselves: it has what an admin granted since others logged in."""
        with self._lock:
            held = self._token
            if held is None or held is not self._own or self._renew_at <= self._clock():
                with self._slot() as slot:
                    held = self._fetched(slot)
            return held

    def own(self, token: Token) -> bool:
        """Tell whether we fetched `token` ourselves."""
        return token is self._own

    def _renew(self, refused: Token | None) -> Token:
        with self._slot() as slot:
            found = self._shared(slot)
            if found is None or (refused is not None and found.access == refused.access):
                return self._fetched(slot)
            self._hold(found)
            return found

    @contextmanager
    def _slot(self) -> Iterator[Slot | None]:
        if self._shelf is None or self._login is None:
            yield None
            return
        with self._shelf.open(self._login().place) as slot:
            yield slot

    def _shared(self, slot: Slot | None) -> Token | None:
        """Return what another process was given, if there is such a thing."""
        if slot is None or self._login is None:
            return None
        body = slot.find(self._login().secret, self._clock())
        return _token_of(body) if body is not None else None

    def _fetched(self, slot: Slot | None) -> Token:
        if self._broken is not None:
            raise self._broken.with_traceback(None)
        if self._failed is not None and 0 <= self._clock() - self._failed[1] < REST:
            raise self._failed[0].with_traceback(None)
        before = self._token
        secret = self._login().secret if self._login is not None and slot is not None else ()
        try:
            found = self._fetch()
        except AdapterError as error:
            self._failed = error, self._clock()
            if isinstance(error, RefusedError) and not isinstance(error, ThrottledError) and error.status < 500:
                self._broken = error  # wrong credentials stay wrong: no log-in for each of thousands of programs
            raise
        if self._keep is not None and found.refresh and (before is None or found.refresh != before.refresh):
            self._keep(found.refresh)
        self._own = found
        self._hold(found)
        if slot is not None and self._login is not None:
            # Others may still have the refresh token that this one took the place of.
            for each in dict.fromkeys((secret, self._login().secret)):
                slot.keep(each, _body_of(found), self._renew_at, self._clock())
        return found

    def _hold(self, found: Token) -> None:
        self._token, self._renew_at = found, found.expires_at - self._margin(found)

    def _margin(self, token: Token) -> float:
        return min(MARGIN, max(0.0, token.expires_at - self._clock()) / 2)


def _body_of(token: Token) -> dict[str, object]:
    """Return what others may have of a token: no refresh token, which only the keyring keeps."""
    shown = {"access": token.access, "expires_at": token.expires_at, "api_url": token.api_url}
    return {**shown, "scopes": sorted(token.scopes)}


def _token_of(body: Mapping[str, Any]) -> Token | None:
    try:
        return Token(
            access=body["access"],
            expires_at=float(body["expires_at"]),
            scopes=frozenset(body["scopes"]),
            api_url=body["api_url"],
        )
    except (KeyError, TypeError, ValueError):
        return None


def parse_token(answer: Mapping[str, Any], now: float) -> Token:
    """Return the token of an OAuth answer that came at `now` (seconds since 1970). Raises `MalformedError`.

    Without `expires_in` it is taken to hold for an hour.
    """
    access = answer.get("access_token")
    if not isinstance(access, str) or not access.isascii() or not access.isprintable() or not access.strip():
        raise MalformedError(marked("the answer to the log-in holds no token"))
    if str(answer.get("token_type") or "bearer").casefold() != "bearer":
        raise MalformedError(marked("the answer to the log-in holds a kind of token that is no bearer token"))
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
        raise MalformedError(marked("the answer to the log-in does not say how long the token holds"))
    return life
