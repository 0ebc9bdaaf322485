"""hardener waivers: what is accepted and looked at by hand, and how long that holds; waivers.yaml on disk."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, TypeVar

import click
from pydantic import ValidationError
from tabulate import tabulate

from hardener.app.surroundings import login
from hardener.app.waivers import path_of, text_of, today, waivers_on
from hardener.cli.context import Context, write_out
from hardener.report.safe import terminal
from hardener.waive import SOON
from hardener.waiver import Attestation, Either, Waiver, spoken_day
from hardener.waivers_file import added, read, wrong
from hardener.yamlfile import said_of

E = TypeVar("E", Waiver, Attestation)
Command = TypeVar("Command", bound=Callable[..., Any])


def scoped(command: Command) -> Command:
    """Give a command the options that say where a word holds, and whose it is."""
    for option in reversed(
        (
            click.option("--program", help="A pattern for titles, as '*book club*', or the vendor's id."),
            click.option("--host", help="A pattern for hosts, as reports name them."),
            click.option("--connection", help="A pattern for connections."),
            click.option("--until", required=True, help="The last day on which it holds, as 2027-03-01."),
            click.option("--by", help="Who says so  [your login name]"),
        )
    ):
        command = option(command)
    return command


def entry_of(model: type[E], given: Mapping[str, object], day: date) -> E:
    """Return the entry that the options of a command make. Raises `ClickException`, naming the option."""
    known = {key: value for key, value in given.items() if value is not None}
    if "by" not in known:
        known["by"] = login()
    try:
        entry = model.model_validate(known)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise click.ClickException(f"{_option(first['loc'])}{said_of(first)}") from None
    problem = wrong(entry, day)
    if problem is None and entry.over(day):
        problem = "until", f"{entry.until} is over already; today is {day}"
    if problem is not None:
        raise click.ClickException(f"{_option(problem)}{problem[1]}")
    return entry


def _option(place: tuple[int | str, ...]) -> str:
    key = str(place[0]).replace("_", "-") if place else ""
    return f"{'CONTROL' if key == 'control' else f'--{key}'}: " if key else ""


def keep(context: Context, entry: Either, day: date) -> None:
    """Write `entry` into waivers.yaml, unless it is there already, and say so. Raises `FileError`."""
    path = path_of(context)
    text = text_of(context)
    said = terminal(f"{entry.control} for {entry.where}: {entry.said}", 300)
    if entry in read(text, today=day, name=str(path)).entries:
        click.echo(f"{path} says so already and was left as it was: {said}")
        return
    made = added(text, entry, today=day, name=str(path))
    if text_of(context) != text:
        raise click.ClickException(f"{path} was changed by somebody else in this moment; try again")
    write_out([made], str(path.resolve()))
    click.echo(f"wrote {path}: {said}. Now commit it.")


@click.command()
@click.pass_obj
def waivers(context: Context) -> None:
    """List every waiver and attestation of waivers.yaml, and how long each holds."""
    day = today(context)
    entries = waivers_on(context, day).entries
    if not entries:
        context.say(f"nothing is waived or attested in {path_of(context)}")
        return
    rows = [(e.kind, terminal(e.control), terminal(e.where), terminal(e.by), *_state(e, day)) for e in entries]
    click.echo(tabulate(rows, headers=["", "control", "where", "by", "until", "", "reason"], disable_numparse=True))


def _state(entry: Either, day: date) -> tuple[str, str, str]:
    days = (entry.until - day).days
    left = f"ends in {days} day{'' if days == 1 else 's'}" if days <= SOON.days else "in force"
    return spoken_day(entry.until), "over" if entry.over(day) else left, terminal(entry.reason)
