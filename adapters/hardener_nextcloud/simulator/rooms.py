"""Rooms as Talk shows them: whole to who takes part, with placeholders to everybody else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hardener_nextcloud.simulator import features
from hardener_nextcloud.simulator.asked import Asked, refuse
from hardener_nextcloud.simulator.state import Room, World

STAFF = frozenset({1, 2, 6})
KEEP = (
    "name", "displayName", "description", "objectType", "objectId", "readOnly", "hasCall", "lobbyState", "lobbyTimer",
    "sipEnabled", "listable", "breakoutRoomMode", "breakoutRoomStatus", "callRecording", "hasPassword", "type",
)  # fmt: skip
"""What is true of a listable room for somebody who takes no part."""
FEW = ("id", "token", "type", "hasPassword", "recordingConsent")
"""What is true of a public room for somebody who takes no part."""
PLACES: Mapping[str, Any] = {
    "name": "", "displayName": "", "description": "", "objectType": "", "objectId": "", "participantType": 4,
    "participantFlags": 0, "attendeeId": 0, "attendeePin": "", "actorType": "", "actorId": "", "permissions": 1,
    "attendeePermissions": 1, "callPermissions": 1, "defaultPermissions": 1, "readOnly": 0, "hasCall": False,
    "lobbyState": 0, "lobbyTimer": 0, "sipEnabled": 0, "listable": 0, "canEnableSIP": False, "canStartCall": False,
    "callRecording": 0, "breakoutRoomMode": 0, "breakoutRoomStatus": 0, "messageExpiration": 0,
    "mentionPermissions": 0, "sessionId": "0", "lastMessage": [],
}  # fmt: skip


def listed(asked: Asked) -> list[dict[str, Any]]:
    """Return the rooms that the account takes part in; there is no list of others."""
    found = [record(asked, room, person) for room, person in asked.world.of_user(asked.user.id)]
    return [each for each in found if each["lastActivity"] >= int(asked.query("modifiedSince") or 0)]


def one(asked: Asked) -> dict[str, Any]:
    """Return one room, as far as it is for the account. Raises `Problem`."""
    room = asked.known()
    person = room.of(asked.user.id)
    if person is not None:
        return record(asked, room, person)
    _settle(room, asked.now)
    full = record(
        asked, room, {"participantType": 4, "attendeeId": 0, "attendeePermissions": 0, "actorId": "", "actorType": ""}
    )
    keep = ("id", "token", *KEEP) if room.values["listable"] else FEW if room.values["type"] == 3 else ()
    if not keep:
        raise asked.unknown()
    return {**full, **PLACES, **{key: full[key] for key in keep if key in full}}


def searched(asked: Asked) -> list[dict[str, Any]]:
    """Return rooms that anybody may find; with placeholders."""
    term = asked.query("searchTerm").casefold()
    found = [r for r in asked.world.rooms.values() if r.values["listable"] and r.of(asked.user.id) is None]
    stranger = {"participantType": 4, "attendeeId": 0, "attendeePermissions": 0, "actorId": "", "actorType": ""}
    named = [r for r in found if term in str(r.values["name"]).casefold()]
    fulls = [record(asked, room, stranger) for room in named]
    return [{**full, **PLACES, **{key: full[key] for key in ("id", "token", *KEEP) if key in full}} for full in fulls]


def record(asked: Asked, room: Room, person: Mapping[str, Any]) -> dict[str, Any]:
    """Return a room as who takes part sees it."""
    _settle(room, asked.now)
    world, values = asked.world, room.values
    shown = {key: value for key, value in values.items() if key != "password"}
    staff = person["participantType"] in STAFF
    held = values["lobbyState"] == 1 and not staff
    number = int.from_bytes(room.token.encode(), "big") % 100_000
    shown |= {
        "id": number, "token": room.token, "displayName": values["name"] or _listed(room),
        "hasPassword": bool(values["password"]), "participantType": person["participantType"],
        "participantFlags": 0, "attendeeId": person["attendeeId"], "attendeePin": "", "actorType": person["actorType"],
        "actorId": person["actorId"], "attendeePermissions": person["attendeePermissions"],
        "permissions": allowed(world, room, person), "hasCall": values["hasCall"] and not held,
        "canStartCall": staff or (not held and bool(allowed(world, room, person) & 2)),
        "sipEnabled": values["sipEnabled"] if world.seed.sip else 0,
        "canEnableSIP": staff and asked.user.sip and world.seed.sip and room.token.isdecimal(),
        "recordingConsent": consent(world, values), "callFlag": 0, "callStartTime": 0,
        "canDeleteConversation": staff, "canLeaveConversation": True, "lastActivity": 1_700_000_000, "lastPing": 0,
        "sessionId": "0", "notificationLevel": 2, "notificationCalls": 1, "unreadMessages": 0, "unreadMention": False,
        "unreadMentionDirect": False, "lastReadMessage": 0, "lastCommonReadMessage": 0, "lastMessage": [],
        "isFavorite": person.get("isFavorite", False), "isArchived": person.get("isArchived", False),
        "avatarVersion": "0", "isCustomAvatar": False, "isImportant": False, "isSensitive": False,
    }  # fmt: skip
    if world.seed.talk >= 20:
        shown["callPermissions"] = 0
    for key, feature in (
        ("recordingConsent", "recording-consent"),
        ("mentionPermissions", "mention-permissions"),
        ("breakoutRoomMode", "breakout-rooms-v1"),
    ):
        if not features.can(world, feature):
            shown.pop(key, None)
    return shown


def _listed(room: Room) -> str:
    """Return what a room without a name is called: all who are in it."""
    return ", ".join(str(person["displayName"]) for person in room.people)


def _settle(room: Room, now: float) -> None:
    """Open a lobby whose time has come."""
    if room.values["lobbyState"] == 1 and 0 < room.values["lobbyTimer"] <= now:
        room.values.update(lobbyState=0, lobbyTimer=0)


def consent(world: World, values: Mapping[str, Any]) -> int:
    """Return whether people are asked before a recording: the server's word, or where it leaves that the room's."""
    said = features.config(world, None)["call"]
    if not said["recording"] or said["recording-consent"] == 0:
        return 0
    return 1 if said["recording-consent"] == 1 else int(values["recordingConsent"])


def allowed(world: World, room: Room, person: Mapping[str, Any]) -> int:
    """Return what somebody may really do."""
    if person["participantType"] in STAFF:
        return features.most(world)
    call = room.values["callPermissions"] if world.seed.talk < 20 else 0
    return int(
        person["attendeePermissions"] or call or room.values["defaultPermissions"] or features.server_default(world)
    )


def people(asked: Asked) -> list[dict[str, Any]]:
    """Return who is in a room. Raises `Problem`: not for guests, nor for who waits in the lobby."""
    room, person = asked.room()
    _settle(room, asked.now)
    if person["participantType"] in {4, 6}:
        raise refuse(403)
    if room.values["lobbyState"] == 1 and person["participantType"] not in STAFF:
        raise refuse(412)
    extra = {"inCall": 0, "lastPing": 0, "sessionIds": [], "phoneNumber": "", "callId": "", "roomToken": room.token}
    return [
        {
            **{k: v for k, v in each.items() if k not in {"isArchived", "isFavorite"}},
            "permissions": allowed(asked.world, room, each),
            **extra,
        }
        for each in room.people
    ]


def breakouts(asked: Asked) -> list[dict[str, Any]]:
    """Return the breakout rooms of a room."""
    room, person = asked.room()
    own = (
        r for r in asked.world.rooms.values() if (r.values["objectType"], r.values["objectId"]) == ("room", room.token)
    )
    return [record(asked, each, each.of(asked.user.id) or person) for each in own]
