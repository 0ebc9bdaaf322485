"""A small tenant on a simulated Graph; the specification as JSON Schemas; a raw client; a library's computer."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import requests
from tests.end_to_end.library import EVERYTHING
from tests.end_to_end.runs import Runs
from tests.specs import specification

from hardener.adapter import Window
from hardener.errors import HardenerError
from hardener.http import Session
from hardener.model import Elsewhere
from hardener.sandbox import Server, serve
from hardener_teams import Teams
from hardener_teams.simulator import TeamsSimulator
from hardener_teams.simulator.seed_mistakes import RIGHT

__all__ = ["EVERYTHING", "RIGHT"]
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
STORY, HELPER, OTHER = (f"00000000-0000-4000-a000-00000000000{n}" for n in (1, 2, 3))
APP = "99999999-0000-4000-a000-000000000009"
ROLES = [
    "Calendars.Read",
    "OnlineMeetings.ReadWrite.All",
    "VirtualEvent.ReadWrite.All",
    "User.Read.All",
    "GroupMember.Read.All",
]


def small(*stories: Mapping[str, Any], **changes: Any) -> dict[str, Any]:
    """Return a tenant whose storytimes are right, but for what `stories` say; settings under `settings`."""
    seed: dict[str, Any] = {
        "tenant": {"id": "11111111-0000-4000-a000-000000000001", "domain": "library.example"},
        "apps": [{"client_id": APP, "client_secret": "very-secret", "roles": list(ROLES)}],
        "users": [
            {"id": STORY, "upn": "story@library.example", "name": "Story time"},
            {"id": HELPER, "upn": "helper@library.example"},
            {"id": OTHER, "upn": "other@library.example"},
        ],
        "meetings": [],
        "events": [],
    }
    for number, told in enumerate(stories or [{}]):
        add(seed, number, **told)
    return seed | changes


def add(
    seed: dict[str, Any],
    number: int,
    *,
    days: float = 3,
    settings: Mapping[str, Any] | None = None,
    gone: bool = False,
    **event: Any,
) -> None:
    """Add a storytime of the first user, so many days from now."""
    start = (datetime.now(UTC) + timedelta(days=days)).isoformat()
    key = f"m{number}"
    helper = [{"user": HELPER, "role": "coorganizer"}]
    meeting = {"key": key, "organizer": STORY, "start": start, "invited": helper, "gone": gone}
    seed["meetings"].append(meeting | {"settings": {**RIGHT, **(settings or {})}})
    told = {"id": f"E{number}", "owner": STORY, "subject": f"Storytime {number}", "start": start, "meeting": key}
    seed["events"].append(told | event)


def webinar(key: str = "w1", **changes: Any) -> dict[str, Any]:
    """Return a webinar that is right, but for `changes`."""
    start = (datetime.now(UTC) + timedelta(days=5)).isoformat()
    return {
        "key": key, "organizer": STORY, "name": "Puppets", "start": start, "approval": True, "capacity": 50,
        "co_organizers": [HELPER], "sessions": [dict(RIGHT)], **changes,
    }  # fmt: skip


def predefined(label: str) -> dict[str, Any]:
    kind = "#microsoft.graph.virtualEventRegistrationPredefinedQuestion"
    return {"@odata.type": kind, "label": label, "displayName": label, "isRequired": True}


def custom(text: str) -> dict[str, Any]:
    kind = "#microsoft.graph.virtualEventRegistrationCustomQuestion"
    return {
        "@odata.type": kind,
        "displayName": text,
        "answerInputType": "text",
        "answerChoices": [],
        "isRequired": False,
    }


# --- the specification ---


def spec() -> dict[str, Any]:
    return specification("teams")


def properties(name: str) -> dict[str, Any]:
    """Return the properties of a type of the specification, inherited ones included."""
    told = spec()["types"][f"microsoft.graph.{name}"]
    above = properties(told["base"].removeprefix("microsoft.graph.")) if told["base"] else {}
    return {**above, **told["properties"]}


@cache
def schema(name: str) -> dict[str, Any]:
    """Return a JSON Schema for a type of the specification, as answers have it: any property may be null."""
    if name.startswith("array<"):
        return {"type": ["array", "null"], "items": schema(name[6:-1])}
    if name in spec()["enums"]:
        return {"enum": [*spec()["enums"][name]["values"], None]}
    if name in spec()["types"]:
        told = spec()["types"][name]
        below = {
            key: schema(p["type"])
            for key, p in properties(name.removeprefix("microsoft.graph.")).items()
            if not p.get("navigation")
        }
        return {
            "type": ["object", "null"], "properties": below, "patternProperties": {"@odata": {}},
            "additionalProperties": bool(told["open"]) and "dentity" in name,
        }  # fmt: skip
    plain = {"Edm.Boolean": "boolean", "Edm.Int32": "integer"}.get(name, "string" if name.startswith("Edm.") else "")
    return {"type": [plain, "null"]} if plain else {}


# --- a raw client, and the adapter ---


@dataclass
class Graph:
    """A client that knows nothing of hardener."""

    sim: TeamsSimulator
    url: str
    session: requests.Session = field(default_factory=requests.Session)

    def log_in(self, app: Mapping[str, Any], **changes: str) -> requests.Response:
        form = {
            "grant_type": "client_credentials", "client_id": app["client_id"], "client_secret": app.get("client_secret", ""),
            "scope": "https://graph.microsoft.com/.default",
        }  # fmt: skip
        answer = self.session.post(f"{self.url}/library.example/oauth2/v2.0/token", data=form | changes)
        if answer.ok:
            self.session.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
        return answer

    def ask(self, method: str, path: str, **more: Any) -> requests.Response:
        url = path if path.startswith("http") else f"{self.url}/v1.0{path}"
        return self.session.request(method, url, **more)

    def get(self, path: str, **params: str) -> requests.Response:
        return self.ask("GET", path, params=params)

    def meeting(self, number: int = 0) -> dict[str, Any]:
        """Return a meeting, found by the link in the calendar."""
        found = self.get(f"/users/{STORY}/onlineMeetings", **{"$filter": f"JoinWebUrl eq '{self.link(number)}'"})
        assert found.status_code == 200, found.text
        (one,) = found.json()["value"]
        return dict(one)

    def link(self, number: int = 0) -> str:
        """Return the link that the calendar has."""
        return str(self.get(f"/users/{STORY}/events/E{number}").json()["onlineMeeting"]["joinUrl"])


@contextmanager
def graph(seed: Mapping[str, Any] | None = None, *, login: bool = True) -> Iterator[Graph]:
    """Serve a tenant and log in as its first app."""
    told = seed or small()
    sim = TeamsSimulator.from_seed(told, clock=time.time)
    with serve(sim) as server:
        client = Graph(sim, server.url)
        if login:
            assert client.log_in(told["apps"][0]).status_code == 200
        yield client
        client.session.close()


@dataclass
class Vault:
    """Secrets in memory."""

    kept: dict[str, str]

    def get(self, name: str) -> str:
        if name not in self.kept:
            raise HardenerError(f"no {name}")
        return self.kept[name]

    def keep(self, name: str, value: str) -> None:
        self.kept[name] = value


@dataclass
class Connected:
    """The adapter, connected to a tenant."""

    sim: TeamsSimulator
    url: str
    adapter: Teams
    vault: Vault
    clock: Callable[[], float] = time.time
    elsewhere: dict[str, int] = field(default_factory=dict)
    """Entries that the last reading counted, by platform."""

    def all(self, **more: Any) -> list[Any]:
        now = datetime.fromtimestamp(self.clock(), UTC)
        found = list(self.adapter.read_all(Window(now, now + timedelta(weeks=4), **more)))
        self.elsewhere = {e.platform: e.count for e in found if isinstance(e, Elsewhere)}
        return [t for t in found if not isinstance(t, Elsewhere)]

    def programs(self) -> list[Any]:
        return [target for target in self.all() if target.program is not None]

    def lists(self) -> list[str]:
        """Return what was not read to its end, and who could not be looked at."""
        return [target.title for target in self.all() if target.kind == "list"]


@contextmanager
def connected(
    seed: Mapping[str, Any], *, read_only: bool = True, clock: Callable[[], float] = time.time, **options: Any
) -> Iterator[Connected]:
    """Serve a tenant and connect the adapter to it."""
    sim = TeamsSimulator.from_seed(seed, clock=clock)
    app = seed["apps"][0]
    vault = Vault({"client_id": app["client_id"], "client_secret": app.get("client_secret", "")})
    with serve(sim) as server, Session("test", read_only=read_only, clock=clock) as session:
        base = {
            "api_url": f"{server.url}/v1.0",
            "login_url": server.url,
            "tenant": "library.example",
            "organizers": [STORY],
        }
        yield Connected(sim, server.url, Teams.connect(base | options, session, vault), vault, clock)


# --- a library's computer ---


@dataclass
class Library(Runs):
    """One folder with a configuration that points at one simulated tenant."""

    folder: Path
    sim: TeamsSimulator
    server: Server
    environ: dict[str, str]

    def findings(self, *words: str) -> dict[tuple[str, str], dict[str, Any]]:
        """Audit and return every finding of a program by its title and control."""
        return {(p["title"], f["control"]): f for p in self.report(*words)["programs"] for f in p["findings"]}

    def sent(self, *methods: str) -> list[tuple[str, str]]:
        """Return the requests of these methods so far: what is in a batch, and not the batch around it."""
        around = ("/token", "/$batch")
        return [(c.method, c.path) for c in self.sim.calls if c.method in methods and not c.path.endswith(around)]

    def batches(self) -> int:
        """Return how many batches were sent so far."""
        return sum(c.path.endswith("/$batch") for c in self.sim.calls)


CONFIG = """\
default = "storytime"
[connections.main]
vendor = "teams"
tenant = "{tenant}"
api_url = "{url}/v1.0"
login_url = "{url}"
{more}
[[programs]]
title = "*"
profile = "storytime"
"""


@contextmanager
def library(
    folder: Path, seed: Mapping[str, Any], *, more: str = "", kind: type[TeamsSimulator] = TeamsSimulator
) -> Iterator[Library]:
    """Serve `seed` and configure a library for it; `more` are further keys of the connection."""
    sim = kind.from_seed(seed, clock=time.time)
    with serve(sim) as server:
        options, secrets = kind.connection(seed, server.url)
        scope = more or (f'group = "{options["group"]}"' if "group" in options else f'organizers = ["{STORY}"]')
        (folder / "hardener.toml").write_text(CONFIG.format(url=server.url, tenant=options["tenant"], more=scope))
        environ = {k: v for k, v in os.environ.items() if not k.startswith("HARDENER")}
        environ |= {f"HARDENER_MAIN_{name.upper()}": value for name, value in secrets.items()}
        environ |= {"HARDENER_STORE": str(folder / "hardener.sqlite3"), "COLUMNS": "110", "NO_COLOR": "1"}
        yield Library(folder, sim, server, environ)
