"""Settings that are as closed as the people who have a part in a program: who helps, and who may share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic import JsonValue

from hardener.model import Document, Value
from hardener.setting import MISSING, Missing, Setting, UnknownValueError, look, scalar
from hardener_teams.kinds import OfSession

ROLES = ("attendee", "presenter", "producer", "coorganizer")
STRANGER = "Graph does not say of everybody with a part in it whether they belong to the library"
ANYBODY: frozenset[str] = frozenset()


def belonging(path: str, raw: JsonValue | Missing, roles: frozenset[str]) -> set[bool | None]:
    """Tell of the people at `path` who have one of `roles`, none for any, whether they belong to the library.

    Null stands for one of whom that cannot be told. Raises `UnknownValueError` where a person's part is unknown.
    """
    if not isinstance(raw, list) or not all(isinstance(person, dict) for person in raw):
        raise UnknownValueError(f"{path} is no list of people")
    found: set[bool | None] = set()
    for person in raw:
        assert isinstance(person, dict)
        if roles and person.get("role") not in ROLES:
            raise UnknownValueError(f"{path}: somebody has a role that this version does not know")
        if not roles or person["role"] in roles:
            own = person.get("library")
            found.add(own if isinstance(own, bool) else None)
    return found


@dataclass(frozen=True, kw_only=True)
class OfPeople(Setting):
    """A setting that looks at people; a snapshot keeps of them their roles, and whether they belong to the library."""

    people: str = ""
    """Where they are, if not at the path itself."""

    def looks_at(self, kind: str) -> tuple[str, ...]:
        """Return the setting and the people."""
        return (*super().looks_at(kind), *filter(None, [self.people]))

    def stand_in(self, raw: JsonValue, path: str) -> JsonValue:
        """Keep of people what `get` asks for."""
        if path != (self.people or self.path) or not isinstance(raw, list):
            return super().stand_in(raw, path)
        kept = ("role", "library")
        return [{k: scalar(p[k]) for k in kept if k in p} if isinstance(p, dict) else None for p in raw]


@dataclass(frozen=True, kw_only=True)
class SecondAdult(OfPeople):
    """Whether somebody of the library beside the organizer may run a program."""

    roles: frozenset[str] = ANYBODY
    """The roles that count; none: everybody in the list does."""

    def decode(self, raw: JsonValue) -> str:
        """Tell whether the list holds such a person; who it is is looked at no further."""
        found = belonging(self.path, raw, self.roles)
        if None in found and True not in found:
            raise UnknownValueError(STRANGER)
        return "present" if True in found else "alone"


@dataclass(frozen=True, kw_only=True)
class Presenters(OfPeople):
    """Who can share in a meeting. Where a role decides, it matters who has it: perhaps a parent was made presenter."""

    people: str = "meeting.participants.attendees"
    roles: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Of the values with which a role decides, the roles that can share."""

    def get(self, document: Document, kind: str) -> Value | Missing:
        """Return `approved` where somebody can share who does not belong to the library."""
        value, raw = super().get(document, kind), look(document, self.at(kind))
        roles = self.roles.get(raw) if isinstance(raw, str) else None
        return value if roles is None else _shared(value, self.people, document, roles)

    def encode(self, value: Value, before: JsonValue | Missing) -> JsonValue:  # noqa: ARG002 - the shape of Setting.encode
        """Return the first spelling: what is there already may mean something else, with the people who are there."""
        return super().encode(value, MISSING)


@dataclass(frozen=True, kw_only=True)
class SessionPresenters(OfPeople, OfSession):
    """Who can share in sessions: those who were made presenters, of whom Graph names none, or co-organizers alone."""

    people: str = "event.coOrganizers"

    def get(self, document: Document, kind: str) -> Value | Missing:
        """Return `approved` where a co-organizer does not belong to the library."""
        value = super().get(document, kind)
        return _shared(value, self.people, document, ANYBODY) if value == "hosts" else value

    def decode(self, raw: JsonValue) -> Value:
        """Return who can share; unknown where it is whoever was made a presenter."""
        if raw == "roleIsPresenter":
            raise UnknownValueError("its presenters can share, and Graph does not say who they are")
        return super().decode(raw)


def _shared(value: Value | Missing, people: str, document: Document, roles: frozenset[str]) -> Value | Missing:
    """Return who can share, where those of the people with one of `roles` can and nobody else."""
    found = belonging(people, look(document, people), roles)
    if False in found:
        return "approved"
    if None in found:
        raise UnknownValueError(STRANGER)
    return value
