"""What has been asked of each target, before it becomes a plan. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

from hardener.fixes import Fix
from hardener.model import Target
from hardener.profile import Profile
from hardener.remedy.touched import Key, Touched, named


@dataclass(frozen=True, slots=True)
class Wish:
    """One fix, the control that it is for, and the names of the profiles that ask for it."""

    fix: Fix
    control: str
    by: set[str]


@dataclass(frozen=True)
class Draft:
    """What has been asked of one target so far, or of a room that several programs meet in."""

    target: Target
    connection: str
    key: Key
    wishes: list[Wish] = field(default_factory=list)
    profiles: dict[str, Profile] = field(default_factory=dict)

    @cached_property
    def title(self) -> str:
        """Return what the plan calls the target."""
        return named(self.target)

    def ask(self, wish: Wish) -> None:
        """Ask for something, once; who else asks for it is remembered."""
        for known in self.wishes:
            if known.fix == wish.fix and known.control == wish.control:
                known.by.update(wish.by)
                return
        self.wishes.append(wish)


def in_common(target: Target, fix: Fix) -> bool:
    """Tell whether a fix of a target is written to what other programs may have in common with it."""
    return bool(target.written_to) and not fix.target and part(fix.row.at(target.kind)) not in target.apart


def part(path: str) -> str:
    """Return the part of a document that a path lies in."""
    return path.split(".", 1)[0]


@dataclass(slots=True)
class Drafts:
    """All drafts of a plan, in the order in which they were first asked for."""

    _all: dict[Key, Draft] = field(default_factory=dict)

    def add(self, connection: str, target: Target, wish: Wish, profile: Profile) -> None:
        """Take up one wish of a profile."""
        key = connection, target.id
        draft = self._all.setdefault(key, Draft(target, connection, key))
        draft.ask(wish)
        draft.profiles[profile.name] = profile

    def beyond(self) -> set[str]:
        """Return the connections of which a draft may touch programs that were not asked for."""
        return {d.connection for d in self._all.values() if d.target.program is None or d.target.written_to}

    def joined(self, touched: Touched) -> Iterator[Draft]:
        """Yield every draft; what is asked of one room by several is one, asked of whichever of them came first."""
        rooms: dict[Key, Draft] = {}
        for draft in self._all.values():
            room = draft.connection, draft.target.written_to
            if len(touched.doors(room)) < 2:
                yield draft
                continue
            common = [w for w in draft.wishes if in_common(draft.target, w.fix)]
            if len(common) < len(draft.wishes):
                yield replace(draft, wishes=[w for w in draft.wishes if w not in common])
            for wish in common:
                joint = rooms.setdefault(room, replace(draft, key=room, wishes=[], profiles={}))
                joint.ask(wish)
                joint.profiles.update(draft.profiles)
        yield from rooms.values()


def strictness(wish: Wish) -> int:
    """Return how far down its row's values a wish stands: rows list them from closed to open."""
    fix = wish.fix
    writable_values = fix.row.writable_values()
    return writable_values.index(fix.value) if fix.value in writable_values else 0
