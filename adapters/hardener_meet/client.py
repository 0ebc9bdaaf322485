"""Google's three APIs over HTTP: log in as somebody, know the scopes, call. It knows nothing of what answers mean."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from hardener import redact, vendor
from hardener.adapter import AdapterError, Vault
from hardener.errors import MalformedError, RefusedError, ScopeError, ThrottledError
from hardener.http import Answer, Session
from hardener.http.paging import Next
from hardener.http.retry import Again
from hardener.vendor import Call, digest, ident_of, marked
from hardener_meet import calls
from hardener_meet.login import Login
from hardener_meet.options import Options

Json = dict[str, Any]
MEMBER_PAGES = 20
CODE = re.compile(r"(?P<path>/spaces/)[a-z]+(?:-[a-z]+)+|\b[a-z]{3}-[a-z]{4}-[a-z]{3}\b", re.IGNORECASE)
"""A meeting's code where a path has it, or as Google says it."""
PEOPLE = ("organizer", "creator")
OF_SERIES = frozenset({"id", "status", "summary", "start", "end", "conferenceData"})
"""What a list's entry must have for a series with a Meet meeting; what guests may do is left out where it is usual."""


class Api(vendor.Api[Options]):
    """Google's three APIs, as one person."""

    log_in: ClassVar = Login
    app: ClassVar = "the log-in"
    token: ClassVar = ("nextPageToken", "pageToken")

    def __init__(self, session: Session, options: Options, vault: Vault, who: str = "") -> None:
        """Log in as `who`, empty for the person who agreed, when first needed."""
        super().__init__(session.at("", None), options, vault, who)
        urls = {"meet": options.meet_url, "calendar": options.calendar_url, "policy": options.policy_url}
        reads, writes = options.reads_per_minute / 60, options.writes_per_minute / 60
        self._views = {name: self.session.at(url, self.session.token) for name, url in urls.items()}
        for view in self._views.values():
            view.pace({"meet": reads, "calendar": reads, "policy": 1.0, "meet write": writes})

    def view(self, call: Call) -> Session:
        """Return the session of the API that a call is of."""
        return self._views[call.cost.split()[0]]

    def explained(self, error: RefusedError, call: Call, names: vendor.Params) -> AdapterError:  # noqa: ARG002 - the shape
        """Say in plain words what Google's refusal means, where we know, and without the meeting's code."""
        error.args = (without_code(str(error)),)
        if error.status == 403 and "insufficient authentication scopes" in str(error).casefold():
            return ScopeError(f"{marked('the log-in lacks a scope for this')}: {error}", status=403, code=error.code)
        return error

    def account(self) -> str:
        """Return whose account it is: the domain in which a service account acts, or the person. Raises `AdapterError`.

        No scope that we have names the person; their own events in their own calendar do. Whoever has none of these
        is told by the calendars that are read.
        """
        if self.options.auth == calls.SERVICE:
            self.check(calls.EVENTS)
            return ident_of(self.login.who.rpartition("@")[2].casefold())  # whose admin granted this log-in
        fields = f"nextPageToken,items({','.join(f'{part}(email,self)' for part in PEOPLE)})"
        listed = self.pages(calls.EVENTS, {"maxResults": "250", "fields": fields}, calendar="primary")
        people = (event.get(part) for event in listed for part in PEOPLE)
        own = (p.get("email") for p in people if isinstance(p, Mapping) and p.get("self") is True)
        found = next((email for email in own if isinstance(email, str) and "@" in email), "")
        address = (found or min((c for c in self.options.calendars if "@" in c), default="")).strip().casefold()
        if not address:
            raise AdapterError("Google does not say whose calendar it is before it has an event of that person's own")
        return ident_of(address.rpartition("@")[2], digest(address)[:12])

    def events(self, calendar: str, start: datetime, end: datetime) -> tuple[list[Json], Json]:
        """Return a calendar's events, each date of a series for itself, and what the calendar says of itself.

        Raises `AdapterError`.
        """
        params = {
            "singleEvents": "true", "orderBy": "startTime", "timeMin": start.isoformat(), "timeMax": end.isoformat(),
            "maxResults": "2500", "eventTypes": "default",
            "fields": f"accessRole,timeZone,nextPageToken,items({calls.ROW_FIELDS})",
        }  # fmt: skip
        itself: Json = {}

        def following(page: Answer) -> Next:
            itself.update({key: page.body.get(key) for key in ("accessRole", "timeZone")})
            return self.onward(page)

        return list(self.pages(calls.EVENTS, params, following, calendar=calendar)), itself

    def masters(self, calendar: str, start: datetime, end: datetime) -> dict[str, Json]:
        """Return by id the series of a calendar that have a date between two moments, as its list has each.

        A list and a single answer give the same resource, each part by the same `fields`. What is there twice, lacks
        anything, or is not clearly a series itself, is left out, and asked for alone. Raises `AdapterError`.
        """
        params = {
            "singleEvents": "false", "timeMin": start.isoformat(), "timeMax": end.isoformat(),
            "maxResults": "2500", "eventTypes": "default", "fields": f"nextPageToken,items({calls.EVENT_FIELDS})",
        }  # fmt: skip
        found: dict[str, Json] = {}
        odd: set[str] = set()
        for event in self.pages(calls.EVENTS, params, calendar=calendar):
            ident = event.get("id")
            if not isinstance(ident, str) or "recurringEventId" in event or not event.keys() >= OF_SERIES:
                continue
            if found.setdefault(ident, event) != event:
                odd.add(ident)
        return {ident: event for ident, event in found.items() if ident not in odd}

    def event(self, calendar: str, ident: str) -> Json:
        """Return one event, or the master of a series. Raises `AdapterError`."""
        return self.get(calls.EVENT, {"fields": calls.EVENT_FIELDS}, calendar=calendar, id=ident)

    def members(self, name: str) -> list[Json]:
        """Return who has a role of their own in the space `name` (`spaces/…`). Raises `AdapterError`."""
        found: list[Json] = []
        params = {"pageSize": "500", "fields": "members(email,role),nextPageToken"}
        for _ in range(MEMBER_PAGES):
            page = self.get(calls.MEMBERS, params, id=name.removeprefix("spaces/"))
            listed, onward = page.get("members", []), page.get("nextPageToken")  # Google leaves out an empty list
            if not isinstance(listed, list) or not all(isinstance(each, dict) for each in listed):
                raise MalformedError("Google gave co-hosts that are none")
            found += listed
            if not onward:
                return found
            params = {**params, "pageToken": str(onward)}
        raise MalformedError("the list of co-hosts does not end")

    def policies(self) -> list[Json]:
        """Return the organization's policies for Meet. Raises `AdapterError`."""
        params = {"filter": r"setting.type.matches('^settings/meet\\..*$')", "pageSize": "100"}
        return list(self.pages(calls.POLICIES, params))


def seats(session: Session, options: Options, vault: Vault) -> dict[str, Api]:
    """Return Google as each person that the connection acts as sees it, by their address."""
    session.base_url, session.explain, session.hide = options.api_url.rstrip("/"), hurried, without_code
    return {who: Api(session, options, vault, who) for who in {*options.people, options.overseer}}


def hurried(error: RefusedError) -> AdapterError:
    """Have the calendar's rate limit waited for: it is a 403, which nothing else would send again."""
    if error.status == 403 and "rate limit exceeded" in str(error).casefold():
        raise Again(ThrottledError(str(error), status=error.status, code=error.code))
    return error


def without_code(said: str) -> str:
    """Return `said` without meeting codes: whoever has the code has the link."""
    return CODE.sub(lambda found: f"{found['path'] or ''}{redact.GONE}", said)
