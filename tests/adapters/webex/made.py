"""The adapter, and a small library on a simulated Webex that it talks to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import requests
from tests.adapters.webex.checked import Checked, resolved, spec
from tests.end_to_end.webex_library import HOST, OTHER, SITE, small, story

from hardener.adapter import Window
from hardener.http import Session
from hardener.model import Elsewhere, Target, Unreadable
from hardener.sandbox import serve
from hardener_webex import Webex

NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)
WINDOW = Window(NOW, NOW + timedelta(weeks=4))
__all__ = ["HOST", "NOW", "OTHER", "SITE", "WINDOW", "Checked", "resolved", "small", "spec", "story"]


@dataclass
class Vault:
    """Secrets in memory."""

    secrets: dict[str, str]
    kept: list[str] = field(default_factory=list)

    def get(self, name: str) -> str:
        return self.secrets[name]

    def keep(self, name: str, value: str) -> None:
        self.secrets[name] = value
        self.kept.append(name)


@dataclass
class Office:
    """The adapter, and the simulated Webex that it talks to."""

    sim: Checked
    webex: Webex
    vault: Vault
    url: str

    def everything(self, window: Window = WINDOW) -> list[Target | Unreadable]:
        return [one for one in self.webex.read_all(window) if not isinstance(one, Elsewhere)]

    def targets(self) -> dict[str, Target]:
        """Return every target by its title."""
        return {t.title: t for t in self.everything() if isinstance(t, Target)}

    def calls(self, *methods: str) -> list[str]:
        return [c.path for c in self.sim.calls if c.method in methods and c.path != "/v1/access_token"]

    def client(self, app: int = 0) -> requests.Session:
        """Return somebody else's client with a token of that app."""
        given = self.sim.world.seed.apps[app]
        form = {k: getattr(given, k) for k in ("client_id", "client_secret", "refresh_token")}
        session = requests.Session()
        answer = session.post(f"{self.url}/v1/access_token", data={**form, "grant_type": "refresh_token"}, timeout=10)
        session.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
        return session


@contextmanager
def office(
    seed: Mapping[str, Any],
    *,
    app: int = 0,
    read_only: bool = False,
    clock: Callable[[], float] = NOW.timestamp,
    **options: Any,
) -> Iterator[Office]:
    """Serve `seed` at a clock that stands still, and connect to it as that app."""
    sim = Checked.from_seed(seed, clock=clock)
    keys = seed["apps"][app]
    vault = Vault({name: keys[name] for name in ("client_id", "client_secret", "refresh_token")})
    with (
        serve(sim) as server,
        Session("main", read_only=read_only, clock=clock, sleep=lambda _: None) as session,
    ):
        given: dict[str, Any] = {
            "api_url": f"{server.url}/v1",
            "token_url": f"{server.url}/v1/access_token",
            "personal_rooms": False,
        }
        yield Office(sim, Webex.connect({**given, **options}, session, vault), vault, server.url)


def at(days: float, hour: int = 10) -> str:
    """Return a Webex time so many days after `NOW`."""
    return (NOW + timedelta(days=days)).replace(hour=hour).strftime("%Y-%m-%dT%H:%M:%SZ")


def program(ident: str, *, days: float = 3, **more: Any) -> dict[str, Any]:
    """Return a storytime that starts so many days after `NOW`."""
    return story(ident, **{"start": at(days), **more})


def series(ident: str, **more: Any) -> dict[str, Any]:
    """Return a weekly storytime that began three weeks before `NOW`."""
    given = {"start": at(-20), "recurrence": "FREQ=WEEKLY;INTERVAL=1;COUNT=12", "registration": None, "title": "Weekly"}
    return program(ident, **given | more)


def scopes_without(seed: dict[str, Any], *lacking: str, app: int = 0) -> dict[str, Any]:
    """Return `seed` with an app that lacks these scopes."""
    apps = [dict(each) for each in seed["apps"]]
    apps[app]["scopes"] = [s for s in apps[app]["scopes"] if s not in lacking]
    return {**seed, "apps": apps}
