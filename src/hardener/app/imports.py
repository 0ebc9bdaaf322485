"""Take in what a vendor shows to an administrator only, and not to its API."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib.metadata import entry_points
from pathlib import Path

from pydantic import JsonValue

from hardener.app.surroundings import Surroundings
from hardener.app.writing import write_whole
from hardener.errors import AskedError, HardenerError
from hardener.files import read_bytes
from hardener.language import tr

Import = Callable[[bytes], JsonValue]
"""Checks a file and returns what is kept of it. Raises `HardenerError`."""
EXPORT = 64 * 2**20
"""Bytes of an export: a large tenant has many policies and assignments."""


def take_in(context: Surroundings, kind: str, file: str) -> Path:
    """Check an export and keep it beside the configuration; return where. Raises `HardenerError`."""
    found = entry_points(group="hardener.imports")
    if kind not in found.names:
        there = ", ".join(sorted(found.names)) or tr("none")
        raise AskedError(tr("no import {kind}; there are: {kinds}", kind=repr(kind), kinds=there))
    check: Import = found[kind].load()
    data = read_bytes(Path(file), EXPORT)
    try:
        kept = check(data)
    except HardenerError as error:
        raise AskedError(f"{file}: {error}") from None
    to = context.config_path.parent / f"{kind}.json"
    write_whole([json.dumps(kept, indent=1, ensure_ascii=False), "\n"], to)
    return to
