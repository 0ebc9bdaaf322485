"""Who is in a room, as far as permissions go: numbers by attendee, never a name. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from hardener.errors import MalformedError
from hardener.vendor import Json
from hardener_nextcloud.permissions import BITS, MEANT, allowed, number_of
from hardener_nextcloud.server import Server

GRANTED = tuple(f"{name}_granted" for name in BITS)
STAFF = frozenset({1, 2, 6})
"""Owner, moderator and guest moderator: whatever is set, they may everything."""
KINDS = frozenset(range(1, 7))
ATTENDEE = "attendee "


@dataclass(frozen=True, slots=True)
class Person:
    """One attendee."""

    ident: int
    kind: int
    own: int
    """Permissions of their own; 0: none."""
    outside: bool
    """Has no account on this server."""

    @classmethod
    def of(cls, answer: object) -> Person:
        """Return what counts of an attendee. Raises `MalformedError` where that is not told."""
        if not isinstance(answer, dict):
            raise MalformedError("somebody in the room is shown in a way that this version does not know")
        ident, kind, own = answer.get("attendeeId"), answer.get("participantType"), answer.get("attendeePermissions")
        number, actor = number_of(own), answer.get("actorType")
        if type(ident) is not int or ident <= 0 or type(kind) is not int or kind not in KINDS:
            raise MalformedError("somebody in the room is shown in a way that this version does not know")
        if number is None or not isinstance(actor, str):
            raise MalformedError("what somebody in the room may do is shown in a way that this version does not know")
        return cls(ident, kind, number, actor not in {"users", "groups", "circles"})


@dataclass(frozen=True, slots=True)
class People:
    """All attendees of a room."""

    each: tuple[Person, ...]

    @classmethod
    def of(cls, answer: Iterable[object], own: object) -> People:
        """Return everybody of a room. Raises `MalformedError` where whoever asked, `own`, is not among them."""
        found = tuple(map(Person.of, answer))
        if own not in {one.ident for one in found}:
            raise MalformedError("the list of who is in the room is not whole: this account itself is not in it")
        return cls(found)

    @property
    def singled(self) -> list[Person]:
        """Return those whose own permissions count."""
        return [one for one in self.each if one.own and one.kind not in STAFF]

    @property
    def staff_singled(self) -> bool:
        """Tell whether staff have permissions of their own: they count for nothing, and only Talk can set them."""
        return any(one.own for one in self.each if one.kind in STAFF)

    def granted(self, name: str) -> bool:
        """Tell whether somebody may by themselves what others may not."""
        return any(one.own & BITS[name] for one in self.singled)

    def narrowed(self, everybody: int | None) -> bool:
        """Tell whether somebody may less than all others: where nobody knows what these may, that may be."""
        return any(everybody is None or everybody & ~one.own & ~MEANT for one in self.singled)

    def document(self, server: Server) -> Json:
        """Return what a target's document has of them."""
        granted = {f"{name}_granted": any(allowed(one.own, name, server) for one in self.singled) for name in BITS}
        moderators = [one for one in self.each if one.kind in STAFF]
        return {
            **granted,
            "permissions_of_their_own": {f"{ATTENDEE}{one.ident}": one.own for one in self.singled},
            "second_moderator": len({one.ident for one in moderators if one.kind != 6}) > 1,
            "outside_moderator": any(one.outside or one.kind == 6 for one in moderators),
        }
