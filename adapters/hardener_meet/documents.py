"""From events and spaces to targets, each with what a program's settings come to. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from hardener.model import Target
from hardener.path import MISSING
from hardener.vendor import at, digest, marked, word
from hardener_meet.cohosts import UNKNOWN
from hardener_meet.dates import Found
from hardener_meet.events import flags

Json = Mapping[str, Any]
ACCOUNT = "account/organization"
NOT_OWNER = marked(
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
FACTS = ("id", "start", "end", "originalStartTime", "recurringEventId", "status", "summary")
"""What of an event no write may move."""
APART = ("event", "link", "told")
"""Parts of a document that are an event's own; all else of it lies in the space, which several events may have."""


class Space(NamedTuple):
    """The space that an event meets in, and who leads there; or why it could not be read."""

    answer: Json | None = None
    reason: str = ""
    hosts: str = UNKNOWN
    """Whether every co-host belongs to the library."""
    unasked: str = ""
    """Why Google did not tell who they are."""

    @property
    def owned(self) -> bool:
        """Tell whether it was shown to its owner: nobody else sees its settings."""
        return isinstance(at(self.answer, "config"), Mapping)

    @property
    def live(self) -> bool:
        """Tell whether people are in it now."""
        return bool(at(self.answer, "activeConference"))

    @property
    def parts(self) -> dict[str, Any]:
        """Return what of a program's document could be read there; Google leaves out an empty list."""
        shown = {"space": {"phoneAccess": [], **(self.answer or {})}} if self.owned else {}
        return shown if self.unasked else {**shown, "members": {"hosts": self.hosts}}

    @property
    def unread(self) -> dict[str, str]:
        """Return what could not be read, and why."""
        members = {"members": self.unasked} if self.unasked else {}
        if self.owned:
            return members
        return {"space": self.reason if self.answer is None else NOT_OWNER, **members}


def target_of(found: Found, space: Space, *, shared: bool = False, policies: bool = False) -> Target:
    """Return the target that a program is, with its space.

    `shared`: another program in view has the same link; `policies`: those of the organization were read.
    """
    dated, changed = found.dated, found.kind == "occurrence"
    itself = found.itself or dated.event
    ident = str(dated.event.get("id")) if changed else dated.series
    document: dict[str, Any] = {"event": flags(dated.event), "link": {"shared": shared}, **space.parts}
    document["told"] = {**told(document), "policies": "tell" if policies else "look"}
    return Target(
        id=f"{found.kind}/{dated.place.mark}/{ident}",
        kind=found.kind,
        title=dated.title + (" (one changed date)" if changed else ""),
        document=document,
        above=((ACCOUNT,),),
        unread=space.unread,
        facts={**{name: itself.get(name) for name in FACTS}, "join_link": digest(dated.code)},
        program=replace(
            dated.program(dated.series, found.starts, ident if changed else ""),
            minutes=dated.minutes, series=dated.repeated and not changed, live=space.live,
        ),
        written_to=word(at(document, "space.name")),
        apart=APART,
    )  # fmt: skip


def told(document: Json) -> dict[str, str]:
    """Return for each of `TELLS` whether the settings tell what people meet, or a person has to `look`."""
    return {name: "look" if at(document, path, MISSING) in ends else "tell" for name, (path, ends) in TELLS.items()}
