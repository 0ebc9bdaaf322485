"""From Zoom's answers to targets: what a program is, when it is on, and which facts must not move. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import JsonValue

from hardener.adapter import Window
from hardener.errors import MalformedError
from hardener.model import Program, Target

Json = Mapping[str, Any]
SERIES = {3, 8, 6, 9}
UNTIMED = {3, 6}
BASIC = 1


class Host(NamedTuple):
    """One host, as the programs below it need to know it."""

    id: str
    name: str
    basic: bool = False
    groups: tuple[str, ...] = ()
    """Ids."""
    group_names: tuple[str, ...] = ()
    pmi: str = ""
    email: str = ""
    """To know the host and the host's domain by; never shown."""


def moment(text: object) -> datetime | None:
    """Return a Zoom time (`2026-11-24T10:30:00Z`), or None where there is none. Raises `MalformedError`."""
    if text is None or text == "":
        return None
    try:
        found = datetime.fromisoformat(str(text))
    except ValueError:
        raise MalformedError("Zoom gave a time that is none") from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def host_name(user: Json) -> str:
    """Return how reports name a host: the part of the e-mail address before the @."""
    email = str(user.get("email") or "")
    return f"{email.split('@', 1)[0]}@…" if "@" in email else str(user.get("id", "?"))


def occurrences(answer: Json) -> list[Json]:
    """Return the dates of a series that are still to come or were, without those that were called off."""
    found = answer.get("occurrences") or []
    if not isinstance(found, list) or not all(isinstance(o, Mapping) for o in found):
        raise MalformedError("Zoom gave dates of a series that are none")
    return [o for o in found if o.get("status") != "deleted"]


def next_start(answer: Json, now: datetime) -> tuple[datetime | None, int | None]:
    """Return when a program is on next (or now) and for how many minutes."""
    known = sorted((start, length or 0) for start, length in _dates(answer) if start is not None)
    if known and answer.get("occurrences"):
        coming = [d for d in known if d[0] + timedelta(minutes=d[1]) >= now]
        return coming[0] if coming else known[-1]
    return moment(answer.get("start_time")), _minutes(answer.get("duration"))


def _dates(answer: Json) -> list[tuple[datetime | None, int | None]]:
    """Return start and minutes of each date of a series that is not called off; of anything else its own."""
    minutes = _minutes(answer.get("duration"))
    if not answer.get("occurrences"):
        return [(moment(answer.get("start_time")), minutes)]
    return [(moment(o.get("start_time")), _minutes(o.get("duration")) or minutes) for o in occurrences(answer)]


def _minutes(given: object) -> int | None:
    return int(given) if isinstance(given, int | float) and not isinstance(given, bool) else None


def over(start: datetime | None, minutes: int | None, now: datetime) -> bool:
    """Tell whether a program with a start has ended for good."""
    return start is not None and start + timedelta(minutes=minutes or 0) < now


def changed_dates(answer: Json) -> list[str]:
    """Return the ids of the dates of a series that differ from its pattern: another length or time of day."""
    dates = occurrences(answer)
    usual_minutes = _minutes(answer.get("duration"))
    zone = _zone(answer.get("timezone"))
    times = [_time_of_day(o.get("start_time"), zone) for o in dates]
    usual = max(set(times), key=times.count) if times else ""
    zone_shifts = {t for t in times if times.count(t) > 1}
    return [
        str(o.get("occurrence_id", ""))
        for o, time in zip(dates, times, strict=True)
        if (time != usual and time not in zone_shifts)
        or (usual_minutes is not None and _minutes(o.get("duration")) not in {None, usual_minutes})
    ]


def _time_of_day(text: object, zone: tzinfo) -> str:
    start = moment(text)
    return "" if start is None else f"{start.astimezone(zone):%H:%M}"


def _zone(name: object) -> tzinfo:
    """Return the series' time zone, in which its time of day holds all year; UTC where it is not known."""
    try:
        return ZoneInfo(str(name)) if name else UTC
    except (ZoneInfoNotFoundError, ValueError):
        return UTC


def digest(text: object) -> str:
    """Return a fingerprint of a link, so that a change of it shows and the link does not."""
    return hashlib.sha256(str(text or "").encode()).hexdigest()[:16]


