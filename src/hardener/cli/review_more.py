"""hardener review letter, review test: what is asked of the vendor, and a check of the files for git."""

from __future__ import annotations

import sys

import click

from hardener.app import reviews
from hardener.cli.context import Context, write_out
from hardener.cli.review_words import PLATFORM
from hardener.language import tr
from hardener.report import review as text
from hardener.report import review_letter
from hardener.report.safe import terminal
from hardener.review.judging import State, Verdict

STANDS = frozenset({State.APPROVED, State.CONDITIONS, State.REJECTED})
"""What somebody decided, and what holds."""


@click.command(short_help="Write a letter to the vendor with what is still open.")
@PLATFORM
@click.option("--output", type=click.Path(dir_okay=False), help="Write it to this file, whole or not at all.")
@click.pass_obj
def letter(context: Context, platform: str, output: str | None) -> None:
    """Write a letter to PLATFORM with every question that is open, unknown, too old or without evidence.

    What a look at the platform answers by itself is not asked. Names of your staff, notes and evidence are
    not in it. Nothing is sent: read it, and send it yourself.

    \b
    Examples:
      hardener review letter zoom
      hardener --lang es review letter zoom --output zoom.txt
    """
    key = reviews.platform_key(platform)
    verdict = reviews.asked_for(context, key)
    if not review_letter.asked(verdict):
        context.say(tr("nothing is left to ask: hardener review show {platform}", platform=key))
        return
    name = reviews.Kept(key, verdict).name
    library = context.config.library.name if context.config_path.exists() else ""
    lines = review_letter.render(verdict, name, library, reviews.today(context))
    write_out([f"{line}\n" for line in lines], output, long=True)


@click.command(short_help="Check every review file, for a git hook or CI.")
@click.argument("platforms", metavar="[PLATFORM]...", nargs=-1)
@click.pass_obj
def test(context: Context, platforms: tuple[str, ...]) -> None:
    """Check the files of all reviews, or of some: whether each can be read, is decided, and still holds.

    Exit status: 0 all hold; 1 one is under way or over, or has a condition that is due; 2 one cannot be read.

    \b
    Examples:
      hardener review test
      hardener review test zoom
    """
    keys = {reviews.platform_key(name) for name in platforms}
    for key in keys:
        if not reviews.path_of(context, key).exists():
            reviews.asked_for(context, key)  # says that there is none, and how to begin it
    status = 0
    for each in reviews.kept(context):
        if keys and each.key not in keys:
            continue
        if each.verdict is None:
            context.warn(terminal(each.error, text.LONG))
            status = 2
        else:
            click.echo(f"{terminal(each.name)}: {text.stands(each.verdict)}")
            status = max(status, 0 if _holds(each.verdict) else 1)
    sys.exit(status)


def _holds(verdict: Verdict) -> bool:
    return verdict.state in STANDS and not verdict.overdue
