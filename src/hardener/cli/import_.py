"""hardener import: take in what a vendor shows to an administrator only, and not to its API."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib.metadata import entry_points
from typing import BinaryIO

import click
from pydantic import JsonValue

from hardener.cli.context import Context, write_out
from hardener.errors import HardenerError

Import = Callable[[bytes], JsonValue]
"""Checks a file and returns what is kept of it. Raises `HardenerError`."""


@click.command("import", short_help="Take in an export that an administrator made.")
@click.argument("kind")
@click.argument("file", type=click.File("rb"))
@click.pass_obj
def import_(context: Context, kind: str, file: BinaryIO) -> None:
    """Check the export FILE of the given KIND and copy it beside the configuration.

    Which KINDs there are, and which key of a connection names the copy, is said by the
    README of each adapter.
    """
    found = entry_points(group="hardener.imports")
    if kind not in found.names:
        raise click.ClickException(f"no import {kind!r}; there are: {', '.join(sorted(found.names)) or 'none'}")
    check: Import = found[kind].load()
    try:
        kept = check(file.read())
    except HardenerError as error:
        raise click.ClickException(f"{file.name}: {error}") from None
    to = context.config_path.parent / f"{kind}.json"
    write_out([json.dumps(kept, indent=1, ensure_ascii=False), "\n"], str(to))
    context.say(f"imported as {to}; name it in the connection (see the adapter's README)")
