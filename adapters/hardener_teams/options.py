"""The keys of a Teams connection in hardener.toml, and the secrets that go with them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal, Self

from pydantic import ConfigDict, Field, JsonValue, model_validator

from hardener import adapter
from hardener.adapter import Consent, Credential, Vault
from hardener.model import Model
from hardener.questions import CARDS
from hardener_teams.people import Home, home_of

LOGIN = "https://login.microsoftonline.us"
CLOUDS = {
    "gcc": {},
    "gcc-high": {
        "login_url": LOGIN,
        "api_url": "https://graph.microsoft.us/v1.0",
        "resource": "https://graph.microsoft.us",
    },
    "dod": {
        "login_url": LOGIN,
        "api_url": "https://dod-graph.microsoft.us/v1.0",
        "resource": "https://dod-graph.microsoft.us",
    },
}
"""Where the tenants of US governments are, other than at the usual addresses; GCC is there as well."""


class Options(Model):
    """The keys of a Teams connection in hardener.toml."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    tenant: str = Field(pattern=r"^[\w.-]+$")
    """The tenant's id or one of its domains: `library.onmicrosoft.com`."""
    auth: Literal["app", "user"] = "app"
    """`app`: an app of the tenant, for several organizers; `user`: one person who logged in."""
    organizers: tuple[str, ...] = ()
    """Whose programs: object ids, or user principal names (then User.Read.All is needed)."""
    group: str = ""
    """Object id of a group; all its members are organizers."""
    certificate: Path | None = None
    """A PEM file with the app's private key and certificate, instead of a client secret."""
    webinars: bool = True
    """Also read webinars and town halls; needs VirtualEvent.Read.All."""
    domains: tuple[str, ...] = ()
    """Further domains of the library's own people, beside those of its organizers."""
    library_card: tuple[str, ...] = CARDS
    """What this library calls its card, where the configuration does not say it for all."""
    policies: Path | None = None
    """The imported policies: see `hardener import teams-policy`."""
    cloud: Literal["gcc", "gcc-high", "dod"] | None = None
    """Of a tenant of a US government; none: everybody else's."""
    api_url: str = "https://graph.microsoft.com/v1.0"
    login_url: str = "https://login.microsoftonline.com"
    resource: str = "https://graph.microsoft.com"
    """What the token is for; another in the national clouds."""
    redirect_uri: str = "http://localhost:8910/"
    """Where a person's browser brings the answer; the app must list it."""

    @model_validator(mode="before")
    @classmethod
    def _addresses(cls, given: object) -> object:
        return adapter.of_cloud(CLOUDS, given)

    @model_validator(mode="after")
    def _somebody(self) -> Self:
        if self.auth == "app" and not self.organizers and not self.group:
            raise ValueError("give organizers (object ids) or a group whose members they are")
        if self.auth == "user" and (self.organizers or self.group or self.certificate):
            raise ValueError('with auth = "user" there are no organizers, group and certificate: it is one person')
        return self

    @property
    def home(self) -> Home:
        """Return what is the library's own, as far as the configuration says."""
        return home_of((*self.domains, self.tenant))

    @property
    def token_url(self) -> str:
        """Return the address of the tenant's token endpoint."""
        return f"{self.login_url.rstrip('/')}/{self.tenant}/oauth2/v2.0/token"

    @property
    def scopes(self) -> tuple[str, ...]:
        """Return what a person is asked to agree to."""
        wanted = ("OnlineMeetings.ReadWrite", "Calendars.Read", *(("VirtualEvent.ReadWrite",) if self.webinars else ()))
        return ("offline_access", *(f"{self.resource.rstrip('/')}/{name}" for name in wanted))


def options_of(given: Mapping[str, JsonValue]) -> Options:
    """Return the options. Raises `AdapterError` that names the key."""
    return adapter.options(Options, given, "Teams")


def credentials(options: Options) -> tuple[Credential, ...]:
    """Return what `hardener connect` asks for."""
    app = Credential(name="client_id", prompt="Application (client) ID of the app", hidden=False)
    if options.auth == "user" or options.certificate is not None:
        return (app,)
    return (app, Credential(name="client_secret", prompt="Client secret of the app"))


def consent(options: Options, vault: Vault) -> Consent | None:
    """Return where a person agrees that the app reads their programs; None for an app alone."""
    if options.auth == "app":
        return None
    return Consent(
        authorize_url=f"{options.login_url.rstrip('/')}/{options.tenant}/oauth2/v2.0/authorize",
        client_id=vault.get("client_id"),
        redirect_uri=options.redirect_uri,
        scopes=options.scopes,
    )
