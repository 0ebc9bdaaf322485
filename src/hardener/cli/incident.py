"""hardener incident: what was in force in a program at a moment, whose doing it was, and what to make anew."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, tzinfo

import click

from hardener import pages
from hardener.app.accounts import shown
from hardener.cli.context import Context, write_out
from hardener.errors import HardenerError
from hardener.history.read_scene import scene
from hardener.incident import Incident
from hardener.language import tr
from hardener.registry import incident_of
from hardener.report import incident as report


@click.command()
@click.argument("program")
@click.option("--at", metavar="TIME", help="The moment, in the library's time, as '2026-11-30 10:35'  [now]")
@click.option("--format", "form", type=click.Choice(["text", "json", "html"]), default="text", show_default=True)
@click.option("--output", type=click.Path(dir_okay=False), help="Write to this file, whole or not at all.")
@click.pass_obj
def incident(context: Context, program: str, at: str | None, form: str, output: str | None) -> None:
    """Say what was in force in PROGRAM at a moment, since when, and who changed it.

    PROGRAM is an id or part of a title. It names the other programs that the same setting leaves open, and
    lists what to make anew by hand: links, passcodes, keys. It is told from what hardener has kept and asks
    no platform anything; what was not read is said.

    \b
    Examples:
      hardener incident "baby storytime"
      hardener incident 81234567890 --at "2026-11-30 10:35" --format html --output incident.html
    """
    zone = context.zone
    moment = _moment(at, zone) if at is not None else context.now()
    if moment > context.now():
        raise click.ClickException(tr("--at {time} has not come yet", time=at))
    with context.store() as store:
        found = scene(store, program, moment, shown(context, store))
    buttons = _buttons(found.platform)
    if form == "html":
        library = context.config.library.name if context.config_path.exists() else ""
        write_out([pages.incident(found, buttons, zone, library)], output)
    elif form == "json":
        write_out([report.as_json(found, buttons)], output)
    else:
        write_out(report.render(found, buttons, zone), output, long=True)


def _buttons(platform: str) -> Incident | None:
    """Return what a platform's adapter says of incidents; None where there is none, as for one that is gone."""
    with suppress(HardenerError):
        return incident_of(platform)
    return None


def _moment(said: str, zone: tzinfo) -> datetime:
    """Return a moment. Raises `ClickException`."""
    try:
        found = datetime.fromisoformat(said.strip())
        day_alone = len(said.strip()) <= len("2026-11-30")
    except ValueError:
        raise click.ClickException(_unclear(said)) from None
    if day_alone:
        raise click.ClickException(_unclear(said))
    try:
        return (found if found.tzinfo is not None else found.replace(tzinfo=zone)).astimezone(UTC)
    except OverflowError:
        raise click.ClickException(_unclear(said)) from None


def _unclear(said: str) -> str:
    return tr("--at {time}: expected a day and a time, as '2026-11-30 10:35'", time=said)
