"""What GoTo's answers mean: whose program it is, when it is on, and what of it must not move. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from hardener.adapter import Window
from hardener.errors import MalformedError
from hardener.model import Program
from hardener.vendor import digest, minutes_between, short_name, utc, word

Json = Mapping[str, Any]
FIRST_YEAR, LAST_YEAR = 2000, 2200
SCHEDULED = "scheduled"
AUDIO = frozenset({"PSTN", "Free", "Hybrid", "Private", "VoIP"})
"""The words that a change of a meeting takes for its audio; what is read may be a text made of them."""
FLAGS = {"true": True, "false": False}
"""How GoTo may spell a switch where it does not give one."""
ESCAPED = {"<": "&lt;", ">": "&gt;"}
"""Signs of a subject that GoTo takes in this spelling only, and may show in either."""
OFF = frozenset({"deleted", "cancelled", "canceled"})
"""States of a webinar that is in a list and will not take place; any other one, also one we do not know, may."""
_KEY = re.compile(r"[A-Za-z0-9-]{1,64}")
_BARE_POINT = re.compile(r"\.(?=[+-]|Z?$)")


@dataclass(frozen=True, slots=True)
class Host:
    """An organizer."""

    key: str
    name: str
    """As reports name them; empty where GoTo does not tell."""

    @property
    def target(self) -> str:
        """Return the id of their target."""
        return f"host/{self.key}"


@dataclass(frozen=True, slots=True)
class Slot:
    """One time at which a program is on."""

    start: datetime
    minutes: int


def key_of(value: object) -> str:
    """Return a key of GoTo's, which it gives as a number in some answers and as a text in others; empty: none."""
    text = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    return text if _KEY.fullmatch(text) else ""


def flag(value: object) -> bool | None:
    """Return a switch, which GoTo may give as a text; None where it is neither."""
    return value if isinstance(value, bool) else FLAGS.get(word(value))


def helpers_of(meeting: Json) -> list[str] | None:
    """Return the keys of a meeting's co-organizers; None where GoTo does not show every one."""
    given = meeting.get("coorganizerKeys")
    keys = [key_of(each) for each in given] if isinstance(given, list) else [""]
    return keys if all(keys) else None


def host_of(item: Json, key: str = "organizerKey") -> Host:
    """Return whom an answer names. Raises `MalformedError`."""
    found = key_of(item.get(key))
    if not found:
        raise MalformedError("GoTo does not say whose it is")
    return Host(found, short_name(word(item.get("email"))))


def moment(text: object) -> datetime:
    """Return a time as GoTo writes it, in UTC; an odd point before the offset is its own. Raises `MalformedError`."""
    try:
        found = utc(_BARE_POINT.sub("", text if isinstance(text, str) else ""))
    except (ValueError, OverflowError):
        raise MalformedError("GoTo does not say when it is on") from None
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise MalformedError("GoTo gave a time that cannot be meant")
    return found


def stamp(when: datetime) -> str:
    """Return a time as GoTo takes it."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def slot_of(times: object) -> Slot:
    """Return when it is on. Raises `MalformedError`."""
    if not isinstance(times, Mapping):
        raise MalformedError("GoTo does not say when it is on")
    start, end = moment(times.get("startTime")), moment(times.get("endTime"))
    if end <= start:
        raise MalformedError("GoTo gave an end that is not after the start")
    return Slot(start, minutes_between(start, end))


def slots_of(webinar: Json) -> list[Slot]:
    """Return all sessions of a webinar, soonest first. Raises `MalformedError`."""
    times = webinar.get("times")
    if not isinstance(times, list) or not times:
        raise MalformedError("GoTo does not say when it is on")
    return sorted(map(slot_of, times), key=lambda slot: slot.start)


def program(  # noqa: PLR0913 - what a program is
    kind: str, ident: str, host: Host, slots: Iterable[Slot], window: Window, *, live: bool
) -> Program:
    """Return what is scheduled, with all its starts in view."""
    found = list(slots)
    starts = window.coming((slot.start, slot.minutes) for slot in found)
    now = next((slot for slot in found if starts and slot.start == starts[0]), None)
    return Program(
        id=ident, kind=kind, host=host.target, host_name=host.name, start=now.start if now else None, starts=starts,
        minutes=now.minutes if now else None, series=len(found) > 1, live=live,
    )  # fmt: skip


def without_codes(meeting: Json) -> dict[str, Any]:
    """Return a meeting without the text that GoTo may show in place of its audio: it has access codes."""
    audio = meeting.get("conferenceCallInfo")
    odd = audio is not None and word(audio) not in AUDIO
    return {**meeting, **({"conferenceCallInfo": "a text"} if odd else {})}


def takes_place(item: object) -> bool:
    """Tell whether an entry of a list is of something that is to come; nobody is sure of one that does not say."""
    status = word(item.get("status")) if isinstance(item, Mapping) else ""
    return status.strip().casefold() not in OFF


def titled(item: Json) -> str:
    """Return a program's title as GoTo has it."""
    return word(item.get("subject")) or "(no title)"


def meeting_facts(item: Json) -> dict[str, Any]:
    """Return what no change of a meeting may move, in one spelling: GoTo may show what was sent in another."""
    times = {key: _same_time(item.get(key)) for key in ("startTime", "endTime")}
    subject = item.get("subject")
    for sign, escaped in ESCAPED.items():
        subject = subject.replace(escaped, sign) if isinstance(subject, str) else subject
    helpers = item.get("coorganizerKeys")
    named = sorted(map(str, helpers)) if isinstance(helpers, list) else None
    kept = {key: item.get(key) for key in ("meetingType", "maxParticipants")}
    return {**kept, **times, "subject": subject, "coorganizers": digest(named)}


def _same_time(value: object) -> object:
    try:
        return stamp(moment(value))
    except MalformedError:
        return value


def webinar_facts(item: Json) -> dict[str, Any]:
    """Return what no change of a webinar may move."""
    known = ("subject", "times", "timeZone", "recurrenceType", "experienceType", "approvalType", "isPasswordProtected")
    return {**{key: item.get(key) for key in known}, "registration": digest(item.get("registrationUrl"))}
