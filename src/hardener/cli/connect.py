"""hardener connect: store a connection's credentials, and prove that they work."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import partial

import click

from hardener import redact
from hardener.adapter import Credential
from hardener.app.listening import SECRET, makes, new_secret, where
from hardener.app.log_in import LogIn, log_in_of
from hardener.app.ruling import ruled
from hardener.cli.context import Context, columns
from hardener.errors import HardenerError
from hardener.language import known, ntr, tr
from hardener.report.folded import folded
from hardener.report.words import many, retold

LASTS = 60.0
"""Seconds that listing programs may take after a log-in."""


@click.command()
@click.argument("name", required=False)
@click.option("--check", is_flag=True, help="Store nothing; say where each credential is and whether it works.")
@click.option("--events", is_flag=True, help="Ask for the secret of the platform's webhook instead.")
@click.option("--no-browser", is_flag=True, help="Print the address to open instead of opening it.")
@click.pass_obj
def connect(context: Context, name: str | None, check: bool, events: bool, no_browser: bool) -> None:  # noqa: FBT001 - click options
    """Ask for a connection's credentials and keep them in this machine's keyring.

    On a server without a keyring, set the environment variables that --check names,
    or use systemd's LoadCredential=; what comes from there is not asked for. Secrets are
    never taken from the command line and never written to hardener.toml.
    """
    log_in = log_in_of(context, name)
    if events:
        _events(context, log_in)
        return
    if not check:
        _ask(log_in)
        log_in.consent(partial(_show, no_browser=no_browser))
    status = _check(log_in)
    if not check and status == 0:
        _next(context, log_in.name)
    sys.exit(status)


def _events(context: Context, log_in: LogIn) -> None:
    """Keep the secret that proves a platform's events, and say what else there is to do."""
    if not hasattr(log_in.kind, "hear"):
        raise click.ClickException(
            tr("hardener knows no webhooks of {platform}; it looks on a schedule", platform=log_in.connection.vendor)
        )
    if makes(context, log_in.name, log_in.kind):
        _derived(log_in)
        return
    wanted = ", ".join(getattr(log_in.kind, "subscribe", ()))
    click.echo(
        tr(
            "On the platform, enter {address} and subscribe to: {what}",
            address=where(context, log_in.name),
            what=wanted,
        )
    )
    _ask_for(log_in, log_in.missing([SECRET]))


def _derived(log_in: LogIn) -> None:
    """Keep a secret that nobody has to know: what proves subscriptions is derived from it."""
    if log_in.missing([SECRET]) and not log_in.keys.secrets.where(log_in.name, SECRET.name):
        log_in.keys.keep(SECRET.name, new_secret())
    click.echo(
        tr(
            "There is nothing to enter on the platform: a watch makes the subscriptions, renews and ends them. In "
            'hardener.toml, say by which address the internet reaches it: [watch] address = "https://YOUR-HOST"; then: '
            "hardener watch --listen 8930"
        )
    )


def _ask(log_in: LogIn) -> None:
    _ask_for(log_in, log_in.missing(log_in.credentials))


def _ask_for(log_in: LogIn, wanted: Sequence[Credential]) -> None:
    if wanted and not sys.stdin.isatty():
        raise click.ClickException(
            tr("credentials are asked for on a terminal; on a server see: hardener connect --check")
        )
    for credential in wanted:
        value = click.prompt(known(credential.prompt), hide_input=credential.hidden, err=True).strip()
        log_in.keys.keep(credential.name, value)


def _show(url: str, *, no_browser: bool) -> None:
    if no_browser or click.launch(url) != 0:
        click.echo(f"{tr('Open this address in a browser on this machine:')}\n\n{url}\n", err=True)


def _next(context: Context, name: str) -> None:
    """Say of how many programs nobody said what they are to be, and what to do next."""
    found = ruled(context, [name], lasts=LASTS)
    for gap in found.gaps:
        context.warn(tr("not everything could be listed: {why}", why=retold(gap)))
    unnamed, count = len(found.unnamed), many(found.programs, "program")
    if unnamed:
        click.echo(
            ntr(
                "{name}: {programs}, {count} of them named by no rule; next: hardener rules",
                "{name}: {programs}, {count} of them named by no rule; next: hardener rules",
                unnamed,
                name=name,
                programs=count,
            )
        )
    else:
        click.echo(tr("{name}: {programs}, each named by a rule; next: hardener doctor", name=name, programs=count))


def _check(log_in: LogIn) -> int:
    name = log_in.name
    for credential, place in log_in.places():
        click.echo(f"{credential}: {retold(place) or tr('MISSING')}")
    try:
        found = log_in.check()
    except HardenerError as error:
        click.echo(tr("{name}: does not work: {why}", name=name, why=redact.text(retold(str(error)))), err=True)
        return 3
    missing = sum(a.allowed is False for a in found)
    if not getattr(log_in.kind, "api", True):
        said = tr(
            "{name}: the platform has no API, so there is nothing to log in to; its programs can be read", name=name
        )
        click.echo(folded(said, columns()), nl=False)
        return 0
    click.echo(tr("{name}: logged in", name=name) if not missing else _lacking(name, missing))
    return 0


def _lacking(name: str, missing: int) -> str:
    return ntr(
        "{name}: logged in; {count} permission is missing, see: hardener doctor",
        "{name}: logged in; {count} permissions are missing, see: hardener doctor",
        missing,
        name=name,
    )
