"""A small library on a simulated Google Workspace, and an adapter that looks at it over real HTTP."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import requests
from tests.adapters.meet.discovery import Checked

from hardener.adapter import Window
from hardener.errors import SecretError
from hardener.http import Session
from hardener.model import Elsewhere, Target, Unreadable
from hardener.sandbox import serve
from hardener_meet import Meet
from hardener_meet.simulator import MeetSimulator

NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)
ROOT = "https://www.googleapis.com/auth/"
ALL_SCOPES = (
    "meetings.space.settings", "calendar.events.readonly", "calendar.events.owned", "cloud-identity.policies.readonly",
)  # fmt: skip
ANN, BOB = "ann@library.example.org", "bob@library.example.org"
CLOSED: dict[str, Any] = {
    "accessType": "RESTRICTED", "moderation": "ON", "attendanceReportGenerationType": "DO_NOT_GENERATE",
    "moderationRestrictions": {
        "chatRestriction": "HOSTS_ONLY", "presentRestriction": "HOSTS_ONLY", "reactionRestriction": "HOSTS_ONLY",
    },
}  # fmt: skip
QUIET = {"guestsCanInviteOthers": False, "guestsCanModify": False, "guestsCanSeeOtherGuests": False}

SPACE = "/v2/spaces/Szyxponmcba"
CODE = "/v2/spaces/abc-mnop-xyz"
EVENTS = f"/calendar/v3/calendars/{ANN}/events"
IN_VIEW = {"singleEvents": "true", "timeMin": "2026-11-23T00:00:00Z", "timeMax": "2026-12-28T00:00:00Z"}
RESTRICTIONS = "config.moderationRestrictions"


class Clock:
    """Time that stands still until somebody moves it."""

    def __init__(self) -> None:
        self.now = NOW.timestamp()

    def __call__(self) -> float:
        return self.now


def space(code: str = "abc-mnop-xyz", **more: Any) -> dict[str, Any]:
    """Return a space in which everything is closed, but for `more`."""
    found = {"id": "S" + code[::-1].replace("-", ""), "code": code, "owner": ANN, "config": copy.deepcopy(CLOSED)}
    config = more.pop("config", {})
    return {**found, **more, "config": {**found["config"], **config}}  # type: ignore[dict-item]  # a mapping


def event(ident: str = "story", code: str = "abc-mnop-xyz", *, days: float = 3, **more: Any) -> dict[str, Any]:
    """Return an event with a Meet meeting that is right, but for `more`."""
    start = NOW + timedelta(days=days)
    fields = {
        "summary": "Baby Storytime", **QUIET, "start": {"dateTime": start.isoformat()},
        "end": {"dateTime": (start + timedelta(minutes=30)).isoformat()},
        "attendees": [{"email": "family@mail.example"}],
    }  # fmt: skip
    own: dict[str, Any] = {key: more.pop(key) for key in ("calendar", "dates", "conference", "creator") if key in more}
    return {"id": ident, "calendar": ANN, "space": code, **own, "fields": {**fields, **more}}


def seed(*events: Mapping[str, Any], scopes: tuple[str, ...] = ALL_SCOPES, **changes: Any) -> dict[str, Any]:
    """Return a library of two people."""
    found: dict[str, Any] = {
        "people": [{"email": ANN, "name": "Ann", "super_admin": True}, {"email": BOB, "name": "Bob"}],
        "clients": [
            {
                "client_id": "app", "client_secret": "very-secret", "redirect_uris": ["http://127.0.0.1:8911/"],
                "grants": [{"refresh_token": "1//refresh", "user": ANN, "scopes": [ROOT + s for s in scopes]}],
            }
        ],
        "spaces": [space()],
        "events": list(events) or [event()],
        "policies": [],
    }  # fmt: skip
    return {**found, **changes}


@dataclass
class Keys:
    """Secrets in a dictionary."""

    held: dict[str, str] = field(default_factory=dict)

    def get(self, name: str) -> str:
        if name not in self.held:
            raise SecretError(f"{name} is not stored")
        return self.held[name]

    def keep(self, name: str, value: str) -> None:
        self.held[name] = value


@dataclass
class Client:
    """Any client of Google's APIs, without a line of the adapter."""

    app: MeetSimulator
    url: str
    clock: Clock
    http: requests.Session
    token: str = ""

    def ask(self, method: str, path: str, **more: Any) -> requests.Response:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        return self.http.request(method, self.url + path, headers=headers, timeout=10, **more)

    def get(self, path: str, **params: Any) -> requests.Response:
        return self.ask("GET", path, params=params)

    def patch(self, path: str, body: Any, **params: Any) -> requests.Response:
        return self.ask("PATCH", path, params=params, json=body)

    def log_in(self, refresh: str = "1//refresh") -> requests.Response:
        form = {
            "grant_type": "refresh_token",
            "refresh_token": refresh,
            "client_id": "app",
            "client_secret": "very-secret",
        }
        answer = self.http.post(f"{self.url}/token", data=form, timeout=10)
        self.token = answer.json().get("access_token", "")
        return answer


@contextmanager
def google(made: Mapping[str, Any] | None = None) -> Iterator[Client]:
    """Serve a seed; nothing that is sent or answered may differ from what Google documents."""
    clock = Clock()
    app = Checked.from_seed(made or seed(), clock=clock)
    with serve(app) as server, requests.Session() as http:
        client = Client(app, server.url, clock, http)
        client.log_in()
        yield client
    assert not getattr(app, "broken", [])


def options(client: Client, **more: Any) -> dict[str, Any]:
    """Return the options of a connection to the simulator."""
    urls = dict.fromkeys(("meet_url", "calendar_url", "policy_url"), client.url)
    rates = {"reads_per_minute": 6000, "writes_per_minute": 1000}
    found = {"auth": "user", **urls, **rates, "token_url": f"{client.url}/token", **more}
    return found if found["auth"] == "user" else {"calendars": [ANN], **found}


@contextmanager
def adapter(client: Client, *, read_only: bool = True, keys: Keys | None = None, **more: Any) -> Iterator[Meet]:
    """Return the adapter, connected to the simulator."""
    held = keys or Keys({"client_id": "app", "client_secret": "very-secret", "refresh_token": "1//refresh"})
    with Session("main", read_only=read_only, clock=client.clock, sleep=lambda _: None) as session:
        yield Meet.connect(options(client, **more), session, held)


def window(program: str | None = None, weeks: int = 4) -> Window:
    return Window(NOW, NOW + timedelta(weeks=weeks), program)


def read(client: Client, program: str | None = None, **more: Any) -> dict[str, Target | Unreadable]:
    """Return everything that the adapter reads, by the event's id; lists and the account by their own."""
    with adapter(client, **more) as meet:
        found = [t for t in meet.read_all(window(program)) if not isinstance(t, Elsewhere)]
    return {t.id if t.program is None else t.id.split("/", 2)[2]: t for t in found}


def target(client: Client, ident: str = "story", **more: Any) -> Target:
    found = read(client, **more)[ident]
    assert isinstance(found, Target)
    return found


def said(answer: Any) -> tuple[int, str]:
    """Return the status of an error, and its word for it."""
    error = answer.json()["error"]
    return answer.status_code, error["errors"][0]["reason"] if "errors" in error else error["status"]


def as_bob(made: dict[str, Any]) -> dict[str, Any]:
    grants = made["clients"][0]["grants"]
    grants.append({**grants[0], "refresh_token": "1//bob", "user": BOB})
    return made
