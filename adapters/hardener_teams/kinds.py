"""The few settings of Teams that are more than one value in one place, or as closed as the people with a part in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic import JsonValue

from hardener.model import Document, Value
from hardener.path import MISSING, Missing, UnknownValueError, get_path
from hardener.redact import GONE
from hardener.setting import ManualOnly, Setting, scalar

MEETING, WEBINAR, TOWNHALL = ("meeting",), ("webinar",), ("broadcast",)
EVENTS = (*WEBINAR, *TOWNHALL)
PROGRAM = (*MEETING, *EVENTS)
ROLES = ("attendee", "presenter", "producer", "coorganizer")
STRANGER = "Graph does not say of everybody with a part in it whether they belong to the library"
ANYBODY: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class There(Setting):
    """A control that asks whether an object is there; Graph writes null where it is not."""

    present: str
    absent: str

    def decode(self, raw: JsonValue) -> str:
        """Tell whether there is an object; what it holds is looked at no further."""
        if raw is not None and not isinstance(raw, dict):
            raise UnknownValueError(f"{self.path} is no object")
        return self.present if raw is not None else self.absent


@dataclass(frozen=True, kw_only=True)
class OfSession(Setting):
    """A setting of an event's sessions: the most open of them counts. Values are listed from closed to open."""

    def there(self, document: Document) -> bool:
        """Tell whether Graph shows the sessions at all: of a town hall it may not."""
        return document.get("sessions", ()) is not None

    def get(self, document: Document, kind: str) -> Value | Missing:  # noqa: ARG002 - the shape of Setting.get
        """Return the most open value of any session; missing where one does not say."""
        sessions = document.get("sessions")
        if not isinstance(sessions, list) or not sessions:
            return MISSING
        key = self.path.split(".", 1)[1]
        found = [get_path(session, key) for session in sessions if isinstance(session, dict)]
        if MISSING in found or len(found) < len(sessions):
            return MISSING
        order = self.writable_values()
        return max((self.decode(raw) for raw in found if raw is not MISSING), key=order.index)


@dataclass(frozen=True, kw_only=True)
class Sessionless(ManualOnly):
    """A setting of a town hall's sessions where Graph does not show them: then a person has to look."""

    def there(self, document: Document) -> bool:
        """Tell whether the sessions were asked for in vain."""
        return document.get("sessions", ()) is None


@dataclass(frozen=True, kw_only=True)
class Unimported(ManualOnly):
    """A control that only the tenant's policies show. With an import, rows of the policy stand before it."""

    value: str
    """The most closed level, so that the policy's rows decide."""

    def get(self, document: Document, kind: str) -> Value:  # noqa: ARG002 - the shape of Setting.get
        """Return the level that leaves the decision to the policy."""
        return self.value


@dataclass(frozen=True, kw_only=True)
class Domains(Setting):
    """The domains that a tenant lets in: a list of some, or all."""

    def decode(self, raw: JsonValue) -> Value:
        """Tell whether single domains are named."""
        inner = raw.get("AllowedDomain") if isinstance(raw, dict) and set(raw) == {"AllowedDomain"} else raw
        if not isinstance(inner, list):
            raise UnknownValueError(f"{self.path} is no list of domains")
        return "off" if inner else "on"

    def redacted(self, raw: JsonValue, path: str) -> JsonValue:
        """Keep whether domains are named, and not which."""
        if isinstance(raw, dict) and set(raw) == {"AllowedDomain"}:
            return {"AllowedDomain": self.redacted(raw["AllowedDomain"], path)}
        return [GONE] if isinstance(raw, list) and raw else super().redacted(raw, path)


@dataclass(frozen=True, kw_only=True)
class OfPeople(Setting):
    """A setting that looks at people; a snapshot keeps of them their roles, and whether they belong to the library."""

    beside = ("people",)
    people: str = ""
    """Where they are, if not at the path itself."""

    def redacted(self, raw: JsonValue, path: str) -> JsonValue:
        """Keep of people what `get` asks for."""
        if path != (self.people or self.path) or not isinstance(raw, list):
            return super().redacted(raw, path)
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
        value, raw = super().get(document, kind), get_path(document, self.at(kind))
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
    found = belonging(people, get_path(document, people), roles)
    if False in found:
        return "approved"
    if None in found:
        raise UnknownValueError(STRANGER)
    return value


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
