"""What a seed holds, and the state that the simulator keeps.

A seed is a JSON object with these keys; all but `users` may be left out:

- `secret`: the shared secret of the API; `server`: the server's own name
- `users`: who has an account in Greenlight (`User`); `rooms`: their rooms (`Room`)
- `configurations`: what Greenlight does with each option in all rooms; `site`: its site settings
- `meetings`: what is on from the start (`Meeting`)
- `files`: the server's files by name; `started`: what bbb-web was started with, if not with what is there now; empty
  where nobody knows, and the file was changed since
- `hides_meetings`: there is a load balancer that tells nobody what is on
- `connection`: more keys of the connection that it is looked at with
- `faults`: what goes wrong on the way (`hardener.sandbox.Fault`)
- `planted`, `right`: what the maker of the seed knows of it; the simulator ignores both
"""

from __future__ import annotations

import hashlib
import secrets
import string
from collections.abc import Mapping
from dataclasses import field
from typing import Any

from pydantic import ConfigDict
from pydantic.dataclasses import dataclass

from hardener.sandbox import Fault, checked

STRICT = ConfigDict(extra="forbid")
Json = dict[str, Any]
CONFIGURATIONS = {
    "record": "default_enabled", "muteOnStart": "default_enabled", "guestPolicy": "optional",
    "glAnyoneCanStart": "optional", "glAnyoneJoinAsModerator": "optional", "glRequireAuthentication": "optional",
    "glViewerAccessCode": "optional", "glModeratorAccessCode": "optional",
}  # fmt: skip
"""As Greenlight ships them."""
OPTIONS = {
    "record": "false", "muteOnStart": "true", "guestPolicy": "ALWAYS_ACCEPT", "glAnyoneCanStart": "false",
    "glAnyoneJoinAsModerator": "false", "glRequireAuthentication": "false", "glViewerAccessCode": "",
    "glModeratorAccessCode": "",
}  # fmt: skip
EVERYTHING = (
    "CreateRoom", "ManageUsers", "ManageRooms", "ManageRecordings", "ManageSiteSettings", "ManageRoles", "SharedList",
    "CanRecord",
)  # fmt: skip
"""The permissions of an administrator's role."""
SIGNS = string.ascii_lowercase + string.digits


@dataclass(slots=True, kw_only=True, config=STRICT)
class User:
    """Somebody with an account in Greenlight."""

    id: str
    email: str
    password: str
    name: str
    permissions: list[str] = field(default_factory=lambda: ["CreateRoom", "CanRecord"])
    state: str = "active"
    """Else `unverified`, `pending` or `banned`: nobody of these is let in."""


@dataclass(slots=True, kw_only=True, config=STRICT)
class Room:
    """A room, with a row for each option that it has."""

    id: str
    friendly_id: str
    meeting_id: str
    name: str
    owner: str
    """A user's id."""
    shared: list[str] = field(default_factory=list)
    options: dict[str, str | None] = field(default_factory=lambda: dict(OPTIONS))
    online: bool = False
    last_session: str | None = None


@dataclass(slots=True, kw_only=True, config=STRICT)
class Meeting:
    """A meeting on the server, from its creation until it ends."""

    id: str
    name: str
    created: float = 0
    attendee: str = field(default_factory=lambda: secrets.token_urlsafe(6))
    moderator: str = field(default_factory=lambda: secrets.token_urlsafe(6))
    running: bool = True
    """Somebody has joined."""
    metadata: dict[str, str] = field(default_factory=dict)
    params: dict[str, str] = field(default_factory=dict)
    """What it was created with, which nothing tells."""
    voice: str = "70757"

    @property
    def internal(self) -> str:
        """Return the server's own id of it."""
        return f"{hashlib.sha1(self.id.encode()).hexdigest()}-{round(self.created * 1000)}"  # noqa: S324 - as the server makes it


@dataclass(slots=True, kw_only=True, config=STRICT)
class Seed:
    """All of a seed."""

    users: list[User]
    secret: str = "639259d4-9dd8-4b25-bf01-95f9567eaf4b"  # noqa: S105 - of a simulator
    server: str = "bbb.maple.example.org"
    rooms: list[Room] = field(default_factory=list)
    configurations: dict[str, str] = field(default_factory=dict)
    """What is otherwise than as it is shipped."""
    site: dict[str, str] = field(default_factory=lambda: {"RegistrationMethod": "approval", "ShareRooms": "true"})
    meetings: list[Meeting] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)
    started: str | None = None
    hides_meetings: bool = False
    connection: dict[str, Any] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    planted: list[dict[str, Any]] = field(default_factory=list)
    right: list[str] = field(default_factory=list)


def read_seed(seed: Mapping[str, Any]) -> Seed:
    """Return a seed as what it holds. Raises `SeedError` that names the place."""
    return checked(Seed, seed)


def code() -> str:
    """Return a new access code: six small letters and digits."""
    return "".join(secrets.choice(SIGNS) for _ in range(6))
