"""The state of one simulated account, with its look-ups."""

from __future__ import annotations

import base64
import hashlib
from collections import defaultdict, deque
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TypeVar

from pydantic import JsonValue, TypeAdapter

from hardener.sandbox import SeedError, checked
from hardener_zoom.simulator.levels import SETTINGS, canonical
from hardener_zoom.simulator.shapes import Flat, Json, Shape, shape
from hardener_zoom.simulator.state import Group, Program, Seed, User

LOGGED_OPERATIONS = 10_000
MEETING = shape("meeting")
WEBINAR = shape("webinar")
LOCKS = shape("locks")
_ROOM = frozenset({"password", "settings", "started"})


Named = TypeVar("Named", User, Group)


class World:
    """Everything that the simulated account holds."""

    def __init__(self, seed: Seed) -> None:
        self.seed = seed
        self.account = seed.account
        self.behaviour = seed.behaviour
        self.users = _by_id(seed.users, "users")
        self.groups = _by_id(seed.groups, "groups")
        self.emails = {user.email.casefold(): user for user in seed.users}
        self.programs: dict[int, Program] = {}
        self.hosted: defaultdict[str, list[Program]] = defaultdict(list)
        self.rooms: dict[int, Program] = {}
        self.operations: deque[Json] = deque(maxlen=LOGGED_OPERATIONS)
        """What administrators changed, newest last."""
        self.told: list[str] = []
        """Addresses of registrants who were sent a mail."""
        self._uuids: dict[str, int] = {}
        self._flatten(seed)
        for program in (*seed.meetings, *seed.webinars):
            self.add(program)
        for user in seed.users:
            self._furnish(user)

    def _flatten(self, seed: Seed) -> None:
        self.account.settings = _flat(self.account.settings, SETTINGS, "account.settings")
        self.account.locks = _flat(self.account.locks, LOCKS, "account.locks")
        for group in seed.groups:
            group.settings = _flat(group.settings, SETTINGS, f"group {group.id}: settings")
            group.locks = _flat(group.locks, LOCKS, f"group {group.id}: locks")
        for user in seed.users:
            user.settings = _flat(user.settings, SETTINGS, f"user {user.id}: settings")
            if lost := [group for group in user.groups if group not in self.groups]:
                raise SeedError(f"user {user.id}: no group {lost[0]!r}")

    def add(self, program: Program) -> None:
        """Take in a new program, whose settings are nested as Zoom's API has them."""
        if program.host not in self.users:
            raise SeedError(f"program {program.id}: no user {program.host!r}")
        if program.id in self.programs:
            raise SeedError(f"program {program.id}: there are two of that id")
        _settle(program)
        self.programs[program.id] = program
        self.hosted[program.host].append(program)

    def _furnish(self, user: User) -> None:
        if user.pmi is None:
            return
        if strange := sorted(set(user.room) - _ROOM):
            raise SeedError(f"user {user.id}: room: unknown key {strange[0]!r}")
        room = TypeAdapter(Program).validate_python(
            {
                "id": user.pmi,
                "host": user.id,
                "type": 4,
                "topic": f"{user.name}'s Personal Meeting Room",
                "created_at": user.created_at,
                "timezone": user.timezone,
                **user.room,
            }
        )
        _settle(room)
        self.rooms[user.pmi] = room

    def find_user(self, ident: str) -> User | None:
        """Return the user with this id or e-mail address."""
        return self.users.get(ident) or self.emails.get(ident.casefold())

    def find_program(self, ident: str) -> Program | None:
        """Return the program with this number or UUID; personal meeting rooms included."""
        if ident.isascii() and ident.isdigit():
            number = int(ident)
            return self.programs.get(number) or self.rooms.get(number)
        if len(self._uuids) < len(self.programs):
            self._uuids = {uuid(program): program.id for program in self.programs.values()}
        found = self._uuids.get(ident)
        return None if found is None else self.programs.get(found)

    def record(self, operator: str, category: str, detail: str, now: float) -> None:
        """Remember that an administrator changed something."""
        entry: Json = {
            "time": iso(datetime.fromtimestamp(now, UTC)),
            "operator": operator,
            "category_type": category,
            "action": "Update",
            "operation_detail": detail,
        }
        self.operations.append(entry)


def read_seed(seed: Mapping[str, JsonValue]) -> Seed:
    """Check a seed. Raises `SeedError` with one clear line."""
    return checked(Seed, seed)


def iso(moment: datetime) -> str:
    """Write a moment as Zoom does."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def uuid(program: Program) -> str:
    """Return the UUID of a program."""
    return program.uuid or token(f"uuid {program.id}", 16, safe=False)


def token(text: str, size: int = 12, *, safe: bool = True) -> str:
    """Return something that looks random and is always the same for the same text."""
    raw = hashlib.sha256(text.encode()).digest()[:size]
    return base64.urlsafe_b64encode(raw).decode().rstrip("=") if safe else base64.b64encode(raw).decode()


def _by_id(items: list[Named], where: str) -> dict[str, Named]:
    found = {item.id: item for item in items}
    if len(found) < len(items):
        raise SeedError(f"{where}: there are two of the same id")
    return found


def _settle(program: Program) -> None:
    root = (WEBINAR if program.webinar else MEETING).below("settings")
    program.settings = _flat(program.settings, root, f"program {program.id}: settings", exact=True)


def _flat(nested: Mapping[str, JsonValue], known: Shape, where: str, *, exact: bool = False) -> Flat:
    flat, wrong, strange = known.read(nested)
    if strange:
        raise SeedError(f"{where}: unknown key {strange[0]!r}")
    if wrong:
        raise SeedError(f"{where}: {wrong[0][0]} {wrong[0][1]}")
    return flat if exact else {canonical(path): value for path, value in flat.items()}
