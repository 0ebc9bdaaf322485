"""Webex over HTTP: who logs in, which scopes count, what a refusal means. Not what the answers mean."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar, Literal

from hardener import vendor
from hardener.adapter import AdapterError, Credential
from hardener.errors import RefusedError, ScopeError
from hardener.http import Answer, by_link
from hardener.http.paging import Next
from hardener.questions import CARDS
from hardener.vendor import APP, Call, marked, unanswered
from hardener_webex.calls import ADMIN, CALLS, ME, PEOPLE, REGISTRANTS, USER
from hardener_webex.documents import Host, stamp

QUARTER, QUARTERS = timedelta(days=89), 5
"""Webex tells the sign-ups of at most 90 days at once."""
CLOUDS = {
    "gov": {
        "api_url": "https://api-usgov.webex.com/v1",
        "token_url": "https://api-usgov.webex.com/v1/access_token",
        "authorize_url": "https://api-usgov.webex.com/v1/authorize",
    }
}


NO_SUCH = marked("there is no such meeting, or it is another host's")


class Options(vendor.Options):
    """The keys of a Webex connection in hardener.toml."""

    vendor = "Webex"
    clouds = CLOUDS

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
    webhooks: bool = False
    """Have `hardener watch --listen` make its webhooks at Webex, put them back and delete them; else a person does."""
    personal_rooms: bool = True
    """Also read each host's personal room."""
    cloud: Literal["gov"] | None = None
    """`gov`: Webex for Government; none: webexapis.com."""
    api_url: str = "https://webexapis.com/v1"
    token_url: str = "https://webexapis.com/v1/access_token"  # noqa: S105 - an address
    authorize_url: str = "https://webexapis.com/v1/authorize"

    @property
    def role(self) -> str:
        """Return whether the log-in acts for other people."""
        return USER if self.auth == "user" else ADMIN

    @property
    def calls(self) -> tuple[Call, ...]:
        """Return the calls that this log-in needs; who one is, is asked of a host who names none."""
        named, admin = bool(self.hosts), self.role == ADMIN
        unneeded = [*([ME] if admin or named else []), *([PEOPLE] if named or not admin else [])]
        return tuple(call for call in CALLS if call not in unneeded)

    @property
    def credentials(self) -> tuple[Credential, ...]:
        """Return what `hardener connect` asks for."""
        if self.auth != "service":
            return APP
        return (*APP, Credential(name="refresh_token", prompt="Refresh token of the authorized service app"))

    @property
    def consent(self) -> tuple[str, ...] | None:
        """Return the scopes that a person is asked to agree to; None for a service app."""
        if self.auth == "service":
            return None
        asked = [scope for call in CALLS for scope in call.scopes.get(self.role, ()) if not (call is ME and self.hosts)]
        return tuple(dict.fromkeys(asked))


class Login(vendor.Login[Options]):
    """Logs in with a refresh token, a service app's too."""

    def refused(self, error: RefusedError) -> RefusedError:
        """Say what a person does about a refused log-in."""
        if error.status not in {400, 401}:
            return error
        again = "; first have the service app authorized again in Control Hub" if self.options.auth == "service" else ""
        said = f"the client ID, its secret or the refresh token is wrong or too old{again}: {error}"
        return RefusedError(said, status=error.status, code=error.code)


class Api(vendor.Api[Options]):
    """Webex's API."""

    log_in: ClassVar = Login
    app: ClassVar = "the Webex app"

    @property
    def role(self) -> str:
        """Return which of a call's scopes count."""
        return self.options.role

    @property
    def admin(self) -> bool:
        """Tell whether the log-in acts for other people, and has to say for whom."""
        return self.role == ADMIN

    def onward(self, page: Answer) -> Next:
        """Return the address of the next page, which the headers have."""
        return by_link(page)

    def lacking(self, call: Call) -> ScopeError:
        """Return which scope a call would need, or that nobody has it for themselves."""
        if self.enough(call):
            return super().lacking(call)
        return ScopeError(marked('only an administrator can do this: auth = "service" or "admin"'), status=0)

    def needed(self, call: Call) -> str:
        """Return what to grant for a call."""
        return super().needed(call) or "an administrator's log-in"

    def explained(self, error: RefusedError, call: Call, names: vendor.Params) -> AdapterError:  # noqa: ARG002 - the shape
        """Say in plain words what a refusal means, where we know."""
        if error.status == 403:
            scope = next(iter(self.enough(call)), "")
            if not call.scopes:
                told = f"{marked('only an administrator of the site may do this')}: {error}"
                return RefusedError(told, status=403, code=error.code)
            role = (
                marked("and its administrator must be a full and a site administrator")
                if self.admin
                else marked("and only for one's own")
            )
            told = unanswered.NEEDS.format(platform="Webex", scope=scope, role=role)
            return ScopeError(f"{told}: {error}", status=403, code=scope)
        if error.status == 404 and self.admin and "{id}" in call.path:
            told = f"{NO_SUCH}: {error}"
            return RefusedError(told, status=404, code=error.code)
        return error

    def signed_up(self, ident: str, host: Host | None) -> bool:
        """Tell whether anybody has signed up for a meeting in the last year. Raises `AdapterError`."""
        whose = {"hostEmail": host.email} if self.admin and host is not None else {}
        for number in range(QUARTERS):
            until = self.now() + timedelta(days=1) - number * QUARTER
            between = {"registrationTimeFrom": stamp(until - QUARTER), "registrationTimeTo": stamp(until)}
            try:
                if self.get(REGISTRANTS, {**between, **whose, "max": "1"}, id=ident).get("items") != []:
                    return True
            except RefusedError as error:
                if error.status != 404:
                    raise
        return False
