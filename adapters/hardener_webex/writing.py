"""Ask Webex for changes: per target one request for each place that its settings live in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from hardener.errors import AdapterError
from hardener.model import Target
from hardener.setting import difference
from hardener_webex import operations as op
from hardener_webex import sparing
from hardener_webex.client import Api
from hardener_webex.documents import Host
from hardener_webex.kinds import ALWAYS, MEETING, QUESTIONS
from hardener_webex.refusals import named_in

PROGRAM_KEYS = {
    "password", "enabledJoinBeforeHost", "unlockedMeetingJoinSecurity", "publicMeeting", "enableAutomaticLock",
    "automaticLockMinutes", "enabledAutoRecordMeeting", "enabledBreakoutSessions", "enabledLiveStream",
    "requireAttendeeLogin", "meetingOptions", "attendeePrivileges", "audioConnectionOptions", "excludePassword",
    "allowAnyUserToBeCoHost", "allowFirstUserToBeCoHost", "allowAuthenticatedDevices", "joinBeforeHostMinutes",
    "enableConnectAudioBeforeHost",
}  # fmt: skip
"""Nothing else of a program is ever sent: a schedule key would rewrite the series."""
WEBINARS_ONLY = {"meetingOptions": "enabledPolling", "audioConnectionOptions": "enabledAudienceCallBack"}
"""What Webex takes with a webinar only, though it may show it on a meeting too."""
ROOM_NEEDS = ("topic", "hostPin", "enabledAutoLock", "autoLockMinutes", "enabledNotifyHost", "supportCoHost", "coHosts")
SCHEDULING_NEEDS = ("enabledJoinBeforeHost", "joinBeforeHostMinutes", "enabledAutoShareRecording")
ROOM_READ_ONLY = {"personalMeetingRoomLink", "sipAddress", "dialInIpAddress", "telephony"}
SCHEDULING_KEPT = {"delegateEmails"}
"""Not sent: what is not specified stays, and an empty list would remove the delegates."""


class Request(NamedTuple):
    """One request to be sent."""

    method: str
    operation: op.Operation
    ident: str
    body: dict[str, Any] | None
    params: Mapping[str, str] = {}
    headers: Mapping[str, str] = {}


def write(api: Api, host: Host | None, before: Target, after: Target) -> tuple[tuple[str, ...], str]:
    """Send what differs; return the paths that Webex warned it did not apply, and what was kept back and why.

    Raises `AdapterError`.
    """
    serial = before.program.host if before.program is not None else before.id
    spared, reasons = sparing.spared(before, after, lambda: api.signed_up(before.id.split("/", 2)[1], host))
    dropped: list[str] = []
    for one in requests(before, spared, host if api.admin else None):
        answer = api.write(one.method, one.operation, one.ident, one.body, serial, one.params, one.headers)
        dropped.extend(named_in(answer.headers.get("Warning", "")))
    return tuple(dict.fromkeys(dropped)), "; ".join(reasons)


def requests(before: Target, after: Target, host: Host | None) -> Iterator[Request]:
    """Yield the requests that make `before` like `after`, fewest possible, on behalf of `host`, if one is named."""
    changed = difference(before.document, after.document)
    ident = before.id.split("/", 2)[1]
    whose = {"userEmail": host.email} if host is not None else {}
    places = {"account": {"common"}, "host": {"scheduling"}, "room": {"room"}}.get(
        before.kind, {"program", "signup", "form"}
    )
    if strange := set(changed) - places:
        raise AdapterError(f"Webex has no call that changes {', '.join(sorted(strange))} of a {before.kind}")
    if before.kind == "account":
        yield Request("PATCH", op.SET_COMMON, "", common_body(_part(after, "common"), before))
    elif before.kind == "host":
        body = whole("scheduling", before, after, SCHEDULING_KEPT, SCHEDULING_NEEDS)
        yield Request("PUT", op.SET_SCHEDULING, "", body, whose)
    elif before.kind == "room":
        yield Request("PUT", op.SET_ROOM, "", whole("room", before, after, ROOM_READ_ONLY, ROOM_NEEDS), whose)
    else:
        yield from _of_program(changed, before, after, ident, host)


def _of_program(
    changed: Mapping[str, Any], before: Target, after: Target, ident: str, host: Host | None
) -> Iterator[Request]:
    """Yield what a program needs: registration comes off first and goes on last, as it needs the rest to be right."""
    signup = Registration.of(before, after) if {"signup", "form"} & set(changed) else None
    if signup is not None and not signup.wanted:
        whose = {"hostEmail": host.email} if host is not None else {}
        yield Request("DELETE", op.SET_FORM, ident, None, headers=whose)
    if "program" in changed and (body := program_body(changed["program"], after)):
        yield Request("PATCH", op.SET_MEETING, ident, _for(host) | body | {"sendEmail": False})
    if signup is not None and signup.wanted:
        yield Request("PUT", op.SET_FORM, ident, _for(host) | signup.body())


def _for(host: Host | None) -> dict[str, Any]:
    return {"hostEmail": host.email} if host is not None else {}


def program_body(changed: Mapping[str, Any], after: Target) -> dict[str, Any]:
    """Return what of a program is sent: a changed object whole, as nobody says that Webex merges."""
    if strange := set(changed) - PROGRAM_KEYS:
        raise AdapterError(f"refusing to send {', '.join(sorted(strange))}: only settings are ever changed")
    program = _part(after, "program")
    body = {key: dict(program[key]) if isinstance(program[key], Mapping) else program[key] for key in changed}
    options = body.get("meetingOptions")
    if isinstance(options, dict) and options.get("enabledNote") is False:
        options.pop("noteType", None)
    for key, inner in WEBINARS_ONLY.items():
        if after.kind in MEETING and isinstance(group := body.get(key), dict) and group.get(inner) is True:
            group.pop(inner)
    if body.get("enabledLiveStream") is True:
        body["liveStream"] = program["liveStream"]
    # A number that was not there before is not put back: Webex takes no null for it.
    return {key: value for key, value in body.items() if value is not None}


def common_body(common: Mapping[str, Any], before: Target) -> dict[str, Any]:
    """Return the changed groups of a site's common settings, each whole; a password rule only where there is one."""
    was = _part(before, "common")
    body = {key: dict(group) for key, group in common.items() if group != was.get(key)}
    security = body.get("securityOptions")
    if isinstance(security, dict) and security.get("requireStrongPassword") is not True:
        security.pop("passwordCriteria", None)
    return body


