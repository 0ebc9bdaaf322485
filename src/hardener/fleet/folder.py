"""Which libraries a folder has, and what is wrong with a sub-folder that is none."""

from __future__ import annotations

import hashlib
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import chain, count
from pathlib import Path
from typing import Any, NamedTuple

from hardener.errors import AskedError
from hardener.files import FileError, read_bytes, read_text
from hardener.fleet.place import CONFIG, CREDENTIALS
from hardener.language import tr
from hardener.report.safe import terminal
from hardener.secrets import SERVICE

NAME = 60
"""Characters of a library's name that are shown."""
APPS = ("client_id", "service_account")
"""Secrets that name an app, whose limits at a vendor are those of all who use it."""


@dataclass(frozen=True, kw_only=True)
class Found:
    """One sub-folder."""

    name: str
    """Of the library, unlike that of any other: where one repeats, with its folder."""
    folder: Path
    problem: str = ""
    """Why it is not looked at; empty where it is."""
    apps: Mapping[str, str] = field(default_factory=dict)
    """By connection what stands for the app that it logs in with."""
    written: tuple[int, ...] = ()
    """What is another where its hardener.toml was written anew."""


class Seen(NamedTuple):
    """What was seen of a sub-folder."""

    stamps: tuple[object, ...]
    """What is another where its files were written anew."""
    found: Found | None
    """None: it is no library, nor meant to be one."""


def entries(folder: Path, without: Path | None = None) -> list[Path]:
    """Return what may be a library, by name; `without` what is something else. Raises `AskedError`."""
    try:
        return sorted(path for path in folder.iterdir() if not path.name.startswith(".") and path != without)
    except OSError as error:
        raise AskedError(f"{folder}: cannot read it: {error.strerror}") from None


def seen(path: Path, before: Seen | None) -> Seen:
    """Return what is told of a sub-folder; its files are read where they are other than `before`."""
    stamps = stamp(path / CONFIG), stamp(path / CREDENTIALS)
    try:
        if (found := _not_one(path)) is not None or not path.is_dir():
            return Seen((), found)
        return before if before is not None and before.stamps == stamps else Seen(stamps, library(path))
    except OSError as error:
        return Seen((), _none(path, tr("its folder cannot be read: {why}", why=error.strerror)))


def silent(path: Path, before: Seen | None) -> Found:
    """Return what is told of a sub-folder that does not answer."""
    known = before.found if before is not None else None
    why = tr("its folder or its secrets do not answer; look whether the disk is there that has them")
    return _none(path, why) if known is None else replace(known, problem=why)


def told_apart(found: Sequence[Found], folder: Path) -> list[Found]:
    """Return all, each by a name that no other has. Raises `AskedError` where there is no library among them."""
    if not any(not each.problem for each in found):
        raise AskedError(f"{folder}: none of its folders has a {CONFIG}; each library needs a folder with its own")
    return list(_told_apart(found))


def repeated(found: Sequence[Found]) -> list[str]:
    """Return a line for each name that several libraries have."""
    names: dict[str, list[str]] = {}
    for each in found:
        if not each.problem:
            names.setdefault(each.name.removesuffix(_mark(each.folder)), []).append(each.folder.name)
    return [
        tr("several libraries are called {name}: their folders are {folders}", name=name, folders=", ".join(folders))
        for name, folders in names.items()
        if len(folders) > 1
    ]


def in_common(found: Sequence[Found]) -> dict[str, tuple[tuple[str, str], ...]]:
    """Return by library its connections that log in with an app which another has as well, and what stands for it."""
    often = Counter(app for each in found for app in set(each.apps.values()))
    return {each.name: tuple(pair for pair in each.apps.items() if often[pair[1]] > 1) for each in found}


def _not_one(path: Path) -> Found | None:
    """Say why a sub-folder is not looked at; None where it may be, and of what is a file."""
    if path.is_symlink():
        return (
            None
            if path.is_file()
            else _none(path, tr("its folder is a link to another place; put the folder itself here"))
        )
    if (path / CONFIG).is_symlink():
        return _none(path, tr("its {file} is a link to another place; put the file itself there", file=CONFIG))
    if path.is_dir() and not (path / CONFIG).is_file():
        return _none(path, tr("it has no {file}", file=CONFIG))
    return None


def _none(path: Path, problem: str) -> Found:
    return Found(name=_shown(path.name), folder=path, problem=problem)


def library(path: Path) -> Found:
    """Return a library with its name; whoever works on it says what is wrong with its file."""
    tree: dict[str, Any] = {}
    written = stamp(path / CONFIG)
    with suppress(FileError, ValueError, RecursionError):
        tree = tomllib.loads(read_text(path / CONFIG))
    about = tree.get("library")
    name = about.get("name") if isinstance(about, Mapping) else None
    shown = _shown(name) if isinstance(name, str) else ""
    apps = dict(_apps(path, tree.get("connections")))
    return Found(name=shown or _shown(path.name), folder=path, apps=apps, written=written)


def stamp(path: Path) -> tuple[int, ...]:
    """Return what is another where a file, or what is in a folder, was written anew; empty where there is none."""
    try:
        about = path.stat()
    except OSError:
        return ()
    return about.st_mtime_ns, about.st_size, about.st_ino


def _apps(path: Path, connections: object) -> Iterator[tuple[str, str]]:
    """Yield each connection with what stands for its app: not its name, and nothing that could be turned into it."""
    for name, connection in connections.items() if isinstance(connections, Mapping) else ():
        vendor = str(connection.get("vendor")) if isinstance(connection, Mapping) else ""
        for secret in APPS:
            with suppress(FileError):
                held = read_bytes(path / CREDENTIALS / f"{SERVICE}.{name}.{secret}").strip()
                yield name, hashlib.sha256(vendor.encode() + b"\0" + held).hexdigest()[:24]


def _shown(name: str) -> str:
    return terminal(name, NAME)


def _told_apart(found: Sequence[Found]) -> Iterator[Found]:
    """Yield each with a name that no other has: its folder's behind it where the name repeats, else a number."""
    often, taken = Counter(each.name for each in found), set[str]()
    for each in found:
        name = f"{each.name}{_mark(each.folder)}" if often[each.name] > 1 else each.name
        name = next(one for one in chain([name], (f"{name} {n}" for n in count(2))) if one not in taken)
        taken.add(name)
        yield replace(each, name=name)


def _mark(folder: Path) -> str:
    return f" ({_shown(folder.name)})"
