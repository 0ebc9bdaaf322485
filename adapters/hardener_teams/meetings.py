"""Read one online meeting: one call by its link, and for a write its entry in the calendar as well."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any
from urllib.parse import unquote

from hardener.adapter import Window
from hardener.errors import AdapterError, MalformedError
from hardener.model import Target
from hardener.vendor import at, digest, marked, word
from hardener_teams import calls, people
from hardener_teams.above import Above
from hardener_teams.client import Api
from hardener_teams.documents import EVENT_KEYS, LINKS, Date, Json, Organizer, Series, date_of, link_of, named
from hardener_teams.together import Ask, Together, ask

GONE = "Graph finds no meeting for its link: it has expired, or somebody else organizes it"
NO_LINK = marked("the calendar gives no link for it, so Graph cannot be asked for its settings")
MOVED = marked("its entry in the calendar opens another meeting now; look at all programs again")
NAMELESS = marked("its entry in the calendar has no id, so it cannot be found again")
OUTSIDER = marked("a co-organizer who does not belong to the library can share; no setting keeps them from it")
MARK = re.compile(r"[0-9a-f]{16}")

AS_READ = "as it was read first"
"""What is said of a meeting's entry in the calendar, until a later reading finds it changed."""


@dataclass(slots=True)
class Meetings:
    """Reads online meetings; remembers their ids, which lead into them and are shown nowhere."""

    api: Api
    above: Above
    ids: dict[str, str] = field(default_factory=dict)
    """Graph's id of each meeting that was read again, by the target's."""
    known: dict[str, str] = field(default_factory=dict)
    """The program's id of each target that was read."""
    entries: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Times and recurrence that the calendar had for each of these when it was first read again."""

    links: set[str] = field(default_factory=set)
    """What was asked for, each as it is compared."""

    def asks(self, series: Series) -> Iterator[Ask]:
        """Yield what `read` will ask for."""
        if series.link:
            self.links.add(_plain(series.link))
            yield ask(calls.MEETINGS, _of_link(series.link), user=series.host.id)

    def read(self, series: Series, window: Window, asking: Together) -> Target:
        """Read the settings that all dates of `series` share. Raises `AdapterError`."""
        answer = self._by_link(series.host.id, series.link, asking)
        self.known.pop(series.target, None)
        return self._target(series.target, series, answer, window)

    def refresh(self, user: str, name: str) -> Target:
        """Read a meeting afresh, and its entry in the calendar; `name` is what its target's id has beside the user.

        What is read, and written afterwards, is the meeting that was meant, or none. Raises `AdapterError`.
        """
        mark, event = _parts(name)
        if not event:
            raise AdapterError(NAMELESS)
        entry = self.api.get(calls.EVENT, {"$select": EVENT_KEYS}, user=user, event=event)
        link = link_of(entry)
        answer = self._by_link(user, link, Together(self.api))
        if mark not in {"", digest(link)}:
            raise AdapterError(MOVED)
        onward = Window.onward(self.api.now())
        date = date_of(entry, onward) or Date(entry, None, None)
        ident = f"meeting/{user}/{name}"
        series = Series(event, link, (date,), digest(link), named(Organizer(user, user), entry))
        target = self._target(ident, series, answer, onward)
        self.ids[ident] = answer["id"]
        now = calendar_facts(entry)
        if self.entries.setdefault(ident, now) != now:
            return replace(target, facts={**target.facts, "calendar": now})
        return target

    def id_of(self, user: str, link: str) -> str:
        """Return Graph's own id of a meeting, which leads into it and is shown nowhere. Raises `AdapterError`."""
        return word(self._by_link(user, link, Together(self.api)).get("id"))

    def _by_link(self, user: str, link: str, asking: Together) -> dict[str, Any]:
        if not link:
            raise AdapterError(NO_LINK)
        answer = asking.get(calls.MEETINGS, _of_link(link), partial(_opens, link), user=user)
        found = answer.get("value")
        if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
            raise MalformedError("Graph's answer for a meeting's link is no list of meetings")
        if len(found) != 1:
            raise AdapterError("Graph gives several meetings for one link" if found else GONE)
        if not word(found[0].get("id")):
            raise MalformedError("Graph's answer for a meeting's link has no id")
        told = _plain(word(found[0].get("joinWebUrl")))
        if told != _plain(link) and told in self.links:  # of what is asked for together, one may be given for another
            raise MalformedError("Graph answered with another meeting than was asked for")
        return dict(found[0])

    def _target(self, ident: str, series: Series, answer: dict[str, Any], window: Window) -> Target:
        program = series.program(window, self.api.now())
        organizer = word(at(answer, "participants.organizer.identity.user.id")).casefold()
        if organizer not in {"", series.host.id.casefold()} and self.api.alone:
            program = replace(program, id=digest(f"{series.link} {series.host.id}"))
        document = meeting_document(answer, self.api.options.home)
        return Target(
            id=ident,
            kind="meeting",
            title=series.title,
            document={"meeting": document},
            above=self.above.of(series.host),
            unavailable={"allowedPresenters": OUTSIDER} if _led_by_others(document) else {},
            facts=meeting_facts(answer),
            program=replace(program, id=self.known.setdefault(ident, program.id)),
            written_to=f"onlineMeeting/{digest(answer['id'])}",
        )