def whole(part: str, before: Target, after: Target, left_out: set[str], needed: Sequence[str]) -> dict[str, Any]:
    """Return a part as it shall be, without what is never sent: Webex replaces it whole. Raises `AdapterError`.

    What shall not be there any more stays as it is, as Webex takes no null.
    """
    was = _part(before, part)
    body = {key: was.get(key) if value is None else value for key, value in _part(after, part).items()}
    body = {key: value for key, value in body.items() if key not in left_out and value is not None}
    if lacking := [key for key in needed if key not in body]:
        raise AdapterError(f"Webex does not show {', '.join(lacking)}, and what is not sent would be lost")
    return body


def _part(target: Target, name: str) -> Mapping[str, Any]:
    found = target.document.get(name)
    if not isinstance(found, Mapping):
        raise AdapterError(f"{name} could not be read, so it is not written: {target.unread.get(name, 'no answer')}")
    return found


class Registration(NamedTuple):
    """A sign-up as it shall be."""

    wanted: bool
    auto_accept: bool
    form: Mapping[str, Any]

    @classmethod
    def of(cls, before: Target, after: Target) -> Registration:
        """Return what `after` asks for. Raises `AdapterError` where the form to be replaced was not read."""
        now = _part(after, "signup")["registration"]
        form = _part(after, "form")["registrationForm"] or {}
        was = _part(before, "signup")["registration"]["enabled"]
        if was and now["enabled"] and not form:
            raise AdapterError("the sign-up form could not be read, so it is not replaced")
        return cls(now["enabled"] is True, now.get("autoAcceptRequest") is not False, form)

    def body(self) -> dict[str, Any]:
        """Return the whole form: nothing is asked that it did not ask before, and ids are Webex's to give."""
        asked = {key: key in ALWAYS or self.form.get(key) is True for key in QUESTIONS}
        kept = {key: self.form[key] for key in ("maxRegisterNum", "rules") if self.form.get(key) is not None}
        questions = [_without_ids(question) for question in self.form.get("customizedQuestions") or []]
        return {"autoAcceptRequest": self.auto_accept, **asked, **kept, "customizedQuestions": questions}


def _without_ids(question: Mapping[str, Any]) -> dict[str, Any]:
    kept = {key: value for key, value in question.items() if key != "id"}
    if isinstance(options := kept.get("options"), list):
        kept["options"] = [{"value": option.get("value")} for option in options if isinstance(option, Mapping)]
    return kept
