"""A library's computer again, with a simulated Webex over real HTTP."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests import stores
from tests.adapters.webex.checked import Checked
from tests.end_to_end.library import Library

from hardener.sandbox import Server, serve
from hardener_webex.simulator import WebexSimulator
from hardener_webex.simulator.seed import ADMIN_SCOPES, CARD, RIGHT, SIGN_UP, USER_SCOPES
from hardener_webex.simulator.shapes import merged

CONFIG = """\
default = "storytime"
[connections.main]
vendor = "webex"
api_url = "{url}/v1"
token_url = "{url}/v1/access_token"
authorize_url = "{url}/v1/authorize"
personal_rooms = {rooms}
{more}
[[programs]]
kind = "room"
profile = "community-room"
{rules}
[[programs]]
title = "*"
profile = "storytime"
"""
SITE = "library.webex.com"
HOST, OTHER = "story@example.org", "second@example.org"


@dataclass
class WebexLibrary(Library):
    """One folder with a configuration that points at one simulated Webex."""

    webex: WebexSimulator

    def sent(self, *methods: str) -> list[tuple[str, str]]:
        return [(c.method, c.path) for c in self.webex.calls if c.method in methods and c.path != "/v1/access_token"]


@contextmanager
def library(
    folder: Path, seed: Mapping[str, Any], *, rules: str = "", more: str = "", rooms: bool = False, app: int = 0,
    kind: type[Checked] = Checked,
) -> Iterator[WebexLibrary]:  # fmt: skip
    """Serve `seed` and configure a library for it; `app` is which of its apps logs in."""
    webex = kind.from_seed(seed, clock=time.time)
    keys = seed["apps"][app]
    with serve(webex) as server, stores.place(os.environ.get("HARDENER_TEST_STORE", "sqlite"), folder) as place:
        write_config(folder, server, rules=rules, more=more, rooms=rooms)
        environ = {k: v for k, v in os.environ.items() if not k.startswith("HARDENER")} | {
            f"HARDENER_MAIN_{name.upper()}": str(keys[name]) for name in ("client_id", "client_secret", "refresh_token")
        }
        environ |= {"HARDENER_STORE": place, "COLUMNS": "110", "NO_COLOR": "1"}
        yield WebexLibrary(folder, None, server, environ, webex)  # type: ignore[arg-type]  # there is no Zoom here


def write_config(folder: Path, server: Server, *, rules: str = "", more: str = "", rooms: bool = False) -> None:
    text = CONFIG.format(url=server.url, rules=rules, more=more, rooms=str(rooms).lower())
    (folder / "hardener.toml").write_text(text)


def soon(days: float) -> str:
    """Return a Webex time so many days from now."""
    return (datetime.now(UTC) + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:00Z")


def story(ident: str, *, days: float = 3, title: str = "Baby Storytime", **more: Any) -> dict[str, Any]:
    """Return a storytime that is right, but for `values` in `more`."""
    values = merged(RIGHT, more.pop("values", {}))
    base = {"id": ident, "host": HOST, "title": title, "start": soon(days), "registration": SIGN_UP}
    return {**base, "values": values, **more}


def small(*meetings: Mapping[str, Any], **changes: Any) -> dict[str, Any]:
    """Return a seed with two hosts, whose storytime is right in everything that the API can change."""
    service = {
        "client_id": "cid",
        "client_secret": "very-secret",
        "scopes": ADMIN_SCOPES,
        "user": "app@example.org",
        "refresh_token": "refresh-me",
    }
    host = {**service, "client_id": "hid", "scopes": USER_SCOPES, "user": HOST, "refresh_token": "refresh-host"}
    return {
        "sites": [{"siteUrl": SITE}],
        "people": [{"email": HOST}, {"email": OTHER}, {"email": "app@example.org", "room": None}],
        "apps": [service, host],
        "meetings": list(meetings) or [story("a1")],
        **changes,
    }


__all__ = ["CARD", "HOST", "OTHER", "SITE", "library", "small", "soon", "story"]
