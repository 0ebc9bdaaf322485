"""Judge a snapshot again: a connection that reads from the file instead of the vendor."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import IO, Self, TypeVar

from pydantic import BaseModel, ValidationError

from hardener.adapter import Window, load
from hardener.config import Config
from hardener.errors import AdapterError, HardenerError
from hardener.files import FileError, opened
from hardener.model import Elsewhere, Target, Unreadable
from hardener.report.safe import plain
from hardener.setting import Setting, without
from hardener.snapshot.keep import Keeper
from hardener.snapshot.lines import FORMAT, Came, End, Head, Held, Line, Reaches
from hardener.whose import Whose

LONGEST = 16 * 2**20
"""Bytes of a line; no target comes near."""
M = TypeVar("M", bound=BaseModel)


class SnapshotError(HardenerError):
    """A file that is no whole snapshot, or of a newer format: which file, which line, what is wrong."""


@dataclass(slots=True)
class Snapshot:
    """A file that was looked through from its head to its end; its targets stay there until they are asked for."""

    path: Path
    head: Head
    config: Config
    came: Mapping[str, Came]
    """How far each connection came."""
    _file: IO[bytes]
    _places: Mapping[str, list[tuple[int, int]]]
    """Of each connection the number and the place of its lines."""
    _profiles: Mapping[tuple[str, str], str]
    _unnamed: frozenset[tuple[str, str]]
    _sign_ups: Mapping[tuple[str, str], str]
    _lock: Lock = field(default_factory=Lock)

    def __enter__(self) -> Self:
        """Use it in a with block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        self._file.close()

    def profile_of(self, connection: str, target: Target | Unreadable) -> str:
        """Return the name of the profile that a program was judged by."""
        return self._profiles[connection, target.id]

    def is_named(self, connection: str, target: Target | Unreadable) -> bool:
        """Tell whether a rule of the configuration named a program."""
        return (connection, target.id) not in self._unnamed

    def sign_up_of(self, connection: str, target: Target | Unreadable) -> str:
        """Return where families signed up for a program instead of on its platform; empty where they did not."""
        return self._sign_ups.get((connection, target.id), "")

    def lines(self, connection: str) -> Iterator[Line]:
        """Yield the lines of one connection, in the order in which its vendor was read."""
        for number, place in self._places[connection]:
            with self._lock:
                self._file.seek(place)
                raw = self._file.readline(LONGEST)
            yield _parsed(raw, Line, self.path, number)

    def connections(self, names: Sequence[str] = ()) -> list[Offline]:
        """Return the connections that are in it, or those called `names`. Raises `SnapshotError`."""
        there = {held.name: held for held in self.head.connections}
        if unknown := [name for name in names if name not in there]:
            raise SnapshotError(f"{self.path}: no connection {unknown[0]!r} in it; there is {', '.join(there)}")
        return [_offline(self, there[name]) for name in names or there]


@dataclass(frozen=True, slots=True)
class Offline:
    """One connection of a snapshot, with the table of the adapter that is installed here."""

    name: str
    vendor: str
    settings: Sequence[Setting]
    snapshot: Snapshot
    looked: Mapping[str, tuple[str, ...]]
    missing: str = ""
    """Why there is no adapter for its vendor here; empty where there is."""
    account: str = ""
    """The key of the account that it was."""
    platform: str = ""
    """The platform's own name, where the library describes it itself."""

    @property
    def adapter(self) -> Offline:
        """Return itself: it is read as an adapter is."""
        return self

    def calls(self) -> Mapping[str, int]:
        """Return the requests that were sent when the snapshot was taken."""
        return self.snapshot.came[self.name].calls

    def whose(self) -> Whose | None:
        """Return whose account it was, where the file says so."""
        return Whose.of(self.account) if self.account else None

    def asides(self) -> Sequence[str]:
        """Return what was out of view by the options with which the snapshot was taken."""
        return self.snapshot.came[self.name].asides

    @staticmethod
    def late() -> str:
        """Return that nothing is late: what was when the snapshot was taken is in it."""
        return ""

    def skew(self) -> float:
        """Return nothing: what was wrong with the clock when it was read is in why it ended early."""
        return 0.0

    def read_all(self, window: Window) -> Iterator[Target | Unreadable | Elsewhere]:
        """Yield every target in the file that `window` asks for. Raises `AdapterError` where reading had ended."""
        keeper = Keeper(self.settings)
        narrower = window.program != self.snapshot.head.program
        lacking: dict[str, Mapping[str, str]] = {}
        for line in self.snapshot.lines(self.name):
            if narrower and line.program is not None and not window.wants(line.program.id, line.title):
                continue
            if line.kind not in lacking:
                lacking[line.kind] = keeper.lacking(line.kind, self.looked.get(line.kind, ()))
            yield line.unreadable(self.missing) if self.missing else line.target(lacking[line.kind])
        for name, count in self.snapshot.came[self.name].elsewhere.items():
            yield Elsewhere(platform=name, count=count)
        if error := self.missing or self.snapshot.came[self.name].error:
            raise AdapterError(error)


def _offline(snapshot: Snapshot, held: Held) -> Offline:
    try:
        settings, missing = without(_table(snapshot, held), held.absent), ""
    except AdapterError as error:
        settings, missing = (), str(error)
    name = held.own.name if held.own is not None else ""
    return Offline(held.name, held.vendor, settings, snapshot, held.looked, missing, held.account, name)


