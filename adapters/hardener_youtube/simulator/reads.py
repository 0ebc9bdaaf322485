"""What YouTube answers to a GET."""

from __future__ import annotations

from hardener.sandbox import Problem
from hardener_youtube.simulator import shapes
from hardener_youtube.simulator.asked import LOOK, Asked
from hardener_youtube.simulator.problems import refusal
from hardener_youtube.simulator.state import Json, Video

OF_CHANNELS = ("id", "snippet", "contentDetails", "status", "brandingSettings", "statistics")
OF_VIDEOS = ("id", "snippet", "status", "contentDetails", "liveStreamingDetails", "statistics")
OF_BROADCASTS = ("id", "snippet", "contentDetails", "status", "statistics", "monetizationDetails")
STATES = {
    "all": (), "upcoming": ("created", "ready"), "active": ("live", "liveStarting", "testing", "testStarting"),
    "completed": ("complete",),
}  # fmt: skip


def channels(asked: Asked) -> Json:
    """Answer channels.list."""
    asked.allowed(1, LOOK, "channel")
    parts = asked.parts(*OF_CHANNELS)
    wanted = [asked.owner.channel] if asked.filter("mine", "id", "forHandle") == "mine" else asked.many("id")
    found = [one for ident in wanted if (one := asked.world.channel(ident))]
    shown = [shapes.entry("channel", one.id, shapes.channel(one), parts) for one in found]
    return asked.listed("channelListResponse", shown, 0, 5, 50)


def broadcasts(asked: Asked) -> Json:
    """Answer liveBroadcasts.list: without `broadcastType` the one that is always there is left out."""
    asked.allowed(1, LOOK, "liveBroadcast")
    parts = asked.parts(*OF_BROADCASTS)
    by = asked.filter("broadcastStatus", "id", "mine")
    found = [video for video in asked.world.of(asked.owner.channel) if video.broadcast is not None]
    if by == "id":
        found = [video for video in found if video.id in asked.many("id")]
    else:
        found = [video for video in found if _listed(asked, video, by)]
    shown = [shapes.entry("liveBroadcast", video.id, shapes.broadcast(video), parts) for video in found]
    return asked.listed("liveBroadcastListResponse", shown, 0, 5, 50)


def _listed(asked: Asked, video: Video, by: str) -> bool:
    """Tell whether a broadcast is in the list that is asked for. Raises `Problem`."""
    kind, status = asked.query("broadcastType", "event"), asked.query("broadcastStatus", "all")
    if kind not in {"all", "event", "persistent"} or status not in STATES:
        raise refusal(400, "invalidParameter", "Invalid value", location="broadcastType")
    live = video.broadcast
    assert live is not None
    fits = kind == "all" or live.persistent is (kind == "persistent")
    return fits and (by == "mine" or status == "all" or live.state in STATES[status])


def videos(asked: Asked) -> Json:
    """Answer videos.list: of others' videos only what all may see."""
    asked.allowed(1, LOOK, "video")
    parts = asked.parts(*OF_VIDEOS)
    asked.filter("id", "chart", "myRating")
    wanted = asked.many("id")
    if len(wanted) > 50:
        raise refusal(400, "invalidParameter", "Too many ids", location="id")
    found = [v for ident in dict.fromkeys(wanted) for v in asked.world.seed.videos if v.id == ident]
    seen = [v for v in found if v.channel == asked.owner.channel or v.status["privacyStatus"] != "private"]
    shown = [shapes.entry("video", v.id, shapes.video(v, own=v.channel == asked.owner.channel), parts) for v in seen]
    return asked.listed("videoListResponse", shown, 0, 50, 50)


def uploads(asked: Asked) -> Json:
    """Answer playlistItems.list for the list of a channel's uploads."""
    asked.allowed(1, LOOK, "playlistItem")
    parts = asked.parts("id", "snippet", "contentDetails", "status")
    asked.filter("playlistId", "id")
    playlist = asked.query("playlistId")
    channel = next((each for each in asked.world.seed.channels if each.uploads == playlist), None)
    if channel is None:
        said = "The playlist identified with the request's playlistId parameter cannot be found."
        raise refusal(404, "playlistNotFound", said, "youtube.playlistItem", "playlistId")
    found = [
        v for v in asked.world.of(channel.id) if v.uploaded and (v.broadcast is None or not v.broadcast.persistent)
    ]
    if channel.id != asked.owner.channel:
        found = [v for v in found if v.status["privacyStatus"] == "public"]
    shown = [
        shapes.entry("playlistItem", f"{playlist}.{v.id}", shapes.upload(v, playlist, number), parts)
        for number, v in enumerate(found)
    ]
    return asked.listed("playlistItemListResponse", shown, 0, 5, 50)


def comments(asked: Asked) -> Json:
    """Answer commentThreads.list: also to look takes the scope for changes."""
    asked.allowed(1, ("youtube.force-ssl",), "commentThread")
    asked.parts("id", "snippet", "replies")
    asked.filter("videoId", "id", "allThreadsRelatedToChannelId")
    video = asked.mine(asked.query("videoId"))
    if video is None:
        said = "The video identified by the videoId parameter could not be found."
        raise refusal(404, "videoNotFound", said, "youtube.commentThread", "videoId")
    if video.kids or not video.comments or video.status["privacyStatus"] == "private":
        said = "The video identified by the videoId parameter has disabled comments."
        raise refusal(403, "commentsDisabled", said, "youtube.commentThread", "videoId")
    return asked.listed("commentThreadListResponse", [], 1, 20, 100)


def chat(asked: Asked) -> Json:
    """Answer liveChatMessages.list, with nobody's words in it."""
    asked.allowed(5, LOOK, "liveChat")
    asked.parts("id", "snippet", "authorDetails")
    ident = asked.query("liveChatId")
    if not ident:
        raise refusal(400, "missingRequiredParameter", "Required parameter: liveChatId", location="liveChatId")
    if (problem := _closed(asked, ident)) is not None:
        raise problem
    page = asked.listed("liveChatMessageListResponse", [], 200, 500, 2000)
    return {**page, "pollingIntervalMillis": 5000, "nextPageToken": "sandbox"}


def _closed(asked: Asked, ident: str) -> Problem | None:
    video = shapes.video_of(ident, asked.world.of(asked.owner.channel))
    domain = "youtube.liveChat"
    if video is None:
        return refusal(
            404, "liveChatNotFound", "The live chat that you are trying to retrieve cannot be found.", domain
        )
    if shapes.content(video) not in {"upcoming", "live"}:
        return refusal(403, "liveChatEnded", "The specified live chat is no longer live.", domain)
    if video.kids or not video.chat:
        return refusal(403, "liveChatDisabled", "The live chat is disabled for the specified broadcast.", domain)
    return None
