"""Webex over HTTP: log in, know the scopes, call. It knows nothing of what the answers mean."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, TypeVar
from urllib.parse import quote

from pydantic import ConfigDict, JsonValue, model_validator

from hardener import adapter
from hardener.adapter import AdapterError, Consent, Credential, Vault
from hardener.errors import HardenerError, RefusedError, ScopeError
from hardener.http import Answer, Login, Session, Token, by_link, parse_token
from hardener.model import Model
from hardener.oauth import refresh_form
from hardener.questions import CARDS
from hardener_webex.documents import Host, stamp
from hardener_webex.operations import ME, READS, REGISTRANTS, WRITES, Operation

QUARTER, QUARTERS = timedelta(days=89), 5
"""Webex tells the sign-ups of at most 90 days at once."""
Item = TypeVar("Item")
Result = TypeVar("Result")


CLOUDS = {
    "gov": {
        "api_url": "https://api-usgov.webex.com/v1",
        "token_url": "https://api-usgov.webex.com/v1/access_token",
        "authorize_url": "https://api-usgov.webex.com/v1/authorize",
    }
}
"""The addresses of Webex's other clouds, each with organizations of its own."""


class Options(Model):
    """The keys of a Webex connection in hardener.toml."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    auth: Literal["service", "admin", "user"] = "service"
    """`service`: a service app that an administrator authorized; `admin`: an administrator who
    logs in; `user`: one host who logs in, for their own programs."""
    hosts: tuple[str, ...] = ()
    """E-mail addresses of the hosts to look at; none: everybody in the organization (`user`: oneself)."""
    sites: tuple[str, ...] = ()
    """Webex sites to look at (`library.webex.com`); none: all."""
    suite_sites: tuple[str, ...] = ()
    """Sites on the Webex Suite meeting platform, which keeps some settings as they are."""
    library_card: tuple[str, ...] = CARDS
    """What the library's card is called where sign-up forms ask for it, beside "library card"."""
    personal_rooms: bool = True
    """Also read each host's personal room."""
    cloud: Literal["gov"] | None = None
    """`gov`: Webex for Government; none: webexapis.com."""
    api_url: str = "https://webexapis.com/v1"
    token_url: str = "https://webexapis.com/v1/access_token"  # noqa: S105 - an address
    authorize_url: str = "https://webexapis.com/v1/authorize"
    redirect_uri: str = "http://127.0.0.1:8910/"
    """Where a person's browser brings the answer; the integration must list it."""

    @model_validator(mode="before")
    @classmethod
    def _addresses(cls, given: object) -> object:
        return adapter.of_cloud(CLOUDS, given)


def options_of(given: Mapping[str, JsonValue]) -> Options:
    """Return the options. Raises `AdapterError` that names the key."""
    return adapter.options(Options, given, "Webex")


def credentials(options: Options) -> tuple[Credential, ...]:
    """Return what `hardener connect` asks for."""
    app = (
        Credential(name="client_id", prompt="Client ID of the app", hidden=False),
        Credential(name="client_secret", prompt="Client secret of the app"),
    )
    if options.auth == "service":
        return (*app, Credential(name="refresh_token", prompt="Refresh token of the authorized service app"))
    return app


def consent(options: Options, vault: Vault) -> Consent | None:
    """Return where a person agrees, and to which scopes; None for a service app."""
    if options.auth == "service":
        return None
    admin = options.auth == "admin"
    needed = [operation.scope(admin=admin) for _, operation, _ in (*READS, *WRITES)]
    me = [] if admin or options.hosts else [ME.user]
    return Consent(
        authorize_url=options.authorize_url,
        client_id=vault.get("client_id"),
        redirect_uri=options.redirect_uri,
        scopes=tuple(dict.fromkeys(filter(None, (*needed, *me)))),
    )


