"""What a BigBlueButton connection may say in hardener.toml, and which secrets it needs."""

from __future__ import annotations

from typing import ClassVar, Self
from urllib.parse import urlsplit

from pydantic import field_validator, model_validator

from hardener import vendor
from hardener.adapter import Credential

EMAIL = Credential(name="email", prompt="E-mail address of hardener's own Greenlight account", hidden=False)
PASSWORD = Credential(name="password", prompt="Its password")
SECRET = Credential(name="api_secret", prompt="The API's shared secret (bbb-conf --secret)")


class Options(vendor.Options):
    """The keys of a BigBlueButton connection in hardener.toml."""

    vendor: ClassVar[str] = "BigBlueButton"

    greenlight: str = ""
    """Address of Greenlight v3, with its path where it has one."""
    bigbluebutton: str = ""
    """Address of the API, up to `/bigbluebutton`: tells what is on."""
    folder: str = ""
    """Where bbb-web.properties is: `/etc/bigbluebutton`, or a copy of it."""
    shipped: str = ""
    """Where the shipped bigbluebutton.properties is, if not in `folder`: `/usr/share/bbb-web/WEB-INF/classes`."""
    scalelite: str = ""
    """Name in `folder` of Scalelite's environment file."""
    bbblb: str = ""
    """Name in `folder` of what `bbblb state export` wrote."""
    tenant: str = ""
    """Which of BBBLB's tenants the front end is."""
    balancer: bool | None = None
    """False: there is none. Without it, and without `folder`, nobody knows."""

    @field_validator("greenlight", "bigbluebutton")
    @classmethod
    def _address(cls, url: str) -> str:
        parts = urlsplit(url)
        plain = parts.scheme in {"http", "https"} and not (parts.query or parts.fragment or parts.username)
        if url and not (plain and parts.hostname and url.isprintable() and " " not in url):
            raise ValueError("expected an address, as https://rooms.library.org, and nothing of a log-in in it")
        return url

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not (self.greenlight or self.folder or self.bigbluebutton):
            raise ValueError("name at least one of greenlight, folder and bigbluebutton")
        if (self.scalelite or self.bbblb) and not self.folder:
            raise ValueError("scalelite and bbblb name a file in folder, which is not given")
        if self.scalelite and self.bbblb:
            raise ValueError("name one of scalelite and bbblb: meetings go through one of them")
        if bool(self.bbblb) != bool(self.tenant):
            raise ValueError("bbblb needs tenant, the one that serves the front end, and only bbblb has it")
        if self.balancer is False and (self.scalelite or self.bbblb):
            raise ValueError("balancer = false says that there is none")
        return self

    @property
    def auth(self) -> str:
        """Return who logs in: a person of Greenlight's, or nobody."""
        return "user" if self.greenlight else "nobody"

    @property
    def api_url(self) -> str:
        """Return the address that stands for the server."""
        return (self.greenlight or self.bigbluebutton).rstrip("/")

    @property
    def token_url(self) -> str:
        """Return nothing: no token is ever asked for."""
        return ""

    @property
    def credentials(self) -> tuple[Credential, ...]:
        """Return what `hardener connect` asks for."""
        return (*((EMAIL, PASSWORD) if self.greenlight else ()), *((SECRET,) if self.bigbluebutton else ()))

    @property
    def no_balancer(self) -> bool:
        """Tell whether it is known that calls go straight to the server."""
        return not (self.scalelite or self.bbblb) and (
            self.balancer is False or (bool(self.folder) and self.balancer is None)
        )
