"""The keys of a connection in hardener.toml, as far as all vendors have them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, Self

from pydantic import ConfigDict, JsonValue, model_validator

from hardener import adapter
from hardener.adapter import Credential
from hardener.model import Model

CLIENT_ID = Credential(name="client_id", prompt="Client ID of the app", hidden=False)
APP = (CLIENT_ID, Credential(name="client_secret", prompt="Client secret of the app"))
"""What proves an app to be itself, nearly everywhere."""


class Options(Model):
    """What any connection may say; a vendor's own options extend it, and give the addresses their values."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    vendor: ClassVar[str]
    """The platform's name, as people write it."""
    clouds: ClassVar[Mapping[str, Mapping[str, str]]] = {}
    """The addresses of the vendor's other clouds, each with accounts of its own, by the value of the key `cloud`."""

    redirect_uri: str = "http://127.0.0.1:8910/"
    """Where a person's browser brings the answer; the app must list it."""

    if TYPE_CHECKING:  # a vendor has each as a key or works it out; pydantic must not see these

        @property
        def auth(self) -> str:
            """Return who logs in: it decides which scopes count."""

        @property
        def api_url(self) -> str:
            """Return the address of the API."""

        @property
        def token_url(self) -> str:
            """Return the address of the token endpoint."""

        @property
        def authorize_url(self) -> str:
            """Return the address at which a person agrees."""

    @classmethod
    def of(cls, given: Mapping[str, JsonValue]) -> Self:
        """Return the options. Raises `AdapterError` that names the key."""
        return adapter.options(cls, given, cls.vendor)

    @model_validator(mode="before")
    @classmethod
    def _addresses(cls, given: object) -> object:
        return _of_cloud(cls.clouds, given)

    @property
    def credentials(self) -> tuple[Credential, ...]:
        """Return what `hardener connect` asks for."""
        return APP

    @property
    def proofs(self) -> tuple[str, ...]:
        """Return the names of the secrets that a log-in sends: who has others must not have its token.

        They are what was asked for and, where a person agreed, what came of that.
        """
        came = () if self.consent is None else ("refresh_token",)
        return (*(each.name for each in self.credentials), *came)

    @property
    def consent(self) -> tuple[str, ...] | None:
        """Return the scopes that a person is asked to agree to; None where nobody has to."""
        return None

    @property
    def consent_extra(self) -> Mapping[str, str]:
        """Return what else the question says."""
        return {}


def _of_cloud(clouds: Mapping[str, Mapping[str, str]], given: object) -> object:
    """Return a connection's keys with the addresses of its `cloud`; what is given outright wins."""
    cloud = given.get("cloud") if isinstance(given, Mapping) else None
    found = clouds.get(cloud) if isinstance(cloud, str) else None
    return {**found, **given} if found and isinstance(given, Mapping) else given
