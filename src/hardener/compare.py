"""Which platform can hold a program as a profile asks: what of its channels each can close, and who does it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from itertools import chain
from typing import NamedTuple

from hardener.attainable import kinds_of
from hardener.catalog import Control
from hardener.fixes import within_reach
from hardener.language import marked
from hardener.profile import Profile, Requirement
from hardener.setting import Absent, FixedByVendor, ManualOnly, Setting

LEFT_OUT = re.compile("^room$|occurrence")
"""Personal rooms, in which no program needs to be, and single dates of a series, which are as the series is."""
Tables = Mapping[str, Sequence[Setting]]
"""By platform: how it spells the controls that it has."""


class How(Enum):
    """How something is closed on a platform, from best to worst."""

    NOWHERE = "not there"
    """The platform has no such thing, or keeps it closed whatever anybody sets."""
    HARDENER = "closes"
    """hardener reads it, and closes it."""
    PART = "partly by hand"
    """hardener closes one part of it, a person looks at the rest."""
    HAND = "by hand"
    """A person looks, or clicks."""
    ASKED = "asked"
    """It can be set, but each visitor can undo it."""
    OPEN = "stays open"
    """Neither the API nor a person can set it as the profile asks."""


ORDER = tuple(How)
CHANNELS: Mapping[str, tuple[str, ...]] = {
    marked("microphone"): ("chan.mic_mute_on_entry", "chan.mic_self_unmute"),
    marked("camera"): ("chan.camera_attendee", "chan.camera_start_off"),
    marked("screen"): ("chan.screen_share", "chan.remote_control"),
    marked("drawing"): ("chan.annotate", "chan.whiteboard"),
    marked("chat"): ("chan.chat_attendee", "chan.chat_private", "chan.chat_files_links"),
    marked("comments"): ("chan.comments", "chan.qa", "video.comments", "video.live_chat"),
}
"""By channel: the controls through which it reaches everybody in the room."""
DOOR = marked("door")
DOORS: tuple[Mapping[str, str], ...] = (
    {"door.waiting_room": "everyone"},
    {"door.vendor_account_required": "required"},
    {
        "door.registration_required": "required",
        "door.registration_approval": "manual",
        "door.unique_join_link": "unique",
    },
)
"""The ways to keep strangers out, any one of which is enough; with one link for all, a passcode keeps nobody out."""


class Compared(NamedTuple):
    """The kinds of program of one platform that can be closed alike, beside the others."""

    vendor: str
    kinds: tuple[str, ...]
    ways: Mapping[str, How]
    """By channel, the door first; only those that the profile asks about."""

    def having(self, *ways: How) -> list[str]:
        """Return the channels that are closed in one of these ways."""
        return [channel for channel, way in self.ways.items() if way in ways]

    @property
    def worst(self) -> How:
        """Return how its worst channel is closed."""
        return max(self.ways.values(), key=ORDER.index, default=How.HAND)


def compare(profile: Profile, tables: Tables, controls: Mapping[str, Control]) -> list[Compared]:
    """Return how far each platform can hold a program as `profile` asks: as `tables` come, its best kind first."""
    found: list[Compared] = []
    for vendor, settings in tables.items():
        alike: dict[tuple[How, ...], Compared] = {}
        for kind in [kind for kind in kinds_of(settings) if not LEFT_OUT.search(kind)]:
            ways = _ways(kind, settings, profile, controls)
            known = alike.get(tuple(ways.values()))
            alike[tuple(ways.values())] = Compared(vendor, (*(known.kinds if known else ()), kind), ways)
        found += sorted(alike.values(), key=lambda one: [len(one.having(way)) for way in reversed(ORDER)])
    return found


def _ways(kind: str, settings: Sequence[Setting], profile: Profile, controls: Mapping[str, Control]) -> dict[str, How]:
    asked = profile.requires
    found: dict[str, How] = {}
    if any(ident in asked for door in DOORS for ident in door):
        doors = (_worst(_shut(kind, settings, controls[i], level) for i, level in door.items()) for door in DOORS)
        found[DOOR] = min(doors, key=ORDER.index)
    for channel, idents in CHANNELS.items():
        wanted = [ident for ident in idents if ident in asked and not asked[ident].opens]
        if wanted:
            ways = {_way(kind, settings, controls[i], asked[i]) for i in wanted}
            found[channel] = How.PART if {How.HARDENER, How.HAND} <= ways and _worst(ways) is How.HAND else _worst(ways)
    return found


def _shut(kind: str, settings: Sequence[Setting], control: Control, level: str) -> How:
    """Return how a part of the door comes to be as `level` says; one that a platform has not, shuts nothing."""
    way = _way(kind, settings, control, Requirement(at_most=level))
    there = any(kind in (*row.kinds, *row.governs) for row in settings if row.control == control.id)
    return How.OPEN if way is How.NOWHERE and not there else way


def _worst(ways: Iterable[How]) -> How:
    return max(ways, key=ORDER.index)


def _way(kind: str, settings: Sequence[Setting], control: Control, wanted: Requirement) -> How:
    """Return how one control is closed in programs of `kind`: by its best gate, or else by the worst of its rows."""
    known = [row for row in settings if row.control == control.id]
    rows = [row for row in known if kind in (*row.kinds, *row.governs) and not row.default_for_new]
    if not rows:
        # What only its other kinds of program have, this one has not; of what has no rows at all nothing is known.
        return How.NOWHERE if known and not any(row.default_for_new for row in known) else How.HAND
    gates = [_row(row, control, wanted) for row in rows if row.gate]
    parts = [_row(row, control, wanted) for row in rows if not row.gate]
    return min(chain(gates, [_worst(parts)] if parts else []), key=ORDER.index)


def _row(row: Setting, control: Control, wanted: Requirement) -> How:
    if isinstance(row, Absent):
        return How.NOWHERE
    if isinstance(row, ManualOnly):
        return How.HAND
    if not within_reach(row, control, wanted) and not within_reach(row, control, _kept_out(control, wanted)):
        return How.OPEN
    if isinstance(row, FixedByVendor):
        return How.NOWHERE
    if row.advisory:
        return How.ASKED
    return How.HARDENER if any(row.can_write(kind) for kind in row.kinds) else How.HAND


def _kept_out(control: Control, wanted: Requirement) -> Requirement:
    """Return the least that keeps strangers from it: one step below where they reach everybody with it."""
    if control.reach not in control.levels[1:]:
        return wanted
    return Requirement(at_most=control.levels[control.levels.index(control.reach) - 1])