def _table(snapshot: Snapshot, held: Held) -> Sequence[Setting]:
    """Return the table by which a connection is judged; a file from elsewhere is not believed against an adapter's.

    Raises `SnapshotError`, and `AdapterError` where there is no such adapter.
    """
    installed = load(held.vendor).settings
    if held.own is None:
        return installed
    if installed:
        raise SnapshotError(
            f"{snapshot.path}:1: connection {held.name} describes its platform itself, but {held.vendor} has a table "
            "of its own here; take a new one: hardener snapshot"
        )
    return held.own.settings


def open_snapshot(path: Path) -> Snapshot:
    """Look through a whole snapshot and return it. Raises `SnapshotError`, with the line."""
    with ExitStack() as stack:
        try:
            found = _looked_through(path, stack.enter_context(opened(path)))
        except FileError as error:
            raise SnapshotError(str(error)) from None
        except OSError as error:
            raise SnapshotError(f"{path}: cannot read it: {error.strerror or error}") from None
        stack.pop_all()
        return found


def _looked_through(path: Path, file: IO[bytes]) -> Snapshot:
    head, config = _head(file.readline(LONGEST), path)
    names = {held.name for held in head.connections}
    places: dict[str, list[tuple[int, int]]] = {name: [] for name in names}
    profiles: dict[tuple[str, str], str] = {}
    unnamed: set[tuple[str, str]] = set()
    sign_ups: dict[tuple[str, str], str] = {}
    number, place = 1, file.tell()
    for raw in iter(lambda: file.readline(LONGEST), b""):
        number += 1
        if raw.startswith(b'{"reaches"'):
            came = {each.connection: each for each in _parsed(raw, Reaches, path, number).reaches}
            _ended(path, file, number)
            break
        line = _parsed(raw, Line, path, number)
        if line.connection not in names:
            raise SnapshotError(f"{path}:{number}: connection {line.connection!r} is not in the head")
        if line.program is not None:
            if line.profile not in head.profiles:
                raise SnapshotError(f"{path}:{number}: profile {line.profile!r} is not in the head")
            profiles[line.connection, line.id] = line.profile
            sign_ups[line.connection, line.id] = line.sign_up
            unnamed |= {(line.connection, line.id)} if line.unnamed else set()
        places[line.connection].append((number, place))
        place = file.tell()
    else:
        raise SnapshotError(f"{path}: it ends early, after line {number}; take a new one: hardener snapshot")
    if set(came) != names:
        raise SnapshotError(f"{path}:{number}: it does not say how far each connection came")
    return Snapshot(path, head, config, came, file, places, profiles, frozenset(unnamed), sign_ups)


def _ended(path: Path, file: IO[bytes], count: int) -> None:
    """Compare the last line with what comes before it."""
    last = file.readline(LONGEST)
    if not last:
        raise SnapshotError(f"{path}: it ends early, after line {count}; take a new one: hardener snapshot")
    end = _parsed(last, End, path, count + 1)
    size = file.tell() - len(last)
    if file.read(1):
        raise SnapshotError(f"{path}:{count + 2}: there is more after its end")
    file.seek(0)
    digest = hashlib.sha256()
    while size > 0 and (chunk := file.read(min(size, 2**20))):
        digest.update(chunk)
        size -= len(chunk)
    if end.lines != count or end.sha256 != digest.hexdigest():
        raise SnapshotError(f"{path}: it was changed after it was taken; take a new one: hardener snapshot")


def _head(raw: bytes, path: Path) -> tuple[Head, Config]:
    """Return the head of a snapshot and the configuration that it stands for. Raises `SnapshotError`."""
    try:
        tree = json.loads(raw)
    except (ValueError, RecursionError):
        tree = None
    number = tree.get("hardener_snapshot") if isinstance(tree, dict) else None
    if not isinstance(number, int):
        raise SnapshotError(f"{path}: it is no snapshot; one is made with: hardener snapshot FILE")
    if number > FORMAT:
        raise SnapshotError(
            f"{path}:1: it has format {number}, and this hardener reads up to {FORMAT}; use a newer hardener"
        )
    head = _parsed(raw, Head, path, 1)
    try:
        return head, head.config
    except ValidationError as error:
        raise SnapshotError(f"{path}:1: {_said(error)}") from None


def _parsed(raw: bytes, model: type[M], path: Path, number: int) -> M:
    """Return one line as a `model` of it. Raises `SnapshotError`."""
    if len(raw) >= LONGEST:
        raise SnapshotError(f"{path}:{number}: the line is longer than {LONGEST} bytes")
    if not raw.endswith(b"\n"):
        raise SnapshotError(f"{path}:{number}: it ends early; take a new one: hardener snapshot")
    try:
        return model.model_validate_json(raw)
    except ValidationError as error:
        raise SnapshotError(f"{path}:{number}: {_said(error)}") from None


def _said(error: ValidationError) -> str:
    """Return the first thing that is wrong, with the name of its key."""
    first = error.errors(include_url=False, include_input=False)[0]
    where = ".".join(map(str, first["loc"]))
    said = "unknown key" if first["type"] == "extra_forbidden" else first["msg"].removeprefix("Value error, ")
    return plain(f"{where[:100]}: {said}" if where else said)
