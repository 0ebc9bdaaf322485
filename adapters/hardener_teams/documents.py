"""From Graph's answers to targets: what a program is, when it is on, and which facts must not move. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from hardener.adapter import Window
from hardener.errors import MalformedError
from hardener.model import Program

Json = Mapping[str, Any]
TEAMS = "teamsForBusiness"
EVENT_KEYS = (
    "id,subject,start,end,type,seriesMasterId,isOrganizer,isCancelled,isOnlineMeeting,onlineMeetingProvider,"
    "onlineMeeting,organizer,categories,sensitivity,recurrence"
)
"""All that is asked of a calendar: no text of an invitation, and nobody who is invited."""
LINKS = frozenset({"joinWebUrl", "joinInformation", "meetingOptionsWebUrl", "chatInfo", "videoTeleconferenceId", "id"})
"""What leads into a meeting: the id holds the thread that its link is made of."""
AS_READ = "as it was read first"
"""What is said of a meeting's entry in the calendar, until a later reading finds it changed."""
WINDOWS_ZONES = {
    "UTC": "UTC", "Eastern Standard Time": "America/New_York", "US Eastern Standard Time": "America/Indianapolis",
    "Central Standard Time": "America/Chicago", "Canada Central Standard Time": "America/Regina",
    "Mountain Standard Time": "America/Denver", "US Mountain Standard Time": "America/Phoenix",
    "Pacific Standard Time": "America/Los_Angeles", "Alaskan Standard Time": "America/Anchorage",
    "Hawaiian Standard Time": "Pacific/Honolulu", "Atlantic Standard Time": "America/Halifax",
    "SA Western Standard Time": "America/Puerto_Rico", "Newfoundland Standard Time": "America/St_Johns",
    "GMT Standard Time": "Europe/London", "Romance Standard Time": "Europe/Paris",
    "W. Europe Standard Time": "Europe/Berlin", "Central Europe Standard Time": "Europe/Budapest",
    "Central European Standard Time": "Europe/Warsaw", "AUS Eastern Standard Time": "Australia/Sydney",
    "New Zealand Standard Time": "Pacific/Auckland",
}  # fmt: skip
"""Windows' names of time zones, as Graph writes them, where libraries are most often."""


class Organizer(NamedTuple):
    """One person whose programs are read."""

    id: str
    """Object id, or `me`."""
    name: str
    """How reports name them."""
    upn: str = ""
    """User principal name, where it is known: policies are assigned by it."""


class Series(NamedTuple):
    """All the dates of one online meeting: they share its link and its settings."""

    event: str
    """The calendar's id of the series, or of the only date."""
    link: str
    dates: tuple[Json, ...]
    """By start."""
    starts: tuple[datetime, ...]
    """Of the dates, each once."""

    @property
    def next(self) -> Json:
        """Return the first date."""
        return self.dates[0]


def digest(text: object) -> str:
    """Return a fingerprint of a link, so that a change of it shows and the link does not."""
    return hashlib.sha256(str(text or "").encode()).hexdigest()[:16]


def moment(given: object) -> datetime | None:
    """Return the time of `{"dateTime", "timeZone"}`; None where the zone is unknown. Raises `MalformedError`."""
    if not isinstance(given, Mapping) or not isinstance(given.get("dateTime"), str):
        raise MalformedError("Graph gave a time that is none")
    name = str(given.get("timeZone") or "UTC")
    try:
        found = datetime.fromisoformat(given["dateTime"])
        zone = ZoneInfo(WINDOWS_ZONES.get(name, name))
    except ZoneInfoNotFoundError:
        return None
    except ValueError:
        raise MalformedError("Graph gave a time that is none") from None
    return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)


def is_program(event: Json) -> bool:
    """Tell whether a calendar's entry is an online program that the calendar's owner runs."""
    online = event.get("isOnlineMeeting") is True and event.get("onlineMeetingProvider") == TEAMS
    return online and event.get("isCancelled") is not True and event.get("isOrganizer") is not False


