"""hardener waivers: what is accepted and looked at by hand, and how long that holds; waivers.yaml on disk."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any, TypeVar

import click
from tabulate import tabulate

from hardener.app.effect import refuse_without_effect
from hardener.app.effect import titles as last_titles
from hardener.app.waivers import EntryError, add, entry_of, path_of, today, waivers_on
from hardener.cli.context import Context, columns, write_out
from hardener.language import marked, ntr, tr
from hardener.report.entries import Titles, named, place, told
from hardener.report.retell import retold
from hardener.report.safe import terminal
from hardener.report.times import date_of
from hardener.waive import SOON
from hardener.waiver import Attestation, Either, Waiver

Command = TypeVar("Command", bound=Callable[..., Any])
KINDS = {"waiver": marked("waiver"), "attestation": marked("attestation")}


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


def keep(context: Context, model: type[Waiver | Attestation], given: Mapping[str, object]) -> None:
    """Write what the options of a command say into waivers.yaml. Raises `HardenerError`, naming the option.

    Nothing is written where it would have no effect.
    """
    with named_options():
        entry = entry_of(model, given, today(context))
    refuse_without_effect(context, entry)
    keep_all(context, [entry])


def keep_all(context: Context, entries: Sequence[Either], titles: Titles | None = None) -> None:
    """Write entries into waivers.yaml, all or none, and say of each what came of it.

    `titles`: what programs are called, by their ids, in the look that the entries were made from  [the last one]
    """
    path = path_of(context)
    new = add(context, entries)
    names = titles if titles is not None else last_titles(context)
    for each, there in (([e for e in entries if e not in new], False), ([e for e in entries if e in new], True)):
        if each:
            write_out(told(str(path), each, names, columns(), new=there), None)


@contextmanager
def named_options() -> Iterator[None]:
    """Have a message about an entry's key begin with the option that gave it."""
    try:
        yield
    except EntryError as error:
        raise click.ClickException(f"{_option(error.key)}{retold(str(error))}") from None


def _option(key: str) -> str:
    return f"{'CONTROL' if key == 'control' else f'--{key}'}: ".replace("_", "-") if key else ""


@click.command()
@click.pass_obj
def waivers(context: Context) -> None:
    """List every waiver and attestation of waivers.yaml, and how long each holds."""
    day = today(context)
    entries = waivers_on(context, day).entries
    if not entries:
        context.say(tr("nothing is waived or attested in {path}", path=path_of(context)))
        return
    names = last_titles(context)
    rows = [_row(entry, day, names) for entry in entries]
    headers = ["", tr("control"), tr("where"), tr("by"), tr("until"), "", tr("reason")]
    click.echo(tabulate(rows, headers=headers, disable_numparse=True))


def _row(entry: Either, day: date, titles: Titles) -> tuple[str, ...]:
    each = (named(entry.control), place(entry, titles), entry.by)
    return tr(KINDS[entry.kind]), *map(terminal, each), *_state(entry, day)


def _state(entry: Either, day: date) -> tuple[str, str, str]:
    days = (entry.until - day).days
    left = ntr("ends in {count} day", "ends in {count} days", days) if days <= SOON.days else tr("in force")
    return date_of(entry.until), tr("over") if entry.over(day) else left, terminal(entry.reason)
