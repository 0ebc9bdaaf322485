"""What Talk changes of a room on request, and what it refuses."""

from __future__ import annotations

from typing import Any

from hardener_nextcloud.simulator import features
from hardener_nextcloud.simulator.asked import Asked, refuse
from hardener_nextcloud.simulator.rooms import STAFF, record
from hardener_nextcloud.simulator.state import Room

LOBBIES = frozenset({"", "room", "emails", "event", "extended_conversation", "instant_meeting"})
"""Kinds of room that can have a lobby."""
MAPPED = frozenset({2, 3})
INVITED, SELF_JOINED = 3, 5


def _answer(asked: Asked, room: Room) -> Any:  # noqa: ANN401 - a record, or with old Talk a list
    person = room.of(asked.user.id)
    return [] if asked.world.seed.behaviour.old_answers or person is None else record(asked, room, person)


def _plain(asked: Asked, *, guests: bool = False) -> Room:
    """Return a group or public room that is no breakout room. Raises `Problem`."""
    room = asked.moderated(guests=guests)
    if room.values["type"] not in MAPPED:
        raise refuse(400, "type")
    if room.values["objectType"] == "room":
        raise refuse(400, "breakout-room")
    return room


def _permissions(asked: Asked) -> int:
    number = asked.number("permissions", range(features.most(asked.world) + 2))
    return number | 1 if number else 0


def default_permissions(asked: Asked) -> Any:  # noqa: ANN401
    """Set what everybody may do; what single people have of their own is gone."""
    room = _plain(asked)
    room.values["defaultPermissions"] = _permissions(asked)
    for person in room.people:
        person["attendeePermissions"] = 0
    return _answer(asked, room)


def call_permissions(asked: Asked) -> Any:  # noqa: ANN401
    """Set what the call allows; nothing happens since Talk 20."""
    room = _plain(asked)
    number = _permissions(asked)
    if asked.world.seed.talk < 20:
        room.values["callPermissions"] = number
    return _answer(asked, room)


def own_permissions(asked: Asked) -> Any:  # noqa: ANN401
    """Set what one person may do, or add to it, or take from it."""
    room = asked.moderated()
    ident = asked.number("attendeeId", range(1, 2**31))
    person = next((each for each in room.people if each["attendeeId"] == ident), None)
    if person is None:
        raise refuse(404)
    if person["actorType"] in {"groups", "circles"} or room.values["type"] not in MAPPED:
        raise refuse(400, "type")
    if person["participantType"] in STAFF:
        raise refuse(400, "moderator")
    number, had = _permissions(asked), int(person["attendeePermissions"])
    match asked.given("method"):
        case "set":
            person["attendeePermissions"] = number
        case "add":
            person["attendeePermissions"] = had | number
        case "remove":
            person["attendeePermissions"] = (had & ~number) | 1
        case _:
            raise refuse(400, "method")
    if person["participantType"] == SELF_JOINED:
        person["participantType"] = INVITED
    return _answer(asked, room)


def lobby(asked: Asked) -> Any:  # noqa: ANN401
    """Switch the lobby; a time that is not sent is gone."""
    room = asked.moderated()
    if room.values["type"] not in MAPPED:
        raise refuse(400, "type")
    if room.values["objectType"] not in LOBBIES:
        raise refuse(400, "object")
    state = asked.number("state", range(2))
    timer = 0 if asked.given("timer") in {None, ""} else asked.number("timer", range(2**33))
    room.values.update(lobbyState=state, lobbyTimer=timer)
    return _answer(asked, room)


def sip(asked: Asked) -> Any:  # noqa: ANN401
    """Switch joining by phone."""
    room = asked.moderated()
    if not asked.user.sip:
        raise refuse(401, "config")
    if not asked.world.seed.sip:
        raise refuse(412, "config")
    state = asked.number("state", range(3))
    if room.values["type"] not in MAPPED or not room.token.isdecimal():
        raise refuse(400, "token")
    if state == room.values["sipEnabled"]:
        raise refuse(400, "value")
    room.values["sipEnabled"] = state
    return _answer(asked, room)


def password(asked: Asked) -> Any:  # noqa: ANN401
    """Set a public room's password, or take it off."""
    room = asked.moderated()
    if room.values["type"] != 3:
        raise refuse(403, "type")
    if room.values["objectType"] == "room":
        raise refuse(400, "breakout-room")
    given = asked.given("password")
    if not isinstance(given, str) or 0 < len(given) < 10:
        raise refuse(400, "value")
    room.values["password"] = given
    return _answer(asked, room)


def _number(asked: Asked, key: str, name: str, allowed: range, *, guests: bool = False) -> Any:  # noqa: ANN401
    room = _plain(asked, guests=guests)
    room.values[key] = asked.number(name, allowed)
    return _answer(asked, room)


def listable(asked: Asked) -> Any:  # noqa: ANN401
    """Put a room on the server's list, or off it."""
    return _number(asked, "listable", "scope", range(3))


def read_only(asked: Asked) -> Any:  # noqa: ANN401
    """Lock a room."""
    return _number(asked, "readOnly", "state", range(2))


def expiration(asked: Asked) -> Any:  # noqa: ANN401
    """Set after how many seconds messages are gone."""
    return _number(asked, "messageExpiration", "seconds", range(2**31), guests=True)


def consent(asked: Asked) -> Any:  # noqa: ANN401
    """Have people asked before a recording, where the server leaves that to rooms."""
    room = _plain(asked)
    said = features.config(asked.world, None)["call"]
    if room.values["hasCall"]:
        raise refuse(400, "call")
    if not said["recording"] or said["recording-consent"] != 2:
        raise refuse(400, "config")
    room.values["recordingConsent"] = asked.number("recordingConsent", range(2))
    return _answer(asked, room)


def mentions(asked: Asked) -> Any:  # noqa: ANN401
    """Say who may call everybody at once."""
    return _number(asked, "mentionPermissions", "mentionPermissions", range(2))


def open_to_guests(asked: Asked) -> Any:  # noqa: ANN401
    """Make a group room public."""
    room = _plain(asked)
    room.values["type"] = 3
    return _answer(asked, room)


def close_to_guests(asked: Asked) -> Any:  # noqa: ANN401
    """Make a public room a group's: all who came by themselves are gone."""
    room = _plain(asked)
    if room.values["breakoutRoomMode"]:
        raise refuse(400, "breakout-room")
    room.values.update(type=2, password="")
    room.people = [each for each in room.people if each["participantType"] not in {4, 5, 6}]
    return _answer(asked, room)


def no_breakouts(asked: Asked) -> Any:  # noqa: ANN401
    """Delete a room's breakout rooms, and all that was written in them."""
    room = asked.moderated()
    rooms = asked.world.rooms
    for token in [
        t for t, r in rooms.items() if (r.values["objectType"], r.values["objectId"]) == ("room", room.token)
    ]:
        del rooms[token]
    room.values.update(breakoutRoomMode=0, breakoutRoomStatus=0)
    return _answer(asked, room)


def stop_recording(asked: Asked) -> None:
    """End a recording that is on."""
    room = asked.moderated()
    if not room.values["callRecording"]:
        raise refuse(400, "recording")
    room.values["callRecording"] = 0
