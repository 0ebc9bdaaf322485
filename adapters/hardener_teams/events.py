"""Read webinars and town halls: the event itself, its sessions, its sign-up form."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple

from hardener.adapter import Window
from hardener.errors import AdapterError
from hardener.model import Program, Target
from hardener_teams import operations as op
from hardener_teams.above import Above
from hardener_teams.client import ME, Api
from hardener_teams.documents import LINKS, Json, Organizer, digest, minutes, moment, titled

KINDS = ("webinar", "broadcast")
LABELS = ("street", "city", "state", "postalCode", "countryOrRegion", "industry", "jobTitle", "organization")
EVENT_KEPT = ("isRegistrationRequired", "audience", "isInviteOnly", "capacity", "status", "coOrganizers")
QUESTION_KEPT = ("displayName", "answerInputType", "answerChoices", "isRequired")


class Listed(NamedTuple):
    """One row of a list of webinars or town halls."""

    kind: str
    host: Organizer
    event: Json


@dataclass(slots=True)
class Events:
    """Reads webinars and town halls; remembers their ids, which lead to their pages and are shown nowhere."""

    api: Api
    above: Above
    ids: dict[str, str] = field(default_factory=dict)
    """Graph's id of each event that was listed, by the target's."""
    question_ids: dict[str, dict[str, str]] = field(default_factory=dict)
    """By Graph's id of the event, the id of each question by its label, or by its text."""

    def listed(self, kind: str, host: Organizer) -> Iterator[Listed]:
        """Yield an organizer's webinars (`webinar`) or town halls (`broadcast`). Raises `AdapterError`."""
        own, others = (op.OWN_WEBINARS, op.WEBINARS) if kind == "webinar" else (op.OWN_TOWNHALLS, op.TOWNHALLS)
        rows = self.api.pages(own) if host.id == ME else self.api.pages(others, user=host.id, name=host.id)
        for event in rows:
            if event.get("status") != "canceled":
                listed = Listed(kind, host, event)
                self.ids[event_target(listed)] = str(event.get("id", ""))
                yield listed

    def read(self, listed: Listed, window: Window) -> Target:
        """Read one event; a part of it that cannot be read is named, never guessed."""
        ident, user = str(listed.event.get("id", "")), listed.host.id
        calls: dict[str, Callable[[], Any]] = {}
        if listed.kind == "webinar":
            calls["sessions"] = partial(self._sessions, ident, user)
            calls["registration"] = partial(self.api.get, op.REGISTRATION, event=ident, user=user)
            calls["questions"] = partial(
                self._questions, ident, user, required=listed.event.get("isRegistrationRequired")
            )
        document: dict[str, Any] = {"event": {k: v for k, v in listed.event.items() if k in EVENT_KEPT}}
        unread: dict[str, str] = {}
        for part, call in calls.items():
            try:
                document[part] = call()
            except AdapterError as error:
                unread[part] = str(error)
        if "registration" in document:
            document["registration"] = {k: v for k, v in document["registration"].items() if not k.endswith("Url")}
        return Target(
            id=event_target(listed),
            kind=listed.kind,
            title=titled(listed.event.get("displayName")),
            document=document,
            above=self.above.of(listed.host),
            unread=unread,
            facts=_facts(listed.event),
            program=event_program(listed, window, document.get("sessions", ())),
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
        return self.read(Listed(kind, host, event), Window.onward(self.api.now()))

    def _sessions(self, ident: str, user: str) -> list[dict[str, Any]]:
        found = self.api.pages(op.SESSIONS, event=ident, user=user)
        return [{k: v for k, v in session.items() if k not in LINKS and not k.endswith("Url")} for session in found]

    def _questions(self, ident: str, user: str, *, required: object) -> dict[str, Any]:
        """Return the sign-up form: each of Teams' own questions, null where it is not asked, and the library's."""
        form: dict[str, Any] = {"required": required is not False, **dict.fromkeys(LABELS), "custom": []}
        ids = self.question_ids[ident] = {}
        for question in self.api.pages(op.QUESTIONS, event=ident, user=user):
            label = question.get("label")
            if label is None:
                form["custom"].append({k: question[k] for k in QUESTION_KEPT if k in question})
            else:
                form[str(label)] = asked(str(label), required=question.get("isRequired") is True)
            ids[str(label or question.get("displayName"))] = str(question.get("id", ""))
        return form


def asked(label: str, *, required: bool) -> str:
    """Return how a document writes one of Teams' own questions."""
    return f"{label}, required" if required else f"{label}, optional"


def event_target(listed: Listed) -> str:
    """Return a target's id; Graph's own id of an event is part of its public page's address."""
    return f"{listed.kind}/{listed.host.id}/{digest(listed.event.get('id'))}"


def event_program(listed: Listed, window: Window, sessions: Iterable[Json] = ()) -> Program:
    """Return what a library schedules; an event with several `sessions` starts with each of them."""
    start, length = _slot(listed.event)
    further = ((begins, lasts) for begins, lasts in map(_slot, sessions) if start and begins and begins > start)
    return Program(
        id=digest(listed.event.get("id")),
        kind=listed.kind,
        host=f"host/{listed.host.id}",
        host_name=listed.host.name,
        start=start,
        starts=window.coming([(start, length), *further]),
        minutes=length,
    )


def in_view(what: Program, window: Window) -> bool:
    """Tell whether an event is still to come, or on, and begins before the window ends."""
    if what.start is None:
        return True
    return what.start <= window.end and (window.start - what.start).total_seconds() <= (what.minutes or 0) * 60


def _slot(event: Json) -> tuple[datetime | None, int | None]:
    """Return when an event, or a session of one, starts and how long it lasts."""
    start, end = _time(event, "startDateTime"), _time(event, "endDateTime")
    return start, minutes(start, end)


def _time(event: Json, key: str) -> datetime | None:
    return moment(event[key]) if event.get(key) is not None else None


def _facts(event: Json) -> dict[str, Any]:
    return {
        "id": digest(event.get("id")),
        "title": digest(event.get("displayName")),
        "start": event.get("startDateTime"),
        "end": event.get("endDateTime"),
        "registration": event.get("isRegistrationRequired"),
    }