def facts(answer: Json) -> dict[str, Any]:
    """Return what no write may move unless its plan says so."""
    settings = answer.get("settings") if isinstance(answer.get("settings"), Mapping) else {}
    return {
        "id": str(answer.get("id", "")),
        "type": answer.get("type"),
        "start_time": answer.get("start_time"),
        "duration": answer.get("duration"),
        "timezone": answer.get("timezone"),
        "recurrence": answer.get("recurrence"),
        "occurrences": [[o.get("occurrence_id"), o.get("start_time"), o.get("duration")] for o in occurrences(answer)],
        "registration": settings.get("approval_type") if isinstance(settings, Mapping) else None,
        "join_link": digest(answer.get("join_url")),
    }


def people(users: Iterable[object]) -> frozenset[str]:
    """Return the ids and addresses of those who have a login in the account."""
    rows = [user for user in users if isinstance(user, Mapping)]
    return frozenset(str(user[key]).casefold() for user in rows for key in ("id", "email") if user.get(key))


def helpers(answer: Json, host: Host, people: Collection[str] | None) -> JsonValue:
    """Return how many of a program's alternative hosts are the library's own people; None where that is not known.

    `people`: ids and addresses of all who have a login in the account, None where they could not be listed. Then an
    address at the host's domain counts, and so does an id, which only those in the account have.
    """
    settings = answer.get("settings")
    named = settings.get("alternative_hosts") if isinstance(settings, Mapping) else None
    if not isinstance(named, str):
        return None
    names = {name.strip().casefold() for name in named.replace(",", ";").split(";")} - {
        "",
        host.id.casefold(),
        host.email,
    }
    if people is not None:
        return sum(name in people for name in names)
    domain = host.email.partition("@")[2]
    if any("@" in name for name in names) and not domain:
        return None
    return sum("@" not in name or name.partition("@")[2] == domain for name in names)


def tags(answer: Json) -> tuple[str, ...]:
    """Return a program's tracking fields' values and the #words of its description."""
    fields = answer.get("tracking_fields") or []
    named = [str(f.get("value", "")) for f in fields if isinstance(f, Mapping)] if isinstance(fields, list) else []
    words = [word[1:] for word in str(answer.get("agenda") or "").split() if word.startswith("#")]
    return tuple(filter(None, (*named, *words)))


def program(kind: str, answer: Json, host: Host, window: Window, occurrence: str = "") -> Program:
    """Return what a library schedules, from the vendor's answer."""
    start, minutes = next_start(answer, window.start)
    dates = _dates(answer)
    if occurrence:
        date = next((o for o in occurrences(answer) if str(o.get("occurrence_id")) == occurrence), None)
        if date is not None:
            start, minutes = moment(date.get("start_time")), _minutes(date.get("duration"))
        elif answer.get("start_time"):
            start, minutes = moment(answer.get("start_time")), _minutes(answer.get("duration"))
        dates = [(start, minutes)]
    timed = kind != "room" and answer.get("type") not in UNTIMED
    return Program(
        id=str(answer.get("id", "")),
        kind="room" if kind == "room" else "webinar" if kind == "webinar" else "meeting",
        host=f"host/{host.id}",
        host_name=host.name,
        groups=host.group_names,
        tags=tags(answer),
        start=start if timed else None,
        starts=window.coming(dates) if timed else (),
        minutes=minutes,
        series=answer.get("type") in SERIES and not occurrence,
        occurrence=occurrence,
        live=answer.get("status") == "started",
    )


def above(host: Host) -> tuple[tuple[str, ...], ...]:
    """Return the ids of what governs a host's programs, nearest first."""
    groups = tuple(f"group/{ident}" for ident in host.groups)
    return tuple(layer for layer in ((f"host/{host.id}",), groups, ("account/me",)) if layer)


def host_of(user: Json, group_names: Mapping[str, str]) -> Host:
    """Return a host, from its row in the list of users."""
    listed = user.get("group_ids") or []
    groups = tuple(str(ident) for ident in listed) if isinstance(listed, list) else ()
    return Host(
        id=str(user.get("id", "")),
        name=host_name(user),
        basic=user.get("type") == BASIC,
        groups=groups,
        group_names=tuple(group_names.get(ident, ident) for ident in groups),
        pmi=str(user.get("pmi") or ""),
        email=str(user.get("email") or "").casefold(),
    )


def titled(answer: Json, target: Target | None = None) -> str:
    """Return a program's title as the vendor has it."""
    topic = answer.get("topic")
    return str(topic) if topic else target.title if target is not None else "(no title)"
