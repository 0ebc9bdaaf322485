"""Zoom over HTTP: log in, know the scopes, call. It knows nothing of what the answers mean."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Literal, TypeVar

from pydantic import ConfigDict, Field, JsonValue

from hardener import adapter
from hardener.adapter import AdapterError, Consent, Credential, Vault
from hardener.errors import MalformedError, RefusedError, ScopeError
from hardener.http import Session, Token, TokenBroker
from hardener.model import Model
from hardener.questions import CARDS
from hardener_zoom.operations import Operation

Item = TypeVar("Item")
Result = TypeVar("Result")

RATES = {
    "free": {"light": 4.0, "medium": 2.0, "heavy": 1.0},
    "pro": {"light": 30.0, "medium": 20.0, "heavy": 10.0},
    "business": {"light": 80.0, "medium": 60.0, "heavy": 40.0},
}
"""Requests a second, by plan and Zoom's own rate label."""


class Options(Model):
    """The keys of a Zoom connection in hardener.toml."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    auth: Literal["server", "user"] = "server"
    """`server`: a Server-to-Server OAuth app of the account; `user`: one person who logged in."""
    plan: Literal["free", "pro", "business"] = "pro"
    rates: Mapping[Literal["light", "medium", "heavy"], float] = Field(default_factory=dict)
    """Requests a second, where the plan's do not fit, for instance because other apps share them."""
    api_url: str = "https://api.zoom.us/v2"
    token_url: str = "https://zoom.us/oauth/token"  # noqa: S105 - an address
    authorize_url: str = "https://zoom.us/oauth/authorize"
    redirect_uri: str = "http://127.0.0.1:8910/"
    """Where a person's browser brings the answer; the app must list it."""
    personal_rooms: bool = True
    """Also read each host's personal room."""
    dates: Literal["changed", "all"] = "changed"
    """Which dates of a series are read one by one: those that differ, or all (a call each)."""
    library_card: tuple[str, ...] = CARDS
    """What this library calls its card, where the configuration does not say it for all."""


def options_of(given: Mapping[str, JsonValue]) -> Options:
    """Return the options. Raises `AdapterError` that names the key."""
    return adapter.options(Options, given, "Zoom")


def credentials(options: Options) -> tuple[Credential, ...]:
    """Return what `hardener connect` asks for."""
    app = (
        Credential(name="client_id", prompt="Client ID of the app", hidden=False),
        Credential(name="client_secret", prompt="Client secret of the app"),
    )
    if options.auth == "server":
        return (Credential(name="account_id", prompt="Account ID of the app", hidden=False), *app)
    return app


def consent(options: Options, vault: Vault) -> Consent | None:
    """Return where a person agrees that the app reads their programs; None for a Server-to-Server app."""
    if options.auth == "server":
        return None
    return Consent(
        authorize_url=options.authorize_url,
        client_id=vault.get("client_id"),
        redirect_uri=options.redirect_uri,
    )


class Api:
    """Zoom's API through one session: scopes first, then the call."""

    def __init__(self, session: Session, options: Options, vault: Vault) -> None:
        """Log in when first needed; one token serves all threads."""
        self._session = session
        self._options = options
        self._vault = vault
        session.base_url = options.api_url.rstrip("/")
        session.pace(RATES[options.plan] | dict(options.rates))
        session.explain = explained
        session.token = TokenBroker(self._log_in, session.clock)

    @property
    def scopes(self) -> frozenset[str]:
        """Return the scopes that the token was granted. Raises `AdapterError`."""
        assert self._session.token is not None
        return self._session.token.token().scopes

    def get(self, operation: Operation, ident: str, **params: str) -> dict[str, Any]:
        """Return the answer of one reading call. Raises `AdapterError`; `ScopeError` before it is sent."""
        self._check(operation)
        return self._session.get(operation.path.format(id=ident), params or None, cost=operation.cost)

    def pages(
        self, operation: Operation, items: str, ident: str = "", params: Mapping[str, str] | None = None
    ) -> Iterator[dict[str, Any]]:
        """Yield every entry of a list, page by page. Raises `AdapterError`."""
        self._check(operation)
        asked = {"page_size": "300", **(params or {})}
        return self._session.pages(operation.path.format(id=ident), items, params=asked, cost=operation.cost)

    def patch(self, operation: Operation, ident: str, body: dict[str, Any], serial: str, **params: str) -> None:
        """Send one change; writes with the same `serial` wait for each other. Raises `AdapterError`."""
        self._check(operation)
        path = operation.path.format(id=ident)
        self._session.patch(path, body, params or None, cost=operation.cost, serial=serial)

    def each(self, work: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[Result]:
        """Do `work` on many items at the same time; yield results as they come."""
        return self._session.each(work, items)

    def now(self) -> datetime:
        """Return the time, in UTC."""
        return datetime.fromtimestamp(self._session.clock(), UTC)

    def _check(self, operation: Operation) -> None:
        scopes = self.scopes
        if not operation.allowed(scopes):
            name = operation.missing(scopes)
            raise ScopeError(f"the Zoom app lacks the scope {name}", status=0, code=name)

    def exchange(self, form: Mapping[str, str]) -> Token:
        """Send a form to the token endpoint; keep the refresh token, as Zoom replaces it each time."""
        auth = (self._vault.get("client_id"), self._vault.get("client_secret"))
        token = token_of(self._session.form(self._options.token_url, form, auth=auth), self._session.clock())
        if token.refresh:
            self._vault.keep("refresh_token", token.refresh)
        return token

    def _log_in(self) -> Token:
        if self._options.auth == "server":
            return self.exchange({"grant_type": "account_credentials", "account_id": self._vault.get("account_id")})
        return self.exchange({"grant_type": "refresh_token", "refresh_token": self._vault.get("refresh_token")})


def token_of(answer: Mapping[str, Any], now: float) -> Token:
    """Return the token of an answer that came at `now` (seconds since 1970). Raises `MalformedError`."""
    access, lasts = answer.get("access_token"), answer.get("expires_in")
    if not isinstance(access, str) or not access or not isinstance(lasts, int | float):
        raise MalformedError("Zoom's answer to the log-in holds no token")
    refresh = answer.get("refresh_token")
    return Token(
        access=access,
        expires_at=now + lasts,
        scopes=frozenset(str(answer.get("scope") or "").split()),
        refresh=refresh if isinstance(refresh, str) else None,
    )


def explained(error: RefusedError) -> AdapterError:
    """Say in plain words what Zoom's refusal means, where we know."""
    text = str(error)
    if error.code in {4700, 4711} or "scope" in text.casefold():
        return ScopeError(f"the Zoom app lacks a scope: {text}", status=error.status, code=error.code)
    if error.code == 200 and "paid account" in text.casefold():
        return RefusedError("Zoom shows this to paid accounts only", status=error.status, code=error.code)
    return error