def link_of(event: Json) -> str:
    """Return the link to join; empty where the calendar has none."""
    inner = event.get("onlineMeeting")
    link = inner.get("joinUrl") if isinstance(inner, Mapping) else None
    return link if isinstance(link, str) else ""


def event_id(event: Json) -> str:
    """Return the id of the series that an entry is a date of, or its own."""
    return str(event.get("seriesMasterId") or event.get("id") or "")


def series_of(events: Iterable[Json], window: Window) -> list[Series]:
    """Return what is still to come, one entry for each link; an entry without a link stands alone."""
    found: dict[str, list[tuple[datetime | None, int | None, Json]]] = {}
    for event in filter(is_program, events):
        start, end = moment(event.get("start")), moment(event.get("end"))
        if end is None or end >= window.start:
            key = link_of(event) or f"?{event_id(event)}"
            found.setdefault(key, []).append((start, minutes(start, end), event))
    made = []
    for key, dates in found.items():
        ordered = tuple(event for _, _, event in sorted(dates, key=lambda d: d[0] or window.start))
        starts = window.coming((start, length) for start, length, _ in dates)
        made.append(Series(event_id(ordered[0]), "" if key.startswith("?") else key, ordered, starts))
    return made


def titled(subject: object, sensitivity: object = "normal") -> str:
    """Return a program's title; not that of an entry which its owner marked as private."""
    if sensitivity not in {None, "normal"}:
        return "(private)"
    return str(subject) if subject else "(no title)"


def short(address: object) -> str:
    """Return how reports name a person: the part of the address before the @."""
    text = str(address or "")
    return f"{text.split('@', 1)[0]}@…" if "@" in text else text


def named(organizer: Organizer, event: Json) -> Organizer:
    """Return `organizer` with the name and address that a calendar's entry gives, where none were known."""
    inner = event.get("organizer")
    mail = inner.get("emailAddress") if isinstance(inner, Mapping) else None
    address = str(mail.get("address") or "") if isinstance(mail, Mapping) else ""
    if "@" not in address:
        return organizer
    return Organizer(organizer.id, short(address), organizer.upn or address.casefold())


def meeting_program(series: Series, host: Organizer) -> Program:
    """Return what a library schedules, from the dates of one online meeting."""
    event = series.next
    start, end = moment(event.get("start")), moment(event.get("end"))
    categories = event.get("categories")
    return Program(
        id=digest(series.link or series.event),
        kind="meeting",
        host=f"host/{host.id}",
        host_name=host.name,
        tags=tuple(map(str, categories)) if isinstance(categories, list) else (),
        start=start,
        starts=series.starts,
        minutes=minutes(start, end),
        series=event.get("type") in {"occurrence", "exception", "seriesMaster"},
    )


def minutes(start: datetime | None, end: datetime | None) -> int | None:
    """Return how long something lasts."""
    return int((end - start).total_seconds() // 60) if start is not None and end is not None else None


def meeting_document(answer: Json) -> dict[str, Any]:
    """Return a meeting's settings without what leads into it, and of people nothing but their roles."""
    kept = {key: value for key, value in answer.items() if key not in LINKS and not key.startswith("@")}
    if isinstance(kept.get("joinMeetingIdSettings"), Mapping):
        inner = kept["joinMeetingIdSettings"]
        kept["joinMeetingIdSettings"] = {k: v for k, v in inner.items() if k == "isPasscodeRequired"}
    if isinstance(kept.get("audioConferencing"), Mapping):
        kept["audioConferencing"] = {"here": True}
    if isinstance(kept.get("participants"), Mapping):
        people = kept["participants"].get("attendees")
        roles = (
            [{"role": p.get("role")} for p in people if isinstance(p, Mapping)] if isinstance(people, list) else people
        )
        kept["participants"] = {"attendees": roles}
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
