"""The few settings of Teams that are more than one value in one place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import JsonValue

from hardener.model import Document, Value
from hardener.redact import GONE
from hardener.setting import MISSING, Missing, Setting, UnknownValueError, Unshown, look, scalar

MEETING, WEBINAR, TOWNHALL = ("meeting",), ("webinar",), ("broadcast",)
EVENTS = (*WEBINAR, *TOWNHALL)
PROGRAM = (*MEETING, *EVENTS)


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
class SecondAdult(Setting):
    """Whether somebody beside the organizer may run a program: co-organizers, or people with such a role."""

    roles: frozenset[str] = frozenset()
    """The roles that count; none: everybody in the list does."""

    def decode(self, raw: JsonValue) -> str:
        """Tell whether the list holds such a person; who it is is looked at no further."""
        if not isinstance(raw, list) or not all(isinstance(person, dict) for person in raw):
            raise UnknownValueError(f"{self.path} is no list of people")
        helps = any(not self.roles or (isinstance(p, dict) and str(p.get("role")) in self.roles) for p in raw)
        return "present" if helps else "alone"

    def stand_in(self, raw: JsonValue, path: str) -> JsonValue:
        """Keep how many people there are, and which roles count."""
        if not isinstance(raw, list):
            return super().stand_in(raw, path)
        return [self._role(person) if isinstance(person, dict) else None for person in raw]

    def _role(self, person: Mapping[str, JsonValue]) -> JsonValue:
        role = str(person.get("role"))
        return {"role": role} if role in self.roles else {}


@dataclass(frozen=True, kw_only=True)
class OfSession(Setting):
    """A setting of a webinar's sessions: the most open of them counts. Values are listed from closed to open."""

    def get(self, document: Document, kind: str) -> Value | Missing:  # noqa: ARG002 - the shape of Setting.get
        """Return the most open value of any session; missing where one does not say."""
        sessions = document.get("sessions")
        if not isinstance(sessions, list) or not sessions:
            return MISSING
        key = self.path.split(".", 1)[1]
        found = [look(session, key) for session in sessions if isinstance(session, dict)]
        if MISSING in found or len(found) < len(sessions):
            return MISSING
        order = self.offers()
        return max((self.decode(raw) for raw in found if raw is not MISSING), key=order.index)


@dataclass(frozen=True, kw_only=True)
class Question(Setting):
    """One of Teams' own questions on a sign-up form; null where it is not asked."""

    name: str
    """The catalogue's name for it."""

    def decode(self, raw: JsonValue) -> Value:
        """Return the name if it is asked."""
        if raw is not None and not isinstance(raw, str):
            raise UnknownValueError(f"{self.path} is no question")
        return () if raw is None else (self.name,)

    def nearest(self, value: Value, before: JsonValue | Missing) -> Value | None:  # noqa: ARG002 - the shape of Setting.nearest
        """Return that it is not asked, where it must not be; nothing is added."""
        return None if isinstance(value, tuple) and self.name in value else ()

    def encode(self, value: Value, before: JsonValue | Missing) -> JsonValue:
        """Take it off, or keep it as it is."""
        return None if not value or before is MISSING else before


@dataclass(frozen=True, kw_only=True)
class OwnQuestions(Setting):
    """The questions on a sign-up form that the library wrote: its card, or anything else."""

    def decode(self, raw: JsonValue) -> Value:
        """Return the catalogue's names of what is asked."""
        return tuple(sorted({_name(question) for question in _questions(self.path, raw)}))

    def stand_in(self, raw: JsonValue, path: str) -> JsonValue:
        """Keep how many questions there are, and which ask for a card."""
        return _kept(raw) if isinstance(raw, list) else super().stand_in(raw, path)

    def nearest(self, value: Value, before: JsonValue | Missing) -> Value | None:  # noqa: ARG002 - the shape of Setting.nearest
        """Return the names themselves: what is not among them is taken off."""
        return value

    def encode(self, value: Value, before: JsonValue | Missing) -> JsonValue:
        """Keep the questions that `value` names; nothing is added."""
        keep = set(value) if isinstance(value, tuple) else set()
        asked = _questions(self.path, [] if before is MISSING else before)
        return [dict(question) for question in asked if _name(question) in keep]

    def same(self, wanted: JsonValue, found: JsonValue | Missing) -> bool:
        """Compare what is asked, not in which order."""
        if found is MISSING:
            return False
        return _texts(_questions(self.path, wanted)) == _texts(_questions(self.path, found))


