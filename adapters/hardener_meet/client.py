"""Google's three APIs over HTTP: log in as somebody, know the scopes, call. It knows nothing of what answers mean."""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar
from urllib.parse import quote

from hardener import redact
from hardener.adapter import AdapterError, Vault, ident_of
from hardener.errors import MalformedError, RefusedError, ScopeError, ThrottledError
from hardener.http import Login, Session, Token
from hardener.http.answer import Answer
from hardener.http.paging import Next, by_token
from hardener.http.patience import Again
from hardener_meet import login
from hardener_meet import scopes as op
from hardener_meet.login import Signer
from hardener_meet.options import Options

Item = TypeVar("Item")
Result = TypeVar("Result")

MEMBER_PAGES = 20
CODE = re.compile(r"(?P<path>/spaces/)[a-z]+(?:-[a-z]+)+|\b[a-z]{3}-[a-z]{4}-[a-z]{3}\b", re.IGNORECASE)
"""A meeting's code where a path has it, or as Google says it."""
PRIMARY = "/calendar/v3/calendars/primary/events"
EVENT_FIELDS = (
    "id,status,summary,start,end,originalStartTime,recurringEventId,visibility,hangoutLink,organizer/self,"
    "guestsCanInviteOthers,guestsCanModify,guestsCanSeeOtherGuests,"
    "conferenceData(conferenceId,conferenceSolution/key/type,createRequest/status/statusCode)"
)
"""What we ask of an event: no guests, no description, no phone numbers."""
ROW_FIELDS = f"{EVENT_FIELDS[:-1]},entryPoints/uri),location,description"
"""What we ask of a row of a calendar: also what tells that it is on another platform, which is not kept."""
SPACE_FIELDS = "name,config,activeConference,phoneAccess/regionCode"
"""What we ask of a space: no link and no PIN."""


@dataclass(frozen=True, slots=True)
class Seat:
    """One person as whom we ask, and the session's view of each of the three APIs with that person's token."""

    who: str
    meet: Session
    calendar: Session
    policy: Session

    @property
    def scopes(self) -> frozenset[str]:
        """Return the scopes that were granted, whole. Raises `AdapterError` where the log-in fails."""
        assert self.meet.token is not None
        return self.meet.token.token().scopes

    def fresh(self) -> frozenset[str]:
        """Return the scopes of a log-in made now. Raises `AdapterError`."""
        assert self.meet.token is not None
        return self.meet.token.fresh().scopes


