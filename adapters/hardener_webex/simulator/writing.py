"""Change meetings: what Webex takes, what it refuses, and what it takes and drops."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hardener_webex.simulator.answers import date, invalid, series
from hardener_webex.simulator.asked import Asked
from hardener_webex.simulator.shapes import MEETING, NULLABLE, Json, merged
from hardener_webex.simulator.state import Meeting, World
from hardener_webex.simulator.times import moment
from hardener_webex.simulator.usual import DEFAULTS, WEBINAR_DEFAULTS

SUITE = {
    "": {"publicMeeting"},
    "audioConnectionOptions": {"entryAndExitTone", "audioConnectionType"},
    "meetingOptions": {"enabledPolling", "enabledNote", "noteType", "enabledUCFRichMedia"},
}
"""What a converged site does not apply."""
WARNING = '299 - "Unsupported attributes on a converged site. Codes: 1001. See https://developer.webex.com/docs/meetings#warnings"'
SCHEDULE = ("start", "end", "recurrence", "timezone")
KEPT = ("title", "start", "end", "timezone")


def patch(asked: Asked) -> Json:
    """Answer PATCH /meetings/{meetingId}: what is not sent stays."""
    sent = asked.body(MEETING, nullable=tuple(NULLABLE))
    return _change(asked, sent, whole=False)


def put(asked: Asked) -> Json:
    """Answer PUT /meetings/{meetingId}: what is not sent becomes what it usually is."""
    sent = asked.body(MEETING, required=("title", "start", "end"), nullable=tuple(NULLABLE))
    return _change(asked, sent, whole=True)


def _change(asked: Asked, sent: Json, *, whole: bool) -> Json:
    world = asked.world
    meeting, stamp, values = asked.meeting(str(sent.get("hostEmail") or ""))
    _may_be_changed(meeting)
    mail = sent.pop("sendEmail", True)
    sent.pop("hostEmail", None)
    if errors := list(problems(world, meeting, values, sent)):
        raise invalid(*errors)
    if world.suite(meeting.site) and (unsupported := _unsupported(sent)):
        asked.headers["Warning"] = WARNING
        for group, key in unsupported:
            (sent[group] if group else sent).pop(key)
    after = _hanging(world, values, _after(world, meeting, values, sent, whole=whole))
    if stamp:
        meeting.exceptions[stamp] = after
    else:
        if any(after.get(key) != values.get(key) for key in SCHEDULE):
            meeting.exceptions.clear()
        _unregister(world, meeting, values, after)
        meeting.values = after
    if mail:
        world.mails.append(meeting.ident)
    return date(world, meeting, stamp, after, asked.time) if stamp else series(world, meeting, asked.time)


def _unregister(world: World, meeting: Meeting, before: Json, after: Json) -> None:
    """Delete every registration where the meeting becomes one that can have none."""
    recurs = after.get("recurrence") and not before.get("recurrence")
    first = after.get("enabledJoinBeforeHost") and not before.get("enabledJoinBeforeHost")
    if recurs or not after.get("password") or (first and not world.seed.behaviour.decouple_jbh):
        meeting.unregister()


def _hanging(world: World, before: Json, after: Json) -> Json:
    """Return a meeting with what hangs on a switch that was put off as it usually is."""
    if not world.seed.behaviour.resets:
        return after
    options = after["meetingOptions"]
    if before["meetingOptions"].get("enabledNote") and options.get("enabledNote") is False:
        after = {**after, "meetingOptions": {**options, "noteType": "allowAll"}}
    if before.get("enabledJoinBeforeHost") and after.get("enabledJoinBeforeHost") is False:
        after = {**after, "joinBeforeHostMinutes": 0, "enableConnectAudioBeforeHost": False}
    if before.get("enabledLiveStream") and not after.get("enabledLiveStream"):
        after = {key: value for key, value in after.items() if key != "liveStream"}
    return after


def _may_be_changed(meeting: Meeting) -> None:
    if meeting.seed.live:
        raise invalid("Meeting is in progress")
    if meeting.seed.scheduledType == "personalRoomMeeting":
        raise invalid("Updating a personal room meeting is not supported.")
    if meeting.seed.connector:
        raise invalid("Updating a meeting that was created via a calendar connector is not allowed.")


def _after(world: World, meeting: Meeting, values: Json, sent: Json, *, whole: bool) -> Json:
    if meeting.webinar:
        sent.pop("attendeePrivileges", None)
    else:
        for key in ("requireAttendeeLogin", "restrictToInvitees", "panelistPassword", "enabledWebcastView"):
            sent.pop(key, None)
    usual = merged(DEFAULTS, WEBINAR_DEFAULTS) if meeting.webinar else dict(DEFAULTS)
    if meeting.webinar:
        usual.pop("attendeePrivileges", None)
    if whole:
        return {k: v for k, v in merged({**usual, **{key: values[key] for key in KEPT}}, sent).items() if v is not None}
    if world.seed.behaviour.nested == "replace":
        sent = {k: merged(usual[k], v) if isinstance(v, dict) and k in usual else v for k, v in sent.items()}
        values = {k: v for k, v in values.items() if not isinstance(sent.get(k), dict)}
    return {k: v for k, v in merged(values, sent).items() if v is not None}


def _unsupported(sent: Json) -> list[tuple[str, str]]:
    return [
        (group, key)
        for group, keys in SUITE.items()
        for key in (sent.get(group) or {} if group else sent)
        if key in keys
    ]


def problems(world: World, meeting: Meeting, values: Json, sent: Json) -> Iterator[str]:
    """Yield what Webex would not take, beyond wrong types."""
    yield from _wrong_times(sent)
    options, audio = sent.get("meetingOptions") or {}, sent.get("audioConnectionOptions") or {}
    if not meeting.webinar and options.get("enabledPolling") is True:
        yield "'meetingOptions.enabledPolling' can only be true for a webinar"
    if not meeting.webinar and audio.get("enabledAudienceCallBack") is True:
        yield "'audioConnectionOptions.enabledAudienceCallBack' can only be true for a webinar"
    if options.get("enabledNote") is False and "noteType" in options:
        yield "'meetingOptions.noteType' cannot be set if 'meetingOptions.enabledNote' is false"
    minutes = (0, 15, 30, 45, 60) if meeting.webinar else (0, 5, 10, 15)
    if sent.get("joinBeforeHostMinutes", 0) not in minutes:
        yield f"'joinBeforeHostMinutes' should be one of {list(minutes)}"
    if sent.get("enabledLiveStream") is True and not sent.get("liveStream"):
        yield "'liveStream' must be specified if 'enabledLiveStream' is true"
    if "password" in sent and sent["password"] != values.get("password"):
        yield from _weak(world, meeting, sent["password"])
    if len(sent.get("title") or "") > 128:
        yield "'title' is longer than 128"
    if meeting.webinar:
        yield from _wrong_door(meeting, values, sent)


def _wrong_door(meeting: Meeting, values: Json, sent: Json) -> Iterator[str]:
    login = sent.get("requireAttendeeLogin", values.get("requireAttendeeLogin"))
    invited = sent.get("restrictToInvitees", values.get("restrictToInvitees"))
    if invited is True and (not login or meeting.registration is not None):
        yield "'restrictToInvitees' cannot be true without 'requireAttendeeLogin', or with registration"
    if login != values.get("requireAttendeeLogin") and meeting.signed_up:
        yield "'requireAttendeeLogin' cannot be set after someone has registered"


def _wrong_times(sent: Json) -> Iterator[str]:
    try:
        start = moment(sent["start"]) if "start" in sent else None
        end = moment(sent["end"]) if "end" in sent else None
    except ValueError:
        yield "'start' or 'end' is not in ISO 8601 format"
        return
    if start is not None and end is not None and not 600 <= (end - start).total_seconds() < 86_400:
        yield "the duration cannot be shorter than 10 minutes or longer than 23 hours 59 minutes"


def _weak(world: World, meeting: Meeting, password: str) -> Iterator[str]:
    security: dict[str, Any] = world.common[meeting.site]["securityOptions"]
    criteria = security["passwordCriteria"]
    if not security["requireStrongPassword"]:
        return
    counts = {
        "minLength": len(password),
        "minNumeric": sum(c.isdigit() for c in password),
        "minAlpha": sum(c.isalpha() for c in password),
        "minSpecial": sum(not c.isalnum() for c in password),
    }
    mixed = password.upper() != password != password.lower()
    if any(count < criteria[key] for key, count in counts.items()) or (criteria["mixedCase"] and not mixed):
        yield "'password' does not conform to the site's password complexity settings"
