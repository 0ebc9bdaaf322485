"""Zoom over HTTP: who logs in, which scopes count, what a refusal means. Not what the answers mean."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import ClassVar, Literal

from pydantic import Field

from hardener import vendor
from hardener.adapter import AdapterError, Credential, Vault
from hardener.errors import RefusedError, ScopeError, SpentError, ThrottledError
from hardener.http import Session
from hardener.questions import CARDS
from hardener.vendor import APP, Call, ident_of, marked
from hardener_zoom.calls import CLASSIC, COUNTED, GRANULAR, USER

RATES = {
    "free": {"light": 4.0, "medium": 2.0, "heavy": 1.0},
    "pro": {"light": 30.0, "medium": 20.0, "heavy": 10.0},
    "business": {"light": 80.0, "medium": 60.0, "heavy": 40.0},
}
"""Requests a second, by plan and Zoom's own rate label."""

DAILY = re.compile("daily[- ](rate )?limit", re.IGNORECASE)
SPENT = "Zoom takes no more changes of this host's programs today (UTC)"
ACCOUNT_ID = Credential(name="account_id", prompt="Account ID of the app", hidden=False)
CLOUDS = {
    "gov": {
        "api_url": "https://api.zoomgov.com/v2",
        "token_url": "https://zoomgov.com/oauth/token",
        "authorize_url": "https://zoomgov.com/oauth/authorize",
    }
}


class Options(vendor.Options):
    """The keys of a Zoom connection in hardener.toml."""

    vendor = "Zoom"
    clouds = CLOUDS

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
    personal_rooms: bool = True
    """Also read each host's personal room."""
    library_card: tuple[str, ...] = CARDS
    """What this library calls its card, where the configuration does not say it for all."""
    regions: tuple[str, ...] = ()
    """Zoom's names of the regions that are the library's own, like US."""

    @property
    def credentials(self) -> tuple[Credential, ...]:
        """Return what `hardener connect` asks for."""
        return (ACCOUNT_ID, *APP) if self.auth == "server" else APP

    @property
    def consent(self) -> tuple[str, ...] | None:
        """Return that a person agrees to what the app lists; None for a Server-to-Server app."""
        return None if self.auth == "server" else ()


class Login(vendor.Login[Options]):
    """Logs in as the app of an account, or with a person's refresh token, which Zoom replaces each time."""

    basic = True

    def grant(self) -> Mapping[str, str]:
        """Return the form that asks for a token."""
        if self.options.auth == "user":
            return super().grant()
        form = {"grant_type": "account_credentials", "account_id": self.vault.get("account_id")}
        index = self.options.token_index
        return {**form, "token_index": str(index)} if index else form

    def place(self) -> tuple[str, ...]:
        """Return as whom: each token index of an app has a token of its own."""
        server = self.options.auth == "server"
        return (*super().place(), *((self.vault.get("account_id"), str(self.options.token_index)) if server else ()))


class Api(vendor.Api[Options]):
    """Zoom's API."""

    log_in: ClassVar = Login
    app: ClassVar = "the Zoom app"
    total: ClassVar = "total_records"
    paging: ClassVar = {"page_size": "300"}

    def __init__(self, session: Session, options: Options, vault: Vault) -> None:
        """Log in when first needed, and keep to the pace of the account's plan."""
        super().__init__(session, options, vault)
        self._spent: dict[str, date] = {}
        """The day on which Zoom said that it takes no more changes, by whose they are."""
        session.pace(RATES[options.plan] | dict(options.rates))

    @property
    def role(self) -> str:
        """Return the style of scopes that the app uses."""
        return _style(self.scopes)

    def enough(self, call: Call) -> tuple[str, ...]:
        """Return the scopes of both styles, those of the app's own first."""
        style = self.role
        return (*call.scopes[style], *call.scopes[CLASSIC if style == GRANULAR else GRANULAR])

    def account(self) -> str:
        """Return whose account it is: a Server-to-Server app's token is granted for that id and no other."""
        if self.options.auth == "server":
            return ident_of(self.vault.get("account_id"))
        me = self.get(USER, id="me")
        return ident_of(me.get("account_id"), me.get("id"))

    def patch(self, call: Call, body: vendor.Json, serial: str, params: vendor.Params, **names: str) -> None:
        """Send one change; those with the same `serial` wait for each other.

        Raises `AdapterError`, and `SpentError` from the first on that Zoom takes no more of one host's today.
        """
        counted, today = call in COUNTED, self.now().date()
        if counted and self._spent.get(serial) == today:
            raise SpentError(SPENT, status=0)
        try:
            self.send("PATCH", call, body, serial, params, None, **names)
        except ThrottledError as error:
            if not counted or not DAILY.search(str(error)):
                raise
            self._spent[serial] = today
            raise SpentError(SPENT, status=error.status, code=error.code) from None

    def explained(self, error: RefusedError, call: Call, names: vendor.Params) -> AdapterError:  # noqa: ARG002 - the shape
        """Say in plain words what Zoom's refusal means, where we know."""
        text = str(error)
        if error.code in {4700, 4711} or "scope" in text.casefold():
            return ScopeError(f"{marked('the Zoom app lacks a scope')}: {text}", status=error.status, code=error.code)
        if error.code == 200 and "paid account" in text.casefold():
            return RefusedError(marked("Zoom shows this to paid accounts only"), status=error.status, code=error.code)
        return error


@lru_cache(8)  # asked before each call, and the same for all that one token allows
def _style(scopes: frozenset[str]) -> str:
    granular = any(s.count(":") >= 2 and not s.endswith(("read:admin", "write:admin")) for s in scopes)
    return GRANULAR if granular else CLASSIC
