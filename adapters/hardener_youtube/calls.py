"""The calls we make to YouTube, the scopes that allow each, and what each costs of a day's units. Rows only."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from hardener.vendor import Call, told_of

ROOT = "https://www.googleapis.com/auth/"
USER = "user"
"""Who is logged in: always the person whose channel it is; YouTube knows no service accounts."""
UNITS = 10_000
"""What a project has in a day for everything but uploads and searches."""
ZONE = "America/Los_Angeles"
PRICES: Mapping[str, int] = {"list": 1, "chat": 5, "write": 50}


def _scopes(*names: str) -> Mapping[str, tuple[str, ...]]:
    return {USER: tuple(ROOT + name for name in names)}


LOOK = _scopes("youtube.readonly", "youtube.force-ssl", "youtube")
CHANGE = _scopes("youtube.force-ssl", "youtube")

CHANNEL = Call("/youtube/v3/channels", LOOK, "see which channel it is", cost="list")
BROADCASTS = Call("/youtube/v3/liveBroadcasts", LOOK, "list the channel's broadcasts", ("broadcast.",), cost="list")
UPLOADS = Call("/youtube/v3/playlistItems", LOOK, "list the channel's videos", ("video.",), cost="list")
VIDEOS = Call("/youtube/v3/videos", LOOK, "read the settings of videos", ("video.", "told."), cost="list")
CHAT = Call("/youtube/v3/liveChat/messages", LOOK, "try whether live chat is on", ("probe.chat",), cost="chat")
COMMENTS = Call(
    "/youtube/v3/commentThreads", _scopes("youtube.force-ssl"), "try whether comments are on", ("probe.comments",),
    cost="list",
)  # fmt: skip
SET_VIDEO = Call(VIDEOS.path, CHANGE, "change a video's settings", ("video.status",), "write", "write")
SET_BROADCAST = Call(
    BROADCASTS.path, CHANGE, "change a broadcast's settings", ("broadcast.contentDetails",), "write", "write"
)

CALLS = told_of(vars())
"""What an audit needs, then what fixes need."""


def together(kind: str, parts: Collection[str]) -> tuple[str, ...]:
    """Return the classes of the calls that one write of these `parts` takes: each read, sent, and all read back."""
    read = ("list", "list") if kind == "broadcast" else ("list",)
    return (*("list", "write") * len(parts), *read)


def units(kind: str, parts: Collection[str]) -> int:
    """Return what a step on a target of `kind` costs that changes these `parts`, its first reading included."""
    costs = together(kind, parts)
    return sum(PRICES[cost] for cost in costs) + costs.count("list") - len(parts)
