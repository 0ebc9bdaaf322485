"""The keys of a Teams connection in hardener.toml, and the secrets that go with them."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator

from hardener import vendor
from hardener.adapter import Credential
from hardener.questions import CARDS
from hardener.vendor import Call
from hardener_teams.calls import CALLS, EVENTS
from hardener_teams.people import Home, home_of

LOGIN = "https://login.microsoftonline.us"
GRAPH, DOD = "https://graph.microsoft.us", "https://dod-graph.microsoft.us"
CLOUDS = {
    "gcc": {},
    "gcc-high": {"login_url": LOGIN, "api_url": f"{GRAPH}/v1.0", "resource": GRAPH},
    "dod": {"login_url": LOGIN, "api_url": f"{DOD}/v1.0", "resource": DOD},
}
"""Where the tenants of US governments are, other than at the usual addresses; GCC is there as well."""
CLIENT_ID = Credential(name="client_id", prompt="Application (client) ID of the app", hidden=False)


class Options(vendor.Options):
    """The keys of a Teams connection in hardener.toml."""

    vendor = "Teams"
    clouds = CLOUDS

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
    def calls(self) -> tuple[Call, ...]:
        """Return the calls that `doctor` tells of."""
        return tuple(call for call in CALLS if self.webinars or not call.path.startswith(EVENTS))

    @property
    def token_url(self) -> str:
        """Return the address of the tenant's token endpoint."""
        return f"{self.login_url.rstrip('/')}/{self.tenant}/oauth2/v2.0/token"

    @property
    def authorize_url(self) -> str:
        """Return the address at which a person agrees."""
        return f"{self.login_url.rstrip('/')}/{self.tenant}/oauth2/v2.0/authorize"

    @property
    def credentials(self) -> tuple[Credential, ...]:
        """Return what `hardener connect` asks for."""
        secret = Credential(name="client_secret", prompt="Client secret of the app")
        return (CLIENT_ID, secret) if self.auth == "app" and self.certificate is None else (CLIENT_ID,)

    @property
    def consent(self) -> tuple[str, ...] | None:
        """Return what a person is asked to agree to; None for an app alone."""
        if self.auth == "app":
            return None
        wanted = ("OnlineMeetings.ReadWrite", "Calendars.Read", *(("VirtualEvent.ReadWrite",) if self.webinars else ()))
        return ("offline_access", *(f"{self.resource.rstrip('/')}/{name}" for name in wanted))
