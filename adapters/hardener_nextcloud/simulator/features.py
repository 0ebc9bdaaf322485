"""What Talk of each version can do, as its capabilities tell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hardener_nextcloud.simulator.state import User, World

SINCE: Mapping[str, int] = {
    "chat-v2": 0, "read-only-rooms": 6, "webinary-lobby": 7, "sip-support": 10, "listable-rooms": 11,
    "conversation-v4": 12, "publishing-permissions": 12, "conversation-permissions": 13, "sip-support-nopin": 15,
    "chat-permission": 15, "talk-polls": 15, "message-expiration": 15, "breakout-rooms-v1": 16, "recording-v1": 16,
    "bots-v1": 17, "recording-consent": 18, "federation-v1": 19, "federation-v2": 20, "ban-v1": 20,
    "mention-permissions": 20, "conversation-creation-password": 21, "schedule-meeting": 21, "unbind-conversation": 21,
    "pinned-messages": 23, "scheduled-messages": 23, "react-permission": 24,
}  # fmt: skip
"""The first version with each."""
POLICY: Mapping[str, str] = {"default_permissions": "246"}


def can(world: World, feature: str) -> bool:
    """Tell whether this server's Talk has something."""
    return world.seed.talk >= SINCE[feature] and (feature != "message-expiration" or world.seed.cron)


def most(world: World) -> int:
    """Return all permissions there are."""
    talk = world.seed.talk
    return 510 if talk >= 24 else 254 if talk >= 15 else 126


def server_default(world: World) -> int:
    """Return what everybody may do where a room says nothing."""
    text = world.seed.policy.get("default_permissions", POLICY["default_permissions"])
    return int(text) & most(world)


def config(world: World, user: User | None) -> dict[str, Any]:
    """Return how Talk is set up, as an account, or nobody in particular, is told."""
    talk, policy = world.seed.talk, world.seed.policy
    recording = policy.get("call_recording", "yes") == "yes" and talk >= 16
    own = user.without_media if user is not None else None
    without = policy.get("calls_start_without_media", "no") == "yes" if own is None else own
    found: dict[str, dict[str, Any]] = {
        "call": {
            "enabled": policy.get("start_calls", "0") != "3", "breakout-rooms": talk >= 16, "recording": recording,
            "recording-consent": int(policy.get("recording_consent", "0")), "sip-enabled": world.seed.sip,
            "sip-dialout-enabled": False, "can-enable-sip": bool(user and user.sip and world.seed.sip),
            "start-without-media": without, "max-duration": 0,
        },
        "chat": {"max-length": 32000},
        "conversations": {
            "can-create": user is not None, "force-passwords": policy.get("force_passwords", "0") == "1",
        },
        "federation": {
            "enabled": False, "incoming-enabled": False, "outgoing-enabled": False, "only-trusted-servers": False,
        },
        "signaling": {"session-ping-limit": 200},
    }  # fmt: skip
    if talk >= 20:
        found["call"]["end-to-end-encryption"] = policy.get("call_end_to_end_encryption", "0") == "1"
    if talk >= 22:
        found["call"]["live-transcription"] = False
    if talk >= 23:
        found["signaling"]["mode"] = "external"
        found["permissions"] = {
            "default": server_default(world),
            "max-default": most(world),
            "max-custom": most(world) + 1,
        }
    return {name: {**found.get(name, {}), **world.seed.config.get(name, {})} for name in {**found, **world.seed.config}}


def capabilities(world: World, user: User | None) -> dict[str, Any]:
    """Return the whole answer; without Talk for whom it is not there."""
    major = world.seed.talk + 10
    found: dict[str, Any] = {"core": {"pollinterval": 60, "webdav-root": "remote.php/webdav"}}
    if user is None or user.talk:
        found["spreed"] = {
            "features": [name for name in SINCE if can(world, name)], "features-local": [],
            "config": config(world, user), "config-local": {}, "version": f"{world.seed.talk}.0.0",
        }  # fmt: skip
    version = {
        "major": major,
        "minor": 0,
        "micro": 0,
        "string": f"{major}.0.0",
        "edition": "",
        "extendedSupport": False,
    }
    return {"version": version, "capabilities": found}
