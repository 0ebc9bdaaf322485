"""Nextcloud over HTTP: OCS and CalDAV by one account's app password. It knows nothing of what answers mean."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, ClassVar, Literal
from urllib.parse import urlsplit

from pydantic import field_validator

from hardener import redact, vendor
from hardener.adapter import AdapterError, Credential
from hardener.errors import MalformedError, RefusedError
from hardener.http import Basic, inside
from hardener.http.codecs import Codec
from hardener.http.markup import XML
from hardener.vendor import Call, Json, digest, ident_of, word
from hardener.vendor.calendar import FETCHED
from hardener_nextcloud import calls

DATA: Codec[Any] = inside("ocs.data")
HIDDEN = re.compile(r"(?<=/)(?P<what>room|call|calendars)/[^/\s]+")
"""Of a path, what logs must not have: the token of a room, and the name of an account."""
REFUSED: Mapping[int, str] = {
    401: "Nextcloud does not take the app password: make a new one, and connect again",
    403: "only a moderator of the room may do this",
    404: "the room is gone, or this account takes no part in it any more",
    406: "the room belongs to another server, which does not do this",
    412: "the lobby keeps this account out, or the server is not set up for it",
    422: "the room belongs to another server, which does not answer",
}
"""What a refusal means where Nextcloud itself says little."""
LIST = {"noStatusUpdate": "1", "includeStatus": "false", "includeLastMessage": "false"}
"""The account does not go online, and no message is sent along."""


class Options(vendor.Options):
    """The keys of a connection to one account of one Nextcloud."""

    vendor: ClassVar[str] = "Nextcloud Talk"

    url: str
    """The address of Nextcloud itself, with a folder where it has one: `https://cloud.library.org`."""
    user: str
    """The account's user id, which is not always its log-in name."""
    auth: Literal["app-password"] = "app-password"
    redirect_uri: str = ""
    """Nobody logs in by a browser."""
    token_url: str = ""
    authorize_url: str = ""

    @field_validator("url", "user")
    @classmethod
    def _said(cls, given: str) -> str:
        if not given.strip() or not given.isprintable():
            raise ValueError("expected one line of text")
        return given.strip()

    @property
    def api_url(self) -> str:
        """Return the address that all paths lie below."""
        return self.url.rstrip("/").removesuffix("/index.php")

    @property
    def credentials(self) -> tuple[Credential, ...]:
        """Return what `hardener connect` asks for."""
        return (Credential(name="app_password", prompt="App password of the account"),)


class Api(vendor.Api[Options]):
    """One account of one Nextcloud."""

    def authenticate(self) -> None:
        """Send name and app password with every call, and what keeps Nextcloud from taking us for a browser."""
        self.session.headers["OCS-APIRequest"] = "true"
        self.session.hide = lambda path: HIDDEN.sub(lambda found: f"{found['what']}/{redact.GONE}", path)
        self.session.auth = Basic(self.options.user, lambda: self.vault.get("app_password"))

    def explained(self, error: RefusedError, call: Call, names: vendor.Params) -> AdapterError:  # noqa: ARG002 - the shape
        """Say in plain words what a refusal means, beside what Nextcloud says."""
        if said := REFUSED.get(error.status):
            error.args = (f"{said} ({error})",)
        return error

    def account(self) -> str:
        """Return which account of which server it is, as a fingerprint: both may be names. Raises `AdapterError`."""
        where, who = urlsplit(self.options.api_url), ident_of(word(self._user()) or None)
        return ident_of("account", digest(f"{(where.netloc + where.path).casefold()}/{who.casefold()}"))

    def _user(self) -> object:
        """Return the account's id in the server's own words; its rooms tell it too where the other call is missing."""
        try:
            return self.object(calls.USER).get("id")
        except RefusedError as error:
            if error.status != 404:
                raise
        listed = (each for each in self.entries(calls.ROOMS, LIST) if isinstance(each, dict))
        return next((each.get("actorId") for each in listed if each.get("actorType") == "users"), None)

    def object(self, call: Call, **names: str) -> Json:
        """Return the object that a call answers. Raises `AdapterError`."""
        found = self.read(call, DATA, None, **names)
        if not isinstance(found, dict):
            raise MalformedError("Nextcloud answered with something that is no object")
        return found

    def entries(self, call: Call, params: vendor.Params | None = None, **names: str) -> list[Any]:
        """Return the list that a call answers. Raises `AdapterError`."""
        found = self.read(call, DATA, params, **names)
        if not isinstance(found, list):
            raise MalformedError("Nextcloud answered with something that is no list")
        return found

    def dav(self, method: str, call: Call, xml: str, **names: str) -> Any:  # noqa: ANN401 - an XML element
        """Return the root of what CalDAV answers about a folder and what lies right in it. Raises `AdapterError`."""
        with self.session.within(FETCHED):
            return self.question(method, call, XML, xml, {"Depth": "1"}, user=self.options.user, **names)
