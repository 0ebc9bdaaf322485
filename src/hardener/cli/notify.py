"""hardener notify: where news is sent; store a channel's address, try it, list them."""

from __future__ import annotations

import sys

import click
from tabulate import tabulate

from hardener.app.channels import (
    Channel,
    address_place,
    channel_named,
    channels,
    deliver_test,
    names,
    none_yet,
    set_address,
)
from hardener.app.letters import post_test
from hardener.cli.context import Context
from hardener.language import known, marked, ntr, tr
from hardener.people import MAIL, PING
from hardener.redact import line
from hardener.report.retell import retold
from hardener.report.safe import plain

PROMPTS = {MAIL: marked("Mail server (smtps://…)"), PING: marked("Address to call (https://…)")}
ADDRESS = marked("Apprise URL")


@click.group()
def notify() -> None:
    """Where hardener sends what is new: e-mail, Slack, Teams, webhooks and many more.

    \b
    Each channel is a table in hardener.toml:
        [notify.staff]
        least = "high"         findings below it are not told there

    Its address is one of Apprise's (https://appriseit.com/services/). It is a secret and
    is kept in the keyring: hardener notify set staff. Messages hold no join links.

    Where [people] names somebody, `mail` is the mail server by which they get letters:
    smtps://USER:PASSWORD@smtp.example.org/?from=hardener@example.org. With ping = true under
    [notify], `ping` is called after each look at everything, with /fail after one that failed.
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
    channel_named(context, name)
    if sys.stdin.isatty():
        url = click.prompt(tr(PROMPTS.get(name, ADDRESS)), hide_input=True, err=True).strip()
    else:
        url = sys.stdin.readline().strip()
    set_address(context, name, url)
    click.echo(tr("{name}: stored; next: hardener notify test {name}", name=name))
    where = address_place(context, name)
    if where not in {"keyring", ""}:
        context.say(tr("{name}: the {place} still wins over the keyring", name=name, place=retold(where)))


@notify.command(short_help="Send a harmless message to one or all channels.")
@click.argument("name", required=False)
@click.pass_obj
def test(context: Context, name: str | None) -> None:
    """Send a harmless message to one channel or to all, and say of each whether it arrived."""
    each_name = [channel_named(context, name)] if name else list(names(context))
    if not each_name:
        raise click.ClickException(none_yet(context))
    status = 0
    for each in each_name:
        if said := post_test(context) if each == MAIL else deliver_test(context, each):
            click.echo(tr("{name}: did not arrive: {why}", name=each, why=line(retold(said), 500)), err=True)
            status = 3
        else:
            click.echo(tr("{name}: arrived", name=each))
    sys.exit(status)


@notify.command(name="list", short_help="List the channels and where their addresses come from.")
@click.pass_obj
def list_(context: Context) -> None:
    """List the channels: what each is told, where its address comes from (never the address), and what waits."""
    if not names(context):
        context.say(none_yet(context))
        return
    rows = [
        [
            each.name,
            known(each.told),
            retold(each.where) or tr("MISSING: hardener notify set {name}", name=each.name),
            _left(each),
        ]
        for each in channels(context)
    ]
    click.echo(tabulate(rows, headers=[tr("channel"), tr("is told"), tr("address"), tr("not arrived")]))


def _left(channel: Channel) -> str:
    waiting = ntr("{count} waiting", "{count} waiting", channel.waiting) if channel.waiting else ""
    lost = ntr("{count} given up", "{count} given up", channel.lost) if channel.lost else ""
    told = ", ".join(filter(None, (waiting, lost)))
    return f"{told}: {plain(channel.error)}" if channel.error and told else told
