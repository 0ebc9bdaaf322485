"""Small Nextclouds for tests, and an adapter that talks to one over HTTP."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.adapters.connected import Kept

from hardener.adapter import Window
from hardener.http import Session
from hardener.model import Elsewhere, Target, Unreadable
from hardener.sandbox import serve
from hardener_nextcloud import Nextcloud
from hardener_nextcloud.simulator import NextcloudSimulator
from hardener_nextcloud.simulator.seed import RIGHT, event

USER, PASSWORD = "programs", "kR3mQ-8tWzB-2nLpX-9vYcD-4hJsF"
OWNER = {"actorId": USER, "displayName": "Pat Programs", "participantType": 1}
SECOND = {"actorId": "second", "displayName": "Sam Second", "participantType": 2}
Read = Target | Unreadable | Elsewhere


def room(token: str, name: str = "Baby Storytime", **values: Any) -> dict[str, Any]:
    """Return a room that is right, but for `values`; `more` are people beside its two moderators."""
    more = values.pop("more", [])
    return {**RIGHT, "token": token, "name": name, "people": [OWNER, SECOND, *more], **values}


def person(actor: str, own: int = 0, kind: int = 3, sort: str = "users") -> dict[str, Any]:
    return {
        "actorId": actor,
        "displayName": f"Name of {actor}",
        "participantType": kind,
        "attendeePermissions": own,
        "actorType": sort,
    }


def soon(days: float = 3) -> datetime:
    return (datetime.now(UTC) + timedelta(days=days)).replace(microsecond=0)


def small(*rooms: Mapping[str, Any], events: tuple[str, ...] = (), admin: bool = False, **more: Any) -> dict[str, Any]:
    """Return a seed whose server asks before recordings where rooms say so, and starts calls without media."""
    policy = {"recording_consent": "2", "calls_start_without_media": "yes", **more.pop("policy", {})}
    more = {"config": {"call": {"live-transcription": True}}, **more}
    return {
        "users": [{"id": USER, "password": PASSWORD, "admin": admin}, {"id": "second", "password": "second-pass-word"}],
        "rooms": list(rooms), "calendars": [{"user": USER, "entries": list(events)}], "policy": policy, "sip": True, **more,
    }  # fmt: skip


@contextmanager
def talking(seed: Mapping[str, Any], *, read_only: bool = True) -> Iterator[tuple[Nextcloud, NextcloudSimulator]]:
    app = NextcloudSimulator.from_seed(seed, clock=time.time)
    with serve(app) as server, Session("main", read_only=read_only) as session:
        options, secrets = server.connection(seed)
        yield Nextcloud.connect(options, session, Kept(secrets)), app


def window(program: str | None = None) -> Window:
    now = datetime.now(UTC)
    return Window(now, now + timedelta(weeks=4), program)


def read(seed: Mapping[str, Any]) -> list[Read]:
    """Return all that one reading yields."""
    with talking(seed) as (made, _):
        return list(made.read_all(window()))


def programs(found: list[Read]) -> dict[str, Target]:
    return {one.title: one for one in found if isinstance(one, Target) and one.program is not None}


def unreadable(found: list[Read]) -> dict[str, str]:
    return {one.title: one.reason for one in found if isinstance(one, Unreadable)}


__all__ = ["event"]
