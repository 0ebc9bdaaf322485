"""Whom a change would touch: every program below a target, or in the room that it is held in. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from hardener import redact
from hardener.model import Target, Unreadable
from hardener.profile import Profile
from hardener.remedy.plan import Slot, slots_of
from hardener.remedy.said import ALL, APART, EVERY_DATE, ONE, SAME_ROOM, SOME, WHOSE

TITLE = 200
"""Characters of a title that a plan keeps."""
NAMED = 5
"""Programs that a plan names one by one where a change touches them all."""
Key = tuple[str, str]
"""A connection, and the id of a target or of what is `written_to`."""


@dataclass(slots=True)
class Touched:
    """Counts programs while they stream by, whether they are to be changed or only looked at."""

    _reach: dict[Key, set[str]] = field(default_factory=dict)
    """Ids of programs; a date that has settings of its own is none."""
    _profiles: dict[Key, dict[str, Profile]] = field(default_factory=dict)
    _slots: dict[Key, list[Slot]] = field(default_factory=dict)
    _meeting: dict[Key, dict[str, dict[str, str]]] = field(default_factory=dict)
    """Of each room: by a program's id, the titles of its targets by their ids."""
    _looked_at: dict[Key, dict[str, str]] = field(default_factory=dict)
    """Of each target and room: by their ids, the titles of programs that are only looked at."""
    _known: set[Key] = field(default_factory=set)
    _partly: set[str] = field(default_factory=set)
    """Connections of which not every program is known."""

    def saw(self, connection: str, program: Target | Unreadable, profile: Profile) -> None:
        """Count `program` for everything that governs it and for its room; once, however often it is seen."""
        if (connection, program.id) in self._known:
            return
        self._known.add((connection, program.id))
        idents = {ident for layer in program.above for ident in layer} | {program.id}
        ident, slots = program.program.id if program.program else program.id, slots_of(program.program)
        if isinstance(program, Target) and program.written_to:
            idents.add(program.written_to)
            here = self._meeting.setdefault((connection, program.written_to), {})
            here.setdefault(ident, {})[program.id] = named(program)
        for key in ((connection, each) for each in idents):
            self._reach.setdefault(key, set()).add(ident)
            self._profiles.setdefault(key, {})[profile.name] = profile
            self._slots.setdefault(key, []).extend(slots)
            if not profile.apply or (program.program is not None and program.program.personal):
                self._looked_at.setdefault(key, {})[ident] = named(program)

    def missed(self, connection: str) -> None:
        """Remember that there may be programs of `connection` that nobody could count."""
        self._partly.add(connection)

    def partly(self, connection: str) -> bool:
        """Tell whether there may be programs of `connection` that are not known."""
        return connection in self._partly

    def profiles(self, key: Key) -> Mapping[str, Profile]:
        """Return the profiles of all programs that a change there would touch, by name."""
        return self._profiles.get(key, {})

    def slots(self, key: Key) -> tuple[Slot, ...]:
        """Return when programs that a change there would touch are on."""
        return tuple(sorted(set(self._slots.get(key, ())), key=lambda s: (s.start, s.minutes)))

    def reach(self, key: Key) -> int:
        """Return how many programs in view a change there would touch, those that are only looked at among them."""
        return len(self._reach.get(key, ()))

    def reached(self, key: Key) -> set[str]:
        """Return the ids of the programs that a change there would touch, without those that are only looked at."""
        return self._reach.get(key, set()) - self._looked_at.get(key, {}).keys()

    def looked_at(self, key: Key) -> tuple[str, ...]:
        """Return the titles of what is only looked at and would change all the same."""
        return tuple(sorted(self._looked_at.get(key, {}).values()))

    def shared(self, key: Key) -> bool:
        """Tell whether programs that have nothing to do with each other meet in one room."""
        return len(self._meeting.get(key, ())) > 1

    def doors(self, key: Key) -> tuple[str, ...]:
        """Return the ids of all targets by which one room can be read and written."""
        return tuple(sorted(ident for targets in self._meeting.get(key, {}).values() for ident in targets))

    def told(self, connection: str, target: Target, key: Key) -> str:
        """Say in words whom a change there would touch."""
        if self.shared(key):
            titles = sorted({title for targets in self._meeting[key].values() for title in targets.values()})
            return SAME_ROOM.format(titles=_listed(titles))
        if target.program is not None:
            return EVERY_DATE if target.program.series else ONE
        count = self.reach(key)
        which = (SOME if self.partly(connection) else ALL).format(
            count=count, whose=WHOSE.get(target.kind, target.title)
        )
        apart = self.looked_at(key)
        return APART.format(which=which, titles=_listed(apart)) if apart else which


def named(target: Target | Unreadable) -> str:
    """Return a title as a plan and the journal may keep it: some people write the link into it."""
    return redact.line(target.title, TITLE)


def _listed(titles: Iterable[str]) -> str:
    found = list(titles)
    more = len(found) - NAMED
    return "; ".join(found[:NAMED]) + (f"; and {more} more" if more > 0 else "")
