"""From Zoom's answers to targets: what a program is, when it is on, and which facts must not move. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

from pydantic import JsonValue

from hardener.adapter import Window
from hardener.errors import MalformedError
from hardener.model import Program, Target
from hardener.vendor import digest, hash_tags, short_name
from hardener_zoom import dates, words
from hardener_zoom.dates import Date

Json = Mapping[str, Any]
BASIC = 1
NO_TITLE = "(no title)"
WEBINARS = frozenset({"webinar", "webinar-occurrence"})
IDLE = (None, "", "waiting")
"""What Zoom says of a program that nobody is in; of webinars it says nothing."""


class Host(NamedTuple):
    """One host, as the programs below it need to know it."""

    id: str
    name: str
    basic: bool = False
    groups: tuple[str, ...] = ()
    """Ids."""
    group_names: tuple[str, ...] = ()
    pmi: str = ""
    room_unknown: bool = False
    """It has a personal room, and its number is not understood."""
    email: str = ""
    """To know the host and the host's domain by; never shown."""


def host_name(user: Json) -> str:
    """Return how reports name a host: the part of the e-mail address before the @."""
    email = user.get("email")
    known = isinstance(email, str) and "@" in email
    return short_name(words.clean(str(email))) if known else words.ident(user.get("id")) or "?"


def facts(answer: Json) -> dict[str, Any]:
    """Return what no write may move unless its plan says so."""
    settings = answer.get("settings") if isinstance(answer.get("settings"), Mapping) else {}
    return {
        "id": words.number(answer.get("id")),
        "type": answer.get("type"),
        "start_time": answer.get("start_time"),
        "duration": answer.get("duration"),
        "timezone": answer.get("timezone"),
        "recurrence": answer.get("recurrence"),
        "occurrences": [[d.ident, d.start.isoformat() if d.start else None, d.minutes] for d in dates.dates(answer)],
        "registration": settings.get("approval_type") if isinstance(settings, Mapping) else None,
        "join_link": digest(answer.get("join_url")),
    }


def people(users: Iterable[object]) -> frozenset[str]:
    """Return the ids and addresses of those who have a login in the account."""
    rows = [user for user in users if isinstance(user, Mapping)]
    found = (user.get(key) for user in rows for key in ("id", "email"))
    return frozenset(words.clean(text).casefold() for text in found if isinstance(text, str) and text)


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
    """Return a program's tracking fields' values and the #words of its description.

    Raises `MalformedError` on what is neither: they may decide which profile it is held against.
    """
    fields = answer.get("tracking_fields") or []
    if not isinstance(fields, list) or not all(isinstance(field, Mapping) for field in fields):
        raise MalformedError("could not be read: Zoom gave tracking fields that are none")
    named = [words.word(field.get("value"), "a tracking field") for field in fields]
    return tuple(filter(None, (*named, *hash_tags(words.word(answer.get("agenda"), "a description")))))


def titled(answer: Json, row: Json | None = None) -> str:
    """Return a program's title as its own answer has it, or else its row. Raises `MalformedError`."""
    own = words.word(answer.get("topic"), "a title")
    return own or words.word((row or {}).get("topic"), "a title") or NO_TITLE


def program(  # noqa: PLR0913 - all that Zoom says of it in several places
    kind: str, answer: Json, host: Host, window: Window,
    *, row: Json | None = None, date: Date | None = None, on: bool = False,
) -> Program:  # fmt: skip
    """Return what a library schedules, from the vendor's answer and its `row` in a list; or one `date` of it.

    `on`: Zoom lists it among what is on. Raises `MalformedError`.
    """
    number = dates.type_of(answer, row)
    own = dates.own(answer, row)
    times = [] if kind == "room" else [date] if date is not None else dates.times(answer, number, own)
    chosen = dates.next_of(times, window.start) or own._replace(start=None)
    return Program(
        id=words.number(answer.get("id")),
        kind="room" if kind == "room" else "webinar" if kind in WEBINARS else "meeting",
        host=f"host/{host.id}",
        host_name=host.name,
        groups=host.group_names,
        tags=tags(answer),
        start=chosen.start,
        starts=dates.coming(times, window),
        minutes=chosen.minutes,
        series=kind != "room" and date is None and (number in dates.UNTIMED or dates.repeats(answer, number)),
        occurrence=date.ident if date is not None else "",
        live=on or answer.get("status") not in IDLE,
    )


def above(host: Host) -> tuple[tuple[str, ...], ...]:
    """Return the ids of what governs a host's programs, nearest first."""
    groups = tuple(f"group/{ident}" for ident in host.groups)
    return tuple(layer for layer in ((f"host/{host.id}",), groups, ("account/me",)) if layer)


def host_of(user: Json, group_names: Mapping[str, str]) -> Host:
    """Return a host, from its row in the list of users; without a usable id, its `id` is empty."""
    ident = words.ident(user.get("id"))
    listed = user.get("group_ids", [])
    known = isinstance(listed, list) and all(map(words.ident, listed))
    # Which groups there are is not known: then nobody knows what they decide.
    groups = tuple(listed) if known else (f"unknown of {ident}",)
    return Host(
        id=ident,
        name=host_name(user),
        basic=user.get("type") == BASIC,
        groups=groups,
        group_names=tuple(group_names.get(group, group) for group in groups),
        pmi=words.number(user.get("pmi")),
        room_unknown=not words.number(user.get("pmi", "1")) and (user["pmi"] != 0 or user["pmi"] is False),
        email=words.clean(email).casefold() if isinstance(email := user.get("email"), str) else "",
    )


def date_of(target: Target) -> str:
    """Return the id of a single date; empty where the target is none."""
    return "".join(target.id.split("/", 2)[2:])
