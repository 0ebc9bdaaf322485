"""What a seed of the simulator says: one channel or several, their videos, and which of these are broadcasts."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import field
from typing import Any, Literal

from pydantic import ConfigDict
from pydantic.dataclasses import dataclass

from hardener.sandbox import Fault, SeedError, checked

Json = dict[str, Any]
STRICT = ConfigDict(extra="forbid")


@dataclass(slots=True, kw_only=True, config=STRICT)
class Grant:
    """The consent of a channel's owner."""

    refresh_token: str
    channel: str
    """Empty: a person without a channel."""
    scopes: list[str]


@dataclass(slots=True, kw_only=True, config=STRICT)
class Client:
    """An app of a Google Cloud project."""

    client_id: str
    client_secret: str
    redirect_uris: list[str] = field(default_factory=list)
    grants: list[Grant] = field(default_factory=list)


@dataclass(slots=True, kw_only=True, config=STRICT)
class Channel:
    """A channel; its uploads are in a playlist of their own."""

    id: str
    title: str = ""
    status: Json = field(default_factory=dict)

    @property
    def uploads(self) -> str:
        """Return the id of the playlist."""
        return f"UU{self.id[2:]}"


@dataclass(slots=True, kw_only=True, config=STRICT)
class Broadcast:
    """What makes a video a live broadcast; what is left out is as YouTube has it by default."""

    state: Literal["created", "ready", "testing", "live", "complete", "revoked", "testStarting", "liveStarting"] = (
        "ready"
    )
    start: str = "1970-01-01T00:00:00Z"
    """The time of one that is always there."""
    end: str | None = None
    started: str | None = None
    persistent: bool = False
    details: Json = field(default_factory=dict)


@dataclass(slots=True, kw_only=True, config=STRICT)
class Video:
    """One video, whatever it is: an upload, a premiere, a broadcast."""

    id: str
    channel: str
    title: str
    published: str
    status: Json = field(default_factory=dict)
    broadcast: Broadcast | None = None
    premiere: str | None = None
    """When it is shown for the first time, to all at once."""
    content: Literal["none", "upcoming", "live", "completed"] | None = None
    """How far it is, where that is not told by the rest."""
    chat: bool = True
    """Live chat is on in Studio."""
    comments: bool = True
    """Comments are on in Studio."""
    chat_named: bool = True
    """The id of the live chat is told."""
    override: bool | None = None
    """What YouTube itself decides about children, whatever is declared."""
    age_restricted: bool = False
    uploaded: bool = True
    """It is in the playlist of the channel's uploads."""

    @property
    def kids(self) -> bool:
        """Tell whether YouTube treats it as made for kids: without chat and comments."""
        return bool(self.status["selfDeclaredMadeForKids"]) if self.override is None else self.override


@dataclass(slots=True, kw_only=True, config=STRICT)
class Behaviour:
    """What YouTube does where its documentation is silent."""

    token_lifetime: int = 3600
    page_token_lifetime: int = 900
    """Seconds."""
    dropped: list[str] = field(default_factory=list)
    """Names in a status or in details that a PUT takes and does not keep."""
    refused: dict[str, str] = field(default_factory=dict)
    """By a resource (`commentThreads`) the reason of a 403 for every call to it."""


@dataclass(slots=True, kw_only=True, config=STRICT)
class Seed:
    """All that a simulator begins with."""

    channels: list[Channel]
    clients: list[Client] = field(default_factory=list)
    videos: list[Video] = field(default_factory=list)
    units: int = 10_000
    """What the project has in a day."""
    behaviour: Behaviour = field(default_factory=Behaviour)
    faults: list[Fault] = field(default_factory=list)
    planted: list[Json] = field(default_factory=list)
    right: list[str] = field(default_factory=list)


STATUS: Json = {
    "privacyStatus": "public", "embeddable": True, "license": "youtube", "publicStatsViewable": True,
    "selfDeclaredMadeForKids": False, "containsSyntheticMedia": False, "publishAt": None,
}  # fmt: skip
"""What can be set of a video's status, and what it is where a PUT leaves it out."""
DETAILS: Json = {
    "closedCaptionsType": "closedCaptionsDisabled", "enableAutoStart": False, "enableAutoStop": False,
    "enableContentEncryption": False, "enableDvr": True, "enableEmbed": True, "latencyPreference": "normal",
    "projection": "rectangular", "recordFromStart": True, "startWithSlate": False, "stereoLayout": None,
}  # fmt: skip
"""The same of a broadcast's details, but for the monitor stream, which a PUT must name."""
MONITOR: Json = {"enableMonitorStream": True, "broadcastStreamDelayMs": 0}


def read_seed(seed: Mapping[str, Any]) -> Seed:
    """Return the seed, with what it leaves out. Raises `SeedError` that says where it is wrong."""
    found = checked(Seed, copy.deepcopy(dict(seed)))
    known = {channel.id for channel in found.channels}
    for video in found.videos:
        if video.channel not in known:
            raise SeedError(f"videos.{video.id}: there is no channel {video.channel}")
        if strange := set(video.status) - set(STATUS):
            raise SeedError(f"videos.{video.id}.status: unknown {', '.join(sorted(strange))}")
        video.status = {**STATUS, **video.status}
        if video.broadcast is not None:
            video.broadcast.details = {**DETAILS, "monitorStream": dict(MONITOR), **video.broadcast.details}
    return found
