"""Who can get in: the door of one program, from what its controls come to. Pure."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import NamedTuple

from hardener.catalog import Control
from hardener.language import marked
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
    "children": marked("children"),
    "teens": marked("teens"),
    "adults": marked("the audience"),
    "public": marked("the public"),
    "staff": marked("colleagues"),
}
CAN = marked("{who} can {act} in front of {people}")
"""What somebody can do in front of whom."""
YOUNG = frozenset({"children", "teens"})
"""Audiences that may be under 18."""
ALL_SEE = frozenset(
    f"chan.{name}" for name in ("screen_share", "annotate", "camera_attendee", "mic_self_unmute", "chat_attendee")
)
"""Channels of the room by which one person reaches everybody at once: what no API shows of them, a person looks at."""


DECIDE = frozenset(
    f"door.{name}"
    for name in (
        "registration_required", "registration_approval", "vendor_account_required", "unique_join_link", "waiting_room",
        "passcode",
    )
)  # fmt: skip
"""All controls that `entrance` asks about."""


def entrance(level: Level) -> Entrance:  # noqa: PLR0911 - one for each kind of door
    """Return the door that the most open reading of a program's controls leaves."""
    signs_up = level("door.registration_required") == "required"
    approved = level("door.registration_approval") in {"manual", "verified"}
    if level("door.vendor_account_required") == "required":
        return Entrance(Door.VERIFIED, marked("Anyone with an account"))
    if signs_up and approved and level("door.unique_join_link") == "unique":
        return Entrance(Door.VERIFIED, marked("Anyone staff approved"))
    if level("door.waiting_room") == "everyone":
        return Entrance(Door.SCREENED, marked("Anyone let in from the waiting room"))
    if signs_up:
        return Entrance(Door.SHARED_SECRET, marked("Anyone who signs up"))
    if level("door.passcode") in {"separate", "embedded"}:
        return Entrance(Door.SHARED_SECRET, marked("Anyone with the link"))
    if level("door.passcode") is None and level("door.waiting_room") is None:
        return Entrance(Door.UNKNOWN, marked("Perhaps anyone"))
    return Entrance(Door.OPEN, marked("Anyone with the link"))


def sentence(control: Control, at: Entrance, audience: Audience) -> str:
    """Head a finding with who can do what in front of whom, where the control is a channel."""
    if not control.act:
        return control.finding
    return CAN.format(who=at.who, act=control.act, people=IN_FRONT[audience])


def severity(control: Control, said: Severity, at: Door, audience: Audience, *, reached: bool) -> Severity:
    """Return how much what is open harms behind the door `at`; `said` is the profile's word, at most.

    Critical is one thing alone: what a stranger who holds the link can do today to people who may be under 18. So the
    door by itself never is, nor what only people whom staff let in or approved can do. `reached`: as open as the
    control is, or may be, others are reached by it.
    """
    if control.act and at is Door.VERIFIED:
        return least(said, Severity.MEDIUM)
    if not (control.reach and reached):
        return least(said, Severity.HIGH)
    if audience in YOUNG:
        return Severity.HIGH if at is Door.SCREENED else Severity.CRITICAL
    worst = max(said, control.severity, key=lambda s: s.rank) if at in {Door.OPEN, Door.UNKNOWN} else said
    return least(worst, Severity.HIGH)


def least(one: Severity, other: Severity) -> Severity:
    """Return the less harmful of two."""
    return other if other.rank < one.rank else one
