"""Tokens that the processes of one machine have in common: a vendor may make the old one void with each new one.

One file a log-in, for its owner only. A kernel's lock on it lets one process at a time log in. What it
holds is sealed with the connection's own secret, so that it is of use to nobody who could not log in anyway.
"""

from __future__ import annotations

import base64
import hashlib
import json
import logging
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from hardener.http.lockfile import locked

SHARED = 3600.0
"""Seconds for which a token is taken from another process, so that what an admin changes is soon seen."""
BUSY = "another process of hardener has been logging in for too long"
LARGEST = 1_000_000
log = logging.getLogger("hardener.http")
Entries = dict[str, dict[str, object]]


@dataclass
class Shelf:
    """Where tokens are kept: in files beside one of this user's."""

    beside: Path
    proving: bool = False
    """Take nothing that another process left: the log-in itself is what is to be seen."""
    _ours: set[str] = field(default_factory=set)

    def near(self, use: str, place: Sequence[str]) -> Path:
        """Return where the file of that `use` of what `place` names is."""
        return self.beside.with_name(f"{self.beside.name}.{use}-{_digest('place', place)[:16]}")

    @contextmanager
    def open(self, place: Sequence[str]) -> Iterator[Slot | None]:
        """Yield what is known of the log-in at `place` while no other process logs in there.

        None where this machine cannot keep such a file. Raises `UnreachableError` where
        another process takes too long.
        """
        with locked(self.near("login", place), BUSY) as file:
            yield Slot(file, self) if file is not None else None

    def take(self, name: str) -> bool:
        """Tell whether an entry called `name` may be taken."""
        return not self.proving or name in self._ours

    def ours(self, name: str) -> None:
        """Remember that we made the entry called `name`."""
        self._ours.add(name)


@dataclass
class Slot:
    """The file of one log-in, locked."""

    file: int
    shelf: Shelf

    def find(self, secret: Sequence[str], now: float) -> dict[str, object] | None:
        """Return what was kept by whoever has the same `secret`, if it is to be used at `now` (seconds since 1970)."""
        name = _digest("name", secret)
        entry = self._read().get(name)
        if entry is None or not self.shelf.take(name):
            return None
        until, sealed = entry.get("until"), entry.get("sealed")
        if not isinstance(until, int | float) or not now < until <= now + SHARED or not isinstance(sealed, str):
            return None
        return _opened(sealed, secret)

    def keep(self, secret: Sequence[str], body: dict[str, object], until: float, now: float) -> None:
        """Keep `body` for whoever has the same `secret`; what is over is dropped."""
        name = _digest("name", secret)
        entries = {key: entry for key, entry in self._read().items() if _lives(entry, now)}
        entries[name] = {"until": min(until, now + SHARED), "sealed": _sealed(body, secret)}
        self.shelf.ours(name)
        try:
            _write(self.file, json.dumps(entries).encode())
        except OSError as error:
            log.debug("%s: the token could not be shared: %s", self.shelf.beside.parent, error.strerror)

    def _read(self) -> Entries:
        """Return the entries; none where a process died while it wrote them, as they can be had again."""
        try:
            os.lseek(self.file, 0, os.SEEK_SET)
            found = json.loads(os.read(self.file, LARGEST) or b"{}")
        except (OSError, ValueError, RecursionError):
            return {}
        entries = found.items() if isinstance(found, dict) else ()
        return {key: entry for key, entry in entries if isinstance(entry, dict)}


def _lives(entry: dict[str, object], now: float) -> bool:
    until = entry.get("until")
    return isinstance(until, int | float) and until > now


def _write(file: int, data: bytes) -> None:
    os.ftruncate(file, 0)
    os.lseek(file, 0, os.SEEK_SET)
    while data:
        data = data[os.write(file, data) :]


def _digest(use: str, parts: Sequence[str]) -> str:
    return hashlib.sha256(json.dumps([use, *parts]).encode()).hexdigest()


def _sealed(body: dict[str, object], secret: Sequence[str]) -> str:
    from cryptography.fernet import Fernet  # noqa: PLC0415 - a slow import, and only a log-in needs it

    return Fernet(_key(secret)).encrypt(json.dumps(body).encode()).decode()


def _opened(sealed: str, secret: Sequence[str]) -> dict[str, object] | None:
    from cryptography.fernet import Fernet, InvalidToken  # noqa: PLC0415 - a slow import, and only a log-in needs it

    try:
        found = json.loads(Fernet(_key(secret)).decrypt(sealed.encode()))
    except (InvalidToken, ValueError):
        return None
    return found if isinstance(found, dict) else None


def _key(secret: Sequence[str]) -> bytes:
    return base64.urlsafe_b64encode(bytes.fromhex(_digest("key", secret)))
