"""From Webex's answers to targets: what a program is, when it is on, and which facts must not move. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from hardener.adapter import Window
from hardener.errors import MalformedError
from hardener.model import Program
from hardener.vendor import digest, hash_tags, minutes_between

Json = Mapping[str, Any]
FIRST_YEAR, LAST_YEAR = 1990, 2200
"""A time outside of these is a mistake, and some are more than a clock can hold."""
SERIES, DATE = "meetingSeries", "scheduledMeeting"
"""What a list can be asked for: whole meetings and series, or their dates one by one."""
UNTIL_OVER = ("inProgress", "lobby")
OCCURRENCES = {"occurrence", "webinar_occurrence", "room_meeting"}
"""Kinds that are one date, not a whole series."""
KINDS = {"meeting": ("meeting", "occurrence"), "webinar": ("webinar", "webinar_occurrence")}
"""By what Webex calls them: the kind of a whole program, and of one date of it."""
SCHEDULED = {"room_meeting": "room", "webinar": "webinar", "webinar_occurrence": "webinar"}
"""What a library schedules, by kind; all others are meetings."""
FACTS = ("id", "meetingNumber", "title", "start", "end", "timezone", "recurrence", "scheduledType")


class Host(NamedTuple):
    """One host, as the programs below it need to know it."""

    key: str
    """A digest of the e-mail address: it names the host where the address must not show."""
    email: str
    aliases: frozenset[str] = frozenset()
    """Every address that Webex may name the host by."""
    ident: str = ""
    """Webex's id of the person; empty where it is not known."""

    @property
    def name(self) -> str:
        """Return how reports name the host: the part of the e-mail address before the @."""
        return f"{self.email.split('@', 1)[0]}@…"


class Slot(NamedTuple):
    """When a program is on."""

    start: datetime | None
    minutes: int | None
    live: bool = False
    later: tuple[datetime, ...] = ()
    """The further starts of a series, soonest first."""

    def over(self, now: datetime) -> bool:
        """Tell whether it has ended for good."""
        if self.live or self.start is None or self.start >= now:
            return False  # which is so of nearly all of them
        return self.start + timedelta(minutes=self.minutes or 0) < now

    def begun(self, now: datetime) -> bool:
        """Tell whether its start is past."""
        return self.start is not None and self.start < now

    def away(self, now: datetime) -> timedelta:
        """Return how far from being on it is; nothing while it is."""
        assert self.start is not None
        return max(self.start - now, now - self.start - timedelta(minutes=self.minutes or 0), timedelta())


def host_of(email: str, *others: str, ident: str = "") -> Host:
    """Return the host with that e-mail address, and perhaps `others`; their case means nothing."""
    plain = email.strip().casefold()
    return Host(digest(plain), plain, frozenset({plain, *(other.strip().casefold() for other in others)}), ident)


