"""Who can get in: the door of one program, from what its controls come to. Pure."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import NamedTuple

from hardener.catalog import Control
from hardener.model import Severity, Value
from hardener.profile import Audience


class Door(StrEnum):
    """From closed to open."""

    VERIFIED = "verified"
    """Approved by a person and holding a link of their own, or signed-in staff."""
    SCREENED = "screened"
    """Everyone waits until somebody lets them in."""
    SHARED_SECRET = "shared-secret"  # noqa: S105 - a kind of door
    """One link or passcode for all, or a sign-up that nobody looks at."""
    OPEN = "open"
    UNKNOWN = "unknown"
    """Too little could be read; treated as open."""


class Entrance(NamedTuple):
    """The door, and the people it lets in, as a sentence begins."""

    door: Door
    who: str


Level = Callable[[str], Value | None]
"""The most open level that a control can be at; None where that is unknown or has no meaning."""

IN_FRONT = {
    "children": "children",
    "teens": "teens",
    "adults": "the audience",
    "public": "the public",
    "staff": "colleagues",
}
CHANNELS = frozenset(
    f"chan.{name}"
    for name in (
        "screen_share",
        "annotate",
        "camera_attendee",
        "mic_self_unmute",
        "chat_attendee",
        "comments",
        "rename_self",
    )
)
"""The channels through which a stranger reaches everybody: their severity follows the door."""
IN_THE_ROOM = CHANNELS - {"chan.comments"}
"""Those of the room itself; comments are written elsewhere, where a program is streamed to."""


def entrance(level: Level) -> Entrance:  # noqa: PLR0911 - one for each kind of door
    """Return the door that the most open reading of a program's controls leaves."""
    signs_up = level("door.registration_required") == "required"
    approved = level("door.registration_approval") in {"manual", "verified"}
    if level("door.vendor_account_required") == "required":
        return Entrance(Door.VERIFIED, "Anyone with an account")
    if signs_up and approved and level("door.unique_join_link") == "unique":
        return Entrance(Door.VERIFIED, "Anyone staff approved")
    if level("door.waiting_room") == "everyone":
        return Entrance(Door.SCREENED, "Anyone let in from the waiting room")
    if signs_up:
        return Entrance(Door.SHARED_SECRET, "Anyone who signs up")
    if level("door.passcode") in {"separate", "embedded"}:
        return Entrance(Door.SHARED_SECRET, "Anyone with the link")
    if level("door.passcode") is None and level("door.waiting_room") is None:
        return Entrance(Door.UNKNOWN, "Perhaps anyone")
    return Entrance(Door.OPEN, "Anyone with the link")


def sentence(control: Control, at: Entrance, audience: Audience) -> str:
    """Head a finding with who can do what in front of whom, where the control is a channel."""
    if not control.act:
        return control.finding
    return f"{at.who} can {control.act} in front of {IN_FRONT[audience]}"


def severity(control: Control, said: Severity, door: Door, audience: Audience) -> Severity:
    """Return how much an open channel harms behind this `door`; `said` is the profile's word."""
    if control.id not in CHANNELS or door is Door.VERIFIED:
        return said
    if audience == "children":
        return Severity.HIGH if door is Door.SCREENED else Severity.CRITICAL
    if door in {Door.OPEN, Door.UNKNOWN}:
        return max(said, control.severity, key=lambda s: s.rank)
    return said
