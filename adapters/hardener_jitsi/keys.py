"""The keys of config.js that settings are read from, and how the client understands each.

`effective` gives what the client makes of a whole file, by path; what is not constant is named with the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from hardener_jitsi.script import UNDEFINED, Obj, Unknown, Value, own, truth

DEFAULT = "not set: the built-in default"
"""Stands for what the file does not set."""
ODD = "it has a value that this version does not know"
BUTTONS = ("desktop", "sharedvideo", "whiteboard")
"""Buttons of the toolbar that rows are about."""
SHOWN = (
    "camera", "microphone", "hangup", "raisehand", "reactions", "tileview", "settings", "chat", "desktop",
    "sharedvideo", "shareaudio", "whiteboard", "etherpad", "recording", "livestreaming", "invite",
    "participants-pane", "closedcaptions", "embedmeeting", "linktosalesforce", "download", "profile",
    "toggle-camera", "fullscreen", "videoquality", "filmstrip", "feedback", "stats", "shortcuts", "help",
    "mute-everyone", "mute-video-everyone", "security", "select-background", "noisesuppression", "highlight",
)  # fmt: skip
"""What the toolbar has where no list says otherwise: of a list that leaves some out, these are the others."""
PRIVATE = ("all", "allow-moderator-chat", "disable-visitor-chat")


class UncertainError(Exception):
    """A key has no value that is certain; it says why."""


class Old(NamedTuple):
    """An older key for the same."""

    key: str
    wins: str = ""
    """When it counts although the new one is there: `defined`, or `truthy`; empty: never."""


class Key(NamedTuple):
    """One key, by the path at which the client of today has it."""

    read: Callable[[Value], Any]
    old: Old | None = None


def _set(value: Value) -> bool:
    """Tell whether a key has a value at all. Raises `UncertainError` where that is not certain."""
    if isinstance(value, Unknown):
        raise UncertainError(value.why)
    return value is not UNDEFINED


def switch(value: Value) -> bool | str:
    """Return what the client makes of a key by `Boolean`; null is like absent."""
    if not _set(value) or value is None:
        return DEFAULT
    known = truth(value)
    assert known is not None
    return known


def private(value: Value) -> bool | str:
    """Return how far private chat is shut."""
    if isinstance(value, str) and value in PRIVATE:
        return value
    found = switch(value)
    if found is True and value is not True:
        raise UncertainError(ODD)
    return found


def after(value: Value) -> int | str:
    """Return after how many people everybody is muted."""
    if not _set(value) or value is None:
        return DEFAULT
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise UncertainError(ODD)
    return value


def domains(value: Value) -> str:
    """Return from which sites videos may be shown."""
    if not _set(value) or value is None:
        return DEFAULT
    names = value.items() if isinstance(value, Obj) else None
    if names is None or not all(isinstance(name, str) for name in names):
        raise UncertainError(ODD)
    return "any" if "*" in names else "some" if names else "none"


KEYS: Mapping[str, Key] = {
    "disableChat": Key(switch),
    "remoteVideoMenu.disablePrivateChat": Key(private),
    "fileSharing.enabled": Key(switch),
    "whiteboard.enabled": Key(switch),
    "etherpad_base": Key(switch),
    "giphy.enabled": Key(switch),
    "sharedVideoAllowedURLDomains": Key(domains),
    "startWithAudioMuted": Key(switch),
    "startWithVideoMuted": Key(switch),
    "startAudioMuted": Key(after),
    "startVideoMuted": Key(after),
    "readOnlyName": Key(switch),
    "disableProfile": Key(switch),
    "gravatar.disabled": Key(switch),
    "disableThirdPartyRequests": Key(switch),
    "disableReactions": Key(switch),
    "disablePolls": Key(switch),
    "breakoutRooms.hideAddRoomButton": Key(switch, Old("hideAddRoomButton", "truthy")),
    "liveStreaming.enabled": Key(switch, Old("liveStreamingEnabled", "defined")),
    "transcription.enabled": Key(switch, Old("transcribingEnabled", "defined")),
    "transcription.disableClosedCaptions": Key(switch),
    "recordingService.sharingEnabled": Key(switch, Old("fileRecordingsServiceSharingEnabled")),
    "localRecording.disable": Key(switch),
    "recordings.requireConsent": Key(switch),
    "remoteVideoMenu.disableKick": Key(switch),
    "remoteVideoMenu.disabled": Key(switch),
    "dialInNumbersUrl": Key(switch),
}


def effective(config: Value, interface: Value) -> tuple[dict[str, Any], dict[str, str]]:
    """Return by path what the client makes of both files, and by path why that is not certain."""
    found: dict[str, Any] = {}
    unsure: dict[str, str] = {}
    for path, key in KEYS.items():
        try:
            found[path] = key.read(counting(config, path, key.old))
        except UncertainError as error:
            unsure[path] = str(error)
    try:
        shown = buttons(config, interface)
        found |= {f"toolbarButtons.{name}": DEFAULT if shown is None else name in shown for name in BUTTONS}
    except UncertainError as error:
        unsure |= {f"toolbarButtons.{name}": str(error) for name in BUTTONS}
    return found, unsure


def counting(config: Value, path: str, old: Old | None) -> Value:
    """Return the value that counts where an older key may stand beside the new one. Raises `UncertainError`."""
    new = own(config, path)
    if old is None:
        return new
    before = own(config, old.key)
    if not old.wins:
        if new is None and _set(before):
            raise UncertainError(ODD)
        return new if _set(new) else before
    if isinstance(before, Unknown):
        raise UncertainError(before.why)
    if old.wins == "truthy":
        return before if truth(before) else new
    if before is None:
        raise UncertainError(ODD)
    return before if before is not UNDEFINED else new


def buttons(config: Value, interface: Value) -> list[str] | None:
    """Return the buttons of the toolbar; None: all that the client has. Raises `UncertainError`."""
    for value in (own(config, "toolbarButtons"), own(interface, "TOOLBAR_BUTTONS")):
        if isinstance(value, Unknown):
            raise UncertainError(value.why)
        if isinstance(value, Obj) and (value.wild or value.kind == "array"):
            names = value.items()
            if names is None or any(isinstance(name, Unknown) for name in names):
                raise UncertainError(value.wild or value.vague or ODD)
            return [name for name in names if isinstance(name, str)]
    return None
