"""What a Google Meet connection may say in hardener.toml, and which secrets and scopes it needs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import Field, model_validator

from hardener import vendor
from hardener.adapter import Credential
from hardener.vendor import APP
from hardener_meet import calls

GROUP_CALENDAR = "@group.calendar.google.com"
KEY_FILE = Credential(name="service_account", prompt="The service account's JSON key file, on one line")


class Options(vendor.Options):
    """The keys of a Google Meet connection in hardener.toml."""

    vendor = "Meet"

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

    @model_validator(mode="after")
    def _somebody(self) -> Options:
        if not self.calendars or len(set(self.calendars)) < len(self.calendars):
            raise ValueError("calendars: name at least one calendar, each once")
        if self.auth == "user" and (self.user or self.admin):
            raise ValueError('user and admin are for auth = "service-account"; a person acts as themselves')
        if self.auth == "service-account" and not all(self.people):
            raise ValueError("user: say as whom the service account reads a calendar that is nobody's own")
        if self.auth == "service-account" and self.policies and not self.overseer:
            raise ValueError("admin: say as which super admin the policies are read")
        return self

    @property
    def api_url(self) -> str:
        """Return the address of the API that a connection is known by."""
        return self.meet_url

    def acts_as(self, calendar: str) -> str:
        """Return as whom `calendar` is read; empty for the person who logged in, or where nobody is known."""
        if self.auth == "user" or self.user:
            return self.user
        return calendar if "@" in calendar and not calendar.endswith(GROUP_CALENDAR) else ""

    @property
    def people(self) -> tuple[str, ...]:
        """Return as whom the calendars are read."""
        return tuple(dict.fromkeys(map(self.acts_as, self.calendars)))

    @property
    def overseer(self) -> str:
        """Return as whom the organization's policies are read; empty for the person who logged in."""
        return self.admin or self.user

    def wanted(self, who: str) -> tuple[str, ...]:
        """Return the scopes to ask for as `who`: nobody gets the super admin's, who gets no others."""
        looking = [calls.MEMBERS, calls.EVENTS] if who in self.people else []
        asked = [calls.SET_SPACE, *looking, calls.SET_EVENT] if looking and self.changes else looking
        if self.policies and who == self.overseer:
            asked = [*asked, calls.POLICIES]
        return tuple(call.scopes[self.auth][0] for call in asked)

    @property
    def credentials(self) -> tuple[Credential, ...]:
        """Return what `hardener connect` asks for."""
        return (KEY_FILE,) if self.auth == "service-account" else APP

    @property
    def consent(self) -> tuple[str, ...] | None:
        """Return the scopes that a person is asked to agree to; None for a service account, for which an admin does."""
        return None if self.auth == "service-account" else self.wanted(self.user)

    @property
    def consent_extra(self) -> Mapping[str, str]:
        """Return what else the question says: without it Google gives no refresh token, or only the first time."""
        return {"access_type": "offline", "prompt": "consent"}
