"""Who holds a lease: in words for people, and so that another process of the same machine can tell whether it lives."""

from __future__ import annotations

import os
import secrets
import socket
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from pydantic import ValidationError

from hardener.model import Model

PROC = Path("/proc")


class Holder(Model):
    """One process that holds something, as the store keeps it."""

    who: str
    """`anna`, or `the watch`."""
    host: str
    machine: str
    """The same only for processes that see each other's numbers; empty where that cannot be told."""
    pid: int
    started: str
    """When the process began, by its machine: numbers of processes are given again."""
    since: datetime
    key: str
    """No other holder has it."""

    @classmethod
    def here(cls, who: str, now: datetime) -> Self:
        """Return this process."""
        pid = os.getpid()
        return cls(
            who=who,
            host=socket.gethostname(),
            machine=_machine(),
            pid=pid,
            started=_started(pid),
            since=now,
            key=secrets.token_hex(8),
        )

    @classmethod
    def read(cls, text: str) -> Self | None:
        """Return the holder that `written` wrote; None where `text` is none of these."""
        try:
            return cls.model_validate_json(text.partition("{")[1] + text.partition("{")[2])
        except ValidationError:
            return None

    @property
    def written(self) -> str:
        """Return it as the store keeps it, for people who look there as well."""
        return f"{self.host} {self.pid} {self.model_dump_json()}"

    @property
    def near(self) -> bool:
        """Tell whether it can be seen from here whether it lives."""
        return bool(self.machine) and self.machine == _machine()

    @property
    def gone(self) -> bool:
        """Tell whether it has ended, for certain."""
        return self.near and _started(self.pid) != self.started

    def __str__(self) -> str:
        """Return it as a sentence goes on: who, where, and since when."""
        return f"{self.who} (process {self.pid} on {self.host}) since {self.since.astimezone(UTC):%d %b %H:%M:%S} UTC"


def _machine() -> str:
    """Return a name that only processes share that see each other: containers may have a host's name in common."""
    try:
        boot = (PROC / "sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        return f"{boot} {(PROC / 'self/ns/pid').readlink()}"
    except OSError:
        return ""


def _started(pid: int) -> str:
    """Return when a process began; empty where there is none, or it has ended and only waits to be counted."""
    try:
        about = (PROC / str(pid) / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:
        return ""
    return "" if about[0] in {"Z", "X"} else about[19]
