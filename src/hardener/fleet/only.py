"""Of several watches of one fleet one is at work. The lock is the kernel's: it goes with its process."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from hardener.errors import AskedError
from hardener.language import tr
from hardener.store.holder import Holder

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

FILE = "watch.lock"
WHO = "a watch"


class AnotherError(AskedError):
    """Another watch is at work."""


@contextmanager
def only(folder: Path, now: datetime) -> Iterator[None]:
    """Be the only watch of what is shared in `folder`. Raises `AnotherError` that says who is.

    Where no such file can be kept, or its file system has no locks, each library's own lease has to do.
    """
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        file = os.open(folder / FILE, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600)
    except OSError:
        yield
        return
    try:
        if not _taken(file):
            known = Holder.read(os.pread(file, 2000, 0).decode(errors="replace")) if hasattr(os, "pread") else None
            raise AnotherError(tr("these libraries are watched already, by {holder}", holder=known or WHO))
        os.ftruncate(file, 0)
        os.write(file, Holder.here(WHO, now).written.encode())
        yield
    finally:
        os.close(file)


def _taken(file: int) -> bool:
    """Take the lock; tell whether nobody else has it. One of a process, not of what it forks: these end after it."""
    try:
        if sys.platform == "win32":
            os.lseek(file, 1 << 30, os.SEEK_SET)
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
            os.lseek(file, 0, os.SEEK_SET)
        else:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:
        return True
    return True
