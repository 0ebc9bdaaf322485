"""What runs on a worker of a cluster: one library, and what came of it. Nothing else ever leaves it, nor any error."""

from __future__ import annotations

import logging
import os
import platform
import threading
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.metadata import PackageNotFoundError, entry_points, version
from pathlib import Path

from hardener import redact
from hardener.errors import HardenerError, mistake
from hardener.fleet.counting import said
from hardener.fleet.library import do
from hardener.fleet.place import CONFIG, Place
from hardener.fleet.work import Done, Task
from hardener.store.opening import url_of

ONE_STORE = 'all libraries are kept in one PostgreSQL, store = "postgresql+psycopg://HOST/DATABASE" in fleet.toml'
Versions = Mapping[str, str]
"""By name, of Python, of hardener and of each adapter that is installed beside it."""
_silence = logging.NullHandler()
_one = threading.Lock()
"""A library has its worker to itself: what is to be hidden is known to the whole process."""


def act(task: Task, expected: Versions) -> Done:
    """Do what `task` says, if this worker has the `expected` versions; what goes wrong becomes the line of its row.

    An error as such would be sent with its trace, and dask would log it with all that the function was given.
    """
    # What a process of ours logs is redacted by the command line, and there is none here: each row says what matters.
    logging.getLogger("hardener").propagate = False
    logging.getLogger("hardener").addHandler(_silence)
    with _one, redact.alone():
        return _acted(task, expected)


def _acted(task: Task, expected: Versions) -> Done:
    try:
        here = f"the worker on {platform.node()}"
        if told := unlike(here, versions(), "the machine that asked", expected):
            return unread(task, told)
        if not has(task.folder):
            return unread(task, f"{here} has no {task.folder / CONFIG}")
        if on_this_machine(Place.of_task(task).place):
            return unread(task, f"{here} would keep it in a file, and that is one machine's: on a cluster {ONE_STORE}")
        return do(task)
    except HardenerError as error:
        return unread(task, said(error, task))
    except Exception as error:  # noqa: BLE001 - whatever it is, it stays here
        return unread(task, mistake(error))


def unread(task: Task, why: str) -> Done:
    """Return the row of a library that could not be looked at."""
    return Done(name=task.name, status=4 if task.verb == "apply" else 3, why=redact.line(why))


def has(folder: Path) -> bool:
    """Tell whether there is a library in `folder`, seen from here."""
    return os.access(folder / CONFIG, os.R_OK)


def on_this_machine(place: str) -> bool:
    """Tell whether a store is a file. Raises `StoreError` where `place` is no store at all."""
    return url_of(place).get_backend_name() == "sqlite"


def lacking(folders: Sequence[Path]) -> list[Path]:
    """Return those of `folders` that are no libraries, seen from here."""
    return [folder for folder in folders if not has(folder)]


@cache
def versions() -> Versions:
    """Return what must be the same on every machine for a library to be judged alike."""
    found = {"Python": ".".join(platform.python_version_tuple()[:2])}
    found |= {name: installed(name) for name in ("hardener", "distributed")}
    return found | {
        each.dist.name: each.dist.version for each in entry_points(group="hardener.adapters") if each.dist is not None
    }


def installed(name: str) -> str:
    """Return the version of a package; empty where it is not installed."""
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def unlike(this: str, here: Versions, that: str, there: Versions) -> str:
    """Say which of two machines has which version, of what is not the same on both; empty where all is."""
    names = sorted(here.keys() | there.keys(), key=lambda name: (name not in {"Python", "hardener"}, name))
    for name in names:
        if here.get(name, "") != there.get(name, ""):
            return f"{this} has {_had(name, here)}, and {that} has {_had(name, there)}"
    return ""


def _had(name: str, versions: Versions) -> str:
    return f"{name} {versions[name]}" if versions.get(name) else f"no {name}"
