"""hardener notify: where news is sent; store a channel's address, try it, list them."""

from __future__ import annotations

import sys

import click
from tabulate import tabulate

from hardener.app.accounts import mine
from hardener.cli.context import Context
from hardener.errors import HardenerError
from hardener.notify import channel
from hardener.notify.text import Message
from hardener.redact import line
from hardener.report.safe import message, plain
from hardener.report.words import clock
from hardener.secrets import Secrets
from hardener.watch.outbox import undelivered

URL = "url"


def kept_as(name: str) -> str:
    """Return under which connection's name the address of a channel is kept."""
    return f"notify-{name}"


def address(context: Context, name: str) -> str:
    """Return the address of a channel. Raises `SecretError` that says how to store it."""
    return Secrets(context.environ).get(kept_as(name), URL, how=f"hardener notify set {name}")


def deliver(context: Context, name: str, told: Message) -> str:
    """Send a message to a channel; return "" or in short why it did not arrive."""
    try:
        url = address(context, name)
    except HardenerError as error:
        return str(error)
    return channel.send(told, url)


@click.group()
def notify() -> None:
    """Where hardener sends what is new: e-mail, Slack, Teams, webhooks and many more.

    \b
    Each channel is a table in hardener.toml:
        [notify.staff]
        least = "high"         findings below it are not told there

    Its address is one of Apprise's (https://appriseit.com/services/). It is a secret and
    is kept in the keyring: hardener notify set staff. Messages hold no join links.
    """


@notify.command(name="set", short_help="Store the address of a channel.")
@click.argument("name")
@click.pass_obj
def set_(context: Context, name: str) -> None:
    """Ask for the address of a channel and keep it in this machine's keyring.

    Without a terminal it is read from standard input. On a server without a keyring,
    set the environment variable HARDENER_NOTIFY_NAME_URL, or use systemd's
    LoadCredential=hardener.notify-NAME.url:FILE.
    """
    _known(context, name)
    if sys.stdin.isatty():
        url = click.prompt("Apprise URL", hide_input=True, err=True).strip()
    else:
        url = sys.stdin.readline().strip()
    if refused := channel.refusal(url):
        raise click.ClickException(f"notify {name}: {refused}")
    secrets = Secrets(context.environ)
    secrets.set(kept_as(name), URL, url)
    click.echo(f"{name}: stored; next: hardener notify test {name}")
    where = secrets.where(kept_as(name), URL)
    if where not in {"keyring", ""}:
        context.say(f"{name}: the {where} still wins over the keyring")


@notify.command(short_help="Send a harmless message to one or all channels.")
@click.argument("name", required=False)
@click.pass_obj
def test(context: Context, name: str | None) -> None:
    """Send a harmless message to one channel or to all, and say of each whether it arrived."""
    names = [_known(context, name)] if name else list(context.config.notify)
    if not names:
        raise click.ClickException(_none(context))
    status = 0
    for each in names:
        if said := deliver(context, each, _harmless(context, each)):
            click.echo(f"{each}: did not arrive: {line(said, 500)}", err=True)
            status = 3
        else:
            click.echo(f"{each}: arrived")
    sys.exit(status)


@notify.command(name="list", short_help="List the channels and where their addresses come from.")
@click.pass_obj
def list_(context: Context) -> None:
    """List the channels: what each is told, where its address comes from (never the address), and what waits."""
    if not context.config.notify:
        context.say(_none(context))
        return
    with context.store() as store:
        left = undelivered(store, mine(context, store).values())
    secrets = Secrets(context.environ)
    rows = [
        [
            name,
            each.least.value,
            secrets.where(kept_as(name), URL) or f"MISSING: hardener notify set {name}",
            _left(*left.get(name, (0, 0, ""))),
        ]
        for name, each in context.config.notify.items()
    ]
    click.echo(tabulate(rows, headers=["channel", "findings from", "address", "not arrived"]))


def _left(waiting: int, lost: int, error: str) -> str:
    told = [f"{waiting} waiting" if waiting else "", f"{lost} given up" if lost else ""]
    return ", ".join(filter(None, told)) + (f": {plain(error)}" if error and (waiting or lost) else "")


def _known(context: Context, name: str) -> str:
    if name not in context.config.notify:
        there = ", ".join(context.config.notify)
        said = f"which channel? {context.config_path} has {there}" if there else _none(context)
        raise click.ClickException(said)
    return name


def _none(context: Context) -> str:
    return f"{context.config_path} has no channel yet; add a table to it: [notify.NAME]"


def _harmless(context: Context, name: str) -> Message:
    library = message(context.config.library.name, 60) or "hardener"
    return Message(
        title=f"{library}: a test of hardener's messages",
        body=f"{library}, {clock(context.now())}\n\nThis is only a test of the channel {name}. There is nothing to do.",
    )
