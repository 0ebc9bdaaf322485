"""From what YouTube answers of a broadcast and its video to a target, each with what its settings come to. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from hardener.adapter import Window
from hardener.errors import MalformedError
from hardener.model import Program, Target
from hardener.path import vendor_path
from hardener.vendor import at, digest, marked, minutes_between, utc, word
from hardener_youtube.rows import DECLARED, PRIVACY, RECORD

Json = Mapping[str, Any]
WRITABLE = frozenset({"created", "ready"})
"""States in which YouTube takes changes of a broadcast."""
TRIED = frozenset({"testing", "testStarting"})
ON = frozenset({"live", "liveStarting"})
OVER = frozenset({"complete", "revoked"})
GONE = frozenset({"failed", "rejected", "deleted"})
"""Upload states of what nobody can watch."""
EPOCH = 1971
"""A year: before it lies the start that YouTube gives a broadcast that is always there."""
SWITCHES = {"video": ("privacyStatus", "selfDeclaredMadeForKids"), "broadcast": ("recordFromStart",)}
"""What of each part is a setting; all else of it is a fact, which no write may move."""
DECIDED = ("uploadStatus", "failureReason", "rejectionReason", "madeForKids")
"""What of a video's status YouTube alone decides."""
FLEETING = ("boundStreamLastUpdateTimeMs", "embedHtml", "mesh")
"""What of a broadcast's details is no setting and not kept: times, a link and data of the player."""
NOTHING: Json = {}
OPENS = "YouTube does not show {}, and a write that leaves it out would set it back to the more open"
RESETS = "YouTube does not show {}, which nobody can tell then, and a write that leaves it out would set it back"
WHOLE: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "video": (("embeddable",), ("license",), ("publicStatsViewable",), ("containsSyntheticMedia",)),
    "broadcast": (
        ("enableAutoStart",), ("enableAutoStop",), ("enableContentEncryption",), ("enableDvr",), ("enableEmbed",),
        ("recordFromStart",), ("startWithSlate",), ("projection",),
        ("latencyPreference", "enableLowLatency"), ("closedCaptionsType", "enableClosedCaptions"),
    ),
}  # fmt: skip
"""What of each part a write has to say, by any one of its names, for else it has the default afterwards.

Not `stereoLayout`, which no answer has that was captured in public: what is in none was never set (README.md).
"""
MONITOR = ("enableMonitorStream", "broadcastStreamDelayMs")
UNSAID = marked("YouTube does not say it, or in a way that is not known")
REPLAY = marked(
    "it was live, and YouTube does not tell whether what was written in its chat is shown with it; look in Studio"
)
UNKNOWN = "YouTube gave a value for {} that this version does not know"


class Found(NamedTuple):
    """One program as YouTube lists it."""

    kind: str
    """`broadcast` as long as it is not over, else `video`."""
    ident: str
    broadcast: Json = NOTHING
    video: Json = NOTHING
    unread: str = ""
    """Why the video could not be read."""

    @property
    def title(self) -> str:
        """Return its title."""
        own = (word(at(each, "snippet.title")) for each in (self.broadcast, self.video))
        return next(filter(None, own), "(no title)")

    @property
    def state(self) -> str:
        """Return how far it is, in YouTube's words. Raises `MalformedError` where it does not say."""
        path = "status.lifeCycleStatus" if self.broadcast else "snippet.liveBroadcastContent"
        known = WRITABLE | TRIED | ON | OVER if self.broadcast else {"none", "upcoming", "live", "completed"}
        if (found := word(at(self.broadcast or self.video, path))) not in known:
            raise MalformedError(UNKNOWN.format(path))
        return found

    @property
    def live(self) -> bool:
        """Tell whether it is on, by YouTube's word. Raises `MalformedError`."""
        return self.state in ON

    @property
    def gone(self) -> bool:
        """Tell whether nobody can watch it, and nothing of it is to be judged."""
        return word(at(self.video, "status.uploadStatus")) in GONE

    def times(self) -> tuple[datetime | None, datetime | None]:
        """Return when it begins and ends, as far as it is to come. Raises `MalformedError`."""
        if self.broadcast:
            own = at(self.broadcast, "snippet")
        elif self.state in {"upcoming", "live"}:
            own = at(self.video, "liveStreamingDetails")
        else:
            return moment(at(self.video, "status.publishAt")), None
        start = moment(at(own, "actualStartTime")) if self.live else None
        return start or moment(at(own, "scheduledStartTime")), moment(at(own, "scheduledEndTime"))


