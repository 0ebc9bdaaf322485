"""What a Google Meet connection may say in hardener.toml, and which secrets it needs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import ConfigDict, Field, JsonValue, model_validator

from hardener import adapter
from hardener.adapter import Consent, Credential, Vault
from hardener.model import Model
from hardener_meet import scopes

GROUP_CALENDAR = "@group.calendar.google.com"


class Options(Model):
    """The keys of a Google Meet connection in hardener.toml."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    auth: Literal["service-account", "user"] = "service-account"
    """`service-account`: one that acts for people of the domain; `user`: one person who logged in."""
    calendars: tuple[str, ...] = ("primary",)
    """Ids of the calendars that programs are in; that of a person's own calendar is the e-mail address."""
    user: str = ""
    """As whom the service account reads; empty: each calendar as the person whose own it is."""
    policies: bool = False
    """Also read the organization's policies, which takes a super admin."""
    admin: str = ""
    """The super admin as whom the service account reads them; empty: `user`."""
    changes: bool = True
    """False: only the scopes for looking are asked for."""
    reads_per_minute: int = Field(default=600, ge=1, le=6000)
    """Of one person and one API: Google's own limit; less where other programs need some of it."""
    writes_per_minute: int = Field(default=100, ge=1, le=1000)
    """Changes of meetings by one person: Google's own limit."""
    meet_url: str = "https://meet.googleapis.com"
    calendar_url: str = "https://www.googleapis.com"
    policy_url: str = "https://cloudidentity.googleapis.com"
    token_url: str = "https://oauth2.googleapis.com/token"  # noqa: S105 - an address
    authorize_url: str = "https://accounts.google.com/o/oauth2/v2/auth"
    redirect_uri: str = "http://127.0.0.1:8911/"
    """Where a person's browser brings the answer."""

    @model_validator(mode="after")
    def _somebody(self) -> Options:
        if not self.calendars or len(set(self.calendars)) < len(self.calendars):
            raise ValueError("calendars: name at least one calendar, each once")
        if self.auth == "user" and (self.user or self.admin):
            raise ValueError('user and admin are for auth = "service-account"; a person acts as themselves')
        if self.auth == "service-account" and not all(self.acts_as(calendar) for calendar in self.calendars):
            raise ValueError("user: say as whom the service account reads a calendar that is nobody's own")
        if self.auth == "service-account" and self.policies and not (self.admin or self.user):
            raise ValueError("admin: say as which super admin the policies are read")
        return self

    def acts_as(self, calendar: str) -> str:
        """Return as whom `calendar` is read; empty for the person who logged in, or where nobody is known."""
        if self.auth == "user" or self.user:
            return self.user
        return calendar if "@" in calendar and not calendar.endswith(GROUP_CALENDAR) else ""


def options_of(given: Mapping[str, JsonValue]) -> Options:
    """Return the options. Raises `AdapterError` that names the key."""
    return adapter.options(Options, given, "Meet")


def credentials(options: Options) -> tuple[Credential, ...]:
    """Return what `hardener connect` asks for."""
    if options.auth == "service-account":
        return (Credential(name="service_account", prompt="The service account's JSON key file, on one line"),)
    return (
        Credential(name="client_id", prompt="Client ID of the app", hidden=False),
        Credential(name="client_secret", prompt="Client secret of the app"),
    )


def consent(options: Options, vault: Vault) -> Consent | None:
    """Return where a person agrees; None for a service account, for which an admin does."""
    if options.auth == "service-account":
        return None
    return Consent(
        authorize_url=options.authorize_url,
        client_id=vault.get("client_id"),
        redirect_uri=options.redirect_uri,
        scopes=scopes.wanted(changes=options.changes, policies=options.policies),
        # Without these two Google gives no refresh token, or only the first time.
        extra={"access_type": "offline", "prompt": "consent"},
    )
