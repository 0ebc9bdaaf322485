"""All that was read of the public calendars at one moment, and of the programs that they tell of. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from hardener.announced.events import Event
from hardener.announced.match import Known, Match, matches
from hardener.doorways import opens
from hardener.model import Program, Target, Unreadable
from hardener.ways_in import mark, marks_of
from hardener.whose import Whose

DIGEST = 16
"""Letters of a fingerprint, as adapters make them of links: such a fact is held against those of a text."""
LINKS = frozenset({"join_link", "registration", "address", "link"})
"""Facts of a target that are fingerprints of a link, or of what stands in one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What was read of one calendar."""

    name: str
    """As the configuration calls it."""
    events: Sequence[Event] = ()
    lost: str = ""
    """Why it could not be read; empty where it was."""
    keyless: str = ""
    """Why what a key lets be known of it is not known; empty where it is, or there is no key."""
    last: datetime | None = None
    """The last day that it has anything on; None where it has no end."""
    account: Whose | None = None
    """As whose all that is kept of it counts."""
    audiences: bool = False
    """The configuration says how to tell for whom its events are."""


@dataclass(slots=True, kw_only=True)
class Announced:
    """The calendars of one look, and the programs as they are read; `settled` holds them against each other."""

    calendars: Sequence[Read]
    zone: tzinfo
    programs: list[Known] = field(default_factory=list)
    _found: Mapping[tuple[str, str], Match] = field(default_factory=dict)
    events: list[Event] = field(init=False)
    """Those of all calendars."""
    unclear: list[Event] = field(init=False)
    """Those of which nobody can tell when they are, without those that last whole days."""

    def __post_init__(self) -> None:
        """Gather the events once: they are gone through for every program."""
        self.events = [event for each in self.calendars for event in each.events]
        self.unclear = [event for event in self.events if event.unclear and not event.whole_day]

    def saw(self, connection: str, target: Target | Unreadable) -> None:
        """Take note of a program."""
        program = target.program
        if program is not None:
            known = Known(
                key=(connection, target.id), program=(connection, program.id), title=target.title,
                starts=() if program.personal else (program.starts or ((program.start,) if program.start else ())),
                minutes=program.minutes, marks=marks_of_target(target, program),
            )  # fmt: skip
            self.programs.append(known)

    def settle(self) -> None:
        """Find out which event tells of which program, once all programs were seen."""
        self._found = matches(self.programs, self.events, self.zone)

    def of(self, connection: str, target: str) -> Match:
        """Return what the calendars say of a program."""
        return self._found.get((connection, target), Match())

    @property
    def lost(self) -> list[Read]:
        """Return the calendars that could not be read."""
        return [each for each in self.calendars if each.lost]

    def beyond(self, start: datetime) -> bool:
        """Tell whether a moment is later than everything that any calendar has."""
        ends = [each.last for each in self.calendars if not each.lost]
        return all(end is not None and start.date() > end.date() for end in ends)

    def profile_of(self, connection: str, target: str) -> str:
        """Return the one profile that the events of a program are for; empty where there is none, or several."""
        match = self.of(connection, target)
        named = {event.profile for event in match.events}
        return named.pop() if match.by is not None and not match.unsure and len(named) == 1 else ""

    def knows(self, marks: frozenset[str]) -> bool:
        """Tell whether a program has a room with one of these fingerprints."""
        return any(one.marks & marks for one in self.programs)

    @property
    def left(self) -> list[tuple[Event, int]]:
        """Return the events of which no program is known, each with how many programs may be it."""
        known = {id(event) for match in self._found.values() for event in match.events}
        rivals = {id(event): 0 for event in self.events}
        for match in self._found.values():
            for event in match.unsure:
                rivals[id(event)] += 1
        return [(event, rivals[id(event)]) for event in self.events if id(event) not in known]

    def asks_audience(self, events: Collection[Event]) -> bool:
        """Tell whether the configuration says how to tell for whom these events are."""
        asking = {each.name for each in self.calendars if each.audiences}
        return any(event.calendar in asking for event in events)


def marks_of_target(target: Target | Unreadable, program: Program) -> frozenset[str]:
    """Return the fingerprints by which a link or a number in a text is known to lead to a program."""
    last = target.id.rpartition("/")[2]
    found = marks_of(program.id, last) | {last}
    if isinstance(target, Target):
        facts = {name: fact for name, fact in target.facts.items() if name in LINKS}
        found |= {fact for fact in facts.values() if isinstance(fact, str) and len(fact) == DIGEST}
        found |= {target.written_to.rpartition("/")[2]} - {""}
        found |= {each for link in _links(target.document) for each in _marks_of_link(link)}
    return found - {mark("")}


def _marks_of_link(link: str) -> frozenset[str]:
    there = opens(link)
    return marks_of(link, there.key) if there is not None else frozenset()


def _links(node: object) -> Iterator[str]:
    """Yield the addresses that a platform gives with a program: of its room, of its sign-up."""
    if isinstance(node, Mapping):
        for value in node.values():
            yield from _links(value)
    elif isinstance(node, str) and "://" in node[:12]:
        yield node