def moment(raw: object) -> datetime | None:
    """Return a time; None where there is none, or that of what is always there. Raises `MalformedError`."""
    if raw is None:
        return None
    try:
        found = utc(str(raw)) if isinstance(raw, str) else None
    except (ValueError, OverflowError):
        found = None
    if found is None:
        raise MalformedError("YouTube gave a time that is none")
    return found if found.year >= EPOCH else None


def program_of(found: Found, now: datetime) -> Program:
    """Return what a library schedules; what is overdue or has no time is always open. Raises `MalformedError`."""
    start, end = found.times()
    minutes = max(0, minutes_between(start, end)) if start and end else None
    coming = Window.onward(now).coming([(start, minutes)])
    if not coming and not found.live:
        start = minutes = None
    starts = (start,) if start else ()
    return Program(
        id=found.ident, kind=found.kind, start=start, starts=starts, minutes=minutes, live=found.live
    )  # fmt: skip


def target_of(found: Found, probes: Json, refused: Mapping[str, str], now: datetime) -> Target:
    """Return the target; `probes` are what was tried, and `refused` why not. Raises `MalformedError`."""
    video, details = dict(_part(found.video, "status")), dict(_part(found.broadcast, "contentDetails"))
    document: dict[str, Any] = {"told": {}, "probe": dict(probes)}
    unread = {f"probe.{name}": reason for name, reason in refused.items()}
    if found.broadcast:
        document["broadcast"] = {"contentDetails": _kept(details)}
    if video:
        document["video"] = {"status": video}
        for name, told, why in (
            ("decided", _decided(found), UNSAID), ("publishing", _publishing(video), UNSAID),
            ("replay", _replay(found), REPLAY),
        ):  # fmt: skip
            document["told"] |= {name: told} if told else {}
            unread |= {} if told else {f"told.{name}": why}
        if _apart(found):
            del video["privacyStatus"]
            unread[PRIVACY] = marked("YouTube says one thing of the broadcast and another of its video")
    else:
        why = found.unread or marked("YouTube does not show its settings")
        unread |= {"video": why, "told": why}
        del document["told"]
    return Target(
        id=f"{found.kind}/{found.ident}", kind=found.kind, title=found.title, document=document, unread=unread,
        unavailable=dict(_unavailable(found, video, now)), facts=facts(found, video, details),
        program=program_of(found, now),
    )  # fmt: skip


def facts(found: Found, video: Json, details: Json) -> dict[str, Any]:
    """Return what no write may move: times, title, and what else YouTube would set back where it is left out."""
    own = {name: at(found.broadcast, f"snippet.{name}") for name in ("scheduledStartTime", "scheduledEndTime")}
    rest = {name: value for name, value in video.items() if name not in (*SWITCHES["video"], *DECIDED)}
    held = {name: value for name, value in _kept(details).items() if name not in SWITCHES["broadcast"]}
    return {"id": found.ident, "title": digest(found.title), **own, "status": rest, "details": held}


def _kept(details: Json) -> dict[str, Any]:
    kept = {name: value for name, value in details.items() if name not in FLEETING}
    if isinstance(monitor := kept.get("monitorStream"), Mapping):
        kept["monitorStream"] = {name: value for name, value in monitor.items() if name not in FLEETING}
    if isinstance(stream := kept.get("boundStreamId"), str):
        kept["boundStreamId"] = digest(stream)
    return kept


def _part(entry: Json, name: str) -> Json:
    found = at(entry, name)
    return found if isinstance(found, Mapping) else {}


