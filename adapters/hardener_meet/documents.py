"""From Google's answers to targets: what a program is, when it is on, and which facts must not move. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from hardener.errors import MalformedError
from hardener.model import Program, Target
from hardener.setting import MISSING, UnknownValueError, look

Json = Mapping[str, Any]
ACCOUNT = "account/organization"
GUEST_FLAGS: Mapping[str, bool | str] = {
    "guestsCanInviteOthers": True,
    "guestsCanModify": False,
    "guestsCanSeeOtherGuests": True,
    "visibility": "default",
}
"""What an event may let its guests do, with the value that Google documents for one that it leaves out."""
MEET_LINK = "https://meet.google.com/"
NOT_OWNER = (
    "this person does not own the meeting, and Google shows its settings to the owner only: "
    "read the calendar as the person who made the event"
)
ELSEWHERE = "another event in view has the same Meet link; its settings are changed there"

TELLS: Mapping[str, tuple[str, object]] = {
    "guest_list": ("event.guestsCanSeeOtherGuests", False),
    "summary": ("space.config.artifactConfig.smartNotesConfig.autoSmartNotesGeneration", "OFF"),
    "transcript": ("space.config.artifactConfig.transcriptionConfig.autoTranscriptionGeneration", "OFF"),
    "attendance": ("space.config.attendanceReportGenerationType", "DO_NOT_GENERATE"),
    "listing": ("event.visibility", "default"),
    "reuse": ("link.shared", False),
}
"""Settings of which one value leaves open what people meet: with it, a person has to look."""


class Place(NamedTuple):
    """Where an event is."""

    calendar: str
    host: str
    """How reports name whose calendar it is."""

    @property
    def mark(self) -> str:
        """Return what stands for the calendar in ids: its own id is a person's address."""
        return digest(self.calendar)[:8]


def digest(text: object) -> str:
    """Return a fingerprint of a link or an address, so that a change of it shows and it does not."""
    return hashlib.sha256(str(text or "").encode()).hexdigest()[:16]


def host_name(calendar: str, who: str) -> str:
    """Return how reports name a host: the part of the e-mail address before the @."""
    name = who or calendar
    return f"{name.split('@', 1)[0]}@…" if "@" in name else name


def code_of(event: Json) -> str:
    """Return the code of an event's Meet meeting; empty where it has none. Raises `MalformedError`."""
    data = event.get("conferenceData")
    data = data if isinstance(data, Mapping) else {}
    solution = _at(data, "conferenceSolution", "key", "type")
    link = str(event.get("hangoutLink") or "")
    if solution not in {None, "hangoutsMeet"}:
        return ""
    code = data.get("conferenceId") if solution else None
    if not code and link.startswith(MEET_LINK):
        code = link.removeprefix(MEET_LINK).partition("?")[0].strip("/")
    if solution and not code:
        raise MalformedError("Google gave a Meet meeting without its code")
    return str(code or "").casefold()


def pending(event: Json) -> bool:
    """Tell whether Google is still making the event's conference."""
    return _at(event, "conferenceData", "createRequest", "status", "statusCode") == "pending"


def hidden(event: Json, role: object) -> bool:
    """Tell whether all that we were shown of an event is when it is."""
    return role not in {"owner", "writer"} and "summary" not in event and "conferenceData" not in event


def moment(given: object, zone: str | None) -> datetime | None:
    """Return a time as the calendar gives it: with an offset, in a named zone, or a whole day in `zone`.

    Raises `MalformedError`.
    """
    if not isinstance(given, Mapping):
        return None
    named = _zone(given.get("timeZone") or zone)
    try:
        if given.get("dateTime"):
            found = datetime.fromisoformat(str(given["dateTime"]))
            return found if found.tzinfo else found.replace(tzinfo=named)
        if given.get("date"):
            return datetime.combine(date.fromisoformat(str(given["date"])), time(), named)
    except ValueError:
        raise MalformedError("Google gave a time that is none") from None
    return None


def _zone(name: object) -> tzinfo:
    try:
        return ZoneInfo(str(name)) if name else UTC
    except (ZoneInfoNotFoundError, ValueError):
        return UTC


