"""From a room's record and who is in it to a target, each with what the room's settings come to. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from hardener.errors import MalformedError
from hardener.model import Program, Target
from hardener.vendor import Json, digest, marked, word
from hardener_nextcloud.people import GRANTED, People
from hardener_nextcloud.permissions import BITS, effective, may
from hardener_nextcloud.server import Server

ACCOUNT = "account/server"
TOKEN = re.compile(r"[A-Za-z0-9]{1,64}")
NO_PROGRAMS = frozenset({1, 4, 5, 6})
"""One-to-one, before and after; the list of changes; notes to oneself."""
NO_ROOMS = frozenset({"room", "file", "share:password", "phone", "phone_temporary", "sample"})
"""Breakout rooms, which go with their parent; a file's chat, a check before a share, one phone call, an example."""
ROOMS = frozenset({"", "event", "extended_conversation", "instant_meeting"})
KINDS: Mapping[int, str] = {2: "group_room", 3: "meeting"}
MODERATORS = frozenset({1, 2})
NOT_MODERATOR = marked("this account is no moderator of the room: have its owner make it one, or connect as the owner")
NO_RECORD = marked("this account takes no part in the room, and Talk shows placeholders to who does not")
FEDERATED = marked("the room belongs to another server; connect to that one")
FEATURES: Mapping[str, tuple[str, int]] = {
    "listable": ("listable-rooms", 0),
    "sipEnabled": ("sip-support", 0),
    "breakoutRoomMode": ("breakout-rooms-v1", 0),
    "messageExpiration": ("message-expiration", 0),
    "recordingConsent": ("recording-consent", 0),
}
"""Keys that are missing where the server's Talk has no such thing, the feature that tells, and what then holds."""
SHOWN = (
    "type",
    "lobbyState", "lobbyTimer", "listable", "hasPassword", "sipEnabled", "recordingConsent", "breakoutRoomMode",
    "messageExpiration", "defaultPermissions",
)  # fmt: skip
WRITTEN = ("lobbyState", "lobbyTimer", "listable", "sipEnabled", "messageExpiration", "recordingConsent")
MAY = tuple(BITS)
HEEDED = ("external", "conversation_cluster")
"""How calls are led where the server itself sees to who may send what."""
ENTRY: Mapping[str, str] = {"muted": "audio", "camera_off": "video"}
"""What comes in closed, and the permission without which it does."""
RESETS = marked("who has permissions of their own could not be read, and a change would reset them")
FOR_GOOD = marked(
    "a moderator still has permissions from when they were a guest, and a change would take these away for good: "
    "take the role from them first"
)