def _decided(found: Found) -> str:
    """Return whether YouTube's decision is at odds with what the library declared; empty where it does not say."""
    shown = [at(found.video, "status.madeForKids")]
    shown += [at(found.broadcast, "status.madeForKids", shown[0])] if found.broadcast else []
    if not all(isinstance(each, bool) for each in shown):
        return ""
    declared = at(found.video, "status.selfDeclaredMadeForKids") is True
    return "overruled" if declared and not all(shown) else "agrees"


def _replay(found: Found) -> str:
    """Return that no chat of earlier is shown with a video; empty where that may be, as with what was live."""
    over = not found.broadcast and at(found.video, "snippet.liveBroadcastContent") not in {"upcoming", "live"}
    was = over and at(found.video, "liveStreamingDetails.actualStartTime") is not None
    return "" if was and at(found.video, "status.madeForKids") is not True else "none"


def _publishing(video: Json) -> str:
    """Return whether a private video becomes public by itself; empty where that cannot be told."""
    if video.get("privacyStatus") != "private" or video.get("publishAt") is None:
        return "stays"
    return "scheduled" if word(video["publishAt"]) else ""


def _apart(found: Found) -> bool:
    both = [at(each, "status.privacyStatus") for each in (found.broadcast, found.video)]
    return both[0] is not None and both[1] is not None and both[0] != both[1]


def _unavailable(found: Found, video: Json, now: datetime) -> Iterator[tuple[str, str]]:
    """Yield what YouTube would not keep, and why."""
    if at(found.video, "contentDetails.contentRating.ytRating") == "ytAgeRestricted":
        yield vendor_path(DECLARED), marked("it is restricted by age, and YouTube takes none of these as made for kids")
    if found.broadcast and found.state not in WRITABLE:
        for path in (DECLARED, PRIVACY, RECORD):
            yield (
                vendor_path(path),
                f"YouTube takes changes of a broadcast until it begins, and it has begun ({found.state})",
            )
    elif overdue(video, now):
        for path in (DECLARED, PRIVACY):
            yield (
                vendor_path(path),
                marked("the hour at which it was to be public is over; sending it again would publish it"),
            )
    else:
        own = {"video": _part(found.video, "status"), "broadcast": _part(found.broadcast, "contentDetails")}
        for path in (DECLARED, PRIVACY, RECORD):
            part, _, name = path.partition(".")
            if own[part] and (lost := reset(part, {**own[part], name.rpartition(".")[-1]: "written"})):
                yield vendor_path(path), lost


def reset(part: str, after: Json) -> str:
    """Return what a write of this part, that YouTube shows like this, would set back unseen; empty: nothing."""
    if part == "video" and (lost := _opened(after)):
        return lost
    if part == "broadcast" and (not isinstance(monitor := after.get("monitorStream"), Mapping) or lacks(monitor)):
        return "YouTube does not show the monitor stream, without which it takes no change"
    needed = (*WHOLE[part], *((("mesh",),) if after.get("projection") == "mesh" else ()))
    missing = (names[0] for names in needed if all(after.get(name) is None for name in names))
    return next(map(RESETS.format, missing), "")


def lacks(monitor: Json) -> bool:
    """Tell whether something of a monitor stream is not shown."""
    return any(monitor.get(name) is None for name in MONITOR)


def _opened(status: Json) -> str:
    """Return why a write of this status might open the video, for it lacks what YouTube then sets back; empty: no."""
    if not word(status.get("privacyStatus")):
        return OPENS.format("who can find it")
    if status.get("selfDeclaredMadeForKids") is None and status.get("madeForKids") is not False:
        return OPENS.format("whether it was declared as made for kids")
    return ""


def overdue(status: Json, now: datetime) -> bool:
    """Tell whether any write of this status would publish the video: it is private, and its hour is over or unclear."""
    if status.get("privacyStatus") != "private" or status.get("publishAt") is None:
        return False
    try:
        hour = moment(status["publishAt"])
    except MalformedError:
        return True
    return hour is None or hour <= now