class Api:
    """Google's APIs through one session: scopes first, then the call."""

    def __init__(self, session: Session, options: Options, vault: Vault) -> None:
        """Log in when first needed; one token a person serves all threads."""
        self.options = options
        self._session = session
        self._vault = vault
        self._lock = threading.Lock()
        self._seats: dict[str, Seat] = {}
        self._signer: Signer | None = None
        session.base_url = options.meet_url.rstrip("/")
        session.explain = explained
        session.hide = without_code

    def account(self) -> str:
        """Return whose account it is: the domain in which a service account acts, or the person. Raises `AdapterError`.

        No scope that we have names the person; their own events in their own calendar do. Whoever has none of these
        is told by the calendars that are read.
        """
        seat = self.of(self.options.calendars[0])
        self._check(seat, op.LIST_EVENTS)
        if self.options.auth == "service-account":
            return ident_of(seat.who.rpartition("@")[2].casefold())  # whose admin granted this log-in
        who = ("organizer", "creator")
        params = {"maxResults": "250", "fields": f"nextPageToken,items({','.join(f'{p}(email,self)' for p in who)})"}
        onward = by_token("nextPageToken", "pageToken")
        listed = seat.calendar.pages(PRIMARY, "items", params=params, cost="calendar", total="", following=onward)
        people = (event.get(part) for event in listed for part in who)
        own = (p.get("email") for p in people if isinstance(p, Mapping) and p.get("self") is True)
        found = next((email for email in own if isinstance(email, str) and "@" in email), "")
        return person(found or min((c for c in self.options.calendars if "@" in c), default=""))

    def seat(self, who: str) -> Seat:
        """Return the seat of `who`, empty for the person who logged in."""
        with self._lock:
            if who not in self._seats:
                self._seats[who] = self._seated(who)
            return self._seats[who]

    def of(self, calendar: str) -> Seat:
        """Return the seat from which `calendar` is read."""
        return self.seat(self.options.acts_as(calendar))

    def admin(self) -> Seat:
        """Return the seat from which the organization's policies are read."""
        return self.seat(self.options.admin or self.options.user)

    def events(self, calendar: str, start: datetime, end: datetime) -> dict[str, Any]:
        """Return a calendar's events, each date of a series for itself, and what it says of itself.

        Raises `AdapterError`.
        """
        seat = self.of(calendar)
        self._check(seat, op.LIST_EVENTS)
        params = {
            "singleEvents": "true", "orderBy": "startTime", "timeMin": start.isoformat(), "timeMax": end.isoformat(),
            "maxResults": "2500", "eventTypes": "default",
            "fields": f"accessRole,timeZone,nextPageToken,items({ROW_FIELDS})",
        }  # fmt: skip
        itself: dict[str, Any] = {}
        onward = by_token("nextPageToken", "pageToken")

        def following(answer: Answer) -> Next:
            itself.update({key: answer.body.get(key) for key in ("accessRole", "timeZone")})
            return onward(answer)

        path = f"/calendar/v3/calendars/{quote(calendar, safe='')}/events"
        found = seat.calendar.pages(path, "items", params=params, cost="calendar", total="", following=following)
        items = list(found)
        return {**itself, "items": items}

    def event(self, calendar: str, ident: str) -> dict[str, Any]:
        """Return one event, or the master of a series. Raises `AdapterError`."""
        seat = self.of(calendar)
        self._check(seat, op.GET_EVENT)
        return seat.calendar.get(_event(calendar, ident), {"fields": EVENT_FIELDS}, cost="calendar")

    def set_event(self, calendar: str, ident: str, body: dict[str, Any]) -> None:
        """Change an event; no mail goes to its guests, and its conference is not touched. Raises `AdapterError`."""
        seat = self.of(calendar)
        self._check(seat, op.PATCH_EVENT)
        params = {"sendUpdates": "none", "fields": "id"}
        seat.calendar.patch(_event(calendar, ident), body, params, cost="calendar", serial=ident)

    def space(self, calendar: str, name: str) -> dict[str, Any]:
        """Return the space of that name or meeting code. Raises `AdapterError`."""
        seat = self.of(calendar)
        self._check(seat, op.GET_SPACE)
        try:
            return seat.meet.get(f"/v2/spaces/{quote(name, safe='')}", {"fields": SPACE_FIELDS}, cost="meet")
        except AdapterError as error:
            error.args = (without_code(str(error)),)
            raise

    def members(self, calendar: str, name: str) -> list[dict[str, Any]]:
        """Return who has a role of their own in the space `name`. Raises `AdapterError`."""
        seat = self.of(calendar)
        self._check(seat, op.LIST_MEMBERS)
        found: list[dict[str, Any]] = []
        params = {"pageSize": "500", "fields": "members(email,role),nextPageToken"}
        for _ in range(MEMBER_PAGES):
            page = seat.meet.get(f"/v2/{quote(name, safe='/')}/members", params, cost="meet")
            listed, onward = page.get("members", []), page.get("nextPageToken")  # Google leaves out an empty list
            if not isinstance(listed, list) or not all(isinstance(each, dict) for each in listed):
                raise MalformedError("Google gave co-hosts that are none")
            found += listed
            if not onward:
                return found
            params = {**params, "pageToken": str(onward)}
        raise MalformedError("the list of co-hosts does not end")

    def set_space(self, calendar: str, name: str, body: dict[str, Any], mask: str) -> None:
        """Change what `mask` names of the space `name` (`spaces/…`), and nothing else. Raises `AdapterError`."""
        seat = self.of(calendar)
        self._check(seat, op.PATCH_SPACE)
        path = f"/v2/{quote(name, safe='/')}"
        seat.meet.patch(path, body, {"updateMask": mask, "fields": "name"}, cost="meet write", serial=name)

    def policies(self) -> list[dict[str, Any]]:
        """Return the organization's policies for Meet. Raises `AdapterError`."""
        seat = self.admin()
        self._check(seat, op.LIST_POLICIES)
        params = {"filter": r"setting.type.matches('^settings/meet\\..*$')", "pageSize": "100"}
        following = by_token("nextPageToken", "pageToken")
        found = seat.policy.pages(
            "/v1/policies", "policies", params=params, cost="policy", total="", following=following
        )
        return list(found)

    def each(self, work: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[Result]:
        """Do `work` on many items at the same time; yield results as they come."""
        return self._session.each(work, items)

    def now(self) -> datetime:
        """Return the time, in UTC."""
        return datetime.fromtimestamp(self._session.clock(), UTC)

    def exchange(self, form: Mapping[str, str]) -> None:
        """Turn a person's answer into a refresh token and keep it. Raises `AdapterError`."""
        token = login.by_form(self._session, self.options, self._vault, form)
        if not token.refresh:
            raise AdapterError(
                "Google gave no refresh token; take the app out of the account's permissions, and connect again"
            )
        self._vault.keep("refresh_token", token.refresh)

    def _seated(self, who: str) -> Seat:
        broker = self._session.broker(lambda: self._log_in(who), lambda: self._login(who))
        reads, writes = self.options.reads_per_minute / 60, self.options.writes_per_minute / 60
        rates = {"meet": reads, "calendar": reads, "policy": 1.0, "meet write": writes}

        options = self.options
        urls = (options.meet_url, options.calendar_url, options.policy_url)
        seat = Seat(who, *(self._session.at(url, broker) for url in urls))
        for session in (seat.meet, seat.calendar, seat.policy):
            session.pace(rates)
        return seat

    def _log_in(self, who: str) -> Token:
        if self.options.auth == "user":
            return login.by_refresh(self._session, self.options, self._vault)
        with self._lock:
            if self._signer is None:
                self._signer = login.signer_of(self._vault.get("service_account"))
        return login.by_delegation(self._session, self.options, self._signer, who, self._wanted(who))

    def _login(self, who: str) -> Login:
        """Return what a token of `who` is for."""
        place = (self.options.token_url, self.options.meet_url, self.options.auth, who, *self._wanted(who))
        names = ("client_id", "client_secret", "refresh_token") if self.options.auth == "user" else ("service_account",)
        return Login(place, (*place, *map(self._vault.get, names)))

    def _wanted(self, who: str) -> tuple[str, ...]:
        """Return the scopes to ask for as `who`: nobody gets the super admin's, who gets no others."""
        programs = any(self.options.acts_as(calendar) == who for calendar in self.options.calendars)
        policies = self.options.policies and who == (self.options.admin or self.options.user)
        found = op.wanted(changes=self.options.changes, policies=policies)
        return found if programs else tuple(scope for scope in found if scope == op.LIST_POLICIES.scope)

    @staticmethod
    def _check(seat: Seat, operation: op.Operation) -> None:
        granted = seat.scopes
        if granted and not operation.allowed(granted) and not operation.allowed(seat.fresh()):
            name = operation.scope
            raise ScopeError(f"the log-in lacks the scope {name}", status=0, code=operation.scopes[0])


def person(email: str) -> str:
    """Return what tells a person, or a calendar, from every other without naming them. Raises `AdapterError`."""
    if not email:
        raise AdapterError("Google does not say whose calendar it is before it has an event of that person's own")
    address = email.strip().casefold()
    return ident_of(address.rpartition("@")[2], hashlib.sha256(address.encode()).hexdigest()[:12])


def _event(calendar: str, ident: str) -> str:
    return f"/calendar/v3/calendars/{quote(calendar, safe='')}/events/{quote(ident, safe='')}"


def without_code(said: str) -> str:
    """Return `said` without meeting codes: whoever has the code has the link."""
    return CODE.sub(lambda found: f"{found['path'] or ''}{redact.GONE}", said)


def explained(error: RefusedError) -> AdapterError:
    """Say in plain words what Google's refusal means, where we know."""
    text = str(error)
    if error.status == 403 and "rate limit exceeded" in text.casefold():
        # The calendar's rate limit is a 403, which nothing else would send again.
        raise Again(ThrottledError(text, status=error.status, code=error.code))
    if error.status == 403 and "insufficient authentication scopes" in text.casefold():
        return ScopeError(f"the log-in lacks a scope for this: {text}", status=403, code=error.code)
    if error.code == "invalid_grant":
        said = f"the log-in does not hold any more, or the person is not in the domain; connect again: {text}"
        return RefusedError(said, status=error.status, code=error.code)
    if error.code == "unauthorized_client":
        said = f"an admin has not granted the service account these scopes: {text}"
        return RefusedError(said, status=error.status, code=error.code)
    return error
