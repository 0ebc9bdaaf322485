"""hardener notice: what families are told of a program, from what is set."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence

import click

from hardener.app.notices import publish
from hardener.app.noticing import noticed
from hardener.cli.context import Context, write_out
from hardener.cli.options import CONNECTION, WEEKS
from hardener.language import ENGLISH, code, ntr, tr
from hardener.notice.choosing import Notice
from hardener.notice.table import Form
from hardener.report import notice as text
from hardener.report import words
from hardener.report.safe import terminal
from hardener.results import Report

FEW = 10
"""Programs without a notice that are named."""


@click.command()
@click.argument("program", required=False)
@CONNECTION
@WEEKS
@click.option(
    "--form",
    type=click.Choice([form.value for form in Form]),
    default=Form.FULL.value,
    show_default=True,
    help="A page; three lines for the text of an event; a mail; or a slide for the start.",
)
@click.option("--format", "style", type=click.Choice(["html", "json", "text"]), default="text", show_default=True)
@click.option("--output", type=click.Path(dir_okay=False), help="Write to this file, whole or not at all.")
@click.option(
    "--publish",
    "keeps",
    is_flag=True,
    help="Remember in notices.yaml that families are given it: audit and watch then say when it no longer fits.",
)
@click.pass_obj
def notice(  # noqa: PLR0913 - the options of a command
    context: Context,
    program: str | None,
    only: tuple[str, ...],
    weeks: int | None,
    form: str,
    style: str,
    output: str | None,
    keeps: bool,  # noqa: FBT001 - a click option
) -> None:
    """Write the notice that families read: what the platform asks of them, shows of them and keeps.

    PROGRAM is its id, or part of its title; without it, all programs that are coming up, those
    together for which it is the same. Every sentence rests on what the platform shows, on
    what somebody looked at (see: hardener attest), or on [notice] in hardener.toml. What
    nobody knows is a line "[Please check: ...]" for you, and exit status 3. Nothing is
    changed.

    \b
    Examples:
      hardener notice "baby storytime"
      hardener notice "baby storytime" --form short
      hardener --lang es notice "baby storytime" --format html --output notice.html
      hardener notice --publish
    """
    found = noticed(context, only=only, weeks=weeks, program=program)
    report, notices = found.report, found.notices(Form(form), code())
    missing = _not_read(context, report)
    if not notices:
        raise click.ClickException("there is no program coming up that could be read; see: hardener audit")
    write_out(_written(notices, report, style), output, long=style == "text")
    if keeps:
        path = publish(context, notices, report.made.date(), code())
        context.say(tr("{path}: remembered as published", path=path))
    _advise(context, notices)
    sys.exit(3 if missing or any(each.checks for each in notices) else 0)


def _written(notices: Sequence[Notice], report: Report, style: str) -> Iterator[str]:
    if style == "html":
        from hardener import pages  # noqa: PLC0415 - no other format needs it

        yield pages.notice(notices, report)
    elif style == "json":
        yield text.as_json(notices, report)
    else:
        yield from text.texts(notices, report)


def _not_read(context: Context, report: Report) -> bool:
    """Say which programs have no notice, and what else could not be read; tell whether there was any of it."""
    unread = report.not_checked
    for row in unread[:FEW]:
        why = terminal(words.retold(row.unread))
        context.say(tr("no notice for {title}, which could not be read: {why}", title=text.title(row), why=why))
    if len(unread) > FEW:
        context.say(ntr("and {count} more", "and {count} more", len(unread) - FEW))
    gaps = list(words.gaps(report))
    for said in gaps:
        context.say(said)
    return bool(unread or gaps)


def _advise(context: Context, notices: Sequence[Notice]) -> None:
    """Say what is left for a person to do before families are given it."""
    if count := sum(each.checks for each in notices):
        context.say(
            ntr(
                "{count} line is for you to check: write what is so in its place, or leave it out.",
                "{count} lines are for you to check: write what is so in their place, or leave them out.",
                count,
            )
        )
    if keys := sorted({key for each in notices for key in each.unsaid}):
        table = "notice" if code() == context.config.library.language else f"notice.{code()}"
        said = tr("[{table}] in hardener.toml answers these once for all: {keys}", table=table, keys=", ".join(keys))
        context.say(said)
    if code() != ENGLISH:
        context.say(tr("Somebody who speaks this language should read it before families do."))
