"""Read webinars and town halls: the event itself, its sessions, its sign-up form."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple

from hardener.adapter import Window
from hardener.errors import AdapterError, RefusedError
from hardener.model import Program, Target
from hardener_teams import operations as op
from hardener_teams.above import Above
from hardener_teams.client import ME, Api
from hardener_teams.documents import LINKS, Organizer, digest, on, print_of, titled
from hardener_teams.entries import Json, word
from hardener_teams.forms import form_of
from hardener_teams.people import Home, belongs
from hardener_teams.zones import minutes, moment

KINDS = ("webinar", "broadcast")
EVENT_KEPT = ("isRegistrationRequired", "audience", "isInviteOnly", "capacity", "status")
NAMELESS = "Graph lists it without an id, so nothing of it can be asked for"
TWICE = "Graph lists two different events under its id"
UNANSWERED = frozenset({400, 404, 405, 501})
"""How Graph says that it has no such call: for the sessions of town halls none is documented."""


class Listed(NamedTuple):
    """One row of a list of webinars or town halls."""

    kind: str
    host: Organizer
    event: Json
    trouble: str = ""
    """Why nothing more can be asked of it."""

    @property
    def mark(self) -> str:
        """Return what it is known by; Graph's own id of an event is part of its public page's address."""
        ident = word(self.event.get("id"))
        return digest(ident) if ident and not self.trouble else print_of(self.event)

    @property
    def target(self) -> str:
        """Return the id of its target."""
        return f"{self.kind}/{self.host.id}/{self.mark}"

    @property
    def title(self) -> str:
        """Return what reports call it."""
        return titled(self.event.get("displayName"))


@dataclass(slots=True)
class Events:
    """Reads webinars and town halls; remembers their ids, which lead to their pages and are shown nowhere."""

    api: Api
    above: Above
    home: Home
    ids: dict[str, str] = field(default_factory=dict)
    """Graph's id of each event that was listed, by the target's."""
    question_ids: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    """By Graph's id of the event, the ids of the questions of each label or text."""

    def listed(self, kind: str, host: Organizer) -> Iterator[Listed]:
        """Yield an organizer's webinars (`webinar`) or town halls (`broadcast`). Raises `AdapterError`."""
        own, others = (op.OWN_WEBINARS, op.WEBINARS) if kind == "webinar" else (op.OWN_TOWNHALLS, op.TOWNHALLS)
        rows = self.api.pages(own) if host.id == ME else self.api.pages(others, user=host.id, name=host.id)
        first: dict[str, Json] = {}
        for event in rows:
            ident = word(event.get("id"))
            if event.get("status") == "canceled" or (ident and first.get(ident) == event):
                continue  # called off, or the end of one page again at the beginning of the next
            trouble = TWICE if ident in first else "" if ident else NAMELESS
            listed = Listed(kind, host, event, trouble)
            if not trouble:
                first[ident] = event
                self.ids[listed.target] = ident
            yield listed

    def read(self, listed: Listed, window: Window) -> Target:
        """Read one event; a part of it that cannot be read is named, never guessed. Raises `AdapterError`."""
        if listed.trouble:
            raise AdapterError(listed.trouble)
        ident, user = word(listed.event.get("id")), listed.host.id
        document: dict[str, Any] = {"event": self._event(listed.event)}
        unread: dict[str, str] = {}
        for part, call in self._calls(listed, ident, user).items():
            try:
                document[part] = call()
            except AdapterError as error:
                unread[part] = str(error)
        return Target(
            id=listed.target,
            kind=listed.kind,
            title=listed.title,
            document=document,
            above=self.above.of(listed.host),
            unread=unread,
            facts=_facts(listed.event),
            program=event_program(listed, window, self.api.now(), document.get("sessions") or ()),
        )

    def again(self, kind: str, user: str, mark: str) -> Target:
        """Read an event afresh. Raises `AdapterError`."""
        host, target = Organizer(user, user), f"{kind}/{user}/{mark}"
        if target not in self.ids:
            list(self.listed(kind, host))
        if target not in self.ids:
            raise AdapterError("the event is not in its organizer's list any more")
        operation = op.WEBINAR if kind == "webinar" else op.TOWNHALL
        event = self.api.get(operation, event=self.ids[target], user=user)
        if event.get("id") != self.ids[target]:
            raise AdapterError("Graph answers with another event than it was asked for")
        return self.read(Listed(kind, host, event), Window.onward(self.api.now()))

    def _event(self, event: Json) -> dict[str, Any]:
        """Return what a document keeps of an event: of its people only whether they belong to the library."""
        kept = {key: event[key] for key in EVENT_KEPT if key in event}
        if "coOrganizers" in event:
            given = event["coOrganizers"]
            own = self.home.and_of(event.get("createdBy")).and_tenant(word(event.get("id")).rpartition("@")[2])
            kept["coOrganizers"] = [{"library": belongs(p, own)} for p in given] if isinstance(given, list) else None
        return kept

    def _calls(self, listed: Listed, ident: str, user: str) -> dict[str, Callable[[], Any]]:
        """Return how each part of an event is read."""
        if listed.kind != "webinar":
            return {"sessions": partial(self._hall, ident, user)}
        required = listed.event.get("isRegistrationRequired")
        return {
            "sessions": partial(self._sessions, op.SESSIONS, ident, user),
            "registration": partial(self._registration, ident, user),
            "questions": partial(self._questions, ident, user, required=required),
        }

    def _hall(self, ident: str, user: str) -> list[dict[str, Any]] | None:
        """Return a town hall's sessions; None where Graph has no answer: then a person has to look."""
        try:
            return self._sessions(op.HALL_SESSIONS, ident, user)
        except RefusedError as error:
            if error.status in UNANSWERED:
                return None
            raise

    def _sessions(self, operation: op.Operation, ident: str, user: str) -> list[dict[str, Any]]:
        found = self.api.pages(operation, event=ident, user=user)
        return [{k: v for k, v in session.items() if k not in LINKS and not k.endswith("Url")} for session in found]

    def _registration(self, ident: str, user: str) -> dict[str, Any]:
        found = self.api.get(op.REGISTRATION, event=ident, user=user)
        return {key: value for key, value in found.items() if not key.endswith("Url")}

    def _questions(self, ident: str, user: str, *, required: object) -> dict[str, Any]:
        form, ids = form_of(self.api.pages(op.QUESTIONS, event=ident, user=user), required=required)
        self.question_ids[ident] = ids
        return form


