"""Read webinars and town halls: the event itself, its sessions, its sign-up form."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple

from hardener.adapter import Window
from hardener.errors import AdapterError, RefusedError
from hardener.model import Program, Target
from hardener.vendor import NOBODY_ASKED, digest, read_parts, word
from hardener_teams import calls
from hardener_teams.above import Above
from hardener_teams.client import ME, Api
from hardener_teams.documents import LINKS, Date, Json, Organizer, print_of, timed, titled
from hardener_teams.forms import form_of
from hardener_teams.people import belongs
from hardener_teams.together import Ask, Together, ask

LISTS = {"webinar": "webinars", "broadcast": "townhalls"}
"""By kind, the list of Graph's that has them."""
EVENT_KEPT = ("isRegistrationRequired", "audience", "isInviteOnly", "capacity", "status")
OPTIONAL = {"questions": "sign-up forms"}
"""Parts that take a call of their own."""
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

    def program(self, window: Window, now: datetime, sessions: Iterable[Json] = ()) -> Program:
        """Return what a library schedules; an event with several `sessions` starts with each of them."""
        first = Date.of(self.event)
        later = [date for date in map(Date.of, sessions) if first.start and date.start and date.start > first.start]
        told = Program(id=self.mark, kind=self.kind, host=f"host/{self.host.id}", host_name=self.host.name)
        return timed(told, (first, *later), window, now)


@dataclass(slots=True)
class Events:
    """Reads webinars and town halls; remembers their ids, which lead to their pages and are shown nowhere."""

    api: Api
    above: Above
    ids: dict[str, str] = field(default_factory=dict)
    """Graph's id of each event that was listed, by the target's."""
    question_ids: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    """By Graph's id of the event, the ids of the questions of each label or text."""

    def asks_list(self, kind: str, host: Organizer) -> Ask:
        """Return what `listed` will ask for."""
        call = calls.OWN_LISTED if host.id == ME else calls.LISTED
        return ask(call, user=host.id, name=host.id, list=LISTS[kind])

    def listed(self, kind: str, host: Organizer, asking: Together | None = None) -> Iterator[Listed]:
        """Yield an organizer's webinars (`webinar`) or town halls (`broadcast`). Raises `AdapterError`."""
        call, params, names = self.asks_list(kind, host)
        rows = (asking or Together(self.api)).pages(call, params, **names)
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

    def asks(self, listed: Listed, window: Window) -> Iterator[Ask]:
        """Yield what `read` will ask for."""
        event, user = word(listed.event.get("id")), listed.host.id
        if listed.trouble:
            return
        yield ask(calls.SESSIONS, event=event, user=user, list=LISTS[listed.kind])
        if listed.kind == "webinar":
            yield ask(calls.REGISTRATION, event=event, user=user)
            if window.asks("questions"):
                yield ask(calls.QUESTIONS, event=event, user=user)

    def read(self, listed: Listed, window: Window, asking: Together | None = None) -> Target:
        """Read one event; a part of it that cannot be read is named, never guessed. Raises `AdapterError`."""
        if listed.trouble:
            raise AdapterError(listed.trouble)
        asked = self._parts(listed, asking or Together(self.api))
        left = [name for name in asked if name in OPTIONAL and not window.asks(name)]
        parts, unread = read_parts({name: call for name, call in asked.items() if name not in left})
        unread |= dict.fromkeys(left, NOBODY_ASKED)
        return Target(
            id=listed.target,
            kind=listed.kind,
            title=listed.title,
            document={"event": self._event(listed.event), **parts},
            above=self.above.of(listed.host),
            unread=unread,
            facts=_facts(listed.event),
            program=listed.program(window, self.api.now(), parts.get("sessions") or ()),
        )

    def refresh(self, kind: str, user: str, mark: str) -> Target:
        """Read an event afresh. Raises `AdapterError`."""
        host, target = Organizer(user, user), f"{kind}/{user}/{mark}"
        if target not in self.ids:
            list(self.listed(kind, host))
        ident = self.ids.get(target)
        if ident is None:
            raise AdapterError("the event is not in its organizer's list any more")
        event = self.api.get(calls.LISTED_EVENT, event=ident, user=user, list=LISTS[kind])
        if event.get("id") != ident:
            raise AdapterError("Graph answers with another event than it was asked for")
        return self.read(Listed(kind, host, event), Window.onward(self.api.now()))

    def _event(self, event: Json) -> dict[str, Any]:
        """Return what a document keeps of an event: of its people only whether they belong to the library."""
        kept = {key: event[key] for key in EVENT_KEPT if key in event}
        if "coOrganizers" in event:
            given, home = event["coOrganizers"], self.api.options.home
            own = home.and_of(event.get("createdBy")).and_tenant(word(event.get("id")).rpartition("@")[2])
            kept["coOrganizers"] = [{"library": belongs(p, own)} for p in given] if isinstance(given, list) else None
        return kept

    def _parts(self, listed: Listed, asking: Together) -> Mapping[str, Callable[[], Any]]:
        """Return how each part of an event is read."""
        event, user = word(listed.event.get("id")), listed.host.id
        sessions = partial(_sessions, asking, listed.kind, event, user)
        if listed.kind != "webinar":
            return {"sessions": sessions}
        required = listed.event.get("isRegistrationRequired")
        return {
            "sessions": sessions,
            "registration": lambda: _without_links(asking.get(calls.REGISTRATION, event=event, user=user)),
            "questions": partial(self._questions, asking, event, user, required=required),
        }

    def _questions(self, asking: Together, event: str, user: str, *, required: object) -> dict[str, Any]:
        asked = asking.pages(calls.QUESTIONS, event=event, user=user)
        form, self.question_ids[event] = form_of(asked, required=required)
        return form


def _sessions(asking: Together, kind: str, event: str, user: str) -> list[Json] | None:
    """Return the sessions; None where Graph has no answer for a town hall's: then a person has to look."""
    try:
        found = asking.pages(calls.SESSIONS, event=event, user=user, list=LISTS[kind])
        return [_without_links(session) for session in found]
    except RefusedError as error:
        if kind == "webinar" or error.status not in UNANSWERED:
            raise
        return None


def in_view(what: Program, window: Window) -> bool:
    """Tell whether an event is still to come, or may be on, and begins before the window ends."""
    return what.start is None or bool(what.starts) or (what.minutes is None and what.start <= window.end)


def _without_links(answer: Json) -> Json:
    return {key: value for key, value in answer.items() if key not in LINKS and not key.endswith("Url")}


def _facts(event: Json) -> dict[str, Any]:
    return {
        "id": digest(event.get("id")),
        "title": digest(event.get("displayName")),
        "start": event.get("startDateTime"),
        "end": event.get("endDateTime"),
        "registration": event.get("isRegistrationRequired"),
    }
