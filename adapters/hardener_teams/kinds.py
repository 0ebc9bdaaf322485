"""The few settings of Teams that are more than one value in one place."""

from __future__ import annotations

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
        found = [look(session, key) for session in sessions if isinstance(session, dict)]
        if MISSING in found or len(found) < len(sessions):
            return MISSING
        order = self.offers()
        return max((self.decode(raw) for raw in found if raw is not MISSING), key=order.index)


@dataclass(frozen=True, kw_only=True)
class Sessionless(Unshown):
    """A setting of a town hall's sessions where Graph does not show them: then a person has to look."""

    def there(self, document: Document) -> bool:
        """Tell whether the sessions were asked for in vain."""
        return document.get("sessions", ()) is None


@dataclass(frozen=True, kw_only=True)
class Unimported(Unshown):
    """A control that only the tenant's policies show. With an import, rows of the policy stand before it."""

    value: str
    """The most closed level, so that the policy's rows decide."""

    def get(self, document: Document, kind: str) -> Value:  # noqa: ARG002 - the shape of Setting.get
        """Return the level that leaves the decision to the policy."""
        return self.value


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
