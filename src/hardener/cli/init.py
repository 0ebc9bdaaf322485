"""hardener init: write a first hardener.toml."""

from __future__ import annotations

import sys

import click

from hardener.adapter import installed
from hardener.app.first import local_zone, write_first
from hardener.cli.context import Context
from hardener.language import ENGLISH, code, languages, tr
from hardener.platform import spelled


@click.command()
@click.option("--vendor", help="The platform; on a terminal it is asked for  [see: hardener adapters]")
@click.option("--name", default="main", show_default=True, help="What to call the connection.")
@click.option("--library", default="Our Library", show_default=True, help="The library's name, for reports.")
@click.option("--timezone", help="For dates in reports, as America/New_York  [this machine's]")
@click.pass_obj
def init(context: Context, vendor: str | None, name: str, library: str, timezone: str | None) -> None:
    """Write a first hardener.toml, with comments; never over one that is there.

    \b
    Then:  hardener connect main     store the account's credentials
           hardener doctor           see what they allow
           hardener audit            look
    """
    if context.config_path.exists():
        raise click.ClickException(tr("{file} is there already; it was left as it is", file=context.config_path))
    chosen = vendor if vendor is not None else _vendor()
    zone = timezone if timezone is not None else _zone()
    language = code() if code() in languages() else ENGLISH  # one that is only tried has no place in a configuration
    write_first(context, chosen, name=name, library=library, timezone=zone, language=language)
    platform = spelled(chosen)
    click.echo(
        tr(
            "wrote {file}, for {platform}, in the time zone {zone}",
            file=context.config_path,
            platform=platform,
            zone=zone,
        )
    )
    click.echo(tr("next: look through its [connections.{name}], then: hardener connect {name}", name=name))


def _vendor() -> str:
    """Return the platform: the only one that is installed, or the one that a person names."""
    there = installed()
    if len(there) == 1:
        return there[0]
    if not sys.stdin.isatty():
        raise click.ClickException(tr("which platform? give --vendor, one of {names}", names=", ".join(there)))
    found: str = click.prompt(tr("Which platform"), type=click.Choice(there), err=True)
    return found


def _zone() -> str:
    """Return the time zone: this machine's, unless a person at a terminal says another."""
    zone = local_zone()
    if not sys.stdin.isatty():
        return zone
    found: str = click.prompt(tr("The library's time zone"), default=zone, err=True)
    return found.strip()
