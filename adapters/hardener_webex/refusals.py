"""What Webex would refuse, or say yes to and not keep: known before anything is sent. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from hardener.path import vendor_path
from hardener_webex.documents import OCCURRENCES
from hardener_webex.on_programs import PROGRAMS
from hardener_webex.sparing import JOIN_DELETES, NO_STREAM, has_stream

SUITE = (
    "publicMeeting",
    "audioConnectionOptions.entryAndExitTone",
    "audioConnectionOptions.audioConnectionType",
    "meetingOptions.enabledPolling",
    "meetingOptions.enabledNote",
    "meetingOptions.noteType",
    "meetingOptions.enabledUCFRichMedia",
)
"""What Webex drops with warning 1001 where the site is on the Webex Suite meeting platform."""
REGISTRATION = ("registration.enabled", "registration.autoAcceptRequest", "registrationForm")
LIVE = "the meeting is in progress, and Webex refuses changes until it is over"
IN_ROOM = "Webex's API does not change a meeting in a personal room; schedule the program with a link of its own"
ON_SUITE = "not applied by Webex: this site is on the Webex Suite meeting platform, which keeps this setting as it is"
SERIES = (
    "a recurring meeting cannot have registration in Webex: schedule single meetings or a webinar, "
    "or admit every family from the lobby and use a profile without this line"
)
ONE_DATE = "registration belongs to a whole meeting, not to one date of a series"
KEEPS_PASSWORD = "a meeting with registration keeps its password, and Webex puts it into the link"  # noqa: S105 - a sentence
NO_POLLS = "Webex switches polls on in webinars only"
INVITED = "a webinar for invited people only has to know who they are, so Webex keeps the sign-in"
OTHER_SITE = "Webex changes the common settings of the administrator's preferred site only, and this is another"


def unavailable(
    kind: str, item: Mapping[str, Any], dropped: Iterable[str], *, suite: bool, live: bool
) -> dict[str, str]:  # fmt: skip
    """Return the paths of a program that Webex would not change, and why; `dropped` were seen to be."""
    if kind == "room_meeting":
        return dict.fromkeys(every_path(kind), IN_ROOM)
    if live:
        return dict.fromkeys(every_path(kind), LIVE)
    found = dict.fromkeys(SUITE if suite else tuple(dropped), ON_SUITE) | dict(_ruled_out(item))
    if kind in OCCURRENCES:
        found |= dict.fromkeys(REGISTRATION, ONE_DATE)
    elif item.get("recurrence"):
        found |= dict.fromkeys(REGISTRATION, SERIES)
    return found


def _ruled_out(item: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what may not be opened as the program stands, and why."""
    if item.get("registration") is not None:
        if item.get("enabledJoinBeforeHost") is False:
            yield "enabledJoinBeforeHost", JOIN_DELETES
        if item.get("password"):
            yield "password", KEEPS_PASSWORD
    if item.get("enabledLiveStream") is False and not has_stream(item):
        yield "enabledLiveStream", NO_STREAM
    options = item.get("meetingOptions")
    if (
        item.get("scheduledType") == "meeting"
        and isinstance(options, Mapping)
        and options.get("enabledPolling") is False
    ):
        yield "meetingOptions.enabledPolling", NO_POLLS
    if item.get("restrictToInvitees") is True and item.get("requireAttendeeLogin") is True:
        yield "requireAttendeeLogin", INVITED


def every_path(kind: str) -> tuple[str, ...]:
    """Return every path that a row has on programs of `kind`."""
    return tuple(dict.fromkeys(vendor_path(row.at(kind)) for row in PROGRAMS if kind in row.kinds and row.path))


def named_in(warning: str) -> tuple[str, ...]:
    """Return the paths that a `Warning` header is about; one that names none is about all it can be about."""
    if "1001" not in warning and "converged" not in warning:
        return ()
    named = tuple(path for path in SUITE if path.rsplit(".", 1)[-1] in warning)
    return named or SUITE
