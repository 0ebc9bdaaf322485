"""What of a calendar is a program, and when: a meeting in Teams, something on another platform, or neither. Pure.

Any key of an entry may be missing, or be no word where one is expected: what cannot be told is taken for a program.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, ClassVar, NamedTuple, Self

from hardener.adapter import Window
from hardener.elsewhere import platform_of
from hardener.model import Program
from hardener.vendor import at, digest, minutes_between, short_name, word
from hardener_teams.zones import moment

Json = Mapping[str, Any]
EVENT_KEYS = (
    "id,subject,start,end,type,seriesMasterId,isOrganizer,isCancelled,isOnlineMeeting,onlineMeetingProvider,"
    "onlineMeeting,onlineMeetingUrl,organizer,categories,sensitivity,recurrence"
)
"""All that is asked of one entry: no text of an invitation, and nobody who is invited."""
VIEW_KEYS = f"{EVENT_KEYS},location,locations,bodyPreview,body"
"""What is asked of a calendar: the invitation as well, which is looked at for another platform's link and not kept."""
TEAMS = "Microsoft Teams"
PROVIDERS = {"teamsForBusiness": TEAMS, "skypeForBusiness": "Skype", "skypeForConsumer": "Skype"}
LINKS = frozenset({"joinWebUrl", "joinInformation", "meetingOptionsWebUrl", "chatInfo", "videoTeleconferenceId", "id"})
"""What leads into a meeting: the id holds the thread that its link is made of."""
MASTER, EXCEPTION = "seriesMaster", "exception"
OF_SERIES = ("occurrence", EXCEPTION, MASTER)

REGULAR = ("occurrence", MASTER)
LATEST = datetime.max.replace(tzinfo=UTC)


class Date(NamedTuple):
    """One entry of a calendar, or a session of an event, and when it is."""

    event: Json
    start: datetime | None
    end: datetime | None

    @classmethod
    def of(cls, event: Json, start: str = "startDateTime", end: str = "endDateTime") -> Self:
        """Return what `event` says of itself under these keys."""
        return cls(event, moment(event.get(start)), moment(event.get(end)))

    @property
    def minutes(self) -> int | None:
        """Return how long it lasts; None where that is not known, or it ends before it begins."""
        if self.start is None or self.end is None or self.end < self.start:
            return None
        return minutes_between(self.start, self.end)

    def on(self, now: datetime) -> bool:
        """Tell whether it is on by the clock: Graph does not say whether somebody is in a meeting."""
        return self.start is not None and self.end is not None and self.start <= now < self.end


def date_of(event: Json, window: Window) -> Date | None:
    """Return an entry with its time; None if it is over, which an entry that ends before it starts does not tell.

    The entry of a whole series has the time of its first date: it tells nothing of those to come.
    """
    date = Date.of(event, "start", "end")
    if date.end is None or date.minutes is None or date.end >= window.start:
        return date
    whole = event.get("type") == MASTER or isinstance(event.get("recurrence"), Mapping)
    return Date(event, None, None) if whole else None


def is_own(event: Json, address: str = "") -> bool:
    """Tell whether the calendar's owner, of that address where it is known, holds an entry that was not called off."""
    if event.get("isCancelled") is True:
        return False
    own = event.get("isOrganizer")
    if isinstance(own, bool):
        return own
    given = address_of(event)
    return not (given and address) or given == address.casefold()


def place_of(event: Json) -> str | None:
    """Return the platform of what is no program here; None for a meeting in Teams."""
    provider = PROVIDERS.get(word(event.get("onlineMeetingProvider")), "")
    online, link = event.get("isOnlineMeeting"), link_of(event)
    if provider and provider != TEAMS:
        return provider
    if link:
        found = TEAMS if provider else platform_of(link)
        return found if found and found != TEAMS else None
    if online is False or (online is None and not provider):
        found = next(filter(None, map(platform_of, _texts(event))), "")
        return None if found == TEAMS else found  # a meeting all the same, whose link stands in its text alone
    return None


def link_of(event: Json) -> str:
    """Return the link to join; empty where the calendar has none."""
    older = word(event.get("onlineMeetingUrl"))
    return word(at(event, "onlineMeeting.joinUrl")) or (older if platform_of(older) == TEAMS else "")


def event_id(event: Json) -> str:
    """Return the id of the series that an entry is a date of, or its own; empty where it has none."""
    return word(event.get("seriesMasterId")) or word(event.get("id"))


def address_of(event: Json) -> str:
    """Return the address of who holds it, in small letters; empty where that is not told."""
    address = word(at(event, "organizer.emailAddress.address"))
    return address.casefold() if "@" in address else ""


def _texts(event: Json) -> Iterator[str]:
    """Yield everything of an invitation in which a link may stand."""
    places = event.get("locations")
    for place in (event.get("location"), *(places if isinstance(places, list) else ())):
        yield from (word(at(place, key)) for key in ("displayName", "locationUri", "uniqueId"))
    yield from (word(at(event, key)) for key in ("onlineMeetingUrl", "subject", "bodyPreview", "body.content"))


