"""Ask a person question after question, and keep each answer at once: whatever ends it, nothing is lost."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import LiteralString

import click

from hardener.app import reviews
from hardener.app.review_entries import answer as answer_of
from hardener.cli.context import Context
from hardener.errors import AskedError, HardenerError
from hardener.language import known, marked, ntr, tr
from hardener.nearest import meant
from hardener.redact import GONE
from hardener.report import review as text
from hardener.report.safe import terminal
from hardener.report.times import date_of
from hardener.review.judging import Standing
from hardener.review.question import ALWAYS, Kind, Question, questions
from hardener.review.record import Answer, Review

STOP = "stop"
PROMPTS: Mapping[str, LiteralString] = {
    "source": marked("Evidence, a link or what it is (Enter: none)"),
    "quote": marked("The words that say so (Enter: none)"),
    "page": marked("A page that you saved, its file (Enter: none)"),
    "note": marked("A note (Enter: none)"),
}
HOW: Mapping[Kind, LiteralString] = {
    Kind.SEVERAL: marked("one or several of these, with commas"),
    Kind.DAYS: marked("a number of days"),
    Kind.DATE: marked("a date, as 2027-03-01"),
    Kind.TEXT: marked("a text"),
}


@dataclass(slots=True)
class _Asking:
    """Who is asked about what, and how many answers were kept."""

    context: Context
    key: str
    by: str | None
    count: int = 0


class StopAsking(Exception):  # noqa: N818 - nothing is wrong
    """The person wants to stop, or there is nothing more to read."""


def named(ident: str) -> Question:
    """Return a question by its id. Raises `AskedError` with the one that is most like it."""
    known_questions = questions()
    if ident not in known_questions:
        said = f"no question {ident!r}; see them with: hardener review show PLATFORM"
        raise AskedError(f"{said}{meant(ident, known_questions)}")
    return known_questions[ident]


def said(before: Review, made: Answer) -> str:
    """Return in a line what was kept, and what it was before."""
    question = questions()[made.question]
    told = f"{question.id}: {text.value(question, made.value)}"
    was = before.current.get(question.id)
    if was is not None:
        who, day = terminal(was.by), date_of(was.on)
        told = tr("{answer} (before: {was}, {who}, {day})", answer=told, was=text.value(question, was.value),
                  who=who, day=day)  # fmt: skip
    if was is not None and _changed(was, made):
        told = tr("{answer}. The page is not the one of {day}: it has changed", answer=told, day=date_of(was.on))
    if any(GONE in str(part) for one in (made, *made.evidence) for _, part in one if isinstance(part, str)):
        told = tr(
            "{answer}. What looked like a way into a program was left out: say in words where it stands", answer=told
        )
    bare = not made.evidence and made.value not in ALWAYS
    return tr("{answer}. Without evidence it counts as unknown.", answer=told) if bare else told


def _changed(was: Answer, made: Answer) -> bool:
    """Tell whether another page was saved than the last time."""
    before, after = ({one.sha256 for one in each.evidence if one.sha256} for each in (was, made))
    return bool(before and after) and before != after


def ask(context: Context, key: str, only: Question | None, by: str | None) -> None:
    """Ask `only` this, or everything that is open, until the person stops. Raises `HardenerError`."""
    verdict = reviews.asked_for(context, key)
    waiting = [only] if only is not None else [one.question for one in verdict.standing(Standing.OPEN)]
    asking = _Asking(context, key, by)
    click.echo(tr("Enter skips a question, stop ends; each answer is kept at once."))
    try:
        for number, question in enumerate(waiting, 1):
            _one(asking, question, f"{number}/{len(waiting)}")
    except (StopAsking, KeyboardInterrupt) as ending:
        click.echo()
        _end(key, asking.count)
        if isinstance(ending, KeyboardInterrupt):
            raise
        return
    _end(key, asking.count)


def _end(key: str, count: int) -> None:
    click.echo(ntr("{count} answer kept.", "{count} answers kept.", count), nl=False)
    click.echo(
        " " + tr("Go on: hardener review answer {platform}; see it: hardener review show {platform}", platform=key)
    )


def _one(asking: _Asking, question: Question, place: str) -> None:
    """Ask one question until it is answered or skipped."""
    click.echo(f"\n{place} {question.id}: {known(question.asks)}")
    for line in (known(question.why), tr("Wanted: {evidence}", evidence=known(question.wanted))):
        if line:
            click.echo(f"  {line}")
    _offer(question)
    while given := _line(tr("Answer")):
        if problem := question.wrong(question.parsed(given)):
            click.echo(f"  {problem}")
        elif _rests(asking, question, given):
            return


def _rests(asking: _Asking, question: Question, given: str) -> bool:
    """Ask what an answer rests on and keep it, also where the person stops at that; tell whether it could be kept."""
    more: dict[str, str | None] = {"by": asking.by}
    try:
        for name, prompt in PROMPTS.items():
            more[name] = _line(tr(prompt)) or None
    except StopAsking:
        click.echo()
        _keep(asking, question, given, more)
        raise
    return _keep(asking, question, given, more)


def _keep(asking: _Asking, question: Question, given: str, more: Mapping[str, str | None]) -> bool:
    try:
        made = answer_of(asking.context, question, given, more)
        click.echo(f"  {said(reviews.add(asking.context, asking.key, lambda _review: [made]), made)}")
    except HardenerError as error:
        click.echo(f"  {terminal(str(error), text.LONG)}")
        return False
    asking.count += 1
    return True


def _offer(question: Question) -> None:
    for word, means in question.answers.items():
        click.echo(f"    {word:<22} {known(means)}")
    if question.kind in HOW:
        click.echo(f"    ({tr(HOW[question.kind])})")
    click.echo(f"    {', '.join(ALWAYS)}")


def _line(prompt: str) -> str:
    """Return the line that a person writes. Raises `StopAsking` where they stop, or there is none."""
    click.echo(f"{prompt}: ", nl=False)
    try:
        found = sys.stdin.readline()
    except UnicodeDecodeError:
        raise AskedError("what was written is not UTF-8 text; nothing of it was kept") from None
    if not found or found.strip().casefold() == STOP:
        raise StopAsking
    return found.strip()
