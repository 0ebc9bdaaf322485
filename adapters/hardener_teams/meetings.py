"""Read one online meeting: one call by its link, and for a write its entry in the calendar as well."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from hardener.adapter import Window
from hardener.errors import AdapterError, MalformedError
from hardener.model import Target
from hardener.vendor import at, digest, word
from hardener_teams import calls
from hardener_teams.above import Above
from hardener_teams.client import Api
from hardener_teams.documents import Organizer, Series, calendar_facts, meeting_document, meeting_facts, named
from hardener_teams.entries import EVENT_KEYS, Date, date_of, link_of

GONE = "Graph finds no meeting for its link: it has expired, or somebody else organizes it"
NO_LINK = "the calendar gives no link for it, so Graph cannot be asked for its settings"
MOVED = "its entry in the calendar opens another meeting now; look at all programs again"
NAMELESS = "its entry in the calendar has no id, so it cannot be found again"
OUTSIDER = "a co-organizer who does not belong to the library can share; no setting keeps them from it"
MARK = re.compile(r"[0-9a-f]{16}")


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

    def read(self, series: Series, window: Window) -> Target:
        """Read the settings that all dates of `series` share. Raises `AdapterError`."""
        answer = self._by_link(series.host.id, series.link)
        self.known.pop(series.target, None)
        return self._target(series.target, series, answer, window)

    def again(self, user: str, name: str) -> Target:
        """Read a meeting afresh, and its entry in the calendar; `name` is what its target's id has beside the user.

        What is read, and written afterwards, is the meeting that was meant, or none. Raises `AdapterError`.
        """
        mark, event = _parts(name)
        if not event:
            raise AdapterError(NAMELESS)
        entry = self.api.get(calls.EVENT, {"$select": EVENT_KEYS}, user=user, event=event)
        link = link_of(entry)
        answer = self._by_link(user, link)
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

    def _by_link(self, user: str, link: str) -> dict[str, Any]:
        if not link:
            raise AdapterError(NO_LINK)
        quoted = link.replace("'", "''")
        answer = self.api.get(calls.MEETINGS, {"$filter": f"JoinWebUrl eq '{quoted}'"}, user=user)
        found = answer.get("value")
        if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
            raise MalformedError("Graph's answer for a meeting's link is no list of meetings")
        if len(found) != 1:
            raise AdapterError("Graph gives several meetings for one link" if found else GONE)
        if not word(found[0].get("id")):
            raise MalformedError("Graph's answer for a meeting's link has no id")
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


def _parts(name: str) -> tuple[str, str]:
    """Return the mark of a meeting and the id of its entry; runs that were kept earlier have the entry alone."""
    mark, slash, event = name.partition("/")
    return (mark, event) if slash and MARK.fullmatch(mark) else ("", name)


def _led_by_others(document: Mapping[str, Any]) -> bool:
    """Tell whether only organizers can share, and somebody from elsewhere is one."""
    people: Any = at(document, "participants.attendees")
    outside = any(p["role"] == "coorganizer" and p["library"] is False for p in people or ())
    return outside and document.get("allowedPresenters") == "organizer"