def minutes(event: Json, zone: str | None) -> int | None:
    """Return how long an event lasts."""
    start, end = moment(event.get("start"), zone), moment(event.get("end"), zone)
    return int((end - start) / timedelta(minutes=1)) if start and end else None


def flags(event: Json) -> dict[str, Any]:
    """Return what the event lets its guests do; Google leaves out what is as documented."""
    return {name: event.get(name, usual) for name, usual in GUEST_FLAGS.items()}


def space_of(answer: Json) -> dict[str, Any]:
    """Return the part of a document that a space is; an empty list of phone numbers is left out by Google."""
    return {"phoneAccess": [], **answer}


def told(document: Json) -> dict[str, str]:
    """Return for each of `TELLS` whether the settings tell what people meet, or a person has to `look`."""
    return {name: "look" if _value(document, path) == open_end else "tell" for name, (path, open_end) in TELLS.items()}


def _value(document: Json, path: str) -> object:
    try:
        return look(document, path)
    except UnknownValueError:
        return MISSING


def titled(event: Json) -> str:
    """Return an event's title."""
    return str(event.get("summary") or "(no title)")


def facts(event: Json, code: str) -> dict[str, Any]:
    """Return what no write may move."""
    names = ("id", "start", "end", "originalStartTime", "recurringEventId", "status", "summary")
    return {**{name: event.get(name) for name in names}, "join_link": digest(code)}


class Seen(NamedTuple):
    """One event with the space of its meeting, as it becomes a target."""

    kind: str
    """`meeting`, or `occurrence` for a date of a series that differs."""
    event: Json
    """One date of a series stands for all of them."""
    place: Place
    zone: str | None
    space: Json | None
    reason: str
    """Why there is no space."""
    series: bool = False
    shared: bool = False
    """Another program in view has the same link."""
    second: bool = False
    """The space's settings are changed through another target."""
    policies: bool = False
    """The organization's policies were read."""
    starts: tuple[datetime, ...] = ()
    """Of the program, as far as the calendar was looked at."""


def target_of(seen: Seen) -> Target:
    """Return the target that one event and its space are."""
    event, space = seen.event, seen.space
    ident = str(event.get("recurringEventId") if seen.series and seen.kind == "meeting" else event.get("id"))
    document: dict[str, Any] = {"event": flags(event), "link": {"shared": seen.shared}}
    unread: dict[str, str] = {}
    if space is None:
        unread["space"] = seen.reason
    elif not isinstance(space.get("config"), Mapping):
        unread["space"] = NOT_OWNER
    else:
        document["space"] = space_of(space)
    document["told"] = {**told(document), "policies": "tell" if seen.policies else "look"}
    return Target(
        id=f"{seen.kind}/{seen.place.mark}/{ident}",
        kind=seen.kind,
        title=titled(event) + (" (one changed date)" if seen.kind == "occurrence" else ""),
        document=document,
        above=((ACCOUNT,),),
        unread=unread,
        unavailable=_unavailable(document) if seen.second else {},
        facts=facts(event, code_of(event)),
        program=program_of(seen, ident),
    )


def program_of(seen: Seen, ident: str) -> Program:
    """Return what a library schedules."""
    event, changed = seen.event, seen.kind == "occurrence"
    return Program(
        id=str(event.get("recurringEventId") or ident) if changed else ident,
        kind="meeting",
        host=f"host/{seen.place.mark}",
        host_name=seen.place.host,
        start=moment(event.get("start"), seen.zone),
        starts=seen.starts,
        minutes=minutes(event, seen.zone),
        series=seen.series and not changed,
        occurrence=ident if changed else "",
        live=bool(seen.space and seen.space.get("activeConference")),
    )


def _unavailable(document: Json) -> dict[str, str]:
    space = document.get("space", {})
    return dict.fromkeys(_leaves(space.get("config", {}), "config"), ELSEWHERE)


def _leaves(node: Json, prefix: str) -> list[str]:
    found: list[str] = []
    for key, value in node.items():
        path = f"{prefix}.{key}"
        found.extend(_leaves(value, path) if isinstance(value, Mapping) else [path])
    return found


def _at(document: object, *path: str) -> object:
    node: object = document
    for key in path:
        node = node.get(key) if isinstance(node, Mapping) else None
    return node
