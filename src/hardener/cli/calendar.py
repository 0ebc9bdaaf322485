"""hardener calendar: the library's own public calendars; keep the address of one that is a secret, and look at each."""

from __future__ import annotations

import sys

import click

from hardener.app import calendars
from hardener.cli.context import Context


@click.group()
def calendar() -> None:
    """Keep what the library's own public calendars need, which hardener holds against the programs.

    \b
    Each is a table in hardener.toml:
        [calendar.events]
        url = "https://maple.libcal.com/ical_subscribe.php?src=p&cid=1234"

    Without url, or file, its address is a secret and is kept in the keyring, as that of a Google
    calendar's secret address or of one that Outlook publishes: hardener calendar set events.
    hardener doctor reads each of them; hardener audit says what they give away.
    """


@calendar.command(name="set", short_help="Store the address of a calendar that is a secret.")
@click.argument("name")
@click.pass_obj
def set_(context: Context, name: str) -> None:
    """Ask for the address of a calendar and keep it in this machine's keyring.

    Without a terminal it is read from standard input. On a server without a keyring, set the
    environment variable HARDENER_CALENDAR_NAME_URL, or use systemd's
    LoadCredential=hardener.calendar.NAME.url:FILE.

    \b
    Examples:
      hardener calendar set events
      hardener calendar set events < address.txt
    """
    calendars.settable(context, name)
    if sys.stdin.isatty():
        url = click.prompt("Address of the calendar (https://…)", hide_input=True, err=True).strip()
    else:
        url = sys.stdin.readline().strip()
    where = calendars.keep_address(context, name, url)
    click.echo(f"{name}: stored; next: hardener doctor")
    if where:
        context.say(f"{name}: the {where} still wins over the keyring")


@calendar.command(name="set-key", short_help="Store the key to LibCal's own API.")
@click.argument("name")
@click.pass_obj
def set_key(context: Context, name: str) -> None:
    """Ask for the client ID and secret of LibCal's API and keep them in this machine's keyring.

    For a calendar whose table has libcal = {api = "https://maple.libcal.com", calendar = 1234}. Only which
    programs ask for sign-up, how many seats are taken and the number of the meeting are asked for: never who signed
    up, and never a link or a passcode is kept. Without a terminal both are read from standard input, a line each.
    """
    calendars.key_settable(context, name)
    if sys.stdin.isatty():
        ident = click.prompt("Client ID", err=True).strip()
        secret = click.prompt("Client secret", hide_input=True, err=True).strip()
    else:
        ident, secret = (sys.stdin.readline().strip() for _ in range(2))
    calendars.keep_key(context, name, ident, secret)
    click.echo(f"{name}: stored; next: hardener doctor")
