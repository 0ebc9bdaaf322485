"""Greenlight and BigBlueButton over HTTP: log in by cookie, sign a query, ask. It judges no answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from hardener import redact, vendor
from hardener.adapter import Access, AdapterError
from hardener.errors import MalformedError, RefusedError
from hardener.http import Login, Signed, by_number, inside
from hardener.http.markup import RETURNCODE
from hardener.vendor import Call, at, marked, word
from hardener_bigbluebutton import calls
from hardener_bigbluebutton.options import Options

Json = dict[str, Any]
ROOM = re.compile(
    r"(?P<path>/(?:room_settings|rooms)/)[^/?\s]+?(?=\.json|/|\?|\s|$)|\b[a-z0-9]{3}(?:-[a-z0-9]{3}){2,3}\b",
    re.IGNORECASE,
)
"""A room's address where a path has it, or where Greenlight repeats it: whoever knows it stands at the door."""
CODES = ("glViewerAccessCode", "glModeratorAccessCode")
DATA = inside("data")
OWN = marked("without it only your own and shared rooms")
SORT = {"sort[column]": "name", "sort[direction]": "ASC"}
"""Without it rooms that were never used have no order, and one may be on two pages, and another on none."""


class Api(vendor.Api[Options]):
    """Greenlight as the person who logs in, and BigBlueButton's own API beside it."""

    app = "the account in Greenlight"
    total = "meta.count"

    def authenticate(self) -> None:
        """Log in to Greenlight when something is first asked of it; sign what is asked of BigBlueButton."""
        self.session.hide = without_room
        options, vault = self.options, self.vault
        signed = Signed(lambda: vault.get("api_secret"), reads={"getMeetings"})
        self.server = self.session.at(options.bigbluebutton, None, signed)
        if options.greenlight:
            self.visit = self.session.auth = self.session.cookie_login(
                "/", calls.SESSION.path,
                lambda: {"session": {"email": vault.get("email"), "password": vault.get("password")}}, self._key,
            )  # fmt: skip

    def _key(self) -> Login:
        """Return whose log-in it is: Greenlight lets each person have one, so all processes of ours share it."""
        place = (self.options.api_url, self.vault.get("email"))
        return Login(place, (*place, self.vault.get("password")))

    def explained(self, error: RefusedError, call: Call, names: vendor.Params) -> AdapterError:  # noqa: ARG002 - the shape
        """Say it without a room's address, and which permission Greenlight asks for."""
        error.args = (without_room(str(error)),)
        if error.status == 403 and call.path in calls.NEEDS:
            error.args = (f"{error}; the role in Greenlight needs {calls.NEEDS[call.path]}",)
        return error

    def me(self) -> Json:
        """Return who is logged in, with the role's permissions. Raises `AdapterError`."""
        found = self.visit.asked(
            lambda: _object(self.read(calls.SESSION, DATA), "who is logged in"), lambda me: me.get("signed_in") is False
        )
        if found.get("signed_in") is not True:
            raise MalformedError("Greenlight does not say who is logged in")
        return found

    def allowed_to(self, me: Json, permission: str) -> bool:
        """Tell whether the role has a permission of Greenlight's. Raises `MalformedError` where that is not told."""
        told = at(me, f"permissions.{permission}")
        if not isinstance(told, str) or told not in {"true", "false"}:
            raise MalformedError(f"Greenlight does not say whether the account has the permission {permission}")
        return told == "true"

    def rooms(self, *, every: bool) -> Iterator[Json]:
        """Yield all rooms, or the person's own and shared. Raises `AdapterError`, also after what it did give."""
        if not every:
            listed = self.read(calls.ROOMS, DATA)
            if not isinstance(listed, list):
                raise MalformedError("the list of rooms is none")
            yield from (_object(room, "a room") for room in listed)
            return
        yield from self.pages(calls.SERVER_ROOMS, SORT, by_number("meta.pages", first=1))

    def settings(self, friendly: str) -> Json:
        """Return a room's settings, of a code only whether there is one. Raises `AdapterError`."""
        found = _object(self.read(calls.SETTINGS, DATA, id=friendly), "a room's settings")
        for name in CODES:
            if name in found:
                found[name] = _code(found[name])
        return found

    def configurations(self) -> Json:
        """Return what is forced for all rooms. Raises `AdapterError`."""
        return _object(self.read(calls.CONFIGURATIONS, DATA), "the rooms' configuration")

    def set_room(self, friendly: str, name: str, value: str) -> None:
        """Give a room one setting. Raises `AdapterError`."""
        body = {"room_setting": {"settingName": name, "settingValue": value}}
        self.send("PATCH", calls.SET_ROOM, body, friendly, id=friendly)

    def set_configuration(self, name: str, value: str) -> None:
        """Force something for all rooms. Raises `AdapterError`."""
        self.send("PUT", calls.SET_CONFIGURATION, {"RoomsConfig": {"value": value}}, "site", name=name)

    def on(self) -> Iterator[tuple[str, str]]:
        """Yield the title of each meeting that is on, and the room that it is of, if one. Raises `AdapterError`."""
        try:
            found = self.server.read(calls.MEETINGS.path, RETURNCODE)
        except RefusedError as error:
            raise self.explained(error, calls.MEETINGS, {}) from None
        if found.find("meetings") is None and found.findtext("messageKey") != "noMeetings":
            raise MalformedError("the API does not say which meetings are on")
        for meeting in found.iterfind("meetings/meeting"):
            running = (meeting.findtext("running") or "").strip().casefold()
            if running not in {"true", "false"}:
                raise MalformedError("the API does not say whether a meeting is on")
            if running == "true":
                title = meeting.findtext("meetingName") or "a meeting without a name"
                yield title, meeting.findtext("metadata/bbb-context-id") or ""

    def doctor(self) -> Iterator[Access]:
        """Yield what the log-in allows, by the role's permissions."""
        me = self.me()
        for call in calls.CALLS:
            needed = calls.NEEDS.get(call.path, "")
            allowed = self.allowed_to(me, needed) if needed else None
            note = OWN if allowed is False and call.kind == "read" else ""
            yield Access(what=call.what, kind=call.kind, allowed=allowed, scope=needed, paths=call.paths, note=note)


def _object(found: object, what: str) -> Json:
    if not isinstance(found, dict):
        raise MalformedError(f"Greenlight's answer about {what} is no object")
    return found


def _code(found: object) -> object:
    """Return whether there is a code; the code itself goes no further. What is no code stays for nobody to know."""
    if found is None or (isinstance(found, str) and found in {"", "false"}) or found is False:
        return False
    if not word(found):
        return "unknown"
    redact.hide(str(found))
    return True


def without_room(said: str) -> str:
    """Return `said` without addresses of rooms."""
    return ROOM.sub(lambda found: f"{found['path'] or ''}{redact.GONE}", said)


def named(room: Mapping[str, Any]) -> tuple[str, str, str]:
    """Return a room's id, the address that it is asked by, and its title. Raises `MalformedError`."""
    ident, friendly = word(room.get("id")), word(room.get("friendly_id"))
    if not ident or not friendly or "/" in ident or re.search(r"[\s/?#]", friendly):
        raise MalformedError("a room without an id or an address")
    return ident, friendly, word(room.get("name")) or "a room without a name"
