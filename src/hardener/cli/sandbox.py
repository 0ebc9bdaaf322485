"""hardener sandbox: serve a simulator, to try things on."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from shlex import quote

import click
from pydantic import JsonValue

from hardener.cli.context import Context, write_out
from hardener.files import json_of, read_text
from hardener.sandbox import SeedError, serve, simulator

SEED = 64 * 2**20
"""Bytes of an account to simulate: some are large on purpose."""


@click.command()
@click.argument("vendor")
@click.option("--port", type=click.IntRange(0, 65535), default=8765, show_default=True, help="0: any free one.")
@click.option(
    "--seed",
    type=click.Path(dir_okay=False),
    help="A JSON file with the account to simulate  [a library system]",
)
@click.option("--write-seed", type=click.Path(dir_okay=False), help="Write the built-in account to this file and end.")
@click.pass_obj
def sandbox(context: Context, vendor: str, port: int, seed: str | None, write_seed: str | None) -> None:
    """Serve a simulated VENDOR over HTTP, on this machine only, until Ctrl-C.

    Any client of that platform can be pointed at it. The built-in account is a library
    system of six branches with 120 programs and every kind of mistake.
    """
    try:
        kind = simulator(vendor)
    except LookupError as error:
        raise click.ClickException(str(error)) from None
    account = kind.sample(context.now()) if seed is None else _read(seed)
    if write_seed is not None:
        write_out([json.dumps(account, indent=1), "\n"], write_seed)
        return
    try:
        app = kind.from_seed(account, clock=time.time)
    except SeedError as error:
        raise click.ClickException(f"{seed or 'seed'}: {error}") from None
    try:
        server = serve(app, port=port)
    except OSError as error:
        raise click.ClickException(f"cannot serve on port {port}: {error.strerror}; try --port 0") from None
    with server:
        click.echo(
            f"{vendor} simulator at {server.url}; log-in data are in the seed (see --write-seed); Ctrl-C ends it"
        )
        if seed is None:
            click.echo("".join(_connected(vendor, *kind.connection(account, server.url))), nl=False)
        try:
            server.wait()
        except KeyboardInterrupt:
            context.say("ended")


def _connected(vendor: str, options: Mapping[str, JsonValue], secrets: Mapping[str, str]) -> Iterator[str]:
    """Yield what to paste, so that hardener looks at the simulated account: made up, its secrets are none."""
    yield "\nIn hardener.toml, instead of the connection that init wrote:\n\n[connections.main]\n"
    yield from (f"{key} = {json.dumps(value)}\n" for key, value in {"vendor": vendor, **options}.items())
    yield "\nIn the shell from which hardener is run:\n\n"
    yield from (f"export HARDENER_MAIN_{name.upper()}={quote(value)}\n" for name, value in secrets.items())


def _read(path: str) -> dict[str, JsonValue]:
    found = json_of(read_text(Path(path), SEED), path)
    if not isinstance(found, dict):
        raise click.ClickException(f"{path}: expected a JSON object")
    return found
