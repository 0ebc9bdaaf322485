"""hardener sandbox: serve a simulator, to try things on."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from pathlib import Path
from shlex import quote

import click
from pydantic import JsonValue

from hardener.app.first import calendar_section, first_config, local_zone, section_with
from hardener.app.writing import write_new
from hardener.cli.context import Context, write_out
from hardener.cli.ending import unwound
from hardener.files import json_of, read_text
from hardener.language import tr
from hardener.platform import spelled
from hardener.sandbox import SeedError, Server, Simulator, serve, simulator

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
@click.option(
    "--write-config", type=click.Path(dir_okay=False), help="Write the hardener.toml that it prints to this new file."
)
@click.pass_obj
def sandbox(  # noqa: PLR0913 - the options of a command
    context: Context, vendor: str, port: int, seed: str | None, write_seed: str | None, write_config: str | None
) -> None:
    """Serve a simulated VENDOR over HTTP, on this machine only, until Ctrl-C.

    Any client of that platform can be pointed at it. The built-in account is a library
    system of six branches with 120 programs and every kind of mistake. With it come a whole
    hardener.toml and the variables with which hardener looks at it.
    """
    _no_other(write_config, seed)
    try:
        kind = simulator(vendor)
    except LookupError as error:
        raise click.ClickException(str(error)) from None
    account = kind.sample(context.now()) if seed is None else _read(seed)
    if write_seed is not None:
        write_out([json.dumps(account, indent=1), "\n"], write_seed)
        return
    try:
        with unwound(), _served(kind, account, port, seed or "seed") as server:
            open_to_all = seed is None and not server.connection(account)[1]
            click.echo(_served_at(vendor, server.url, open_to_all=open_to_all, seeded=seed is not None))
            if seed is None:
                _tell(vendor, *server.connection(account), server.calendar, write_config)
            server.wait()
    except KeyboardInterrupt:
        context.say(tr("ended"))


def _served_at(vendor: str, url: str, *, open_to_all: bool, seeded: bool) -> str:
    """Say where it is, and how to log in there."""
    name = spelled(vendor)
    if open_to_all:
        return tr(
            "{platform} simulator at {url}; there is nothing to log in to; Ctrl-C ends it", platform=name, url=url
        )
    if seeded:
        return tr("{platform} simulator at {url}; log-in data are in the seed; Ctrl-C ends it", platform=name, url=url)
    return tr("{platform} simulator at {url}; Ctrl-C ends it", platform=name, url=url)


def _served(kind: type[Simulator], account: Mapping[str, JsonValue], port: int, name: str) -> Server:
    """Return the server of a simulated account, which `name` is the file of."""
    try:
        return serve(kind.from_seed(account, clock=time.time), port=port)
    except SeedError as error:
        raise click.ClickException(f"{name}: {error}") from None
    except OSError as error:
        said = tr("cannot serve on port {port}: {why}; try --port 0", port=port, why=error.strerror)
        raise click.ClickException(said) from None


def _no_other(file: str | None, seed: str | None) -> None:
    """Refuse to write a configuration over one that is there, or for an account whose log-in nobody told us."""
    if file is not None and Path(file).exists():
        raise click.ClickException(tr("{file} is there already; it was left as it is", file=file))
    if file is not None and seed is not None:
        raise click.ClickException(tr("--write-config is for the built-in account; a --seed has a log-in of its own"))


def _tell(
    vendor: str, options: Mapping[str, JsonValue], secrets: Mapping[str, str], calendar: str, file: str | None
) -> None:
    """Print a hardener.toml for the simulated account, or write it, and the log-in. Raises `FileError`."""
    section = section_with(vendor, options)
    text = first_config(section, name="main", library="Maple County Library", timezone=local_zone())
    text += calendar_section(calendar)
    if file is None:
        click.echo(f"\n{tr('A hardener.toml for it (or write it: --write-config hardener.toml):')}\n\n{text}", nl=False)
    else:
        write_new(text, Path(file))
        click.echo(tr("wrote {path}", path=file))
    if secrets:
        click.echo(f"\n{tr('In the shell from which hardener is run:')}\n")
    for name, value in secrets.items():
        click.echo(f"export HARDENER_MAIN_{name.upper()}={quote(value)}")
    click.echo(f"\n{tr('Next: {commands}', commands='hardener audit')}")


def _read(path: str) -> dict[str, JsonValue]:
    found = json_of(read_text(Path(path), SEED), path)
    if not isinstance(found, dict):
        raise click.ClickException(tr("{path}: expected a JSON object", path=path))
    return found
