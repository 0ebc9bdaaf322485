"""From Graph's answers to targets: what a program is, when it is on, and which facts must not move. Pure."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, ClassVar, NamedTuple

from hardener.adapter import Window
from hardener.model import Program
from hardener.vendor import digest, short_name, word
from hardener_teams import people
from hardener_teams.entries import (
    EXCEPTION,
    MASTER,
    OF_SERIES,
    Date,
    Json,
    address_of,
    date_of,
    event_id,
    is_own,
    link_of,
    place_of,
)

LINKS = frozenset({"joinWebUrl", "joinInformation", "meetingOptionsWebUrl", "chatInfo", "videoTeleconferenceId", "id"})
"""What leads into a meeting: the id holds the thread that its link is made of."""
AS_READ = "as it was read first"
"""What is said of a meeting's entry in the calendar, until a later reading finds it changed."""
REGULAR = ("occurrence", MASTER)
LATEST = datetime.max.replace(tzinfo=UTC)


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
