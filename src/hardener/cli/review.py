"""hardener review: what a platform was asked, what it answered, and who decided; a file a platform, for git."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager

import click

from hardener.adapter import installed
from hardener.app import reviews
from hardener.app.measuring import Looked, contradicted, looked, new
from hardener.app.review_entries import answer as answer_of
from hardener.app.review_entries import begun
from hardener.app.review_entries import decision as decision_of
from hardener.app.waivers import EntryError
from hardener.cli import review_ask
from hardener.cli.context import Context, columns, write_out
from hardener.cli.options import OUTPUT
from hardener.cli.review_more import letter, test
from hardener.cli.review_words import PLATFORM, QUESTION, VALUE
from hardener.language import ntr, tr
from hardener.platform import spelled
from hardener.report import review as text
from hardener.report import review_json
from hardener.report.safe import terminal
from hardener.report.times import date_of
from hardener.review.question import questions
from hardener.review.record import Result
from hardener.store import StoreError

OPTIONS = {
    "source": "--evidence",
    "platform": "PLATFORM",
    "value": "VALUE",
    "conditions": "--condition",
    "text": "--condition",
}
"""What the keys of an entry are called on the command line, where that is not their own name."""
BY = click.option("--by", metavar="WHO", help="Who says so  [your login name]")


@click.group()
def review() -> None:
    """Ask of a platform what a library has to know before families are sent there.

    Each review is a file for git, reviews/PLATFORM.yaml beside the configuration: answers with
    their evidence, red flags, and what a person decided, until when. hardener answers by itself
    what a look at the platform says. There are no scores, and no platform is endorsed.

    \b
    Examples:
      hardener review start zoom
      hardener review answer zoom
      hardener review answer zoom sells_data no --evidence https://example.com/privacy \\
        --quote "We do not sell" --page saved.html
      hardener review decide zoom approved-with-conditions --condition "no recordings"
      hardener review show zoom
    """


@review.command(short_help="Begin a review.")
@PLATFORM
@click.option("--plan", metavar="TEXT", help="The licence or plan that it is of.")
@BY
@click.option("--again", is_flag=True, help="Begin the next: the one that is decided goes to reviews/past.")
@click.pass_obj
def start(context: Context, platform: str, plan: str | None, by: str | None, again: bool) -> None:  # noqa: FBT001 - a click option
    """Write the file of a new review, with what the newest look that is kept answers.

    PLATFORM is one of hardener's own (see: hardener adapters), or any other by its name.

    \b
    Examples:
      hardener review start zoom --plan "Business, 2027"
      hardener review start "Messenger Kids"
      hardener review start zoom --again
    """
    key = reviews.platform_key(platform)
    own = key in installed()
    with _named_options():
        made = begun(context, spelled(key) if own else platform, {"by": by, "plan": plan})
    found = _looked(context, key)
    before = reviews.start(context, key, made, found.answers, again=again)
    if before is not None:
        click.echo(tr("the review before it is {file}", file=str(before)))
    click.echo(tr("wrote {file}", file=str(reviews.path_of(context, key))))
    if not own:
        context.say(tr("{platform} has no adapter: hardener reads nothing of it, people answer", platform=key))
    _say_filled(found, len(found.answers))
    click.echo(tr("Next: hardener review answer {platform}", platform=key))


@review.command(short_help="Answer a question, or one after the other.")
@PLATFORM
@QUESTION
@VALUE
@click.option("--evidence", "source", metavar="LINK|TEXT", help="A link, or what it rests on: a letter, the contract.")
@click.option("--quote", metavar="TEXT", help="The words that say so.")
@click.option("--page", type=click.Path(dir_okay=False), help="A page that you saved; its name and hash are kept.")
@click.option("--note", metavar="TEXT", help="What else should be known; not_applicable needs it.")
@click.option("--on", metavar="DATE", help="The day on which it was found so  [today]")
@BY
@click.pass_obj
def answer(context: Context, /, platform: str, question: str | None, value: str | None, **given: str | None) -> None:
    """Keep an answer with its evidence; what was said before stays in the file above it.

    Without QUESTION it asks one after the other what is open: Enter skips one, stop ends, and
    each answer is kept at once. VALUE is one of the question's answers (several with commas), a
    number of days, a date or a text; unknown, refused and not_applicable always are. Unknown and
    refused count as red, and so does an answer without evidence.

    \b
    Examples:
      hardener review answer zoom
      hardener review answer zoom pii_to_join display_name,email --evidence "test as a guest"
      hardener review answer zoom breach_notice 30 --evidence contract.pdf --quote "within 30 days"
      hardener review answer zoom data_ownership refused --evidence "letter of 3 May"
    """
    key = reviews.platform_key(platform)
    if question is None or value is None:
        if any(text is not None for name, text in given.items() if name != "by"):
            raise click.ClickException("say QUESTION and VALUE as well, or leave out the options: then it asks")
        asked = None if question is None else review_ask.named(question)
        review_ask.ask(context, key, asked, given["by"])
        return
    with _named_options():
        made = answer_of(context, review_ask.named(question), value, given)
    before = reviews.add(context, key, lambda _review: [made])
    click.echo(review_ask.said(before, made))


@review.command(short_help="Answer what a look at the platform says.")
@PLATFORM
@click.option("--look", is_flag=True, help="Look now, instead of taking the newest look that is kept.")
@click.pass_obj
def fill(context: Context, platform: str, look: bool) -> None:  # noqa: FBT001 - a click option
    """Answer what hardener can read by itself, with the day and the finding; people's answers stay.

    \b
    Examples:
      hardener review fill zoom
      hardener review fill zoom --look
    """
    key = reviews.platform_key(platform)
    reviews.asked_for(context, key)
    found = looked(context, key, fresh=look)
    before = reviews.add(context, key, lambda review: new(review, found.answers))
    _say_filled(found, len(new(before, found.answers)))
    for person, measured in contradicted(before, found.answers):
        asked = questions()[person.question]
        said = tr(
            "{question}: {who} says {answer}; what hardener read on {day} says {other}. What {who} says stays.",
            question=asked.id, who=terminal(person.by), answer=text.value(asked, person.value),
            day=date_of(measured.on), other=text.value(asked, measured.value),
        )  # fmt: skip
        click.echo(said)


def _looked(context: Context, key: str) -> Looked:
    """Return what the newest look says; a store that cannot be read keeps nobody from beginning."""
    try:
        return looked(context, key, fresh=False)
    except StoreError as error:
        context.warn(str(error))
        return Looked((), None)


def _say_filled(found: Looked, count: int) -> None:
    if found.on is None:
        click.echo(tr("No look at its programs is kept: hardener audit, then hardener review fill."))
    click.echo(ntr("hardener answered {count} question.", "hardener answered {count} questions.", count))


@review.command(short_help="Keep what was decided.")
@PLATFORM
@click.argument("decision", type=click.Choice([result.value.replace("_", "-") for result in Result]))
@click.option("--until", metavar="DATE", help="The last day on which it holds  [a year; with unknown answers 90 days]")
@click.option(
    "--condition", "conditions", metavar="TEXT", multiple=True, help="What has to be done; may be given several times."
)
@click.option("--due", metavar="DATE", help="By when the conditions have to be met.")
@click.option("--note", metavar="TEXT", help="Why.")
@BY
@click.pass_obj
def decide(context: Context, /, platform: str, decision: str, conditions: tuple[str, ...], **given: str | None) -> None:
    """Write into the review what a person decided, and until when it holds.

    The six questions and those of the red flags have to be answered first; unknown is an answer.
    What was decided less than 48 hours after the review was begun is called rushed.

    \b
    Examples:
      hardener review decide zoom approved --by director --until 2027-11-30
      hardener review decide zoom approved-with-conditions --condition "no recordings" --due 2027-01-31
      hardener review decide "Messenger Kids" rejected --note "no program platform"
    """
    key = reviews.platform_key(platform)
    with _named_options():
        made = decision_of(
            context, reviews.asked_for(context, key), Result(decision.replace("-", "_")), given, conditions
        )
    reviews.add(context, key, lambda _review: [made])
    verdict = reviews.asked_for(context, key)
    click.echo(f"{tr('wrote {file}', file=str(reviews.path_of(context, key)))}: {text.stands(verdict)}")
    for flag in verdict.raised:
        click.echo(f"  {tr('RED')}  {text.raised(flag)}")


@review.command(short_help="Show a review: as text, a page, or JSON.")
@PLATFORM
@click.option("--format", "style", type=click.Choice(["html", "json", "text"]), default="text", show_default=True)
@OUTPUT
@click.pass_obj
def show(context: Context, platform: str, style: str, output: str | None) -> None:
    """Show every question with its answer and evidence, the red flags, and what was decided.

    \b
    Examples:
      hardener review show zoom
      hardener review show zoom --format html --output zoom.html
    """
    key = reviews.platform_key(platform)
    verdict = reviews.asked_for(context, key)
    name = reviews.Kept(key, verdict).name
    if style == "json":
        told = json.dumps(review_json.tree(verdict, name), ensure_ascii=False, indent=2) + "\n"
    elif style == "html":
        from hardener.pages.review import review as page  # noqa: PLC0415 - only a page has a use for it

        library = context.config.library.name if context.config_path.exists() else ""
        told = page(verdict, name, context.now().astimezone(context.zone), library)
    else:
        told = "".join(f"{line.rstrip()}\n" for line in text.render(verdict, name, columns()))
    write_out([told], output, long=True)


@review.command(name="list", short_help="List every review, and the platforms without one.")
@click.option("--format", "style", type=click.Choice(["json", "text"]), default="text", show_default=True)
@click.pass_obj
def list_(context: Context, style: str) -> None:
    """List every review and where it stands, and the configured platforms that have none.

    A file that cannot be read is told with what is wrong with it; the exit status is then 2.
    """
    found, lacking = reviews.kept(context), reviews.lacking(context)
    if style == "json":
        rows = [review_json.listed(each.verdict, each.name, each.error) for each in found]
        rows += [review_json.lacking(name) for name in lacking]
        click.echo(json.dumps({"reviews": rows}, ensure_ascii=False, indent=2))
    else:
        for name, stands in sorted(_rows(found, lacking), key=lambda row: row[0].casefold()):
            click.echo(f"{name}: {stands}")
        if not found and not lacking:
            context.say(tr("no platform is reviewed yet: hardener review start PLATFORM"))
    if wrong := next((each.error for each in found if each.verdict is None), ""):
        raise click.ClickException(wrong)


def _rows(found: list[reviews.Kept], lacking: list[str]) -> Iterator[tuple[str, str]]:
    for each in found:
        stands = text.stands(each.verdict) if each.verdict is not None else terminal(each.error, text.LONG)
        yield terminal(each.name), stands
    for name in lacking:
        yield terminal(name), text.stands(None, there=False)


review.add_command(letter)
review.add_command(test)


@contextmanager
def _named_options() -> Iterator[None]:
    """Have a message about an entry's key begin with the word of the command line that gave it."""
    try:
        yield
    except EntryError as error:
        raise click.ClickException(f"{option(error.key)}{error}") from None


def option(key: str) -> str:
    """Return the beginning of a message about an entry's key."""
    return f"{OPTIONS.get(key, f'--{key}')}: " if key else ""
