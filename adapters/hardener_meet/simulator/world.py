"""The state of a simulated Workspace, and how a seed becomes it."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from hardener.sandbox import Counters, Pages, SeedError, checked
from hardener_meet.simulator.channels import Channels
from hardener_meet.simulator.masks import applied
from hardener_meet.simulator.recurrence import RuleError, dates
from hardener_meet.simulator.shapes import EVENT, SPACE, Json, check
from hardener_meet.simulator.state import DEFAULT_CONFIG, Calendar, Event, Seed, Space
from hardener_meet.simulator.times import read_when

ROLES = ("freeBusyReader", "reader", "writer", "owner")


def read_seed(seed: Mapping[str, Any]) -> Seed:
    """Return the seed. Raises `SeedError` that says where it is wrong."""
    return checked(Seed, copy.deepcopy(dict(seed)))


class World:
    """Everything that there is."""

    def __init__(self, seed: Seed) -> None:
        """Take over `seed`. Raises `SeedError` where it does not fit together."""
        self.seed = seed
        self.behaviour = seed.behaviour
        self.people = {person.email: person for person in seed.people}
        own = {p.email: Calendar(id=p.email, summary=p.name or p.email, time_zone=p.time_zone) for p in seed.people}
        self.calendars = {**own, **{calendar.id: calendar for calendar in seed.calendars}}
        for email in own:
            self.calendars[email].access[email] = "owner"
        self.spaces = {space.id: space for space in seed.spaces}
        self.codes = {space.code: space for space in seed.spaces}
        self.events = {event.id: event for event in seed.events}
        self.channels = Channels()
        self.counters = Counters()
        self.pages = Pages(lifetime=seed.behaviour.page_token_lifetime)
        self.mails: list[str] = []
        """Ids of the events of whose change guests were told, once for each guest."""
        for space in seed.spaces:
            self._take_space(space)
        for event in seed.events:
            self._take_event(event)

    def role(self, calendar: Calendar, email: str) -> str:
        """Return what a person may do with a calendar; empty: nothing."""
        return calendar.access.get(email, "")

    def copies(self, calendar: Calendar) -> list[Event]:
        """Return a calendar's own events, and those to which its owner is invited."""
        return [
            event
            for event in self.events.values()
            if event.calendar == calendar.id
            or calendar.id in {a.get("email") for a in event.fields.get("attendees", [])}
        ]

    def new_space(self, owner: str, client: str) -> Space:
        """Make a space with an id and a code that nobody had."""
        number = len(self.spaces) + 1
        letters = "".join(chr(97 + number // 26**place % 26) for place in range(10))
        code = f"{letters[:3]}-{letters[3:7]}-{letters[7:]}"
        space = Space(id=f"Sbx{number:09d}", code=code, owner=owner, created_by=client)
        self.spaces[space.id] = self.codes[code] = space
        self._take_space(space)
        return space

    def _take_space(self, space: Space) -> None:
        check({"config": space.config}, SPACE, lambda said, at: SeedError(f"spaces.{space.id}: {said or at}"))  # type: ignore[arg-type,return-value]  # an error all the same
        space.config = applied(
            copy.deepcopy(DEFAULT_CONFIG), {"config": space.config}, _tops(space.config), DEFAULT_CONFIG
        )
        settle(space)
        if space.owner not in self.people:
            raise SeedError(f"spaces.{space.id}: nobody is {space.owner}")

    def _take_event(self, event: Event) -> None:
        where = f"events.{event.id}"
        check(event.fields, EVENT, lambda said, at: SeedError(f"{where}: {said or at}"))  # type: ignore[arg-type,return-value]  # an error all the same
        if event.calendar not in self.calendars:
            raise SeedError(f"{where}: there is no calendar {event.calendar}")
        for code in filter(None, (event.space, *(str(d.get("space", "")) for d in event.dates.values()))):
            if code not in self.codes:
                raise SeedError(f"{where}: there is no space {code}")
        try:
            start = read_when(event.fields["start"], self.calendars[event.calendar].time_zone)
            if read_when(event.fields["end"], self.calendars[event.calendar].time_zone) < start:
                raise SeedError(f"{where}: it ends before it starts")
            if rules := event.fields.get("recurrence"):
                next(dates(start, rules), None)
        except (KeyError, ValueError, RuleError) as error:
            raise SeedError(f"{where}: {error}") from None


def _tops(config: Json) -> list[str]:
    return [f"config.{key}" for key in config]


def settle(space: Space) -> None:
    """Put the restrictions back where moderation is off: they exist only with it."""
    if space.config["moderation"] == "OFF":
        space.config["moderationRestrictions"] = copy.deepcopy(DEFAULT_CONFIG["moderationRestrictions"])


def length(event: Event, zone: str) -> timedelta:
    """Return how long an event lasts."""
    return read_when(event.fields["end"], zone) - read_when(event.fields["start"], zone)


def starts(event: Event, zone: str, until: datetime | None = None) -> list[datetime]:
    """Return the starts of an event's dates, up to `until`."""
    first = read_when(event.fields["start"], zone)
    if not event.fields.get("recurrence"):
        return [first]
    found = []
    for start in dates(first, event.fields["recurrence"]):
        if until is not None and start >= until:
            break
        found.append(start)
    return found
