"""What a simulated Nextcloud begins with, and what it holds while it runs."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ConfigDict, JsonValue, ValidationError

from hardener.sandbox import Fault, SeedError
from hardener.sandbox.simulator import Json

HERE = "https://here.invalid"
"""Stands in a seed's calendars for the address at which it is served."""
DEFAULTS: Mapping[str, Any] = {
    "type": 3, "objectType": "", "objectId": "", "name": "", "description": "", "defaultPermissions": 0,
    "callPermissions": 0, "readOnly": 0, "lobbyState": 0, "lobbyTimer": 0, "listable": 0, "password": "",
    "sipEnabled": 0, "recordingConsent": 0, "breakoutRoomMode": 0, "breakoutRoomStatus": 0, "callRecording": 0,
    "hasCall": False, "messageExpiration": 0, "mentionPermissions": 0, "liveTranscriptionLanguageId": "",
}  # fmt: skip
"""A room as it is made; a password is text here, and only its presence is told."""
PERSON: Mapping[str, Any] = {
    "actorType": "users", "actorId": "", "displayName": "", "participantType": 3, "attendeePermissions": 0,
    "isArchived": False, "isFavorite": False,
}  # fmt: skip


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class User(_Model):
    """An account with an app password."""

    id: str
    password: str
    admin: bool = False
    talk: bool = True
    """May use Talk: is in one of its groups."""
    sip: bool = True
    """Is in a group that may switch joining by phone."""
    without_media: bool | None = None
    """Chose for itself how calls begin; None: as the server has it."""


class CalendarSeed(_Model):
    """One calendar of an account."""

    user: str
    name: str = "personal"
    components: tuple[str, ...] = ("VEVENT",)
    entries: tuple[str, ...] = ()
    """Each one iCalendar object."""


class Behaviour(_Model):
    """How the server is run."""

    maintenance: bool = False
    attempts: int = 10
    """How many wrong passwords, or unknown rooms, half an hour allows."""
    old_answers: bool = False
    """Writes are answered with an empty list, as by older Talk."""
    csrf: int = 412
    """The status without OCS-APIRequest: 412 or 401."""


class Seed(_Model):
    """A whole Nextcloud."""

    talk: int = 24
    """The version of Talk; 24 came with Nextcloud 34."""
    users: tuple[User, ...]
    rooms: tuple[dict[str, Any], ...] = ()
    calendars: tuple[CalendarSeed, ...] = ()
    config: dict[str, dict[str, Any]] = {}
    """What the capabilities have otherwise, by section and key."""
    policy: dict[str, str] = {}
    """App config of Talk that was ever set."""
    cron: bool = True
    """Background jobs run by the system's cron, without which no message expires."""
    sip: bool = False
    """Joining by phone is set up."""
    behaviour: Behaviour = Behaviour()
    faults: tuple[Fault, ...] = ()
    planted: tuple[dict[str, Any], ...] = ()
    right: tuple[str, ...] = ()


@dataclass(slots=True)
class Room:
    """One conversation and who is in it."""

    token: str
    values: dict[str, Any]
    people: list[dict[str, Any]]

    def of(self, actor: str) -> dict[str, Any] | None:
        """Return how an account takes part; None where it does not."""
        return next((p for p in self.people if (p["actorType"], p["actorId"]) == ("users", actor)), None)


@dataclass(slots=True)
class World:
    """What there is now."""

    seed: Seed
    rooms: dict[str, Room] = field(default_factory=dict)

    @classmethod
    def of(cls, seed: Seed) -> World:
        """Return the world as a seed has it. Raises `SeedError`."""
        numbers = itertools.count(1)
        return cls(seed, {room.token: room for room in (_room(each, numbers) for each in seed.rooms)})

    def user(self, ident: str) -> User | None:
        """Return an account by its id, in any case."""
        return next((u for u in self.seed.users if u.id.casefold() == ident.casefold()), None)

    def of_user(self, ident: str) -> Iterator[tuple[Room, dict[str, Any]]]:
        """Yield the rooms that an account takes part in, and how."""
        for room in self.rooms.values():
            if (person := room.of(ident)) is not None:
                yield room, person


def _room(given: Mapping[str, Any], numbers: Iterator[int]) -> Room:
    strange = set(given) - set(DEFAULTS) - {"token", "people"}
    if strange or "token" not in given:
        raise SeedError(f"a room has {', '.join(sorted(strange)) or 'no token'}")
    people = [{**PERSON, "attendeeId": next(numbers), **each} for each in given.get("people", [])]
    values = {**DEFAULTS, **{key: value for key, value in given.items() if key not in {"token", "people"}}}
    return Room(str(given["token"]), values, people)


def read_seed(seed: Mapping[str, JsonValue] | Json) -> Seed:
    """Return a seed that was checked. Raises `SeedError`."""
    try:
        return Seed.model_validate(seed)
    except ValidationError as error:
        raise SeedError(str(error)) from None
