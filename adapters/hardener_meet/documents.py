"""From Google's answers to targets: what a program is, when it is on, and which facts must not move. Pure."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from hardener.elsewhere import platform_of
from hardener.errors import MalformedError
from hardener.model import Program, Target
from hardener.setting import MISSING, UnknownValueError, look
from hardener_meet.cohosts import UNKNOWN, Unread
from hardener_meet.times import minutes, moment

Json = Mapping[str, Any]
ACCOUNT = "account/organization"
GUEST_FLAGS: Mapping[str, bool | str] = {
    "guestsCanInviteOthers": True,
    "guestsCanModify": False,
    "guestsCanSeeOtherGuests": True,
    "visibility": "default",
}
"""What an event may let its guests do, with the value that Google documents for one that it leaves out."""
MEET = "hangoutsMeet"
MEET_LINK = re.compile(r"https?://(?:meet\.google\.com|g\.co/meet)/(?P<code>[^?#/]+)", re.IGNORECASE)
MEET_NAME = "Google Meet"
ONLY_SAID = (
    "its Meet link stands in its text alone, so nobody can tell whose meeting it is: add the video call to the event"
)
NOT_OWNER = (
    "this person does not own the meeting, and Google shows its settings to the owner only: "
    "read the calendar as the person who made the event"
)
TELLS: Mapping[str, tuple[str, tuple[object, ...]]] = {
    "guest_list": ("event.guestsCanSeeOtherGuests", (False,)),
    "summary": ("space.config.artifactConfig.smartNotesConfig.autoSmartNotesGeneration", ("OFF",)),
    "transcript": ("space.config.artifactConfig.transcriptionConfig.autoTranscriptionGeneration", ("OFF",)),
    "attendance": ("space.config.attendanceReportGenerationType", ("DO_NOT_GENERATE",)),
    "entry": ("space.config.entryPointAccess", ("ALL", MISSING)),
    "hosts": ("members.hosts", (UNKNOWN,)),
    "listing": ("event.visibility", ("default",)),
    "reuse": ("link.shared", (False,)),
}
"""Settings of which some values leave open what people meet: with them, a person has to look."""
APART = ("event", "link", "told")
"""Parts of a document that are an event's own; all else of it lies in the space, which several events may have."""


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


def check_names(event: Json) -> None:
    """Raise `MalformedError` where an event has no id by which it can be told from others and read again."""
    series = event.get("recurringEventId")
    if not _word(event.get("id")) or not (series is None or _word(series)):
        raise MalformedError("Google gave an event without an id")


def code_of(event: Json) -> str:
    """Return the code of an event's Meet meeting; empty where it has none. Raises `MalformedError`."""
    data, link = event.get("conferenceData"), event.get("hangoutLink")
    if not isinstance(data, Mapping | None) or not isinstance(link, str | None):
        raise MalformedError("Google gave a video call that is none")
    solution = _at(data, "conferenceSolution", "key", "type")
    if not isinstance(solution, str | None):
        raise MalformedError("Google does not say what kind of video call it is")
    found = MEET_LINK.match(link or "")
    linked = found["code"] if found else ""
    if solution not in {None, MEET}:
        if linked:
            raise MalformedError("Google gave an event a Meet meeting beside another video call")
        return ""
    named = data.get("conferenceId") if data and solution else None
    if not isinstance(named, str | None):
        raise MalformedError("Google gave a Meet meeting without its code")
    if solution and not (named or linked):
        raise MalformedError("Google gave a Meet meeting without its code")
    if named and linked and named.casefold() != linked.casefold():
        raise MalformedError("Google gave an event two Meet meetings")
    return (named or linked).casefold()


def making(event: Json) -> str:
    """Return how far Google is with making the event's conference, in its word; empty where nobody asked for one.

    Raises `MalformedError` where it does not tell.
    """
    request = _at(event, "conferenceData", "createRequest")
    state = _at(request, "status", "statusCode")
    made = _at(event, "conferenceData", "conferenceSolution") is not None
    if request is None or (made and state != "pending"):
        return ""
    if state not in ("pending", "success", "failure"):
        raise MalformedError("Google does not say whether it made the Meet link")
    return str(state)


def platform(event: Json) -> str:
    """Return whose platform an event without a Meet meeting leads to; empty where it names none.

    Raises `MalformedError` where that is Meet all the same.
    """
    entries, link = _at(event, "conferenceData", "entryPoints"), event.get("hangoutLink")
    uris = [entry.get("uri") for entry in entries if isinstance(entry, Mapping)] if isinstance(entries, list) else []
    texts = (link, *uris, event.get("location"), event.get("description"))
    found = platform_of(" ".join(text for text in texts if isinstance(text, str)))
    if found == MEET_NAME:
        raise MalformedError(ONLY_SAID)
    return found


def hidden(event: Json, role: object) -> bool:
    """Tell whether all that we were shown of an event is when it is."""
    shown = role in ("owner", "writer")
    return not shown and "summary" not in event and "conferenceData" not in event and "hangoutLink" not in event


def _word(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def flags(event: Json) -> dict[str, Any]:
    """Return what the event lets its guests do; Google leaves out what is as documented."""
    return {name: event.get(name, usual) for name, usual in GUEST_FLAGS.items()}


def space_of(answer: Json) -> dict[str, Any]:
    """Return the part of a document that a space is; an empty list of phone numbers is left out by Google."""
    return {"phoneAccess": [], **answer}


def told(document: Json) -> dict[str, str]:
    """Return for each of `TELLS` whether the settings tell what people meet, or a person has to `look`."""
    return {name: "look" if _value(document, path) in ends else "tell" for name, (path, ends) in TELLS.items()}


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
    policies: bool = False
    """The organization's policies were read."""
    hosts: str | Unread = UNKNOWN
    """Whether every co-host belongs to the library."""
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
    elif not owned(space):
        unread["space"] = NOT_OWNER
    else:
        document["space"] = space_of(space)
    if isinstance(seen.hosts, Unread):
        unread["members"] = seen.hosts.why
    else:
        document["members"] = {"hosts": seen.hosts}
    document["told"] = {**told(document), "policies": "tell" if seen.policies else "look"}
    return Target(
        id=f"{seen.kind}/{seen.place.mark}/{ident}",
        kind=seen.kind,
        title=titled(event) + (" (one changed date)" if seen.kind == "occurrence" else ""),
        document=document,
        above=((ACCOUNT,),),
        unread=unread,
        facts=facts(event, code_of(event)),
        program=program_of(seen, ident),
        written_to=room_of(document),
        apart=APART,
    )


def owned(space: Json | None) -> bool:
    """Tell whether a space was shown to its owner: nobody else sees its settings."""
    return space is not None and isinstance(space.get("config"), Mapping)


def live(space: Json | None) -> bool:
    """Tell whether people are in a space now."""
    return space is not None and bool(space.get("activeConference"))


def room_of(document: Json) -> str:
    """Return the space that a program's settings are written to; empty where it is not known."""
    name = _at(document, "space", "name")
    return name if isinstance(name, str) and name else ""


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
        live=live(seen.space),
    )


def _at(document: object, *path: str) -> object:
    node: object = document
    for key in path:
        node = node.get(key) if isinstance(node, Mapping) else None
    return node
