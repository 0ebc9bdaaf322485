"""Ask Nextcloud for changes of a room: permissions first, each other setting by the call that it has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from hardener.adapter import AdapterError, Changes
from hardener.model import Document, Target
from hardener.vendor import Call, Json, at, part
from hardener_nextcloud import calls
from hardener_nextcloud.client import Api
from hardener_nextcloud.people import ATTENDEE, GRANTED
from hardener_nextcloud.permissions import BITS, MEANT, number_of, written

PARTS = ("room", "may", "people")
SINGLE: Mapping[str, tuple[str, Call, str]] = {
    "listable": ("PUT", calls.SET_LISTABLE, "scope"),
    "sipEnabled": ("PUT", calls.SET_SIP, "state"),
    "recordingConsent": ("PUT", calls.SET_CONSENT, "recordingConsent"),
    "messageExpiration": ("POST", calls.SET_EXPIRATION, "seconds"),
}
"""Settings with a call of their own: its method, and what it calls the value."""
LOBBY = ("lobbyState", "lobbyTimer")
OWN = "permissions_of_their_own"


class Request(NamedTuple):
    """One request to be sent."""

    method: str
    call: Call
    body: Json


def write(api: Api, token: str, target: Target, changes: Changes) -> None:
    """Send what makes a room as `changes` say. Raises `AdapterError`.

    Where one person's permissions are refused, as somebody left, all others still get theirs.
    """
    refused: list[AdapterError] = []
    for one in list(requests(target, changes)):
        try:
            api.send(one.method, one.call, one.body, target.serial, token=token)
        except AdapterError as error:
            if one.call is not calls.SET_OWN:
                raise
            refused.append(error)
    if refused:
        raise refused[0]


def requests(target: Target, changes: Changes) -> Iterator[Request]:
    """Yield the requests that make `changes`, the fewest possible. Raises `AdapterError` before the first."""
    changes.of(*PARTS, vendor="Nextcloud Talk", kind=target.kind)
    room = changes.body("room", {*SINGLE, *LOBBY, "defaultPermissions"})
    changes.body("people", {*GRANTED, OWN})
    yield from _permissions(target.document, changes, room)
    if {*LOBBY} & set(room):
        yield Request("PUT", calls.SET_LOBBY, _lobby(changes.document))
    for key, (method, call, name) in SINGLE.items():
        if key in room:
            yield Request(method, call, {name: _whole(room[key], key)})


def _lobby(after: Document) -> Json:
    """Return the lobby whole: a time that is left out would be erased."""
    room = part(after, "room")
    timer = _whole(room.get("lobbyTimer"), "lobbyTimer")
    return {"state": _whole(room.get("lobbyState"), "lobbyState"), "timer": timer or None}


def _whole(value: object, name: str) -> int:
    if type(value) is not int:
        raise AdapterError(f"{name} could not be read, so it is not written")
    return value


def _permissions(before: Document, changes: Changes, room: Mapping[str, Any]) -> Iterator[Request]:
    """Yield the room's permissions, which reset what single people have, and then what these shall have."""
    there, wanted = _own(before), _wanted(changes)
    if (number := _default(before, changes, room)) is not None:
        yield Request("PUT", calls.SET_DEFAULT, {"permissions": number})
        there = {}
    for who in sorted({*there, *wanted}, key=_ident):
        if there.get(who, 0) != wanted.get(who, 0):
            body = {"attendeeId": _ident(who), "method": "set", "permissions": wanted.get(who, 0)}
            yield Request("PUT", calls.SET_OWN, body)


def _default(before: Document, changes: Changes, room: Mapping[str, Any]) -> int | None:
    """Return the number that a room shall have; None where that stays. What is given as a number goes before."""
    given, parts = room.get("defaultPermissions"), changes.parts.get("may")
    if given is None and not parts:
        return None
    if "people" not in before:
        raise AdapterError("who has permissions of their own could not be read, so the room's are not written")
    if given is not None:
        return _known(given)
    may = changes.body("may", BITS)
    return written(_known(at(before, "terms.number")), may)


def _wanted(changes: Changes) -> dict[str, int]:
    """Return what each single person shall have: without what was taken from all of them."""
    taken = [name.removesuffix("_granted") for name, on in changes.parts.get("people", {}).items() if on is False]
    gone = sum(BITS[name] for name in taken)
    singled = _own(changes.document)
    return {who: number & ~gone | MEANT for who, number in singled.items()} if gone else singled


def _own(document: Document) -> dict[str, int]:
    found = at(document, f"people.{OWN}", {})
    if not isinstance(found, Mapping):
        raise AdapterError("permissions of single people could not be read, so they are not written")
    return {who: _known(number) for who, number in found.items()}


def _known(number: object) -> int:
    found = number_of(number)
    if found is None:
        raise AdapterError("permissions are no number that this version knows, so they are not written")
    return found


def _ident(who: str) -> int:
    ident = who.removeprefix(ATTENDEE)
    if not ident.isdecimal():
        raise AdapterError("permissions of their own belong to nobody that is known")
    return int(ident)
