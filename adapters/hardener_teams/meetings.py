"""Read one online meeting: one call by its link, and for a write its entry in the calendar as well."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from hardener.adapter import Window
from hardener.errors import AdapterError, MalformedError
from hardener.model import Target
from hardener_teams import operations as op
from hardener_teams.above import Above
from hardener_teams.client import Api
from hardener_teams.documents import (
    Organizer,
    Series,
    calendar_facts,
    digest,
    meeting_document,
    meeting_facts,
    meeting_program,
    named,
)
from hardener_teams.entries import EVENT_KEYS, Date, date_of, link_of, word
from hardener_teams.people import Home

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
    home: Home
    ids: dict[str, str] = field(default_factory=dict)
    """Graph's id of each meeting that was read again, by the target's."""
    known: dict[str, str] = field(default_factory=dict)
    """The program's id of each target that was read."""
    entries: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Times and recurrence that the calendar had for each of these when it was first read again."""

    def read(self, series: Series, host: Organizer) -> Target:
        """Read the settings that all dates of `series` share. Raises `AdapterError`."""
        answer = self._by_link(host.id, series.link)
        target = self._target(meeting_id(host.id, series), series, host, answer)
        if target.program is not None:
            self.known[target.id] = target.program.id
        return target

    def again(self, user: str, name: str) -> Target:
        """Read a meeting afresh, and its entry in the calendar; `name` as `meeting_id` made it. Raises `AdapterError`.

        What is read, and written afterwards, is the meeting that was meant, or none.
        """
        mark, event = _parts(name)
        if not event:
            raise AdapterError(NAMELESS)
        entry = self.api.get(op.EVENT, {"$select": EVENT_KEYS}, user=user, event=event)
        link = link_of(entry)
        answer = self._by_link(user, link)
        if mark not in {"", digest(link)}:
            raise AdapterError(MOVED)
        onward = Window.onward(self.api.now())
        date = date_of(entry, onward) or Date(entry, None, None)
        ident = f"meeting/{user}/{name}"
        series = Series(event, link, (date,), onward.coming([(date.start, date.minutes)]), digest(link))
        target = self._target(ident, series, named(Organizer(user, user), entry), answer)
        if target.program is not None and ident in self.known:
            target = replace(target, program=replace(target.program, id=self.known[ident]))
        self.ids[ident] = answer["id"]
        now = calendar_facts(entry)
        if self.entries.setdefault(ident, now) != now:
            return replace(target, facts={**target.facts, "calendar": now})
        return target

    def _by_link(self, user: str, link: str) -> dict[str, Any]:
        if not link:
            raise AdapterError(NO_LINK)
        quoted = link.replace("'", "''")
        answer = self.api.get(op.MEETINGS, {"$filter": f"JoinWebUrl eq '{quoted}'"}, user=user)
        found = answer.get("value")
        if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
            raise MalformedError("Graph's answer for a meeting's link is no list of meetings")
        if len(found) != 1:
            raise AdapterError("Graph gives several meetings for one link" if found else GONE)
        if not word(found[0].get("id")):
            raise MalformedError("Graph's answer for a meeting's link has no id")
        return dict(found[0])

    def _target(self, ident: str, series: Series, host: Organizer, answer: dict[str, Any]) -> Target:
        program = meeting_program(series, host, self.api.now())
        if _organizer(answer) not in {"", host.id.casefold()} and self.api.alone:
            program = replace(program, id=digest(f"{series.link} {host.id}"))
        document = meeting_document(answer, self.home)
        return Target(
            id=ident,
            kind="meeting",
            title=series.title,
            document={"meeting": document},
            above=self.above.of(host),
            unavailable={"allowedPresenters": OUTSIDER} if _led_by_others(document) else {},
            facts=meeting_facts(answer),
            program=program,
            written_to=f"onlineMeeting/{digest(answer['id'])}",
        )


def meeting_id(user: str, series: Series) -> str:
    """Return a target's id: a digest of the link to the meeting that it is, and where in which calendar it is found.

    Graph's own id of the meeting gives its link away.
    """
    return f"meeting/{user}/{digest(series.link) if series.link else series.id}/{series.event}"


def _parts(name: str) -> tuple[str, str]:
    """Return the mark of a meeting and the id of its entry; runs that were kept earlier have the entry alone."""
    mark, slash, event = name.partition("/")
    return (mark, event) if slash and MARK.fullmatch(mark) else ("", name)


def _led_by_others(document: Mapping[str, Any]) -> bool:
    """Tell whether only organizers can share, and somebody from elsewhere is one."""
    people = document.get("participants")
    given = people.get("attendees") if isinstance(people, Mapping) else None
    outside = any(p["role"] == "coorganizer" and p["library"] is False for p in given or ())
    return outside and document.get("allowedPresenters") == "organizer"


def _organizer(answer: Mapping[str, Any]) -> str:
    """Return the object id of who organizes a meeting; empty where that is not told."""
    node: Any = answer
    for key in ("participants", "organizer", "identity", "user"):
        node = node.get(key) if isinstance(node, Mapping) else None
    return word(node.get("id")).casefold() if isinstance(node, Mapping) else ""
