"""Log in by OAuth: a form to the token endpoint, and a refresh token that is kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Generic, TypeVar

from hardener import http
from hardener.adapter import Vault
from hardener.errors import HardenerError, RefusedError
from hardener.http import Session, Token, parse_token
from hardener.oauth import refresh_form
from hardener.vendor.options import APP, Options

O = TypeVar("O", bound=Options)  # noqa: E741 - the options
Form = Mapping[str, str]


class Login(Generic[O]):
    """Logs in for one connection. A vendor says what it does otherwise."""

    basic: ClassVar[bool] = False
    """The app's name and secret go into the header, not into the form."""
    advice: ClassVar[Mapping[int | str, str]] = {}
    """What a refused log-in means, by the vendor's code or else by the status of its answer."""

    def __init__(self, session: Session, options: O, vault: Vault, who: str = "") -> None:
        """Log in through `session`; `who`: as this person, where one app may act for several."""
        self.session = session
        self.options = options
        self.vault = vault
        self.who = who

    def log_in(self) -> Token:
        """Return a new token. Raises `AdapterError`."""
        return self.exchange(self.grant())

    def grant(self) -> Form:
        """Return the form that asks for a token: here by a refresh token."""
        return refresh_form(self.vault.get("refresh_token"))

    def app(self) -> Form:
        """Return what proves that it is the app that asks, as far as the connection has such secrets."""
        known = {each.name for each in self.options.credentials}
        return {each.name: self.vault.get(each.name) for each in APP if each.name in known}

    def refused(self, error: RefusedError) -> RefusedError:
        """Return what a person does about a refused log-in, where the vendor's adapter knows."""
        told = self.advice.get(str(error.code)) or self.advice.get(error.status)
        return RefusedError(f"{told}: {error}", status=error.status, code=error.code) if told else error

    def exchange(self, form: Form) -> Token:
        """Send a form, and keep the refresh token that comes of it. Raises `AdapterError`."""
        app = self.app()
        auth = (app["client_id"], app["client_secret"]) if self.basic else None
        try:
            answer = self.session.form(self.options.token_url, form if auth else {**form, **app}, auth=auth)
        except RefusedError as error:
            raise self.refused(error) from None
        token = parse_token(answer, self.session.clock())
        self.keep(token.refresh or "")
        return token

    def keep(self, refresh: str) -> None:
        """Store a refresh token that is new: some vendors replace it each time, some give the same one again."""
        if refresh and refresh != self._known():
            self.vault.keep("refresh_token", refresh)

    def key(self) -> http.Login:
        """Return what a token is for: of two apps, accounts or people neither may have the other's."""
        place = (self.options.token_url, self.options.api_url, self.options.auth, *self.place())
        return http.Login(place, (*place, *map(self.vault.get, self.options.proofs)))

    def place(self) -> tuple[str, ...]:
        """Return as whom: nothing of it is secret, and it stays."""
        return (self.vault.get("client_id"),)

    def _known(self) -> str:
        try:
            return self.vault.get("refresh_token")
        except HardenerError:
            return ""
