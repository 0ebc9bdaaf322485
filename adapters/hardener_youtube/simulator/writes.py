"""What YouTube does with a PUT: a part that is sent is overwritten whole, and what it leaves out is set back."""

from __future__ import annotations

from datetime import datetime

from hardener_youtube.simulator import shapes
from hardener_youtube.simulator.asked import CHANGE, Asked
from hardener_youtube.simulator.problems import refusal
from hardener_youtube.simulator.reads import OF_BROADCASTS, OF_VIDEOS
from hardener_youtube.simulator.state import DETAILS, MONITOR, STATUS, Json, Video

PRIVACY = {"public", "unlisted", "private"}
SAME = {"normal": False, "low": True}
"""What `enableLowLatency` has to be beside a latency."""


def video(asked: Asked) -> Json:
    """Answer videos.update."""
    asked.allowed(50, CHANGE, "video")
    parts = asked.parts(*OF_VIDEOS)
    one = _meant(asked, "youtube.video", "videoNotFound")
    body = _body(asked)
    if "snippet" in parts:
        one.title = str(_needed(_part(body, "snippet"), "snippet", "title", "categoryId")["title"])
    if "status" in parts:
        _set_status(asked, one, _part(body, "status"))
    return shapes.entry("video", one.id, shapes.video(one), parts)


def broadcast(asked: Asked) -> Json:
    """Answer liveBroadcasts.update."""
    asked.allowed(50, CHANGE, "liveBroadcast")
    parts = asked.parts(*OF_BROADCASTS)
    one = _meant(asked, "youtube.liveBroadcast", "liveBroadcastNotFound")
    body = _body(asked)
    if one.broadcast is None:
        raise refusal(404, "liveBroadcastNotFound", "Live broadcast not found", "youtube.liveBroadcast")
    if "snippet" in parts:
        own = _needed(_part(body, "snippet"), "snippet", "title", "scheduledStartTime")
        start, end = own["scheduledStartTime"], own.get("scheduledEndTime")
        _time(start, "youtube.liveBroadcast", "invalidScheduledStartTime")
        if end is not None:
            _time(end, "youtube.liveBroadcast", "invalidScheduledEndTime")
        one.title, one.broadcast.start, one.broadcast.end = str(own["title"]), start, end
    if "status" in parts:
        # Whether what is declared here is taken is not documented: it is not.
        own = _needed(_part(body, "status"), "status", "privacyStatus")
        one.status["privacyStatus"] = _privacy(own["privacyStatus"])
    if "contentDetails" in parts:
        _set_details(asked, one, _part(body, "contentDetails"))
    return shapes.entry("liveBroadcast", one.id, shapes.broadcast(one), parts)


def _meant(asked: Asked, domain: str, reason: str) -> Video:
    ident = _body(asked).get("id")
    if not ident:
        raise refusal(400, "idRequired", "Id is required", domain)
    found = asked.mine(str(ident))
    if found is None:
        raise refusal(404, reason, "It cannot be found.", domain)
    return found


def _body(asked: Asked) -> Json:
    if not isinstance(asked.json, dict):
        raise refusal(400, "parseError", "This API does not support parsing form-encoded input.", "global")
    return asked.json


def _part(body: Json, name: str) -> Json:
    found = body.get(name)
    return found if isinstance(found, dict) else {}


def _needed(own: Json, part: str, *names: str) -> Json:
    for name in names:
        if own.get(name) is None:
            raise refusal(400, "required", f"{name} is required", "global", f"body.{part}.{name}")
    return own


def _taken(own: Json, usual: Json, part: str) -> Json:
    """Return what of a part is kept: what is left out is set back, and what is of another type is refused."""
    after = {name: was if own.get(name) is None else own[name] for name, was in usual.items()}
    for name, was in usual.items():
        if type(after[name]) is not type(was) and not (was is None and isinstance(after[name], str)):
            raise refusal(400, "invalid", f"Invalid value at '{part}.{name}'", "global", f"body.{part}.{name}")
    return after


def _time(given: object, domain: str, reason: str) -> datetime:
    try:
        found = datetime.fromisoformat(given if isinstance(given, str) else "")
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise refusal(400, reason, "It is no time in ISO 8601", domain)
    return found


def _privacy(given: object) -> str:
    if not isinstance(given, str) or given not in PRIVACY:
        raise refusal(400, "invalidPrivacy", "Invalid privacy setting.", "youtube.video", "body.status.privacyStatus")
    return str(given)


def _set_status(asked: Asked, one: Video, own: Json) -> None:
    after = _taken(own, STATUS, "status")
    _privacy(after["privacyStatus"])
    if after["publishAt"] is not None and after["privacyStatus"] != "private":
        said = "publishAt can only be set if the video is private"
        raise refusal(400, "invalidPublishAt", said, "youtube.video", "body.status.publishAt")
    if after["selfDeclaredMadeForKids"] and one.age_restricted:
        raise refusal(400, "invalidVideoMetadata", "The request metadata is invalid.", "youtube.video", "body.status")
    hour = after["publishAt"] and _time(after["publishAt"], "youtube.video", "invalidPublishAt")
    if hour and hour.timestamp() <= asked.now:
        after |= {"publishAt": None, "privacyStatus": "public"}  # its hour has come
    one.status = {**after, **_unkept(asked, one.status)}


def _set_details(asked: Asked, one: Video, own: Json) -> None:
    live = one.broadcast
    assert live is not None
    monitor = _needed(
        _part(own, "monitorStream"), "contentDetails.monitorStream", "enableMonitorStream", "broadcastStreamDelayMs"
    )
    after = _taken(own, DETAILS, "contentDetails")
    low = own.get("enableLowLatency")
    if low is not None and low is not SAME.get(str(after["latencyPreference"])):
        raise refusal(400, "invalidLatencyPreferenceOptions", "They do not match", "youtube.liveBroadcast")
    if live.state not in {"created", "ready"}:
        changed = next((name for name in DETAILS if after[name] != live.details.get(name)), "monitorStream")
        said = f"{changed} cannot be changed once the broadcast is {live.state}"
        raise refusal(403, f"{changed}ModificationNotAllowed", said, "youtube.liveBroadcast")
    kept = _taken(monitor, MONITOR, "contentDetails.monitorStream")
    live.details = {**after, "monitorStream": kept, **_unkept(asked, live.details)}


def _unkept(asked: Asked, before: Json) -> Json:
    return {name: before[name] for name in asked.world.seed.behaviour.dropped if name in before}
