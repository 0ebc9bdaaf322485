"""Which event of the public calendar tells of which program: by the same room, else by title and time. Pure."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum
from functools import lru_cache
from operator import itemgetter
from typing import TypeVar

from hardener.announced.events import Date, Event

EARLY, LATE = timedelta(minutes=30), timedelta(minutes=5)
"""A room is opened so long before a program begins, and begins so late, without anybody missing anything."""
ALIKE = 0.6
"""Share of the words of two titles that they have in common."""
_NOISE = re.compile(
    r"\((?:cancell?ed|postponed|online|virtual)[^)]*\)"
    r"|\b(?:cancell?ed|postponed|virtual(?:ly)?|online|hybrid|livestream(?:ed)?|en l[ií]nea|registration required"
    r"|(?:via|on|by|over) (?:zoom|webex|teams|meet)|zoom|webex|session \d+"
    r"|ages? [\d–-]+(?: ?(?:to|and) ?\w+)?)\b",  # noqa: RUF001 - dashes as they are typed
    re.IGNORECASE,
)
_SMALL = frozenset(
    ("a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with", "el", "la", "los", "las",
     "de", "del", "y", "en", "para", "con")
)  # fmt: skip


Titled = TypeVar("Titled", Event, "Known")


class By(StrEnum):
    """How an event and a program were found to be the same."""

    ROOM = "room"
    """By a link or a number of the room."""
    TIME = "time"
    """By title and time."""
    TITLE = "title"
    """By the very same title on the same day, at another time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A program, as far as it is held against events."""

    key: tuple[str, str]
    """Connection and target."""
    program: tuple[str, str]
    """Connection and the platform's id of the program, which changed dates of a series share."""
    title: str
    starts: Sequence[datetime]
    minutes: int | None
    marks: frozenset[str]
    """Fingerprints of what the platform knows the room by."""


@dataclass(slots=True)
class Match:
    """What the calendars say of one program."""

    events: list[Event] = field(default_factory=list)
    by: By | None = None
    """None where no event is known for it."""
    unsure: list[Event] = field(default_factory=list)
    """Events that may be it; nobody can tell which."""


def matches(programs: Sequence[Known], events: Sequence[Event], zone: tzinfo) -> dict[tuple[str, str], Match]:
    """Return by connection and target what the events say of each program. `zone` is where days begin and end."""
    found = {each.key: Match() for each in programs}
    taken: set[int] = set()
    rooms: dict[str, list[Event]] = {}
    for event in events:
        for each in event.marks:
            rooms.setdefault(each, []).append(event)
    for one in programs:
        here: list[Event] = []
        _add(here, (event for each in sorted(one.marks) for event in rooms.get(each, ())))
        if here:
            found[one.key] = Match(here, By.ROOM)
            taken.update(map(id, here))
    _by_time(programs, [event for event in events if id(event) not in taken], found)
    taken.update(id(event) for one in programs for event in (*found[one.key].events, *found[one.key].unsure))
    _by_title(programs, [event for event in events if id(event) not in taken], found, zone)
    return found


Slot = tuple[datetime, Event]
"""One date of an event: when it begins, and of what."""


def _by_time(programs: Sequence[Known], events: Sequence[Event], found: dict[tuple[str, str], Match]) -> None:
    """Match dates with dates: of a series each date may be an event of its own, and not each may name the room."""
    dates = sorted(((date.start, event) for event in events for date in event.dates), key=itemgetter(0))
    begins = [at for at, _ in dates]
    chosen: list[tuple[Known, list[Slot]]] = []
    rivals: dict[tuple[datetime, int], set[tuple[str, str]]] = {}
    for one in programs:
        for start in _open(one.starts, found[one.key]):
            near = dates[bisect_left(begins, start - LATE) : bisect_right(begins, start + EARLY)]
            fits = _fitting(one.title, start, near)
            chosen.append((one, fits))
            for at, event in fits:
                rivals.setdefault((at, id(event)), set()).add(one.program)
    for one, fits in chosen:
        sure = _one_event(fits) and all(len(rivals[at, id(event)]) == 1 for at, event in fits)
        match = found[one.key]
        if sure:
            match.by = match.by or By.TIME
        if sure or match.by is not By.ROOM:
            _add(match.events if sure else match.unsure, (event for _, event in fits))