@dataclass(frozen=True, slots=True)
class Room:
    """One room as this account sees it, with who is in it or why that could not be read."""

    record: Json
    server: Server
    people: People | None = None
    unasked: str = ""

    @property
    def token(self) -> str:
        """Return what opens it: a secret."""
        return str(self.record["token"])

    @property
    def mark(self) -> str:
        """Return by what it is known here."""
        return digest(self.token)

    @property
    def kind(self) -> str:
        """Return its kind of target."""
        return KINDS[self.record["type"]]

    @property
    def name(self) -> str:
        """Return its name; never what Talk shows for one without, as that names those who are in it."""
        return word(self.record.get("name")) or "a conversation without a name"

    @property
    def moderated(self) -> bool:
        """Tell whether this account may change it."""
        kind = self.record.get("participantType")
        return type(kind) is int and kind in MODERATORS

    def target(self, program: Program, title: str, event: Mapping[str, bool] | None) -> Target:
        """Return the target that a program in it is; `event` is what the calendar says of the room's use."""
        document, unread = self._document(event)
        suffix = program.id.partition("-")[2]
        return Target(
            id=f"{self.kind}/{self.mark}" + (f"/{suffix}" if suffix else ""), kind=self.kind, title=title,
            document=document, above=((ACCOUNT,),), unread=unread, unavailable=self._unavailable(),
            facts=self._facts(), program=program, written_to=f"room/{self.mark}", apart=("event",),
        )  # fmt: skip

    def _document(self, event: Mapping[str, bool] | None) -> tuple[Json, dict[str, str]]:
        """Return the room by part, and of what could not be read why."""
        shown: dict[str, Any] = {key: none for key, (name, none) in FEATURES.items() if not self.server.can(name)}
        shown |= {key: _plain(self.record[key]) for key in SHOWN if key in self.record}
        number, unclear = effective(self.record, self.server.permissions)
        allowed = {} if number is None else may(number, self.server)
        holds, entry = self._holds(shown, allowed), self._entry(allowed)
        told = {key: "tell" if key in entry else "look" for key in ENTRY}
        document: dict[str, Any] = {
            "room": shown, "terms": self._terms(number), "lobby": {} if holds is None else {"holds": holds},
            "entry": entry, "told": self.server.told() | told, "may": allowed,
            "people": {} if self.people is None else self.people.document(self.server),
        }  # fmt: skip
        unread = {"may": unclear} if number is None else {}
        unread |= {"people": self.unasked} if self.people is None else {}
        if not isinstance(self.server.records, bool):
            unread["room.recordingConsent"] = "the server does not say whether calls can be recorded"
        used = {} if event is None else {"event": dict(event)}
        return {key: part for key, part in document.items() if key not in unread} | used, unread

    def _terms(self, number: int | None) -> Json:
        """Return what rows depend on: who may less than others, who heeds permissions, and what they are kept as."""
        mode = self.server.said("signaling.mode")
        return {
            "narrowed": self.people is not None and self.people.narrowed(number),
            "peer": mode is not None and mode not in HEEDED,
            "recording": self.server.records is not False,
            "number": number,
        }

    def _holds(self, shown: Json, allowed: Json) -> bool | None:
        """Tell whether nobody comes in before staff open the lobby; None where that cannot be told."""
        state, timer = shown.get("lobbyState"), shown.get("lobbyTimer")
        if type(state) is not int or state not in {0, 1} or type(timer) is not int:
            return None
        if state == 0 or timer > 0 or allowed.get("lobby") is True:
            return False
        if not allowed or self.people is None:
            return None
        return not self.people.granted("lobby")

    def _entry(self, allowed: Json) -> Json:
        """Return how people come in: closed for who may not send, else as an admin of the server is told."""
        without = self.server.without_media
        found: Json = {}
        for key, name in ENTRY.items():
            if allowed.get(name) is False and self.people is not None and not self.people.granted(name):
                found[key] = True
            elif without is not None:
                found[key] = without
        return found

    def _unavailable(self) -> dict[str, str]:
        if not self.moderated:
            return dict.fromkeys((*MAY, *GRANTED, *WRITTEN), NOT_MODERATOR)
        found = dict.fromkeys(MAY, RESETS) if self.people is None else {}
        if self.people is not None and self.people.staff_singled:
            found = dict.fromkeys(MAY, FOR_GOOD)
        if not self.server.can("chat-permission"):
            found["chat"] = found["chat_granted"] = marked("this server's Talk is too old to close the chat")
        if not self.server.can("react-permission"):
            found["react"] = found["react_granted"] = marked(
                "in this server's Talk reactions follow the chat: close that"
            )
        if self.server.only_staff_start:
            found["start"] = marked("the server lets nobody but moderators start calls")
        if self.record.get("callPermissions") not in {0, None}:
            found |= dict.fromkeys(
                MAY, marked("the call that is on has permissions of its own; look again when it is over")
            )
        if self.record.get("canEnableSIP") is not True:
            found["sipEnabled"] = marked("this account is in no group that may switch joining by phone")
        if not self.server.can("message-expiration"):
            found["messageExpiration"] = marked(
                "on this server messages do not expire: an admin has to run jobs by cron"
            )
        if self.server.said("call.recording-consent") in {0, 1} or not self.server.can("recording-consent"):
            found["recordingConsent"] = marked("the server decides for all rooms: Administration settings > Talk")
        return found

    def _facts(self) -> dict[str, Any]:
        plain = {key: _plain(self.record.get(key)) for key in ("type", "readOnly", "hasPassword")}
        hidden = {key: digest(self.record.get(key)) for key in ("name", "objectType", "objectId")}
        return {**plain, **hidden, "join_link": self.mark}


def checked(record: object) -> Json | None:
    """Return a record that is one of a program's room; None where it is known to be none.

    Raises `MalformedError` that says why it cannot be judged.
    """
    if not isinstance(record, dict):
        raise MalformedError("an entry of the list of rooms is none")
    kind, sort = record.get("type"), record.get("objectType", "")
    if type(kind) is int and kind in NO_PROGRAMS:
        return None
    if isinstance(sort, str) and sort in NO_ROOMS and type(kind) is int and kind in KINDS:
        return None
    if type(kind) is not int or kind not in KINDS or not isinstance(sort, str) or sort not in ROOMS:
        raise MalformedError("it is a kind of conversation that this version does not know")
    token = record.get("token")
    if not isinstance(token, str) or not TOKEN.fullmatch(token):
        raise MalformedError("the room has no token by which it could be asked for")
    if record.get("remoteServer"):
        raise MalformedError(FEDERATED)
    attendee = record.get("attendeeId")
    if type(attendee) is not int or attendee <= 0 or not word(record.get("actorId")):
        raise MalformedError(NO_RECORD)
    return record


def _plain(value: object) -> object:
    """Return a value that a setting of a room may have; of anything else that there is something else."""
    return value if isinstance(value, int) else []


def names_of(rooms: Iterable[Json]) -> dict[str, str]:
    """Return the tokens of rooms by what they are known as here."""
    return {digest(each["token"]): each["token"] for each in rooms}
