"""What one event of a calendar says: its Meet meeting, what guests may do, which facts must not move. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from hardener.elsewhere import platform_of
from hardener.errors import MalformedError
from hardener.vendor import at, marked, word

Json = Mapping[str, Any]
GUEST_FLAGS: Mapping[str, bool | str] = {
    "guestsCanInviteOthers": True,
    "guestsCanModify": False,
    "guestsCanSeeOtherGuests": True,
    "visibility": "default",
}
"""What an event may let its guests do, with the value that Google documents for one that it leaves out."""
HIDDEN = marked("this calendar shows only when it is, not what; share it with the right to make changes")
UNMADE = {
    "pending": "Google is still making its Meet link; look again in a minute",
    "failure": "Google could not make its Meet link; take the video call out of the event, save, and add a new one",
}
MEET = "hangoutsMeet"
MEET_LINK = re.compile(r"https?://(?:meet\.google\.com|g\.co/meet)/(?P<code>[^?#/]+)", re.IGNORECASE)
MEET_NAME = "Google Meet"
ONLY_SAID = (
    "its Meet link stands in its text alone, so nobody can tell whose meeting it is: add the video call to the event"
)


def checked(event: Json, role: object) -> Json:
    """Return an event that tells what it is, to whom has this `role` on its calendar. Raises `MalformedError`."""
    series = event.get("recurringEventId")
    if not word(event.get("id")) or not (series is None or word(series)):
        raise MalformedError("Google gave an event without an id")
    if role not in ("owner", "writer") and not {"summary", "conferenceData", "hangoutLink"} & event.keys():
        raise MalformedError(HIDDEN)
    request = at(event, "conferenceData.createRequest")
    state = at(request, "status.statusCode")
    made = state == "success" or (state != "pending" and at(event, "conferenceData.conferenceSolution") is not None)
    if request is not None and not made:
        raise MalformedError(UNMADE.get(str(state), "Google does not say whether it made the Meet link"))
    return event


def code_of(event: Json) -> str:
    """Return the code of an event's Meet meeting; empty where it has none. Raises `MalformedError`."""
    data, link = event.get("conferenceData"), event.get("hangoutLink")
    if not isinstance(data, Mapping | None) or not isinstance(link, str | None):
        raise MalformedError("Google gave a video call that is none")
    solution = at(data, "conferenceSolution.key.type")
    if not isinstance(solution, str | None):
        raise MalformedError("Google does not say what kind of video call it is")
    found = MEET_LINK.match(link or "")
    linked = found["code"] if found else ""
    if solution not in {None, MEET}:
        if linked:
            raise MalformedError("Google gave an event a Meet meeting beside another video call")
        return ""
    named = at(data, "conferenceId") if solution else None
    if not isinstance(named, str | None) or (solution and not (named or linked)):
        raise MalformedError("Google gave a Meet meeting without its code")
    if named and linked and named.casefold() != linked.casefold():
        raise MalformedError("Google gave an event two Meet meetings")
    return (named or linked).casefold()


def platform(event: Json) -> str:
    """Return whose platform an event without a Meet meeting leads to; empty where it names none.

    Raises `MalformedError` where that is Meet all the same.
    """
    entries = at(event, "conferenceData.entryPoints")
    uris = [at(entry, "uri") for entry in entries] if isinstance(entries, list) else []
    texts = (event.get("hangoutLink"), *uris, event.get("location"), event.get("description"))
    found = platform_of(" ".join(text for text in texts if isinstance(text, str)))
    if found == MEET_NAME:
        raise MalformedError(ONLY_SAID)
    return found


def flags(event: Json) -> dict[str, Any]:
    """Return what the event lets its guests do; Google leaves out what is as documented."""
    return {name: event.get(name, usual) for name, usual in GUEST_FLAGS.items()}
