"""Ask Webex for changes: per target one request for each place that its settings live in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from hardener.adapter import Changes
from hardener.errors import AdapterError
from hardener.model import Document, Target
from hardener.vendor import Call, part
from hardener_webex import calls, sparing
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
    call: Call
    body: dict[str, Any] | None
    names: Mapping[str, str] = {}
    params: Mapping[str, str] = {}
    headers: Mapping[str, str] = {}


def write(api: Api, host: Host | None, target: Target, changes: Changes) -> tuple[tuple[str, ...], str]:
    """Send `changes` of a target; return the paths that Webex warned it did not apply, and what was kept back and why.

    Raises `AdapterError`.
    """
    before, ident = target.document, target.ident
    spared, reasons = sparing.spared(before, changes.document, lambda: api.signed_up(ident, host))
    dropped: list[str] = []
    for one in requests(target, Changes.between(before, spared), host if api.admin else None):
        answer = api.send(one.method, one.call, one.body, target.serial, one.params, one.headers, **one.names)
        dropped.extend(named_in(answer.headers.get("Warning", "")))
    return tuple(dict.fromkeys(dropped)), "; ".join(reasons)


PLACES = {"account": ("common",), "host": ("scheduling",), "room": ("room",)}
"""Of each kind of target, the parts that can be written; of a program those below."""
OF_PROGRAMS = ("program", "signup", "form")


def requests(target: Target, changes: Changes, host: Host | None) -> Iterator[Request]:
    """Yield the requests that make `changes`, fewest possible, on behalf of `host`, if one is named."""
    before, after, kind = target.document, changes.document, target.kind
    changes.of(*PLACES.get(kind, OF_PROGRAMS), vendor="Webex", kind=kind)
    whose = {"userEmail": host.email} if host is not None else {}
    if kind == "account":
        yield Request("PATCH", calls.SET_COMMON, common_body(part(after, "common"), before))
    elif kind == "host":
        body = whole("scheduling", before, after, SCHEDULING_KEPT, SCHEDULING_NEEDS)
        yield Request("PUT", calls.SET_SCHEDULING, body, params=whose)
    elif kind == "room":
        yield Request("PUT", calls.SET_ROOM, whole("room", before, after, ROOM_READ_ONLY, ROOM_NEEDS), params=whose)
    else:
        yield from _of_program(target, changes, host)


def _of_program(target: Target, changes: Changes, host: Host | None) -> Iterator[Request]:
    """Yield what a program needs: registration comes off first and goes on last, as it needs the rest to be right."""
    after, names = changes.document, {"id": target.ident}
    signup = Registration.of(target.document, after) if {"signup", "form"} & set(changes.parts) else None
    if signup is not None and not signup.wanted:
        whose = {"hostEmail": host.email} if host is not None else {}
        yield Request("DELETE", calls.SET_FORM, None, names, headers=whose)
    if body := program_body(changes, target.kind):
        yield Request("PATCH", calls.SET_MEETING, _for(host) | body | {"sendEmail": False}, names)
    if signup is not None and signup.wanted:
        yield Request("PUT", calls.SET_FORM, _for(host) | signup.body(), names)


def _for(host: Host | None) -> dict[str, Any]:
    return {"hostEmail": host.email} if host is not None else {}


def program_body(changes: Changes, kind: str) -> dict[str, Any]:
    """Return what of a program is sent: a changed object whole, as nobody says that Webex merges."""
    changed = changes.body("program", PROGRAM_KEYS)
    if not changed:
        return {}
    program = part(changes.document, "program")
    body = {key: dict(program[key]) if isinstance(program[key], Mapping) else program[key] for key in changed}
    options = body.get("meetingOptions")
    if isinstance(options, dict) and options.get("enabledNote") is False:
        options.pop("noteType", None)
    for key, inner in WEBINARS_ONLY.items():
        if kind in MEETING and isinstance(group := body.get(key), dict) and group.get(inner) is True:
            group.pop(inner)
    if body.get("enabledLiveStream") is True:
        body["liveStream"] = program["liveStream"]
    # A number that was not there before is not put back: Webex takes no null for it.
    return {key: value for key, value in body.items() if value is not None}


def common_body(common: Mapping[str, Any], before: Document) -> dict[str, Any]:
    """Return the changed groups of a site's common settings, each whole; a password rule only where there is one."""
    was = part(before, "common")
    body = {key: dict(group) for key, group in common.items() if group != was.get(key)}
    security = body.get("securityOptions")
    if isinstance(security, dict) and security.get("requireStrongPassword") is not True:
        security.pop("passwordCriteria", None)
    return body


def whole(name: str, before: Document, after: Document, left_out: set[str], needed: Sequence[str]) -> dict[str, Any]:
    """Return a part as it shall be, without what is never sent: Webex replaces it whole. Raises `AdapterError`.

    What shall not be there any more stays as it is, as Webex takes no null.
    """
    was = part(before, name)
    body = {key: was.get(key) if value is None else value for key, value in part(after, name).items()}
    body = {key: value for key, value in body.items() if key not in left_out and value is not None}
    if lacking := [key for key in needed if key not in body]:
        raise AdapterError(f"Webex does not show {', '.join(lacking)}, and what is not sent would be lost")
    return body


class Registration(NamedTuple):
    """A sign-up as it shall be."""

    wanted: bool
    auto_accept: bool
    form: Mapping[str, Any]

    @classmethod
    def of(cls, before: Document, after: Document) -> Registration:
        """Return what `after` asks for. Raises `AdapterError` where the form to be replaced was not read."""
        now = part(after, "signup")["registration"]
        form = part(after, "form")["registrationForm"] or {}
        was = part(before, "signup")["registration"]["enabled"]
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
