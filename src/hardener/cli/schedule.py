"""hardener schedule: print the files with which the operating system runs hardener by itself."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import click
import platformdirs

from hardener.adapter import load
from hardener.app import calendars
from hardener.app.channels import URL, kept_as, names
from hardener.app.surroundings import login
from hardener.cli.context import Context
from hardener.language import tr
from hardener.schedule import Installation, cron, systemd, windows
from hardener.secrets import SERVICE, variable_of
from hardener.store.opening import url_of

FORMATS = {"systemd": systemd, "cron": cron, "windows": windows}
STORE = "HARDENER_STORE"
READ = (STORE, "HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "XDG_DATA_HOME")
"""Variables, other than secrets, that change what hardener does."""


@click.group()
def schedule() -> None:
    """Let the operating system run hardener by itself."""


@schedule.command(name="print", short_help="Print ready files for systemd, cron or Windows.")
@click.argument("system", type=click.Choice(list(FORMATS)))
@click.option(
    "--every",
    type=click.IntRange(5, 1440),
    default=15,
    show_default=True,
    metavar="MINUTES",
    help="How often to look, where it does not watch all the time.",
)
@click.pass_obj
def print_(context: Context, system: str, every: int) -> None:
    """Print ready files for this installation; what to do with them stands in their comments.

    \b
    systemd   a service that watches all the time; or a service and a timer
    cron      a line that says something only when there is trouble
    windows   a task for the Task Scheduler
    """
    click.echo(FORMATS[system](_installation(context), every), nl=False)


def _installation(context: Context) -> Installation:
    secrets = [
        (name, credential.name)
        for name, connection in context.config.connections.items()
        for credential in load(connection.vendor).credentials(connection.options)
    ]
    secrets += [(kept_as(name), URL) for name in names(context)]
    secrets += calendars.secrets_of(context)
    url = url_of(context.place)
    file = Path(url.database or "").absolute() if url.get_backend_name() == "sqlite" else None
    return Installation(
        command=_command(),
        config=str(context.config_path.absolute()),
        folder=str(Path.cwd()),
        data=str(file.parent if file is not None else platformdirs.user_data_path("hardener", appauthor=False)),
        user=login().removeprefix("uid "),  # systemd takes a bare number
        arguments=("--store", str(file)) if context.store_place and file is not None else (),
        secrets=tuple((f"{SERVICE}.{name}.{part}", variable_of(name, part)) for name, part in secrets),
        variables=tuple(n for n in READ if context.environ.get(n) and not (n == STORE and file is not None)),
    )


def _command() -> str:
    """Return the path of the command that runs now, wherever it was found."""
    found = shutil.which(sys.argv[0]) or shutil.which("hardener")
    if found is None:
        raise click.ClickException(tr("cannot find the command hardener; run it by its whole path"))
    return str(Path(found).absolute())
