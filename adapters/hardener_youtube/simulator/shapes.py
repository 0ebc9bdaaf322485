"""Resources as YouTube shows them to the owner of the channel."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

from hardener_youtube.simulator.state import Channel, Json, Video

UPCOMING = ("created", "ready", "testing", "testStarting")


def entry(kind: str, ident: str, parts: Json, wanted: Iterable[str]) -> Json:
    """Return a resource with the parts that are wanted."""
    shown = {"kind": f"youtube#{kind}", "id": ident, **{name: parts[name] for name in wanted if name in parts}}
    return {**shown, "etag": hashlib.sha256(repr(sorted(shown.items())).encode()).hexdigest()[:27]}


def chat_of(video: Video) -> str:
    """Return the id of a video's live chat, whether or not anybody can write there."""
    return f"Cg0KC{video.id}KicKGFVD"


def video_of(ident: str, videos: Iterable[Video]) -> Video | None:
    """Return the video whose live chat this is."""
    return next((video for video in videos if chat_of(video) == ident), None)


def channel(one: Channel) -> Json:
    """Return the parts of a channel."""
    status = {"privacyStatus": "public", "isLinked": True, "longUploadsStatus": "allowed", **one.status}
    return {
        "snippet": {"title": one.title}, "status": status, "brandingSettings": {"channel": {"title": one.title}},
        "contentDetails": {"relatedPlaylists": {"likes": "", "uploads": one.uploads}},
    }  # fmt: skip


def content(video: Video) -> str:
    """Return how far a video is."""
    if video.content is not None:
        return video.content
    if video.broadcast is not None:
        state = video.broadcast.state
        return "upcoming" if state in UPCOMING else "live" if state in {"live", "liveStarting"} else "none"
    return "upcoming" if video.premiere else "none"


def video(one: Video, *, own: bool = True) -> Json:
    """Return the parts of a video; what was declared is told to its owner only."""
    hidden = () if own else ("selfDeclaredMadeForKids", "publishAt", "containsSyntheticMedia")
    told = {name: value for name, value in one.status.items() if value is not None and name not in hidden}
    rating = {"ytRating": "ytAgeRestricted"} if one.age_restricted else {}
    parts: dict[str, Any] = {
        "snippet": {
            "publishedAt": one.published, "channelId": one.channel, "title": one.title, "description": "",
            "channelTitle": "", "categoryId": "27", "liveBroadcastContent": content(one),
            "thumbnails": {"default": {"url": f"https://i.ytimg.example/vi/{one.id}.jpg", "width": 120, "height": 90}},
        },
        "status": {"uploadStatus": "processed", "madeForKids": one.kids, **told},
        "contentDetails": {
            "duration": "P0D" if one.broadcast else "PT24M10S", "dimension": "2d", "definition": "hd",
            "caption": "false", "licensedContent": False, "contentRating": rating, "projection": "rectangular",
        },
    }  # fmt: skip
    if live := _streaming(one):
        parts["liveStreamingDetails"] = live
    return parts


def _streaming(one: Video) -> Json:
    start = one.premiere or (one.broadcast.start if one.broadcast else None)
    if start is None:
        return {}
    began = {"actualStartTime": one.broadcast.started} if one.broadcast and one.broadcast.started else {}
    if one.broadcast and one.broadcast.state == "complete":
        began["actualEndTime"] = one.broadcast.end or start
    chatting = content(one) == "live" and one.chat and not one.kids
    return {"scheduledStartTime": start, **began, **({"activeLiveChatId": chat_of(one)} if chatting else {})}


def broadcast(one: Video) -> Json:
    """Return the parts of a broadcast."""
    live = one.broadcast
    assert live is not None
    times = {"scheduledStartTime": live.start, "scheduledEndTime": live.end, "actualStartTime": live.started}
    chat = {"liveChatId": chat_of(one)} if one.chat_named else {}
    shown = {name: value for name, value in live.details.items() if value is not None}
    monitor = {
        **live.details["monitorStream"],
        "embedHtml": f'<iframe src="https://www.youtube.com/embed/{one.id}"></iframe>',
    }
    return {
        "snippet": {
            "publishedAt": one.published, "channelId": one.channel, "title": one.title, "description": "",
            "isDefaultBroadcast": live.persistent, **{name: at for name, at in times.items() if at}, **chat,
        },
        "status": {
            "lifeCycleStatus": live.state, "privacyStatus": one.status["privacyStatus"],
            "recordingStatus": "notRecording", "madeForKids": one.kids,
            "selfDeclaredMadeForKids": one.status["selfDeclaredMadeForKids"],
        },
        "contentDetails": {**shown, "boundStreamId": f"stream-{one.channel}", "monitorStream": monitor},
    }  # fmt: skip


def upload(one: Video, playlist: str, position: int) -> Json:
    """Return the parts of a video's place in a playlist."""
    return {
        "snippet": {
            "publishedAt": one.published, "channelId": one.channel, "title": one.title, "playlistId": playlist,
            "position": position, "resourceId": {"kind": "youtube#video", "videoId": one.id},
        },
        "contentDetails": {"videoId": one.id, "videoPublishedAt": one.published},
        "status": {"privacyStatus": one.status["privacyStatus"]},
    }  # fmt: skip