def _plain(link: str) -> str:
    """Return a link as it is compared: how it is quoted means nothing."""
    return unquote(link).casefold()


def _opens(link: str, answer: Json) -> bool:
    """Tell whether an answer is of the one meeting that `link` opens, or of none that could be judged."""
    found = answer.get("value")
    told = [word(at(one, "joinWebUrl")) for one in found] if isinstance(found, list) else []
    return len(told) != 1 or _plain(told[0]) == _plain(link)


def _of_link(link: str) -> dict[str, str]:
    quoted = link.replace("'", "''")
    return {"$filter": f"JoinWebUrl eq '{quoted}'"}


def _parts(name: str) -> tuple[str, str]:
    """Return the mark of a meeting and the id of its entry; runs that were kept earlier have the entry alone."""
    mark, slash, event = name.partition("/")
    return (mark, event) if slash and MARK.fullmatch(mark) else ("", name)


def _led_by_others(document: Mapping[str, Any]) -> bool:
    """Tell whether only organizers can share, and somebody from elsewhere is one."""
    given: Any = at(document, "participants.attendees")
    outside = any(p["role"] == "coorganizer" and p["library"] is False for p in given or ())
    return outside and document.get("allowedPresenters") == "organizer"


def meeting_document(answer: Json, home: people.Home) -> dict[str, Any]:
    """Return a meeting's settings without what leads into it, and of people but role and whether they are own."""
    kept = {key: value for key, value in answer.items() if key not in LINKS and not key.startswith("@")}
    if isinstance(inner := kept.get("joinMeetingIdSettings"), Mapping):
        kept["joinMeetingIdSettings"] = {k: v for k, v in inner.items() if k == "isPasscodeRequired"}
    if isinstance(kept.get("audioConferencing"), Mapping):
        kept["audioConferencing"] = {"here": True}
    if isinstance(inner := kept.get("participants"), Mapping):
        given, own = inner.get("attendees"), home.and_of(inner.get("organizer"))
        kept["participants"] = {"attendees": [people.kept(p, own) for p in given] if isinstance(given, list) else None}
    return kept


def meeting_facts(answer: Json) -> dict[str, Any]:
    """Return what no write may move."""
    return {
        "id": digest(answer.get("id")),
        "join_link": digest(answer.get("joinWebUrl")),
        "start": answer.get("startDateTime"),
        "end": answer.get("endDateTime"),
        "title": digest(answer.get("subject")),
        "calendar": AS_READ,
    }


def calendar_facts(event: Json) -> dict[str, Any]:
    """Return what no write may move of a meeting's entry in the calendar."""
    return {key: event.get(key) for key in ("start", "end", "recurrence")}
