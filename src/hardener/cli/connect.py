"""hardener connect: store a connection's credentials, and prove that they work."""

from __future__ import annotations

import sys

import click

from hardener import redact
from hardener.adapter import Adapter, load
from hardener.app.connections import Keys, session_of
from hardener.cli.context import Context
from hardener.config import Connection
from hardener.errors import HardenerError
from hardener.http import Shelf
from hardener.oauth import begin, finish, wait_for_callback
from hardener.secrets import Secrets


@click.command()
@click.argument("name", required=False)
@click.option("--check", is_flag=True, help="Store nothing; say where each credential is and whether it works.")
@click.option("--no-browser", is_flag=True, help="Print the address to open instead of opening it.")
@click.pass_obj
def connect(context: Context, name: str | None, check: bool, no_browser: bool) -> None:  # noqa: FBT001 - click options
    """Ask for a connection's credentials and keep them in this machine's keyring.

    On a server without a keyring, set the environment variables that --check names,
    or use systemd's LoadCredential=. Secrets are never taken from the command line
    and never written to hardener.toml.
    """
    chosen = _chosen(context, name)
    connection = context.config.connections[chosen]
    kind = load(connection.vendor)
    keys = Keys(Secrets(context.environ), chosen)
    shelf = Shelf(context.beside_store, proving=True)
    if not check:
        _ask(kind, connection, keys)
        _consent(chosen, kind, connection, keys, shelf, no_browser=no_browser)
    sys.exit(_check(chosen, kind, connection, keys, shelf))


def _chosen(context: Context, name: str | None) -> str:
    there = list(context.config.connections)
    if name is None and len(there) == 1:
        return there[0]
    if name not in there:
        raise click.ClickException(f"which connection? {context.config_path} has {', '.join(there)}")
    return name


def _ask(kind: type[Adapter], connection: Connection, keys: Keys) -> None:
    for credential in kind.credentials(connection.options):
        if not sys.stdin.isatty():
            raise click.ClickException(
                "credentials are asked for on a terminal; on a server see: hardener connect --check"
            )
        value = click.prompt(credential.prompt, hide_input=credential.hidden, err=True).strip()
        keys.keep(credential.name, value)


def _consent(  # noqa: PLR0913 - all that a consent needs
    name: str, kind: type[Adapter], connection: Connection, keys: Keys, shelf: Shelf, *, no_browser: bool
) -> None:
    """Where the vendor wants a person's consent, get it and keep the refresh token."""
    consent = kind.consent(connection.options, keys)
    if consent is None:
        return
    asked = begin(consent)

    def show() -> None:
        if no_browser or click.launch(asked.url) != 0:
            click.echo(f"Open this address in a browser on this machine:\n\n{asked.url}\n", err=True)

    callback = wait_for_callback(consent.redirect_uri, 300.0, asked.state, show)
    with session_of(name, connection, read_only=True, shelf=shelf) as session:
        kind.exchange(connection.options, session, keys, finish(consent, asked, callback))


def _check(name: str, kind: type[Adapter], connection: Connection, keys: Keys, shelf: Shelf) -> int:
    for credential in kind.credentials(connection.options):
        click.echo(f"{credential.name}: {keys.secrets.where(name, credential.name) or 'MISSING'}")
    try:
        with session_of(name, connection, read_only=True, shelf=shelf) as session:
            found = list(kind.connect(connection.options, session, keys).access())
    except HardenerError as error:
        click.echo(f"{name}: does not work: {redact.text(str(error))}", err=True)
        return 3
    missing = sum(a.allowed is False for a in found)
    click.echo(f"{name}: logged in" + (f"; {missing} permissions are missing, see: hardener doctor" if missing else ""))
    return 0
