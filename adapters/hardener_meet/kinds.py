"""What Meet's settings need beyond plain rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import JsonValue

from hardener.model import Risk, Value
from hardener.setting import Missing, Setting, Unshown

PROGRAM = ("meeting", "occurrence")
ABOVE = ("account",)
OPTIONS = "Google Calendar > the event > Video call options (the gear)"
HOST = f"{OPTIONS} > Host controls"
ADMIN = "Google Admin console > Apps > Google Workspace > Google Meet"
RESTRICTIONS = "space.config.moderationRestrictions"
MODERATION = "space.config.moderation"


@dataclass(frozen=True, kw_only=True)
class Closest(Setting):
    """A setting whose most closed value may still be more open than a profile accepts: better that than nothing."""

    def nearest(self, value: Value, before: JsonValue | Missing) -> Value | None:
        """Return the most closed value, or None where the setting has it already."""
        closest = self.offers()[0]
        if value in self.offers():
            return value
        return None if isinstance(before, str) and self.values.get(before) == closest else closest


def restricted(control: str, name: str, closed: Value, opened: Value, **more: Any) -> tuple[Setting, ...]:  # noqa: ANN401 - fields of Setting
    """Return the rows of a restriction: it needs moderation, and without it everybody may do it.

    Both are written together, as Google resets restrictions when moderation is off.
    """
    path = f"{RESTRICTIONS}.{name}"
    fields: dict[str, Any] = {"control": control, "kinds": PROGRAM, "by_hand": HOST} | more
    return (
        # With moderation on, the restriction alone decides: the level then is the most closed there is.
        Closest(
            **fields
            | {
                "path": MODERATION,
                "values": {"ON": _lowest(control, closed), "OFF": opened},
                "also": {path: "HOSTS_ONLY"},
            }
        ),
        Closest(
            **fields
            | {"path": path, "values": {"HOSTS_ONLY": closed, "NO_RESTRICTION": opened}, "also": {MODERATION: "ON"}}
        ),
    )


def _lowest(control: str, closed: Value) -> Value:
    return "off" if control == "chan.chat_attendee" else closed


def unshown(control: str, by_hand: str, note: str = "") -> Unshown:
    """Return the row of a control that the API does not show."""
    return Unshown(control=control, kinds=PROGRAM, by_hand=by_hand, note=note)


def unsettled(control: str, name: str, by_hand: str, note: str = "") -> Unshown:
    """Return the row that stands while the settings leave open what people meet, as `documents.TELLS` has it.

    Nothing is read for it: it comes before the row that shows the other values, and gives way to that.
    """
    return Unshown(
        control=control, kinds=ABOVE, governs=PROGRAM, unless=(f"told.{name}", "tell"), by_hand=by_hand, note=note,
    )  # fmt: skip


LINK, LOCKOUT = frozenset({Risk.LINK}), frozenset({Risk.LOCKOUT})