def moment(text: object) -> datetime:
    """Return a Webex time: `2026-11-24T10:30:00Z`. Raises `MalformedError`."""
    try:
        found = datetime.fromisoformat(text if isinstance(text, str) else "")
    except ValueError:
        raise MalformedError("Webex does not say when it is on") from None
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise MalformedError("Webex gave a time that cannot be meant")
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def stamp(when: datetime) -> str:
    """Return a time as Webex takes it."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def slot_of(item: Json) -> Slot:
    """Return when the meeting, or the date, that `item` describes is on. Raises `MalformedError`."""
    start, end = item.get("start"), item.get("end")
    when, minutes = _span(start if isinstance(start, str) else "", end if isinstance(end, str) else "")
    # Of somebody who may have joined it is not said that nobody has.
    joined = item.get("state") == "ready" and any(item.get(key) for key in ("hostDidJoin", "attendeeDidJoin"))
    return Slot(when, minutes, joined or item.get("state") in UNTIL_OVER)


@lru_cache(4096)  # a series and its dates begin and end alike
def _span(start: str, end: str) -> tuple[datetime, int]:
    """Return when something begins, and for how many minutes it is on. Raises `MalformedError`."""
    begins, ends = moment(start), moment(end)
    if ends <= begins:
        raise MalformedError("Webex gave an end that is not after the start")
    return begins, minutes_between(begins, ends)


def next_slot(item: Json, own: Slot, dates: list[Slot] | None, window: Window) -> Slot | None:
    """Return when a program is on next, or now; None where it is on no more, or not in view.

    `own` is what its row says, `dates` are those of a series that are in view, None where they are not known.
    A start that is over, of something that comes again, is an earlier one: then no start is known.
    """
    now = window.start
    coming = [d for d in dates or () if d.start is not None and not d.over(now)]
    if coming:
        coming.sort(key=lambda d: d.start or now)
        first, further = coming[0], [(d.start, d.minutes) for d in coming[1:] if d.start != coming[0].start]
        return Slot(first.start, first.minutes, first.live or own.live, window.coming(further) if further else ())
    if item.get("recurrence") in (None, "") and len(dates or ()) < 2:
        return None if own.over(now) else own
    if item.get("state") == "expired":
        return None
    return own._replace(start=None) if own.live or own.begun(now) else own


def kind_of(item: Json) -> str:
    """Return the kind of target that an item of a list is. Raises `MalformedError`."""
    scheduled = item.get("scheduledType")
    if scheduled == "personalRoomMeeting":
        return "room_meeting"
    if not isinstance(scheduled, str) or scheduled not in KINDS:
        raise MalformedError("Webex does not say what kind of meeting it is")
    return KINDS[scheduled][item.get("meetingType") == DATE]


def signup_of(item: Json) -> dict[str, Any]:
    """Return whether one has to sign up. Webex leaves the key out where there is no registration."""
    found = item.get("registration")
    if found is None:
        return {"registration": {"enabled": False, "autoAcceptRequest": None}}
    if not isinstance(found, Mapping) or not found:
        raise MalformedError("Webex gave a registration that says nothing")
    told = {"autoAcceptRequest": found["autoAcceptRequest"]} if "autoAcceptRequest" in found else {}
    return {"registration": {"enabled": True, **told}}


def facts(item: Json) -> dict[str, Any]:
    """Return what no write may move unless its plan says so."""
    return {
        **{key: item.get(key) for key in FACTS},
        "registration": item.get("registration") is not None,
        "join_link": digest(item.get("webLink")),
        "host": _mark(str(item.get("hostEmail", ""))),
    }


@lru_cache(1024)  # hosts are few
def _mark(email: str) -> str:
    return digest(email.casefold())


def tags(item: Json) -> tuple[str, ...]:
    """Return the values of a program's tracking codes and the #words of its agenda."""
    codes, agenda = item.get("trackingCodes"), item.get("agenda")
    if not codes and not agenda:
        return ()
    named = [str(c.get("value") or "") for c in codes if isinstance(c, Mapping)] if isinstance(codes, list) else []
    return tuple(filter(None, (*named, *hash_tags(agenda if isinstance(agenda, str) else ""))))


def program(kind: str, ident: str, item: Json, host: Host, slot: Slot) -> Program:
    """Return what a library schedules, from the vendor's answer."""
    date = kind in OCCURRENCES
    parent = item.get("meetingSeriesId")
    series = parent if isinstance(parent, str) else ""
    return Program(
        id=series if date and series else ident,
        kind=SCHEDULED.get(kind, "meeting"),
        host=f"host/{host.key}",
        host_name=host.name,
        tags=tags(item),
        start=slot.start,
        starts=(slot.start, *slot.later) if slot.start is not None else (),
        minutes=slot.minutes,
        series=bool(item.get("recurrence")) and not date,
        occurrence=ident if date else "",
        live=slot.live,
    )


def above(host: Host, site: object) -> tuple[tuple[str, ...], ...]:
    """Return the ids of what governs a host's programs, nearest first."""
    return (f"host/{host.key}",), (f"account/{site}",)


def titled(item: Json) -> str:
    """Return a program's title as the vendor has it."""
    found = item.get("title")
    return found if isinstance(found, str) and found.strip() else "(no title)"
