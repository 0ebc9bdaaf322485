"""Read one online meeting: one call by its link, and for a write its entry in the calendar as well."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from hardener.adapter import Window
from hardener.errors import AdapterError, MalformedError
from hardener.model import Target
from hardener_teams import operations as op
from hardener_teams.above import Above
from hardener_teams.client import Api
from hardener_teams.documents import (
    EVENT_KEYS,
    Organizer,
    Series,
    calendar_facts,
    link_of,
    meeting_document,
    meeting_facts,
    meeting_program,
    minutes,
    moment,
    named,
    titled,
)

GONE = "Graph finds no meeting for its link: it has expired, or somebody else organizes it"
NO_LINK = "the calendar gives no link for it, so Graph cannot be asked for its settings"


@dataclass(slots=True)
class Meetings:
    """Reads online meetings; remembers their ids, which lead into them and are shown nowhere."""

    api: Api
    above: Above
    ids: dict[str, str] = field(default_factory=dict)
    """Graph's id of each meeting that was read again, by the target's."""

    entries: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Times and recurrence that the calendar had for each of these when it was first read again."""

    def read(self, series: Series, host: Organizer) -> Target:
        """Read the settings that all dates of `series` share. Raises `AdapterError`."""
        return self._target(series, host, self._by_link(host.id, series.link))

    def again(self, user: str, event: str) -> Target:
        """Read a meeting afresh, and its entry in the calendar. Raises `AdapterError`."""
        entry = self.api.get(op.EVENT, {"$select": EVENT_KEYS}, user=user, event=event)
        start, end = moment(entry.get("start")), moment(entry.get("end"))
        starts = Window.onward(self.api.now()).coming([(start, minutes(start, end))])
        series = Series(event, link_of(entry), (entry,), starts)
        answer = self._by_link(user, series.link)
        target = self._target(series, named(Organizer(user, user), entry), answer)
        self.ids[target.id] = answer["id"]
        now = calendar_facts(entry)
        if self.entries.setdefault(target.id, now) != now:
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
        if len(found) != 1 or not isinstance(found[0].get("id"), str):
            raise AdapterError(GONE if not found else "Graph gives several meetings for one link")
        return dict(found[0])

    def _target(self, series: Series, host: Organizer, answer: dict[str, Any]) -> Target:
        return Target(
            id=meeting_id(host.id, series),
            kind="meeting",
            title=title_of(series),
            document={"meeting": meeting_document(answer)},
            above=self.above.of(host),
            facts=meeting_facts(answer),
            program=meeting_program(series, host),
        )


def meeting_id(user: str, series: Series) -> str:
    """Return a target's id: where in which calendar it is. Graph's own id of the meeting gives its link away."""
    return f"meeting/{user}/{series.event}"


def title_of(series: Series) -> str:
    """Return a meeting's title."""
    return titled(series.next.get("subject"), series.next.get("sensitivity"))
