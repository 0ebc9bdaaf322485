"""hardener import: take in what a vendor shows to an administrator only, and not to its API."""

from __future__ import annotations

import click

from hardener.app.imports import take_in
from hardener.cli.context import Context
from hardener.language import tr


@click.command("import")
@click.argument("kind")
@click.argument("file", type=click.Path(dir_okay=False))
@click.pass_obj
def import_(context: Context, kind: str, file: str) -> None:
    """Check the export FILE of the given KIND and copy it beside the configuration.

    Which KINDs there are, and which key of a connection names the copy, is said by the
    README of each adapter.
    """
    to = take_in(context, kind, file)
    context.say(tr("imported as {path}; name it in the connection (see the adapter's README)", path=to))
