"""Zoom over HTTP: log in, know the scopes, call. It knows nothing of what the answers mean."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any, Literal, TypeVar

from pydantic import ConfigDict, Field, JsonValue, model_validator

from hardener import adapter
from hardener.adapter import AdapterError, Consent, Credential, Vault, ident_of
from hardener.errors import RefusedError, ScopeError, SpentError, ThrottledError
from hardener.http import Login, Session, Token, parse_token
from hardener.model import Model
from hardener.oauth import refresh_form
from hardener.questions import CARDS
from hardener_zoom.operations import COUNTED, USER, Operation

Item = TypeVar("Item")
Result = TypeVar("Result")

RATES = {
    "free": {"light": 4.0, "medium": 2.0, "heavy": 1.0},
    "pro": {"light": 30.0, "medium": 20.0, "heavy": 10.0},
    "business": {"light": 80.0, "medium": 60.0, "heavy": 40.0},
}
"""Requests a second, by plan and Zoom's own rate label."""

DAILY = re.compile("daily[- ](rate )?limit", re.IGNORECASE)
SPENT = "Zoom takes no more changes of this host's programs today (UTC)"


CLOUDS = {
    "gov": {
        "api_url": "https://api.zoomgov.com/v2",
        "token_url": "https://zoomgov.com/oauth/token",
        "authorize_url": "https://zoomgov.com/oauth/authorize",
    }
}
"""The addresses of Zoom's other clouds, each with accounts of its own."""


class Options(Model):
    """The keys of a Zoom connection in hardener.toml."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    auth: Literal["server", "user"] = "server"
    """`server`: a Server-to-Server OAuth app of the account; `user`: one person who logged in."""
    plan: Literal["free", "pro", "business"] = "pro"
    rates: Mapping[Literal["light", "medium", "heavy"], float] = Field(default_factory=dict)
    """Requests a second, where the plan's do not fit, for instance because other apps share them."""
    cloud: Literal["gov"] | None = None
    """`gov`: Zoom for Government (zoomgov.com); none: zoom.us."""
    token_index: int = Field(default=0, ge=0, le=9)
    """Which of an app's tokens this one is, where Zoom gave it several: each index has a token of its own."""
    api_url: str = "https://api.zoom.us/v2"
    token_url: str = "https://zoom.us/oauth/token"  # noqa: S105 - an address
    authorize_url: str = "https://zoom.us/oauth/authorize"
    redirect_uri: str = "http://127.0.0.1:8910/"
    """Where a person's browser brings the answer; the app must list it."""
    personal_rooms: bool = True
    """Also read each host's personal room."""
    library_card: tuple[str, ...] = CARDS
    """What this library calls its card, where the configuration does not say it for all."""
    regions: tuple[str, ...] = ()
    """Zoom's names of the regions that are the library's own, like US."""

    @model_validator(mode="before")
    @classmethod
    def _addresses(cls, given: object) -> object:
        return adapter.of_cloud(CLOUDS, given)


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
        self._spent: dict[str, date] = {}
        """The day on which Zoom said that it takes no more changes, by whose they are."""
        session.base_url = options.api_url.rstrip("/")
        session.pace(RATES[options.plan] | dict(options.rates))
        session.explain = explained
        session.token = session.broker(self._log_in, self._login)

    @property
    def scopes(self) -> frozenset[str]:
        """Return the scopes that the token was granted. Raises `AdapterError`."""
        assert self._session.token is not None
        return self._session.token.token().scopes

    def account(self) -> str:
        """Return whose account it is: a Server-to-Server app's token is granted for that id and no other."""
        if self._options.auth == "server":
            return ident_of(self._vault.get("account_id"))
        me = self.get(USER, "me")
        return ident_of(me.get("account_id"), me.get("id"))

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
        """Send one change; writes with the same `serial` wait for each other.

        Raises `AdapterError`, and `SpentError` from the first on that Zoom takes no more of one host's today.
        """
        self._check(operation)
        path, today = operation.path.format(id=ident), self.now().date()
        counted = operation in COUNTED
        if counted and self._spent.get(serial) == today:
            raise SpentError(SPENT, status=0)
        try:
            self._session.patch(path, body, params or None, cost=operation.cost, serial=serial)
        except ThrottledError as error:
            if not counted or not DAILY.search(str(error)):
                raise
            self._spent[serial] = today
            raise SpentError(SPENT, status=error.status, code=error.code) from None

    def each(self, work: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[Result]:
        """Do `work` on many items at the same time; yield results as they come."""
        return self._session.each(work, items)

    def now(self) -> datetime:
        """Return the time, in UTC."""
        return datetime.fromtimestamp(self._session.clock(), UTC)

    def _check(self, operation: Operation) -> None:
        if not operation.allowed(self.scopes):
            assert self._session.token is not None
            scopes = self._session.token.fresh().scopes
            if operation.allowed(scopes):
                return
            name = operation.missing(scopes)
            raise ScopeError(f"the Zoom app lacks the scope {name}", status=0, code=name)

    def exchange(self, form: Mapping[str, str]) -> Token:
        """Send a form to the token endpoint; keep the refresh token, as Zoom replaces it each time."""
        auth = (self._vault.get("client_id"), self._vault.get("client_secret"))
        token = parse_token(self._session.form(self._options.token_url, form, auth=auth), self._session.clock())
        if token.refresh:
            self._vault.keep("refresh_token", token.refresh)
        return token

    def _log_in(self) -> Token:
        if self._options.auth == "user":
            return self.exchange(refresh_form(self._vault.get("refresh_token")))
        form = {"grant_type": "account_credentials", "account_id": self._vault.get("account_id")}
        index = self._options.token_index
        return self.exchange({**form, "token_index": str(index)} if index else form)

    def _login(self) -> Login:
        """Return what a token is for; of two apps or accounts neither may have the other's."""
        chosen, user = self._options, self._options.auth == "user"
        who = ("", "") if user else (self._vault.get("account_id"), str(chosen.token_index))
        proof = (self._vault.get("refresh_token"),) if user else ()
        place = (chosen.token_url, chosen.api_url, self._vault.get("client_id"), *who)
        return Login(place, (*place, self._vault.get("client_secret"), *proof))


def explained(error: RefusedError) -> AdapterError:
    """Say in plain words what Zoom's refusal means, where we know."""
    text = str(error)
    if error.code in {4700, 4711} or "scope" in text.casefold():
        return ScopeError(f"the Zoom app lacks a scope: {text}", status=error.status, code=error.code)
    if error.code == 200 and "paid account" in text.casefold():
        return RefusedError("Zoom shows this to paid accounts only", status=error.status, code=error.code)
    return error
