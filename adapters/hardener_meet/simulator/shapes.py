"""What a space and an event are made of, as Google's discovery documents have it; and checks of bodies against it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from hardener.sandbox import Problem

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Part:
    """One field: its type, and what it is made of."""

    type: str
    enum: tuple[str, ...] = ()
    fields: Mapping[str, Part] = field(default_factory=dict)
    items: Part | None = None
    fixed: bool = False
    """Set by Google alone."""


def text(*enum: str, fixed: bool = False) -> Part:
    """Return a text, or one of several words."""
    return Part("string", enum, fixed=fixed)


def group(**fields: Part) -> Part:
    """Return an object."""
    return Part("object", fields=fields)


def many(items: Part, *, fixed: bool = False) -> Part:
    """Return a list."""
    return Part("array", items=items, fixed=fixed)


BOOL, INT, NUMBER, ANY = Part("boolean"), Part("integer"), Part("number"), Part("any")
TEXT = text()
WHO = Part("object", fields=group(displayName=TEXT, email=TEXT, id=TEXT, self=BOOL).fields, fixed=True)
RESTRICTION = text("RESTRICTION_TYPE_UNSPECIFIED", "HOSTS_ONLY", "NO_RESTRICTION")
AUTO = text("AUTO_GENERATION_TYPE_UNSPECIFIED", "ON", "OFF")

SPACE = group(
    name=TEXT,
    meetingUri=text(fixed=True),
    meetingCode=text(fixed=True),
    config=group(
        accessType=text("ACCESS_TYPE_UNSPECIFIED", "OPEN", "TRUSTED", "RESTRICTED"),
        entryPointAccess=text("ENTRY_POINT_ACCESS_UNSPECIFIED", "ALL", "CREATOR_APP_ONLY"),
        moderation=text("MODERATION_UNSPECIFIED", "OFF", "ON"),
        moderationRestrictions=group(
            chatRestriction=RESTRICTION,
            reactionRestriction=RESTRICTION,
            presentRestriction=RESTRICTION,
            defaultJoinAsViewerType=text("DEFAULT_JOIN_AS_VIEWER_TYPE_UNSPECIFIED", "ON", "OFF"),
        ),
        attendanceReportGenerationType=text(
            "ATTENDANCE_REPORT_GENERATION_TYPE_UNSPECIFIED", "GENERATE_REPORT", "DO_NOT_GENERATE"
        ),
        artifactConfig=group(
            recordingConfig=group(autoRecordingGeneration=AUTO),
            transcriptionConfig=group(autoTranscriptionGeneration=AUTO),
            smartNotesConfig=group(autoSmartNotesGeneration=AUTO),
        ),
    ),
    activeConference=group(conferenceRecord=text(fixed=True)),
    phoneAccess=many(group(phoneNumber=TEXT, pin=TEXT, regionCode=TEXT, languageCode=TEXT), fixed=True),
    gatewaySipAccess=many(group(uri=TEXT, sipAccessCode=TEXT), fixed=True),
)
RECORD = group(name=TEXT, space=TEXT, startTime=TEXT, endTime=TEXT, expireTime=TEXT)
"""A record of a conference."""
HELD = frozenset({"conferenceRecords", "participants", "totalSize", "anonymousUser", "displayName"})
"""What the lists of records and of who came have."""
MEMBER = group(name=TEXT, email=TEXT, role=text("ROLE_UNSPECIFIED", "COHOST"))

WHEN = group(date=TEXT, dateTime=TEXT, timeZone=TEXT)
SOLUTION_KEY = group(type=TEXT)
ENTRY_POINT = group(
    **dict.fromkeys(
        ("entryPointType", "uri", "label", "pin", "accessCode", "meetingCode", "passcode", "password", "regionCode"),
        TEXT,
    ),
    entryPointFeatures=many(TEXT),
)
CONFERENCE = group(
    conferenceId=TEXT, signature=TEXT, notes=TEXT, entryPoints=many(ENTRY_POINT),
    conferenceSolution=group(key=SOLUTION_KEY, name=TEXT, iconUri=TEXT),
    createRequest=group(
        requestId=TEXT, conferenceSolutionKey=SOLUTION_KEY, status=group(statusCode=TEXT)
    ),
    parameters=ANY,
)  # fmt: skip
ATTENDEE = group(
    id=TEXT, email=TEXT, displayName=TEXT, organizer=BOOL, self=BOOL, resource=BOOL, optional=BOOL, responseStatus=TEXT,
    comment=TEXT, additionalGuests=INT, asyncOperation=ANY,
)  # fmt: skip
FIXED = text(fixed=True)
READ_ONLY = (
    "kind", "etag", "id", "iCalUID", "htmlLink", "hangoutLink", "created", "updated", "recurringEventId", "eventType",
)  # fmt: skip
TEXTS = ("summary", "description", "location", "colorId", "eventLabelId")
SWITCHES = (
    "endTimeUnspecified", "attendeesOmitted", "anyoneCanAddSelf", "guestsCanInviteOthers", "guestsCanModify",
    "guestsCanSeeOtherGuests",
)  # fmt: skip
UNUSED = (
    "reminders", "extendedProperties", "source", "gadget", "birthdayProperties", "focusTimeProperties",
    "outOfOfficeProperties", "workingLocationProperties",
)  # fmt: skip
EVENT = group(
    **dict.fromkeys(READ_ONLY, FIXED), **dict.fromkeys(TEXTS, TEXT), **dict.fromkeys(SWITCHES, BOOL),
    **dict.fromkeys(UNUSED, ANY), **dict.fromkeys(("locked", "privateCopy"), Part("boolean", fixed=True)),
    creator=WHO, organizer=WHO, originalStartTime=Part("object", fields=WHEN.fields, fixed=True), start=WHEN, end=WHEN,
    status=text("confirmed", "tentative", "cancelled"), visibility=text("default", "public", "private", "confidential"),
    transparency=text("opaque", "transparent"), recurrence=many(TEXT), sequence=INT, attendees=many(ATTENDEE),
    conferenceData=CONFERENCE, attachments=many(ANY),
)  # fmt: skip
LISTS = {
    "items", "nextPageToken", "nextSyncToken", "accessRole", "timeZone", "summary", "description", "updated", "etag",
    "kind", "defaultReminders", "policies", "members", "method", "minutes", "primary", "customer", "policyQuery",
    "orgUnit", "group", "query", "sortOrder", "setting", "type", "value", "selected", "dataOwner",
}  # fmt: skip

Refuse = Callable[[str, str], Problem]
"""Makes an error of a message and the place in the body."""


def named(body: Any, part: Part) -> Any:  # noqa: ANN401 - JSON
    """Return a copy of `body` with words for the numbers that Google's own clients may send instead."""
    if isinstance(body, dict):
        return {key: named(value, part.fields[key]) if key in part.fields else value for key, value in body.items()}
    if part.enum and type(body) is int and 0 <= body < len(part.enum):
        return part.enum[body]
    return body


