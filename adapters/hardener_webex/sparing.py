"""What is kept back of a write: what would cost people their sign-ups, or have all of it refused. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import cast

from pydantic import JsonValue

from hardener.errors import AdapterError
from hardener.model import Document
from hardener.path import with_path
from hardener.vendor import at

HANGING = ("program.joinBeforeHostMinutes", "program.enableConnectAudioBeforeHost")
"""What goes with joining before the host."""
JOIN_FIRST, PASSWORD = "program.enabledJoinBeforeHost", "program.password"
STREAM, LOGIN = "program.enabledLiveStream", "program.requireAttendeeLogin"
ENABLED = "signup.registration.enabled"
STREAM_NEEDS = ("destination", "rtmpUrl", "streamUrl")
BY_HAND = "on the Webex site > the program > Registration"
SIGNED_UP = f"people have signed up, and Webex would delete their sign-ups; look at them first, {BY_HAND}"
UNKNOWN = (
    f"whether people have signed up could not be read ({{}}), and Webex would delete their sign-ups; do it {BY_HAND}"
)
NO_STREAM = "Webex wants the address of the stream with it, which it no longer shows: set it up on the Webex site"
JOIN_DELETES = "Webex deletes every sign-up of a meeting in which people can join before the host"
NEEDS_PASSWORD = "Webex keeps no sign-ups for a meeting without a password"  # noqa: S105 - a sentence
LOGIN_HELD = "Webex does not change it once somebody has signed up"


def spared(before: Document, after: Document, signed_up: Callable[[], bool]) -> tuple[Document, list[str]]:
    """Return `after` without what may not be written, and the reasons; `signed_up` tells whether anybody has."""
    reasons: list[str] = []
    was, stays = at(before, ENABLED) is True, at(after, ENABLED) is True
    if was and not stays and (why := _somebody(signed_up)):
        after, stays = _kept(after, before, "signup", "form"), True
        reasons.append(why)
    if stays and at(after, JOIN_FIRST) is True and at(before, JOIN_FIRST) is not True:
        after = _put(after, before, JOIN_FIRST, *HANGING)
        reasons.append(JOIN_DELETES)
    if stays and at(after, PASSWORD) == "" and at(before, PASSWORD):
        after = _put(after, before, PASSWORD)
        reasons.append(NEEDS_PASSWORD)
    if was and stays and at(after, LOGIN) is not at(before, LOGIN) and _somebody(signed_up):
        after = _put(after, before, LOGIN)
        reasons.append(LOGIN_HELD)
    if at(after, STREAM) is True and at(before, STREAM) is not True and not has_stream(after.get("program")):
        after = _put(after, before, STREAM)
        reasons.append(NO_STREAM)
    return after, reasons


def has_stream(program: object) -> bool:
    """Tell whether all is shown that Webex wants where a live stream is switched on."""
    stream = program.get("liveStream") if isinstance(program, Mapping) else None
    return isinstance(stream, Mapping) and all(stream.get(key) for key in STREAM_NEEDS)


def _somebody(signed_up: Callable[[], bool]) -> str:
    """Return why sign-ups may not be touched; empty where there are none."""
    try:
        return SIGNED_UP if signed_up() else ""
    except AdapterError as error:
        return UNKNOWN.format(error)


def _put(after: Document, before: Document, *paths: str) -> Document:
    for path in paths:
        after = with_path(after, path, cast("JsonValue", at(before, path)))
    return after


def _kept(after: Document, before: Document, *parts: str) -> Document:
    return {**after, **{part: before[part] for part in parts if part in before}}
