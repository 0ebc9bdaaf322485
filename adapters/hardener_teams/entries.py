"""What a calendar's entry is: a meeting in Teams, something on another platform, or neither. Pure.

Any key of an entry may be missing, or be no word where one is expected: what cannot be told is taken for a program.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple, Self

from hardener.adapter import Window
from hardener.elsewhere import platform_of
from hardener.vendor import at, word
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
MASTER, EXCEPTION = "seriesMaster", "exception"
OF_SERIES = ("occurrence", EXCEPTION, MASTER)


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
        return int((self.end - self.start).total_seconds() // 60)

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
