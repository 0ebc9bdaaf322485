"""YouTube's Data API over HTTP: log in as the channel's owner, count units, call; nothing of what answers mean."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import ClassVar, Literal

from pydantic import Field

from hardener import vendor
from hardener.adapter import AdapterError, Vault
from hardener.errors import HardenerError, MalformedError, RefusedError, ScopeError, SpentError, ThrottledError
from hardener.http import Session
from hardener.http.retry import Again
from hardener.vendor import Call, Json, marked
from hardener_youtube import calls

SPENT = frozenset({"quotaExceeded", "dailyLimitExceeded"})
HURRIED = frozenset({"rateLimitExceeded", "userRateLimitExceeded", "userRequestsExceedRateLimit"})
SCOPELESS = frozenset({"insufficientPermissions", "ACCESS_TOKEN_SCOPE_INSUFFICIENT"})
NO_CHANNEL = marked(
    "this log-in has no YouTube channel: connect again, and choose the library's channel when Google asks"
)
UNITS_SPENT = marked("the project's units for today are spent")
TOLD: Mapping[int | str, str] = {
    "invalid_grant": marked(
        "the log-in does not hold any more; connect again, and put the consent screen into production"
    ),
    "invalid_client": marked("the client's ID or secret is wrong"),
}
"""In plain words, what the token endpoint says."""


class Options(vendor.Options):
    """The keys of a YouTube connection in hardener.toml."""

    vendor = "YouTube"

    auth: Literal["user"] = "user"
    """Only the channel's owner can log in."""
    videos: int = Field(default=50, ge=0, le=5000)
    """How many of the newest uploads are looked at, beside the broadcasts."""
    changes: bool = True
    """False: only the scope for looking is asked for; whether comments are on cannot be told with it."""
    units_per_day: int = Field(default=calls.UNITS, ge=1)
    """What hardener may use of the project's units: less where other programs need some of them."""
    api_url: str = "https://youtube.googleapis.com"
    token_url: str = "https://oauth2.googleapis.com/token"  # noqa: S105 - an address
    authorize_url: str = "https://accounts.google.com/o/oauth2/v2/auth"
    redirect_uri: str = "http://127.0.0.1:8912/"

    @property
    def consent(self) -> tuple[str, ...]:
        """Return the scope that the owner is asked to agree to: one of them is enough for everything."""
        call = calls.SET_VIDEO if self.changes else calls.VIDEOS
        return call.scopes[self.auth][:1]

    @property
    def consent_extra(self) -> Mapping[str, str]:
        """Return what else the question says, for a refresh token each time that somebody agrees."""
        return {"prompt": "consent", "access_type": "offline"}


class Login(vendor.Login[Options]):
    """Logs in as the channel's owner."""

    advice = TOLD


class Api(vendor.Api[Options]):
    """YouTube as one channel's owner sees it."""

    log_in: ClassVar = Login
    app: ClassVar = "the log-in"
    token: ClassVar = ("nextPageToken", "pageToken")

    def __init__(self, session: Session, options: Options, vault: Vault) -> None:
        """Log in when first needed; count what is spent together with all that use the same Google project."""
        super().__init__(session, options, vault)
        session.explain = self._plain
        session.quota = session.daily(
            options.units_per_day, calls.PRICES, zone=calls.ZONE, whose=("youtube", options.api_url, self._project())
        )

    def channel(self) -> Json:
        """Return the channel that the log-in is for. Raises `AdapterError` where it has none."""
        found = self.entries(calls.CHANNEL, {"part": "id,contentDetails", "mine": "true"})
        if len(found) != 1:
            raise AdapterError(NO_CHANNEL)
        return found[0]

    def one(self, call: Call, parts: str, ident: str) -> Json:
        """Return the entry with this id. Raises `AdapterError`, also where YouTube shows none."""
        found = [each for each in self.entries(call, {"part": parts, "id": ident}) if each.get("id") == ident]
        if len(found) != 1:
            raise AdapterError("YouTube does not show it any more")
        return found[0]

    def entries(self, call: Call, params: vendor.Params) -> list[Json]:
        """Return the entries of one page. Raises `AdapterError`."""
        found = self.get(call, params).get("items", [])  # an empty list is left out
        if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
            raise MalformedError("YouTube gave a list that is none")
        return found

    def _project(self) -> str:
        """Return what stands for the Google project: the number that a client's id begins with."""
        with suppress(HardenerError):
            return self.vault.get("client_id").partition("-")[0]
        return self.session.name

    def _plain(self, error: RefusedError) -> AdapterError:
        """Say what a refusal means by its reason: a 403 is a limit, the day's end, a scope, or a real refusal."""
        if error.code in HURRIED:
            raise Again(ThrottledError(str(error), status=error.status, code=error.code))
        if error.code in SPENT:
            assert self.session.quota is not None
            self.session.quota.exhaust()
            return SpentError(f"{UNITS_SPENT}: {error}", status=error.status, code=error.code)
        if error.code in SCOPELESS:
            return ScopeError(
                f"{marked('the log-in lacks a scope for this')}: {error}", status=error.status, code=error.code
            )
        return error