def event_program(listed: Listed, window: Window, now: datetime, sessions: Iterable[Json] = ()) -> Program:
    """Return what a library schedules; an event with several `sessions` starts with each of them."""
    start, end = _slot(listed.event)
    later = [slot for slot in map(_slot, sessions) if start and slot[0] and slot[0] > start]
    slots = [(start, end), *later]
    return Program(
        id=listed.mark,
        kind=listed.kind,
        host=f"host/{listed.host.id}",
        host_name=listed.host.name,
        start=start,
        starts=window.coming((begins, minutes(begins, ends)) for begins, ends in slots),
        minutes=minutes(start, end),
        live=on(slots, now),
    )


def in_view(what: Program, window: Window) -> bool:
    """Tell whether an event is still to come, or may be on, and begins before the window ends."""
    if what.start is None or (what.minutes is None and what.start <= window.end):
        return True
    return what.start <= window.end and (window.start - what.start).total_seconds() <= (what.minutes or 0) * 60


def _slot(event: Json) -> tuple[datetime | None, datetime | None]:
    """Return when an event, or a session of one, starts and ends."""
    return moment(event.get("startDateTime")), moment(event.get("endDateTime"))


def _facts(event: Json) -> dict[str, Any]:
    return {
        "id": digest(event.get("id")),
        "title": digest(event.get("displayName")),
        "start": event.get("startDateTime"),
        "end": event.get("endDateTime"),
        "registration": event.get("isRegistrationRequired"),
    }