class Api:
    """Webex's API through one session: scopes first, then the call."""

    def __init__(self, session: Session, options: Options, vault: Vault) -> None:
        """Log in when first needed; one token serves all threads."""
        self._session = session
        self._options = options
        self._vault = vault
        self.admin = options.auth != "user"
        """It acts for other people, and has to say for whom."""
        session.base_url = options.api_url.rstrip("/")
        session.token = session.broker(self._log_in, self._login, self._keep)

    @property
    def scopes(self) -> frozenset[str]:
        """Return the scopes that the token was granted, none where Webex did not tell. Raises `AdapterError`."""
        assert self._session.token is not None
        return self._session.token.token().scopes

    def get(self, operation: Operation, ident: str = "", **params: str) -> dict[str, Any]:
        """Return the answer of one reading call. Raises `AdapterError`; `ScopeError` before it is sent."""
        self._check(operation)
        path = operation.path.format(id=quote(ident, safe=""))
        return self._told(operation, lambda: self._session.get(path, params or None))

    def pages(self, operation: Operation, **params: str) -> Iterator[dict[str, Any]]:
        """Yield every entry of a list, page by page. Raises `AdapterError`."""
        self._check(operation)
        entries = self._session.pages(
            operation.path, "items", params=params, total="", following=by_link, same=operation.filters
        )
        try:
            yield from entries
        except RefusedError as error:
            raise explained(error, operation, admin=self.admin) from None

    def write(  # noqa: PLR0913 - one request
        self, method: str, operation: Operation, ident: str, body: dict[str, Any] | None, serial: str,
        params: Mapping[str, str], headers: Mapping[str, str],
    ) -> Answer:  # fmt: skip
        """Send one change; writes with the same `serial` wait for each other. Raises `AdapterError`."""
        self._check(operation)
        path = operation.path.format(id=quote(ident, safe=""))
        return self._told(
            operation,
            lambda: self._session.ask(method, path, params or None, body=body, serial=serial, headers=headers),
        )

    def signed_up(self, ident: str, host: Host | None) -> bool:
        """Tell whether anybody has signed up for a meeting in the last year. Raises `AdapterError`."""
        whose = {"hostEmail": host.email} if self.admin and host is not None else {}
        for number in range(QUARTERS):
            until = self.now() + timedelta(days=1) - number * QUARTER
            between = {"registrationTimeFrom": stamp(until - QUARTER), "registrationTimeTo": stamp(until)}
            try:
                if self.get(REGISTRANTS, ident, **between, **whose, max="1").get("items") != []:
                    return True
            except RefusedError as error:
                if error.status != 404:
                    raise
        return False

    def each(self, work: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[Result]:
        """Do `work` on many items at the same time; yield results as they come."""
        return self._session.each(work, items)

    def now(self) -> datetime:
        """Return the time, in UTC."""
        return datetime.fromtimestamp(self._session.clock(), UTC)

    def exchange(self, form: Mapping[str, str]) -> Token:
        """Send a form to the token endpoint. Raises `AdapterError`."""
        app = {"client_id": self._vault.get("client_id"), "client_secret": self._vault.get("client_secret")}
        try:
            answer = self._session.form(self._options.token_url, {**form, **app})
        except RefusedError as error:
            raise login_refused(error, self._options) from None
        return parse_token(answer, self._session.clock())

    def keep(self, token: Token) -> None:
        """Keep the refresh token that a person's consent gave."""
        self._keep(token.refresh or "")

    def _log_in(self) -> Token:
        return self.exchange(refresh_form(self._vault.get("refresh_token")))

    def _login(self) -> Login:
        """Return what a token is for."""
        chosen = self._options
        place = (chosen.token_url, chosen.api_url, chosen.auth, self._vault.get("client_id"))
        return Login(place, (*place, self._vault.get("client_secret"), self._vault.get("refresh_token")))

    def _keep(self, refresh: str) -> None:
        """Store a refresh token that is new; Webex mostly gives the same one again, good for longer."""
        if refresh and refresh != self._known():
            self._vault.keep("refresh_token", refresh)

    def _known(self) -> str:
        try:
            return self._vault.get("refresh_token")
        except HardenerError:
            return ""

    def _check(self, operation: Operation) -> None:
        if operation.allowed(self.scopes, admin=self.admin) is not False:
            return
        assert self._session.token is not None
        if operation.allowed(self._session.token.fresh().scopes, admin=self.admin) is False:
            raise lacking(operation, admin=self.admin)

    def _told(self, operation: Operation, call: Callable[[], Result]) -> Result:
        try:
            return call()
        except RefusedError as error:
            raise explained(error, operation, admin=self.admin) from None


def lacking(operation: Operation, *, admin: bool) -> ScopeError:
    """Say which scope a call would need."""
    name = operation.scope(admin=admin)
    if not name:
        return ScopeError('only an administrator can do this: auth = "service" or "admin"', status=0)
    return ScopeError(f"the Webex app lacks the scope {name}", status=0, code=name)


def login_refused(error: RefusedError, options: Options) -> RefusedError:
    """Say what a person does about a refused log-in."""
    if error.status not in {400, 401}:
        return error
    told = "; first have the service app authorized again in Control Hub" if options.auth == "service" else ""
    said = f"the client ID, its secret or the refresh token is wrong or too old{told}: {error}"
    return RefusedError(said, status=error.status, code=error.code)


def explained(error: RefusedError, operation: Operation, *, admin: bool) -> AdapterError:
    """Say in plain words what Webex's refusal of a call means, where we know."""
    text = str(error)
    if error.status == 403:
        scope = operation.scope(admin=admin)
        role = "and its administrator must be a full and a site administrator" if admin else "and only for one's own"
        return ScopeError(f"Webex refuses it; it needs the scope {scope}, {role}: {text}", status=403, code=scope)
    if error.status == 404 and admin and "{id}" in operation.path:
        told = f"there is no such meeting, or it is another host's: {text}"
        return RefusedError(told, status=404, code=error.code)
    return error