def others(events: Iterable[Json], window: Window, address: str = "") -> Iterator[tuple[str, str, str]]:
    """Yield what leads elsewhere, a series once: its id, its title, and the platform."""
    seen = set()
    for event in events:
        place, key = place_of(event), event_id(event)
        if place is None or key in seen or not is_own(event, address) or date_of(event, window) is None:
            continue
        seen.update({key} - {""})
        yield key, word(event.get("subject")), place


class Organizer(NamedTuple):
    """One person whose programs are read."""

    id: str
    """Object id, or `me`."""
    name: str
    """How reports name them."""
    upn: str = ""
    """User principal name, where it is known: policies are assigned by it."""


NOBODY = Organizer("", "")
"""Whose a calendar is, as long as nobody has said."""


@dataclass(frozen=True)
class Series:
    """All the dates of one entry of a calendar that open one online meeting: they share its link and its settings."""

    event: str
    """The calendar's id of an entry that opens it: of the series, or of a date with a meeting of its own."""
    link: str
    dates: tuple[Date, ...]
    """By start."""
    id: str
    """How the program is known: a digest of the link, and of the entry where several open the same meeting."""
    host: Organizer = NOBODY
    kind: ClassVar[str] = "meeting"

    @property
    def target(self) -> str:
        """Return the id of its target: a digest of the link, and where in which calendar it is found.

        Graph's own id of the meeting gives its link away.
        """
        return f"meeting/{self.host.id}/{digest(self.link) if self.link else self.id}/{self.event}"

    @property
    def next(self) -> Json:
        """Return the entry of the first date."""
        return self.dates[0].event

    @property
    def title(self) -> str:
        """Return what reports call it."""
        return titled(self.next.get("subject"), self.next.get("sensitivity"))

    def program(self, window: Window, now: datetime) -> Program:
        """Return what a library schedules."""
        given = self.next.get("categories")
        told = Program(
            id=self.id,
            kind=self.kind,
            host=f"host/{self.host.id}",
            host_name=self.host.name,
            tags=tuple(filter(None, map(word, given))) if isinstance(given, list) else (),
            series=self.next.get("type") in OF_SERIES,
        )
        return timed(told, self.dates, window, now)


def timed(program: Program, dates: Sequence[Date], window: Window, now: datetime) -> Program:
    """Return `program` with the times of its dates, the next one first."""
    first = dates[0]
    starts = window.coming((date.start, date.minutes) for date in dates)
    live = any(date.on(now) for date in dates)
    return replace(program, start=first.start, starts=starts, minutes=first.minutes, live=live)


def print_of(row: Json) -> str:
    """Return a fingerprint of a whole row, for one that has no id."""
    return digest(json.dumps(row, sort_keys=True, default=str))


def series_of(events: Iterable[Json], window: Window, address: str = "") -> list[Series]:
    """Return what is still to come of the owner's meetings, one for each entry and link; nothing else joins dates."""
    found: dict[Key, list[Date]] = {}
    for event in events:
        if is_own(event, address) and place_of(event) is None and (date := date_of(event, window)) is not None:
            found.setdefault(_key(event), []).append(date)
    entries = Counter(key.entry for key in found)
    links = Counter(key.link for key in found)
    made = []
    for key, dates in found.items():
        ordered = tuple(sorted(dates, key=lambda date: date.start or LATEST))
        several = links[key.link] > 1 if key.link else entries[key.entry] > 1
        told = " ".join(filter(None, key)) if several else key.link or key.entry
        opener = _opener(key, ordered, only=entries[key.entry] == 1)
        made.append(Series(opener, key.link, ordered, digest(told)))
    return made


class Key(NamedTuple):
    """What makes dates one program."""

    entry: str
    link: str
    alone: str
    """Of a single entry without a readable link: nothing tells that another with its id is the same."""


def _key(event: Json) -> Key:
    link, entry = link_of(event), event_id(event)
    alone = not link and not word(event.get("seriesMasterId"))
    return Key(entry, link, print_of(event) if alone else "")


def _opener(key: Key, dates: Sequence[Date], *, only: bool) -> str:
    """Return the id of an entry that opens the meeting of these dates; `only`: the series has no other.

    A changed date may have a meeting of its own, to which the entry of its series does not lead.
    """
    kinds = [date.event.get("type") for date in dates]
    whole = only and any(kind != EXCEPTION for kind in kinds)
    if whole or any(kind in REGULAR for kind in kinds):
        return key.entry
    return word(dates[0].event.get("id")) or key.entry


def titled(subject: object, sensitivity: object = "normal") -> str:
    """Return a program's title; not that of an entry which its owner marked as private."""
    if sensitivity is not None and sensitivity != "normal":
        return "(private)"
    return word(subject) or "(no title)"


def named(organizer: Organizer, event: Json) -> Organizer:
    """Return `organizer` with the name and address that a calendar's entry gives, where none were known."""
    address = address_of(event)
    return Organizer(organizer.id, short_name(address), organizer.upn or address) if address else organizer
