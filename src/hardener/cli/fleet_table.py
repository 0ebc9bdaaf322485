"""How hardener fleet shows its table: on the screen, as a page, or for programs."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from hardener.app.first import local_zone
from hardener.cli.context import Context, columns, write_out
from hardener.cli.ending import say
from hardener.fleet.work import Done
from hardener.language import speaking, spoken, tr
from hardener.report import fleet as table
from hardener.report import fleet_data

STYLES = ("csv", "html", "json", "table")
MACHINES = ("csv", "json")


@dataclass(frozen=True, kw_only=True)
class Shown:
    """How the table is shown."""

    style: str
    output: str | None
    every: bool
    reports: Path | None
    """The folder in which each library has one for its report."""


OPTIONS = (
    click.option("--format", "style", type=click.Choice(STYLES), default="table", show_default=True),
    click.option("--output", type=click.Path(dir_okay=False), help="Write to this file, whole or not at all."),
    click.option("--all", "every", is_flag=True, help="Every library, not the first screen alone."),
    click.option(
        "--reports",
        type=click.Path(file_okay=False, path_type=Path),
        help="Also write each library's own report, into a folder of its own in this one.",
    ),
)


def shown(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of the table, as one argument."""

    @wraps(command)
    def asked(
        *args: object,
        style: str,
        output: str | None,
        every: bool,
        reports: Path | None,
        **more: object,
    ) -> None:
        command(*args, how=Shown(style=style, output=output, every=every, reports=reports), **more)

    for option in reversed(OPTIONS):
        asked = option(asked)
    return asked


def worst(done: Sequence[Done]) -> int:
    """Return the exit status of all."""
    return max((one.status for one in done), default=0)


def show(done: Sequence[Done], verb: str, words: Sequence[str], how: Shown) -> None:
    """Print or write the table; `words` are the folder and what else the next command takes. Raises `FileError`."""
    keep(done, verb, words, how)
    if how.reports is not None:
        say(tr("each library's own report is in its folder in {folder}", folder=str(how.reports)))


def keep(done: Sequence[Done], verb: str, words: Sequence[str], how: Shown) -> None:
    """Print or write the table alone. Raises `FileError`."""
    with speaking(None if how.style in MACHINES else spoken()):
        write_out(_pieces(done, verb, words, how), how.output, long=how.style == "table")


def _pieces(done: Sequence[Done], verb: str, words: Sequence[str], how: Shown) -> Iterator[str]:
    if how.style == "json":
        return fleet_data.as_json(done, verb)
    if how.style == "csv":
        return fleet_data.as_csv(done, verb)
    if how.style == "html":
        from hardener import pages  # noqa: PLC0415 - no other format needs it

        return iter([pages.fleet(done, verb, Context.now().astimezone(ZoneInfo(local_zone())))])
    return table.render(done, verb, _onward(verb, done, words), every=how.every, width=columns())


def _onward(verb: str, done: Sequence[Done], words: Sequence[str]) -> str:
    """Return what to do next."""
    place = shlex.join(words)
    if verb == "apply":
        more = " --resume" if any(one.status == 4 for one in done) else ""
        command = f"hardener fleet apply {place}{more}" if more else f"hardener fleet audit {place}"
    elif any(one.to_do or one.open for one in done):
        command = f"hardener fleet {'apply' if verb == 'plan' else 'plan'} {place}"
    elif any(one.why for one in done):
        command = f"hardener fleet {verb} {place}"
        return tr("Put right what could not be looked at, then: {command}", command=command)
    else:
        return tr("Nothing to do.")
    return tr("Next: {commands}", commands=command)


def ask_about(planned: Sequence[Done], how: Shown) -> None:
    """Show what is planned; where standard output is for something else, on standard error."""
    lines = table.render(planned, "plan", "", every=how.every, width=columns())
    click.echo("".join(lines), err=how.style != "table" or how.output is not None)