def _open(starts: Iterable[datetime], match: Match) -> Iterator[datetime]:
    """Yield the starts of which no event is known yet."""
    known = [date.start for event in match.events for date in event.dates]
    return (start for start in starts if not any(start - LATE <= at <= start + EARLY for at in known))


def _fitting(title: str, start: datetime, near: Sequence[Slot]) -> list[Slot]:
    """Return the dates that may be a start of the program `title`: those that fit best in title, in time, in kind."""
    same = [slot for slot in near if words_of(slot[1].title) == words_of(title)]
    alike_too = same or [slot for slot in near if alike(slot[1].title, title)]
    on_time = [slot for slot in alike_too if abs(slot[0] - start) <= LATE] or alike_too
    return [slot for slot in on_time if slot[1].online] or on_time


def _one_event(fits: Sequence[Slot]) -> bool:
    """Tell whether dates are one event, which several calendars may have."""
    calendars = [event.calendar for _, event in fits]
    same = {(at, words_of(event.title)) for at, event in fits}
    return len(same) == 1 and len(set(calendars)) == len(calendars)


def _by_title(
    programs: Sequence[Known], events: Sequence[Event], found: dict[tuple[str, str], Match], zone: tzinfo
) -> None:
    """Match what has the very same title on the same day and no rival: one of its times is wrong.

    So may be those of some dates of a series, as after a change of clocks. A room that is always there has no times,
    so all events of its title are its own.
    """
    named, other = _by_words(events), _by_words(programs)
    days = {one.key: {at.astimezone(zone).date() for at in _open(one.starts, found[one.key])} for one in programs}
    fitting: list[tuple[Known, list[Event]]] = []
    for one in programs:
        match, same = found[one.key], named.get(words_of(one.title), []) if words_of(one.title) else []
        if not match.unsure and (one.starts or match.by is None):
            fitting.append((one, [each for each in same if not one.starts or days[one.key] & _days(each.dates, zone)]))
    for one, fits in fitting:
        on = Counter(day for event in fits for day in _days(event.dates, zone) & days[one.key])
        rivals = [each for each in other[words_of(one.title)] if each.program != one.program]
        if fits and max(on.values(), default=1) == 1 and not any(_rival(each, on, days, found) for each in rivals):
            found[one.key].by = found[one.key].by or By.TITLE
            _add(found[one.key].events, fits)
        elif fits and found[one.key].by is None:
            found[one.key].unsure.extend(fits)


def _rival(
    one: Known, on: Collection[object], days: Mapping[tuple[str, str], Collection[object]],
    found: Mapping[tuple[str, str], Match],
) -> bool:  # fmt: skip
    """Tell whether an event on one of these days may be that of this program too."""
    if not one.starts or not on:
        return found[one.key].by is None
    return not found[one.key].unsure and any(day in days[one.key] for day in on)


def _by_words(each: Iterable[Titled]) -> dict[frozenset[str], list[Titled]]:
    found: dict[frozenset[str], list[Titled]] = {}
    for one in each:
        found.setdefault(words_of(one.title), []).append(one)
    return found


def _days(dates: Iterable[Date], zone: tzinfo) -> set[object]:
    return {date.start.astimezone(zone).date() for date in dates}


def _add(to: list[Event], events: Iterable[Event]) -> None:
    to.extend(event for event in events if not any(event is there for there in to))


@lru_cache(10_000)
def words_of(title: str) -> frozenset[str]:
    """Return the words of a title that say what it is: without how it is held, in small letters, without accents."""
    plain = unicodedata.normalize("NFKD", _NOISE.sub(" ", title)).casefold()
    bare = "".join(sign if sign.isalnum() or sign == "'" else " " for sign in plain if not unicodedata.combining(sign))
    return frozenset(word.replace("'", "") for word in bare.split()) - _SMALL


def alike(one: str, other: str) -> bool:
    """Tell whether two titles say the same: all words of the shorter one, or most of both."""
    first, second = words_of(one), words_of(other)
    both, short = first & second, min(first, second, key=len)
    if not short:
        return False
    whole = both == short and any(len(word) > 3 for word in short)
    return whole or len(both) >= ALIKE * len(first | second)
