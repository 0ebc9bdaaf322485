"""Text files of a server as a transport: read whole and written whole, behind the wall that an audit has for HTTP."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from hardener.errors import AdapterError, MalformedError, UnreachableError, WriteForbiddenError
from hardener.files import LIMIT, FileError, NoFileError, read_bytes


class MissingError(AdapterError):
    """There is no such file; what it would say is then what the server does without it."""


@dataclass(frozen=True, slots=True)
class TextFile:
    """A file as it was read."""

    name: str
    """Its path in the folder."""
    text: str = field(repr=False)
    """With the ends of lines that it has."""
    encoding: str
    modified: datetime
    """When it was last changed, in UTC: what started before that has not read it."""
    digest: str
    """Of its bytes."""


class ServerFolder:
    """The text files in one folder of a server; nothing outside is ever opened."""

    def __init__(
        self, root: Path, *, read_only: bool, clock: Callable[[], float], check: Callable[[], None] = lambda: None,
        wrote: Callable[[str], None] = lambda _name: None,
    ) -> None:  # fmt: skip
        """Take the folder at `root`; with `read_only` nothing can be written by it.

        `clock` gives seconds since 1970; `check` is asked right before each write, and raises where it must not be;
        `wrote` hears the name of each file that was written.
        """
        self._root = root
        self._read_only = read_only
        self._clock = clock
        self._check = check
        self._wrote = wrote

    def read(self, name: str, encoding: str = "utf-8") -> TextFile:
        """Return the file called `name`. Raises `MissingError`, `UnreachableError`, `MalformedError`."""
        path = self._path(name)
        data = _bytes(path, name)
        try:
            text = data.decode(encoding)
            modified = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        except UnicodeDecodeError:
            raise MalformedError(
                f"{name}: it is no text in {encoding.removesuffix('-sig').upper()}; save it again as that"
            ) from None
        except OSError as error:
            raise UnreachableError(f"{name}: {error.strerror}") from None
        return TextFile(name, text, encoding, modified, _digest(data))

    def write(self, before: TextFile, text: str) -> None:
        """Make the file that was read as `before` hold `text`, all at once; mode and owner stay.

        What it held is kept beside it, as `NAME.2026-11-29T101500Z.bak`. Raises `WriteForbiddenError` while reading,
        `AdapterError` where it was changed since or cannot be written; then it is as it was.
        """
        if self._read_only:
            raise WriteForbiddenError(f"a reading command tried to write {before.name}; it was not written")
        path = self._path(before.name)
        data = _encoded(text, before)
        if _digest(data) == before.digest:
            return
        self._check()
        try:
            self._replace(path, before, data)
        except OSError as error:
            raise UnreachableError(f"{before.name}: {error.strerror}; nothing was written") from None
        self._wrote(before.name)

    def _replace(self, path: Path, before: TextFile, data: bytes) -> None:
        held = _unchanged(path, before)
        number, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        made = [Path(name)]
        try:
            _fill(number, data, made[0], path)
            backup, number = self._beside(path)
            made.append(backup)
            _fill(number, held, backup, path)
            _unchanged(path, before)
            made[0].replace(path)
        except BaseException:
            for each in made:
                each.unlink(missing_ok=True)
            raise
        _sync(path.parent)

    def _beside(self, path: Path) -> tuple[Path, int]:
        """Return a new file beside `path`, for what that holds, and its open number."""
        stamp = f"{datetime.fromtimestamp(self._clock(), UTC):%Y-%m-%dT%H%M%SZ}"
        for more in ("", *(f"-{n}" for n in range(2, 100))):
            copy = path.with_name(f"{path.name}.{stamp}{more}.bak")
            with suppress(FileExistsError):
                return copy, os.open(copy, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        raise UnreachableError(f"{path.name}: it was written a hundred times in a second; nothing was written")

    def _path(self, name: str) -> Path:
        """Return where the file called `name` really is. Raises `UnreachableError` where that is not in the folder."""
        try:
            root, path = self._root.resolve(), (self._root / name).resolve()
        except (OSError, RuntimeError, ValueError):
            raise UnreachableError(f"{name}: links that lead nowhere; not opened") from None
        if path == root or not path.is_relative_to(root):
            raise UnreachableError(f"{name} leads out of {self._root}; not opened")
        return path


def _bytes(path: Path, name: str) -> bytes:
    try:
        return read_bytes(path, LIMIT, name)
    except NoFileError as error:
        raise MissingError(str(error)) from None
    except FileError as error:
        raise UnreachableError(str(error)) from None


def _encoded(text: str, before: TextFile) -> bytes:
    try:
        return text.encode(before.encoding)
    except UnicodeEncodeError as error:
        raise MalformedError(
            f"{before.name}: {before.encoding} cannot hold {text[error.start]!r}; not written"
        ) from None


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _unchanged(path: Path, before: TextFile) -> bytes:
    """Return what the file holds. Raises `AdapterError` where that is not what was read, or it has another name."""
    held = _bytes(path, before.name)
    if _digest(held) != before.digest:
        raise AdapterError(f"{before.name} was changed since it was read; nothing was written")
    if path.stat().st_nlink > 1:
        raise AdapterError(f"{before.name} is a hard link: its other name would keep what it held; nothing was written")
    return held


def _fill(number: int, data: bytes, made: Path, like: Path) -> None:
    """Write `data` into a new file, and give it the owner, mode and attributes of `like`, but not its age."""
    with os.fdopen(number, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    theirs, ours = like.stat(), made.stat()
    if (theirs.st_uid, theirs.st_gid) != (ours.st_uid, ours.st_gid):
        os.chown(made, theirs.st_uid, theirs.st_gid)  # before the mode: it takes away what only an owner may have
    shutil.copystat(like, made)
    os.utime(made)


def _sync(folder: Path) -> None:
    """Have the new name outlive a power cut, where the system can do that of a folder."""
    with suppress(OSError):
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)
