"""A small file beside one of this user's, for its owner only, which one process at a time has open."""

from __future__ import annotations

import logging
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from hardener.errors import UnreachableError

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

WAIT = 120.0
"""Seconds to wait for another process that has it: as long as a call may take."""
LOOK = 0.05
log = logging.getLogger("hardener.http")


@contextmanager
def locked(path: Path, busy: str) -> Iterator[int | None]:
    """Yield the open file at `path`, made where there is none, while no other process has it.

    The lock is the kernel's: it goes with its process. None where this machine cannot keep such a file, or its
    file system has no locks. Raises `UnreachableError` that says `busy` where another process takes too long.
    """
    try:
        file = _opened(path)
    except OSError as error:
        log.debug("%s: nothing is shared with other processes: %s", path.parent, error.strerror)
        yield None
        return
    try:
        yield file if _is_locked(file, busy) else None
    finally:
        os.close(file)  # lets go of the lock as well


def _opened(path: Path) -> int:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    file = os.open(path, flags, 0o600)
    with suppress(AttributeError, PermissionError):  # there is no fchmod on Windows
        os.fchmod(file, 0o600)
    return file


def _is_locked(file: int, busy: str) -> bool:
    """Wait for the lock; False where this file system has none."""
    ends = time.monotonic() + WAIT
    while True:
        try:
            _lock(file)
        except (BlockingIOError, PermissionError):
            if time.monotonic() > ends:
                raise UnreachableError(busy) from None
            time.sleep(LOOK)
        except OSError:
            return False
        else:
            return True


def _lock(file: int) -> None:
    if sys.platform == "win32":
        os.lseek(file, 1 << 30, os.SEEK_SET)  # beside what is read, as a lock keeps others from reading
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
    else:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
