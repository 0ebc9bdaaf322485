"""Write a file whole or not at all."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from hardener import mistakes
from hardener.files import FileError


def write_whole(pieces: Iterable[str | bytes], path: Path, *, private: bool = False) -> None:
    """Write `pieces`, text as UTF-8, to a file. Raises `FileError`; then what was there is as it was.

    A new file is for its owner only; one that others may read already stays so, unless it is `private`.
    """
    if _special(path):
        raise FileError(f"{path}: {mistakes.PIPE}")
    part = path.with_name(f".{path.name}.part")
    try:
        part.unlink(missing_ok=True)
        with open(part, "xb", opener=_mine) as file:
            file.writelines(piece.encode() if isinstance(piece, str) else piece for piece in pieces)
        if path.exists() and not private:
            _as_before(path, part)
        part.replace(path)
    except OSError as error:
        raise FileError(f"{path}: cannot write it: {error.strerror}") from None
    finally:
        part.unlink(missing_ok=True)


def write_new(text: str, path: Path) -> None:
    """Write a file that is not there yet, for its owner only. Raises `FileError`, also where it is there."""
    try:
        with open(path, "x", encoding="utf-8", opener=_mine) as file:
            file.write(text)
    except FileExistsError:
        raise FileError(f"{path} is there already; it was left as it is") from None
    except OSError as error:
        raise FileError(f"{path}: cannot write it: {error.strerror}") from None


def _special(path: Path) -> bool:
    """Tell whether a pipe or device is there, or a way to one: a file in its place would be its end for everybody."""
    try:
        mode = path.stat().st_mode
        return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)) or str(path.readlink()).startswith("/proc/")
    except (OSError, ValueError):  # nothing is there, or no link
        return False


def _mine(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _as_before(path: Path, part: Path) -> None:
    """Give what takes a file's place its mode and, where that is allowed, its owner: others may have to read it."""
    about = path.stat()
    part.chmod(stat.S_IMODE(about.st_mode))
    with suppress(PermissionError, AttributeError):  # only root gives files away, and there is no chown on Windows
        os.chown(part, about.st_uid, about.st_gid)