def _questions(path: str, raw: JsonValue) -> list[Mapping[str, JsonValue]]:
    if not isinstance(raw, list):
        raise UnknownValueError(f"{path} is no list of questions")
    found = [question for question in raw if isinstance(question, dict)]
    if len(found) < len(raw):
        raise UnknownValueError(f"{path} is no list of questions")
    return list(found)


def _texts(questions: list[Mapping[str, JsonValue]]) -> list[str]:
    return sorted(str(question.get("displayName")) for question in questions)


def _name(question: Mapping[str, JsonValue]) -> str:
    return "library_card" if "card" in str(question.get("displayName", "")).casefold() else "other"


def _kept(questions: list[JsonValue]) -> JsonValue:
    return [_text(question) if isinstance(question, dict) else None for question in questions]


def _text(question: Mapping[str, JsonValue]) -> JsonValue:
    return {"displayName": "card" if _name(question) == "library_card" else ""}


@dataclass(frozen=True, kw_only=True)
class AlwaysAsked(Setting):
    """What Teams asks of everybody who signs up; counted once nothing is left that can be taken off the form."""

    path: str = "questions"
    names: tuple[str, ...] = ("email", "first_name", "last_name")
    writable: tuple[str, ...] | None = ()

    def decode(self, raw: JsonValue) -> Value:
        """Return what is asked in any case."""
        if not isinstance(raw, dict):
            raise UnknownValueError("the sign-up questions have an unknown shape")
        if not raw.get("required"):
            return ()
        own = any(_name(question) == "other" for question in _questions(self.path, raw.get("custom")))
        surplus = own or any(value for key, value in raw.items() if key not in {"required", "custom"})
        return () if surplus else self.names

    def stand_in(self, raw: JsonValue, path: str) -> JsonValue:
        """Keep which questions are asked, and of the library's own which ask for a card."""
        if not isinstance(raw, dict):
            return super().stand_in(raw, path)
        asked = {key: scalar(value) for key, value in raw.items() if key != "custom"}
        own = raw.get("custom")
        return {**asked, "custom": _kept(own) if isinstance(own, list) else None}


@dataclass(frozen=True, kw_only=True)
class Unimported(Unshown):
    """A control that only the tenant's policies show. With an import, rows of the policy stand before it."""

    closed: str
    """The most closed level, so that the policy's rows decide."""

    def get(self, document: Document, kind: str) -> Value:  # noqa: ARG002 - the shape of Setting.get
        """Return the level that leaves the decision to the policy."""
        return self.closed


@dataclass(frozen=True, kw_only=True)
class InEvery(Setting):
    """A parameter that must be right in every policy of the tenant: the most open of them counts."""

    def decode(self, raw: JsonValue) -> Value:
        """Return the most open of the values in a list; they are listed from closed to open."""
        if not isinstance(raw, list) or not raw:
            raise UnknownValueError(f"{self.path} is no list of values")
        order = self.offers()
        return max((super(InEvery, self).decode(value) for value in raw), key=order.index)

    def stand_in(self, raw: JsonValue, path: str) -> JsonValue:
        """Keep the values of all policies."""
        return [scalar(value) for value in raw] if isinstance(raw, list) else super().stand_in(raw, path)


@dataclass(frozen=True, kw_only=True)
class Domains(Setting):
    """The domains that a tenant lets in: a list of some, or all."""

    def decode(self, raw: JsonValue) -> Value:
        """Tell whether single domains are named."""
        inner = raw.get("AllowedDomain") if isinstance(raw, dict) and set(raw) == {"AllowedDomain"} else raw
        if not isinstance(inner, list):
            raise UnknownValueError(f"{self.path} is no list of domains")
        return "off" if inner else "on"

    def stand_in(self, raw: JsonValue, path: str) -> JsonValue:
        """Keep whether domains are named, and not which."""
        if isinstance(raw, dict) and set(raw) == {"AllowedDomain"}:
            return {"AllowedDomain": self.stand_in(raw["AllowedDomain"], path)}
        return [GONE] if isinstance(raw, list) and raw else super().stand_in(raw, path)
