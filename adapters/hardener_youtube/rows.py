"""How YouTube spells the controls that its API shows. Rows only: what each means is in the catalogue.

What the API does not show is in by_hand.yaml. Facts: README.md, each with the date it was last verified.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import JsonValue

from hardener.model import Risk, Value
from hardener.setting import Setting

BROADCAST, VIDEO = ("broadcast",), ("video",)
PROGRAM = (*BROADCAST, *VIDEO)
STUDIO = "YouTube Studio > Content > the video"
DETAILS = f"{STUDIO} > Details"
LEVER = "made for kids switches it off as well (--allow declare)"
DECLARED, PRIVACY = "video.status.selfDeclaredMadeForKids", "video.status.privacyStatus"
RECORD = "broadcast.contentDetails.recordFromStart"
UNDO = "takes back the declaration, not what YouTube removed with it, such as comments, notifications and saved lists"


def _told(control: str, path: str, values: dict[JsonValue, Value], by_hand: str, note: str = "") -> Setting:
    """Return a row that the API only tells of."""
    return Setting(control=control, path=path, kinds=PROGRAM, values=values, writable=(), by_hand=by_hand, note=note)


def _chat(control: str, off: Value, on: Value, by_hand: str = "", note: str = LEVER) -> Setting:
    """Return what the live chat comes to for one control."""
    where = by_hand or "YouTube Studio > Go live > the stream > Edit > Customization > Live chat: off"
    return _told(control, "probe.chat", {"off": off, "on": on}, where, note)


def _replay(*controls: tuple[str, Value]) -> Iterator[Setting]:
    """Yield that no chat of earlier is shown with a video, where that is known: with what was live it may be."""
    where = f"{DETAILS} > Show more > Live chat replay: off"
    yield from (_told(control, "told.replay", {"none": off}, where) for control, off in controls)


def _comments(control: str, note: str) -> Setting:
    where = f"{DETAILS} > Show more > Comments and ratings > Comments: Off"
    return _told(control, "probe.comments", {"off": "off", "on": "on"}, where, note)


@dataclass(frozen=True, kw_only=True)
class Privacy(Setting):
    """Who finds a video. Private is never written: whoever holds the link would be left outside."""

    def writable_values(self) -> tuple[Value, ...]:
        """Return what leaves the link as it is."""
        return tuple(value for value in super().writable_values() if value != "private")


KIDS: dict[str, Any] = {"control": "video.made_for_kids", "kinds": PROGRAM}
SHOWN: tuple[Setting, ...] = (
    Setting(
        path=DECLARED, values={True: "yes", False: "no"}, risks=frozenset({Risk.DECLARE}), undo={"yes": UNDO},
        by_hand=f"{DETAILS} > Audience: Yes, it's made for kids",
        note="the library's own declaration; that YouTube itself takes a video for one made for kids is none", **KIDS,
    ),
    Setting(
        path="told.decided", values={"agrees": "yes", "overruled": "no"}, writable=(),
        by_hand=f"{DETAILS} > Audience: see why YouTube decided otherwise, and appeal there", **KIDS,
    ),
    Privacy(
        control="video.privacy", path=PRIVACY, kinds=PROGRAM, by_hand=f"{DETAILS} > Visibility",
        values={"private": "private", "unlisted": "unlisted", "public": "public"},
    ),
    _told(
        "video.privacy", "told.publishing", {"stays": "private", "scheduled": "public"},
        f"{DETAILS} > Visibility > Schedule: it becomes public by itself at that time",
    ),
    Setting(
        control="door.unlisted", path=PRIVACY, kinds=PROGRAM,
        values={"unlisted": "unlisted", "private": "unlisted", "public": "listed"}, by_hand=f"{DETAILS} > Visibility",
    ),
    _told(
        "door.unlisted", "told.publishing", {"stays": "unlisted", "scheduled": "listed"},
        f"{DETAILS} > Visibility > Schedule: it becomes public by itself at that time",
    ),
    Setting(
        control="rec.auto", path=RECORD, kinds=BROADCAST, values={False: "none", True: "cloud"},
        by_hand="YouTube Studio > Go live > the stream > Edit > Details: do not keep the recording",
    ),
    _chat("video.live_chat", "off", "on"),
    _comments("video.comments", f"they may be held for review, which the API does not show; {LEVER}"),
    _chat("chan.chat_attendee", "off", "everyone"),
    _chat("chan.chat_files_links", "off", "on", note="links in the chat may be blocked, which the API does not show"),
    _chat("chan.chat_saved_by_attendees", "off", "on"),
    _chat("chan.chat_persistent", "off", "on", note="whether the chat is shown with the recording is not in the API"),
    *_replay(("chan.chat_saved_by_attendees", "off"), ("chan.chat_persistent", "off")),
    _comments("chan.comments", LEVER),
    _chat("chan.qa", "off", "open"),
    _chat("chan.reactions", "off", "emoji"),
    _chat("chan.names_visible", "hidden", "full"),
    _chat("chan.profile_pictures", "hidden", "shown"),
    *_replay(("chan.names_visible", "hidden"), ("chan.profile_pictures", "hidden")),
)  # fmt: skip
