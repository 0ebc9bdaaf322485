"""hardener import: take in what a vendor shows to an administrator only, and not to its API."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib.metadata import entry_points
from pathlib import Path

import click
from pydantic import JsonValue

from hardener.cli.context import Context, write_out
from hardener.errors import HardenerError
from hardener.files import read_bytes

Import = Callable[[bytes], JsonValue]
"""Checks a file and returns what is kept of it. Raises `HardenerError`."""


EXPORT = 64 * 2**20
"""Bytes of an export: a large tenant has many policies and assignments."""


@click.command("import")
@click.argument("kind")
@click.argument("file", type=click.Path(dir_okay=False))
@click.pass_obj
def import_(context: Context, kind: str, file: str) -> None:
    """Check the export FILE of the given KIND and copy it beside the configuration.

    Which KINDs there are, and which key of a connection names the copy, is said by the
    README of each adapter.
    """
    found = entry_points(group="hardener.imports")
    if kind not in found.names:
        raise click.ClickException(f"no import {kind!r}; there are: {', '.join(sorted(found.names)) or 'none'}")
    check: Import = found[kind].load()
    data = read_bytes(Path(file), EXPORT)
    try:
        kept = check(data)
    except HardenerError as error:
        raise click.ClickException(f"{file}: {error}") from None
    to = context.config_path.parent / f"{kind}.json"
    write_out([json.dumps(kept, indent=1, ensure_ascii=False), "\n"], str(to))
    context.say(f"imported as {to}; name it in the connection (see the adapter's README)")
