"""Walk through the channel: its broadcasts in every state, its newest videos, then what is tried of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from hardener.adapter import AdapterError, Window
from hardener.errors import MalformedError, RefusedError
from hardener.model import Program, Target, Unreadable
from hardener.vendor import ALL, Call, Json, Read, at, ident_of, marked, read_parts, unlisted, word
from hardener_youtube import calls
from hardener_youtube.client import Api
from hardener_youtube.documents import ON, OVER, Found, program_of, target_of

PAGE = 50
"""The most entries of a page, and ids of one call."""
OF_BROADCASTS, OF_VIDEOS = "id,snippet,contentDetails,status", "id,snippet,status,contentDetails,liveStreamingDetails"
OFF = frozenset({"liveChatDisabled", "commentsDisabled"})
"""By which refusals YouTube says that nobody can write there; any other says nothing of it."""
ENDED = frozenset({"none", "completed"})
"""How far a video is that is not, or not any more, shown live."""
DOUBT = marked("not all of the channel's broadcasts could be listed, so nobody can tell whether it is one")
PREMIERE = marked(
    "YouTube does not tell of a premiere's chat before it is shown, nor whether a private video becomes public as a "
    "premiere; look in YouTube Studio"
)
NEWEST = marked("only the newest videos of the channel were looked at, and none of the older ones")
OVERRULED = marked("YouTube takes videos for made for kids by itself, which is no declaration of the library's")
NO_CHAT = marked("YouTube names no live chat for it, which does not prove that there is none; look in YouTube Studio")
NO_COMMENTS = marked(
    "YouTube takes no comments on what is private, which does not tell whether it will once more people see it; look "
    "in YouTube Studio"
)


@dataclass(slots=True)
class Reader:
    """Reads through one connection."""

    api: Api
    overruled: int = 0
    """Videos that YouTube itself took for made for kids while the library did not declare it."""
    doubtful: bool = False
    """Not all of the broadcasts could be listed: what is upcoming may be one of them."""
    older: bool = False
    """There are uploads that were not looked at."""

    def account(self) -> str:
        """Return the channel's id. Raises `AdapterError`."""
        return ident_of(self.api.channel().get("id"))

    def all(self, window: Window) -> Iterator[Read]:
        """Yield every program of the channel: broadcasts that are not over, then the newest videos."""
        self.overruled, self.doubtful, self.older = 0, False, False
        broadcasts: dict[str, Json] = {}
        for unclear in self._broadcasts(broadcasts):
            self.doubtful = True
            yield unclear
        uploads: dict[str, Json] = {}
        yield from self._uploads(uploads)
        coming = {
            name: each for name, each in broadcasts.items() if word(at(each, "status.lifeCycleStatus")) not in OVER
        }
        found = [Found("broadcast", name, each) for name, each in coming.items()]
        found += [Found("video", name) for name in uploads if name not in coming]
        found += self._over({name: each for name, each in broadcasts.items() if name not in {*coming, *uploads}})
        for one in self._with_videos(found):
            yield from self._wanted(one, window)

    def asides(self) -> Iterator[str]:
        """Yield what should be known of the last reading."""
        if self.older:
            most = self.api.options.videos
            yield f"{NEWEST}; videos = {most}"
        if self.overruled:
            yield f"{OVERRULED}; videos: {self.overruled}"

    def refresh(self, target: Target) -> Target:
        """Read one target afresh, and of it what was tried if its document has that. Raises `AdapterError`."""
        broadcast = self.api.one(calls.BROADCASTS, OF_BROADCASTS, target.ident) if target.kind == "broadcast" else {}
        video = self.api.one(calls.VIDEOS, OF_VIDEOS, target.ident)
        found = Found(target.kind, target.ident, broadcast, video)
        return self._target(found, trying=not target.document or "probe" in target.document)

    def _broadcasts(self, into: dict[str, Json]) -> Iterator[Unreadable]:
        """Put the broadcasts by their ids `into` a dictionary, and yield what of them could not be read.

        Without `broadcastType` YouTube leaves out the one that is always there.
        """
        asked = {"part": OF_BROADCASTS, "mine": "true", "broadcastType": "all", "maxResults": str(PAGE)}
        try:
            for number, entry in enumerate(self.api.pages(calls.BROADCASTS, asked)):
                if word(entry.get("id")):
                    into.setdefault(str(entry["id"]), entry)
                else:
                    yield Unreadable(
                        id=f"broadcast/row-{number}", kind="broadcast", title=Found("", "", entry).title,
                        reason="YouTube gave it no id", program=Program(id=f"row-{number}", kind="broadcast"),
                    )  # fmt: skip
        except AdapterError as error:
            yield unlisted("broadcasts", "the channel's broadcasts", error)

    def _uploads(self, into: dict[str, Json]) -> Iterator[Unreadable]:
        """Put the newest uploads by their ids `into` a dictionary."""
        most, seen = self.api.options.videos, 0
        try:
            playlist = word(at(self.api.channel(), "contentDetails.relatedPlaylists.uploads"))
            if not playlist:
                raise MalformedError("YouTube does not say where the channel's videos are")
            asked = {"part": "contentDetails", "playlistId": playlist, "maxResults": str(PAGE)}
            for entry in self.api.pages(calls.UPLOADS, asked):
                seen += 1
                if seen > most:
                    self.older = True
                    return
                if not (ident := word(at(entry, "contentDetails.videoId"))):
                    raise MalformedError("YouTube lists a video without an id")
                into[ident] = entry
        except AdapterError as error:
            yield unlisted("uploads", "the channel's videos", error)

    def _over(self, broadcasts: Mapping[str, Json]) -> list[Found]:
        """Return as videos what was live and is in no list of uploads: the newest, as many as are looked at."""
        newest = sorted(broadcasts.items(), key=lambda one: _began(one[1]), reverse=True)
        most = self.api.options.videos
        self.older = self.older or len(newest) > most
        return [Found("video", name, video={"snippet": at(each, "snippet")}) for name, each in newest[:most]]

    def _with_videos(self, found: Sequence[Found]) -> Iterator[Found]:
        """Yield each program with the settings of its video, fifty of them a call."""
        for first in range(0, len(found), PAGE):
            these = found[first : first + PAGE]
            asked = {"part": OF_VIDEOS, "id": ",".join(one.ident for one in these)}
            try:
                there, why = self.api.entries(calls.VIDEOS, asked), "YouTube lists it and does not show its video"
            except AdapterError as error:
                there, why = [], str(error)
            known = {str(each["id"]): each for each in reversed(there) if word(each.get("id"))}
            yield from (
                one._replace(video=known[one.ident]) if one.ident in known else one._replace(unread=why)
                for one in these
            )

    def _wanted(self, found: Found, window: Window) -> Iterator[Read]:
        """Yield a program that is asked for and not after the window's end; one that is not clear is never left out."""
        if found.gone or not window.wants(found.ident, found.title):
            return
        try:
            if found.kind == "video" and self.doubtful and found.state not in ENDED:
                yield _unclear(found._replace(kind="broadcast"), DOUBT)
                return
            start, _ = found.times()
            if start is None or start <= window.end:
                yield self._target(found, trying=True)
        except AdapterError as error:
            yield _unclear(found, found.unread or str(error))

    def _target(self, found: Found, *, trying: bool) -> Target:
        """Return the target, with what was tried of it. Raises `AdapterError`."""
        now = self.api.now()
        program_of(found, now)  # what is not clear is not tried
        wanted = ALL if trying else frozenset[str]()
        probes, refused = read_parts(
            {"chat": lambda: self._chat(found), "comments": lambda: self._comments(found)}, wanted
        )
        if at(found.video, "status.madeForKids") is True and at(found.video, "status.selfDeclaredMadeForKids") is False:
            self.overruled += 1
        return target_of(found, probes, refused, now)

    def _comments(self, found: Found) -> str:
        """Return whether there are comments. While a video is private there are none, whatever holds afterwards."""
        said = self._tried(calls.COMMENTS, {"part": "id", "videoId": found.ident, "maxResults": "1"})
        coming = bool(found.broadcast) or _may_be_shown(found)
        if said == "off" and coming and _hidden(found) and at(found.video, "status.madeForKids") is not True:
            raise MalformedError(NO_COMMENTS)
        return said

    def _chat(self, found: Found) -> str:
        """Return whether there is a live chat: tried where YouTube names one, told where none can be."""
        if not found.broadcast and found.state in ENDED and not _may_be_shown(found):
            return "off"  # what is not live, and will not be, has none
        places = (at(found.broadcast, "snippet.liveChatId"), at(found.video, "liveStreamingDetails.activeLiveChatId"))
        ident = next(filter(None, map(word, places)), "")
        if ident:
            # The fewest that YouTube gives, and nothing but their ids: nobody's name or words are read.
            return self._tried(calls.CHAT, {"part": "id", "liveChatId": ident, "maxResults": "200"})
        if places == (None, None) and at(found.video, "status.madeForKids") is True:
            return "off"
        raise MalformedError(PREMIERE if not found.broadcast and found.state not in ON else NO_CHAT)

    def _tried(self, call: Call, asked: Mapping[str, str]) -> str:
        """Return what a call tells: an answer is on, one of two refusals off. Raises `AdapterError` for any other."""
        try:
            self.api.get(call, asked)
        except RefusedError as error:
            if error.status == 403 and error.code in OFF:
                return "off"
            raise
        return "on"


def _hidden(found: Found) -> bool:
    """Tell whether a video is private."""
    return at(found.video, "status.privacyStatus") == "private"


def _may_be_shown(found: Found) -> bool:
    """Tell whether a video may still be shown to all at once: its hour is set, or a private one is to be public."""
    own = at(found.video, "liveStreamingDetails")
    planned = at(own, "scheduledStartTime") is not None and at(own, "actualEndTime") is None
    return _hidden(found) and (planned or at(found.video, "status.publishAt") is not None)


def _began(broadcast: Json) -> str:
    """Return by what the newer of two broadcasts is told; one without any time comes before all others."""
    times = (
        word(at(broadcast, f"snippet.{name}")) for name in ("actualStartTime", "scheduledStartTime", "publishedAt")
    )
    return next(filter(None, times), "~")


def _unclear(found: Found, reason: str) -> Unreadable:
    """Return that nobody can tell what a program is set to."""
    return Unreadable(
        id=f"{found.kind}/{found.ident}", kind=found.kind, title=found.title, reason=reason,
        program=Program(id=found.ident, kind=found.kind),
    )  # fmt: skip