def check(body: object, part: Part, refuse: Refuse, place: str = "") -> None:
    """Raise the error that `refuse` makes where `body` has what `part` has not."""
    if part.type == "any" or body is None:
        return
    if part.type == "object":
        if not isinstance(body, dict):
            raise refuse(f"Invalid value at '{place}'", place)
        for name, value in body.items():
            if name not in part.fields:
                at = f" at '{place}'" if place else ""
                raise refuse(f'Invalid JSON payload received. Unknown name "{name}"{at}: Cannot find field.', place)
            check(value, part.fields[name], refuse, f"{place}.{name}" if place else name)
    elif part.type == "array":
        if not isinstance(body, list) or part.items is None:
            raise refuse(f"Invalid value at '{place}'", place)
        for number, value in enumerate(body):
            check(value, part.items, refuse, f"{place}[{number}]")
    elif not _fits(body, part):
        raise refuse(f"Invalid value at '{place}', {body!r}", place)


def _fits(value: object, part: Part) -> bool:
    if part.type == "boolean":
        return isinstance(value, bool)
    if part.type in {"integer", "number"}:
        return isinstance(value, int | float) and not isinstance(value, bool)
    return isinstance(value, str) and (not part.enum or value in part.enum)


def fixed(body: Mapping[str, Any], now: Mapping[str, Any], part: Part) -> Iterator[str]:
    """Yield the top fields of `body` that Google alone sets and that are not as they are `now`."""
    yield from (name for name, value in body.items() if part.fields[name].fixed and value != now.get(name))


def names(part: Part) -> set[str]:
    """Return every name of a field in `part`, at any depth."""
    inner = set().union(*(names(each) for each in part.fields.values()), *([names(part.items)] if part.items else []))
    return set(part.fields) | inner
