"""The one door through which files come in that a person gives: regular files only, of a sane size and depth."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path
from typing import IO

from pydantic import JsonValue

from hardener import mistakes
from hardener.errors import HardenerError

LIMIT = 8 * 2**20
"""Bytes of a file that is read as a whole; a configuration has a few thousand, a large plan a few million."""
YAML_LIMIT = 2**20
"""Bytes of a YAML file: its reader takes seconds for as much."""
DEPTH = 40
"""Levels of lists and objects within each other; nothing of ours has a quarter of them."""
VALUES = 500_000
"""Values in one file, those that are repeated by reference counted each time."""


class FileError(HardenerError):
    """A file of ours or the user's that cannot be taken: `name:line:column: what`."""


class NoFileError(FileError):
    """There is no such file."""


def opened(path: Path, name: str = "") -> IO[bytes]:
    """Return the regular file at `path`, open to be read; messages call it `name`, where that is given.

    Raises `FileError`, `NoFileError` where there is none.
    """
    name = name or str(path)
    try:
        # Without O_NONBLOCK a pipe that nobody writes to would hold us for ever.
        number = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except FileNotFoundError:
        raise NoFileError(f"{name}: {mistakes.NO_FILE}") from None
    except (OSError, ValueError) as error:
        raise FileError(f"{name}: cannot read it: {getattr(error, 'strerror', None) or error}") from None
    mode = os.fstat(number).st_mode
    if not stat.S_ISREG(mode):
        os.close(number)
        raise FileError(f"{name}: {mistakes.FOLDER if stat.S_ISDIR(mode) else mistakes.PIPE}")
    return os.fdopen(number, "rb")


def read_bytes(path: Path, limit: int = LIMIT, name: str = "") -> bytes:
    """Return what the regular file at `path` holds. Raises `FileError`, `NoFileError` where there is none."""
    name = name or str(path)
    with opened(path, name) as file:
        try:
            data = file.read(limit + 1)
        except OSError as error:
            raise FileError(f"{name}: cannot read it: {error.strerror}") from None
    if len(data) > limit:
        raise FileError(f"{name}: {mistakes.TOO_LARGE.format(limit=limit // 2**20)}")
    return data


def read_text(path: Path, limit: int = LIMIT, name: str = "") -> str:
    """Return the UTF-8 text in the file at `path`, with or without a byte order mark. Raises `FileError`."""
    name = name or str(path)
    data = read_bytes(path, limit, name)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise FileError(f"{name}:{line}: {mistakes.NOT_UTF8}") from None


def json_of(text: str, name: str) -> JsonValue:
    """Return the JSON value in `text`. Raises `FileError` with line and column."""
    try:
        found: JsonValue = json.loads(text)
    except json.JSONDecodeError as error:
        raise FileError(f"{name}:{error.lineno}:{error.colno}: not JSON: {error.msg}") from None
    except (ValueError, RecursionError):
        raise FileError(f"{name}: not JSON that can be read: a number too long, or too deep") from None
    shallow(found, name)
    return found


def shallow(tree: object, name: str) -> None:
    """Raise `FileError` where `tree`, of lists and objects, is deeper or has more values than any file of ours."""
    level, count = [tree], 0
    for _ in range(DEPTH):
        level = [each for node in level for each in _inside(node)]
        count += len(level)
        if count > VALUES:
            raise FileError(f"{name}: it has more than {VALUES} values; this cannot be the file that is meant")
        if not level:
            return
    raise FileError(f"{name}: it has lists or tables within each other, more than {DEPTH} deep")


def _inside(node: object) -> list[object]:
    if isinstance(node, dict):
        return list(node.values())
    return list(node) if isinstance(node, list | tuple) else []
