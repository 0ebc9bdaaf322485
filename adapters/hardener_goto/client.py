"""GoTo over HTTP: who logs in, how lists go on, what a refusal means. Not what the answers mean."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from hardener import vendor
from hardener.adapter import AdapterError
from hardener.errors import RefusedError
from hardener.http import by_number
from hardener.http.auth import INVALID
from hardener.questions import CARDS
from hardener.vendor import Call, marked, unanswered
from hardener_goto.calls import ADMIN_API, CALLS, ME, MEETING_API, OF_ALL, OF_ONE, WEBINAR_API

COLLABORATION, IDENTITY = "collab:", "identity:"
BY_NUMBER = by_number("page.totalPages")
APIS = (ADMIN_API, MEETING_API, WEBINAR_API)


NO_WHOSE = marked(
    "GoTo does not let this log-in ask whose it is, and no licence is needed for that; log in as somebody "
    "who is active in the account"
)


class Options(vendor.Options):
    """The keys of a GoTo connection in hardener.toml."""

    vendor = "GoTo"

    auth: Literal["organizer", "admin"] = "organizer"
    """`organizer`: one host logs in, for their own programs; `admin`: an administrator, for those of the account."""
    products: tuple[Literal["meeting", "webinar"], ...] = ("meeting", "webinar")
    """Which products the account has."""
    library_card: tuple[str, ...] = CARDS
    """What the library's card is called where sign-up forms ask for it, beside "library card"."""
    requests_per_second: float = Field(default=10, gt=0, le=100)
    """Of each API: GoTo's own limit; less where other programs need some of it. It does not say how long to wait after
    more."""
    api_url: str = "https://api.getgo.com"
    token_url: str = "https://authentication.logmeininc.com/oauth/token"  # noqa: S105 - an address
    authorize_url: str = "https://authentication.logmeininc.com/oauth/authorize"

    @property
    def admin(self) -> bool:
        """Tell whether other people's programs are looked at."""
        return self.auth == "admin"

    @property
    def consent(self) -> tuple[str, ...]:
        """Return the scopes that a person is asked to agree to."""
        return (COLLABORATION, IDENTITY) if self.admin else (COLLABORATION,)


class Login(vendor.Login[Options]):
    """Logs in with a refresh token; the app proves itself in the header."""

    basic: ClassVar = True
    advice: ClassVar = dict.fromkeys(
        (400, 401, 403), "the client ID, its secret or the refresh token is wrong, or older than 30 days"
    )


class Api(vendor.Api[Options]):
    """GoTo's APIs."""

    log_in: ClassVar = Login
    app: ClassVar = "the GoTo client"
    total: ClassVar = "page.totalElements"

    def authenticate(self) -> None:
        """Have the session say who asks, no faster than GoTo takes it."""
        super().authenticate()
        self.session.pace(dict.fromkeys(APIS, self.options.requests_per_second))

    @property
    def calls(self) -> tuple[Call, ...]:
        """Return the calls that this log-in needs."""
        unneeded = OF_ONE if self.options.admin else OF_ALL
        return tuple(call for call in CALLS if call not in unneeded)

    def explained(self, error: RefusedError, call: Call, names: vendor.Params) -> AdapterError:  # noqa: ARG002 - the shape
        """Say in plain words what a refusal means, where we know."""
        if error.status != 403:
            return error
        return RefusedError(f"{self._why(error, call)}: {error}", status=403, code=error.code)

    def _why(self, error: RefusedError, call: Call) -> str:
        """Return what a 403 means, which is GoTo's answer to many things."""
        if str(error.code).casefold() in INVALID:
            return unanswered.LOG_IN_AGAIN.format(platform="GoTo", command=f"hardener connect {self.session.name}")
        if call in OF_ALL:
            return marked('only an administrator of the account can do this; with auth = "organizer" nobody has to')
        if call == ME:
            return f"{NO_WHOSE}: hardener connect {self.session.name}"
        return marked("GoTo refuses it: the organizer has no licence for this product, or it is another's")
