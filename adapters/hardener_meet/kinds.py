"""What Meet's settings need beyond plain rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import JsonValue

from hardener.model import Risk, Value
from hardener.path import MISSING, Missing
from hardener.setting import Setting

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

    def closest_writable(self, value: Value, before: JsonValue | Missing) -> Value | None:
        """Return the most closed value, or None where the setting has it already."""
        closest = self.writable_values()[0]
        if value in self.writable_values():
            return value
        return None if isinstance(before, str) and self.values.get(before) == closest else closest

    def same(self, wanted: JsonValue, found: JsonValue | Missing) -> bool:
        """Tell whether `found` is what was `wanted`; a restriction that was not shown is not there again."""
        return found is MISSING if wanted is None else super().same(wanted, found)


@dataclass(frozen=True, kw_only=True)
class Moderation(Closest):
    """The switch that restrictions need: written along with one, so that it is never what stands in the way."""

    def closest_writable(self, value: Value, before: JsonValue | Missing) -> Value | None:
        """Return the most closed value, also where the switch is on already."""
        return super().closest_writable(value, before) or self.writable_values()[0]


def restricted(control: str, name: str, hosts: Value, everyone: Value, **more: str) -> tuple[Setting, ...]:
    """Return the rows of a restriction: it needs moderation, and without it everybody may do it.

    Both are written together, as Google resets restrictions when moderation is off.
    """
    path = f"{RESTRICTIONS}.{name}"
    fields: dict[str, Any] = {"control": control, "kinds": PROGRAM, "by_hand": HOST, **more}
    values: dict[JsonValue, Value] = {"HOSTS_ONLY": hosts, "NO_RESTRICTION": everyone}
    return (
        Closest(path=path, values=values, also={MODERATION: "ON"}, **fields),
        Moderation(path=MODERATION, values={"ON": hosts, "OFF": everyone}, also={path: "HOSTS_ONLY"}, **fields),
    )


LINK, LOCKOUT = frozenset({Risk.LINK}), frozenset({Risk.LOCKOUT})
