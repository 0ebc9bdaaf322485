"""What Meet's settings need beyond plain rows."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from pydantic import JsonValue

from hardener.model import Risk, Value
from hardener.setting import MISSING, Missing, Setting, Unshown

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

    def same(self, wanted: JsonValue, found: JsonValue | Missing) -> bool:
        """Tell whether `found` is what was `wanted`; a restriction that was not shown is not there again."""
        return found is MISSING if wanted is None else super().same(wanted, found)


Levels = tuple[Value, Value, Value]
"""The most closed that the control can be, what it is where only hosts may, and where everybody may."""


def restricted(control: str, name: str, levels: Levels, **more: str) -> tuple[Setting, ...]:
    """Return the rows of a restriction: it needs moderation, and without it everybody may do it.

    Both are written together, as Google resets restrictions when moderation is off.
    """
    path = f"{RESTRICTIONS}.{name}"
    closed, hosts, everyone = levels
    row = partial(Closest, control=control, kinds=PROGRAM, **{"by_hand": HOST, **more})  # type: ignore[arg-type]  # fields
    return (
        row(path=path, values={"HOSTS_ONLY": hosts, "NO_RESTRICTION": everyone}, also={MODERATION: "ON"}),
        # With moderation on, the restriction alone decides: this row then opens nothing.
        row(path=MODERATION, values={"ON": closed, "OFF": everyone}, also={path: "HOSTS_ONLY"}),
    )


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
