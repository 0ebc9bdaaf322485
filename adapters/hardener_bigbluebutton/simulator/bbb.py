"""BigBlueButton's API: XML always with 200, a checksum over each query, meetings that end, no settings read back."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from email.utils import formatdate
from typing import NamedTuple
from urllib.parse import parse_qsl
from xml.sax.saxutils import escape

from werkzeug.wrappers import Request, Response

from hardener_bigbluebutton.simulator.state import Meeting, Seed

ALGORITHMS = {40: "sha1", 64: "sha256", 96: "sha384", 128: "sha512"}
"""By the length of their digest."""
NOT_FOUND = ("notFound", "We could not find a meeting with that meeting ID - perhaps the meeting is not yet running?")
CHECKSUM = ("checksumError", "You did not pass the checksum security check")


class Failed(Exception):  # noqa: N818 - it is an answer, not a mistake of the program
    """A refusal, which comes with 200 like everything else."""

    def __init__(self, key: str, said: str) -> None:
        super().__init__(key, said)
        self.key, self.said = key, said


class Asked(NamedTuple):
    """A call that was let in."""

    seed: Seed
    params: Mapping[str, str]
    now: float

    def meeting(self) -> Meeting:
        """Return the meeting that is meant. Raises `Failed`."""
        ident = self.params.get("meetingID", "")
        if not ident:
            raise Failed("missingParamMeetingID", "You must specify a meeting ID for the meeting.")
        found = next((meeting for meeting in self.seed.meetings if meeting.id == ident), None)
        if found is None:
            raise Failed(*NOT_FOUND)
        return found


def answer(seed: Seed, request: Request, call: str, now: float) -> Response:
    """Answer one call."""
    try:
        inside = _version() if call == "" else CALLS[call](_let_in(seed, request, call, now))
    except Failed as failed:
        return _xml(f"{_key(failed.key, failed.said)}", "FAILED")
    except KeyError:
        return _xml(_key("unsupportedRequest", "This request is not supported."), "FAILED")
    return _xml(inside)


def _let_in(seed: Seed, request: Request, call: str, now: float) -> Asked:
    if call not in CALLS:
        raise KeyError(call)
    query = request.query_string.decode("latin-1")
    parts = [part for part in query.split("&") if part and not part.startswith("checksum=")]
    given = next((part[9:] for part in query.split("&") if part.startswith("checksum=")), "")
    algorithm = ALGORITHMS.get(len(given))
    signed = f"{call}{'&'.join(parts)}{seed.secret}".encode("latin-1")
    if algorithm is None or hashlib.new(algorithm, signed).hexdigest() != given.casefold():
        raise Failed(*CHECKSUM)
    params = dict(parse_qsl("&".join(parts), keep_blank_values=True))
    sent = request.form.to_dict() if request.method == "POST" else {}
    if set(params) & set(sent):
        raise Failed(*CHECKSUM)
    return Asked(seed, {**params, **sent}, now)


def _create(asked: Asked) -> str:
    params = asked.params
    ident = params.get("meetingID", "")
    if not ident:
        raise Failed("missingParamMeetingID", "You must specify a meeting ID for the meeting.")
    found = next((meeting for meeting in asked.seed.meetings if meeting.id == ident), None)
    if found is None:
        made = Meeting(id=ident, name=params.get("name", ""), created=asked.now, running=False, params=dict(params))
        made.attendee = params.get("attendeePW") or made.attendee
        made.moderator = params.get("moderatorPW") or made.moderator
        made.voice = params.get("voiceBridge") or made.voice
        made.metadata = {key[5:].lower(): value for key, value in params.items() if key.startswith("meta_")}
        asked.seed.meetings.append(made)
        return _created(made, "")
    given = {"attendeePW": found.attendee, "moderatorPW": found.moderator, **params}
    if (given["attendeePW"], given["moderatorPW"]) != (found.attendee, found.moderator):
        raise Failed("idNotUnique", "A meeting already exists with that meeting ID. Please use a different meeting ID.")
    said = "This conference was already in existence and may currently be in progress."
    return _created(found, _key("duplicateWarning", said))


def _created(meeting: Meeting, more: str) -> str:
    return "".join(
        (
            _tag("meetingID", meeting.id), _tag("internalMeetingID", meeting.internal),
            _tag("parentMeetingID", "bbb-none"), *_passwords(meeting), *_times(meeting),
            _tag("voiceBridge", meeting.voice),
            _tag("dialNumber", "613-555-1234"), _tag("hasUserJoined", _told(meeting.running)), _tag("duration", "0"),
            _tag("hasBeenForciblyEnded", "false"), more or _key("", ""),
        )
    )  # fmt: skip


def _join(asked: Asked) -> str:
    meeting = asked.meeting()
    if not asked.params.get("fullName"):
        raise Failed("missingParamFullName", "You must specify a name for the attendee.")
    role = asked.params.get("role", "").upper()
    if role not in {"MODERATOR", "VIEWER"} and asked.params.get("password") not in {
        meeting.attendee,
        meeting.moderator,
    }:
        raise Failed("invalidPassword", "You either did not supply a password or the password supplied is neither.")
    meeting.running = True
    said = "You have joined successfully."
    return f"{_key('successfullyJoined', said)}{_tag('meeting_id', meeting.internal)}"


def _meetings(asked: Asked) -> str:
    found = [] if asked.seed.hides_meetings else asked.seed.meetings
    if not found:
        return f"<meetings/>{_key('noMeetings', 'no meetings were found on this server')}"
    return f"<meetings>{''.join(f'<meeting>{_whole(meeting)}</meeting>' for meeting in found)}</meetings>"


def _whole(meeting: Meeting) -> str:
    metadata = "".join(_tag(key, value) for key, value in meeting.metadata.items())
    people = str(int(meeting.running))
    counts = {
        "participantCount": people, "listenerCount": "0", "voiceParticipantCount": "0", "videoCount": "0",
        "maxUsers": "0", "moderatorCount": people,
    }  # fmt: skip
    return "".join(
        (
            f"<meetingName><![CDATA[{meeting.name.replace(']]>', ']]]]><![CDATA[>')}]]></meetingName>",
            _tag("meetingID", meeting.id), _tag("internalMeetingID", meeting.internal), *_times(meeting),
            _tag("voiceBridge", meeting.voice), _tag("dialNumber", "613-555-1234"), *_passwords(meeting),
            _tag("running", _told(meeting.running)), _tag("duration", "0"),
            _tag("hasUserJoined", _told(meeting.running)),
            _tag("recording", _told(meeting.params.get("record") == "true")), _tag("hasBeenForciblyEnded", "false"),
            _tag("startTime", str(round(meeting.created * 1000))), _tag("endTime", "0"),
            *(_tag(key, value) for key, value in counts.items()), "<attendees/>", f"<metadata>{metadata}</metadata>",
            _tag("isBreakout", "false"),
        )
    )  # fmt: skip


def _running(asked: Asked) -> str:
    ident = asked.params.get("meetingID", "")
    return _tag("running", _told(any(meeting.id == ident and meeting.running for meeting in asked.seed.meetings)))


def _end(asked: Asked) -> str:
    meeting = asked.meeting()
    if asked.params.get("password", meeting.moderator) != meeting.moderator:
        raise Failed("invalidPassword", "You must supply the moderator password for this call.")
    asked.seed.meetings.remove(meeting)
    said = "A request to end the meeting was sent. Please wait a few seconds, and then look whether it was ended."
    return _key("sentEndMeetingRequest", said)


def _recordings(_: Asked) -> str:
    return f"<recordings/>{_key('noRecordings', 'There are no recordings for the meeting(s).')}"


CALLS: Mapping[str, Callable[[Asked], str]] = {
    "create": _create, "join": _join, "getMeetings": _meetings, "getMeetingInfo": lambda asked: _whole(asked.meeting()),
    "isMeetingRunning": _running, "end": _end, "getRecordings": _recordings,
}  # fmt: skip


def _version() -> str:
    return f"{_tag('version', '2.0')}{_tag('apiVersion', '2.0')}<bbbVersion/>"


def _times(meeting: Meeting) -> Iterator[str]:
    yield _tag("createTime", str(round(meeting.created * 1000)))
    yield _tag("createDate", formatdate(meeting.created))


def _passwords(meeting: Meeting) -> Iterator[str]:
    yield _tag("attendeePW", meeting.attendee)
    yield _tag("moderatorPW", meeting.moderator)


def _key(key: str, said: str) -> str:
    return f"{_tag('messageKey', key)}{_tag('message', said)}"


def _tag(name: str, value: str) -> str:
    return f"<{name}>{escape(value)}</{name}>"


def _told(value: bool) -> str:  # noqa: FBT001 - of two
    return "true" if value else "false"


def _xml(inside: str, code: str = "SUCCESS") -> Response:
    body = f"<response><returncode>{code}</returncode>{inside}</response>"
    return Response(body.encode(), content_type="text/xml;charset=utf-8")
