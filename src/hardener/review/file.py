"""The file of a review: from its text to the review, and an entry into its text with all else left as it is. Pure."""

from __future__ import annotations

from datetime import datetime, tzinfo

from pydantic import BaseModel

from hardener.files import FileError
from hardener.filled import place
from hardener.listed import put, written
from hardener.review.record import SKEW, Answer, Decision, Review, wrong_answer, wrong_decision
from hardener.yamlfile import parse, tree_of

HEAD = """\
# What {platform} was asked before families were sent there, what it rests on, and who decided. To be kept in git.
# Written by: hardener review. What you write by hand is kept; of several answers to a question the last one counts.
"""


def read(text: str, *, now: datetime, zone: tzinfo, name: str) -> Review:
    """Return what `text` says at `now`; days are those of `zone`. Raises `FileError` with line and column."""
    review = parse(text, Review, name)
    today = now.astimezone(zone).date()
    if review.started > now + SKEW:
        raise _error(text, name, ["started"], "is in the future")
    for index, answer in enumerate(review.answers):
        if problem := wrong_answer(answer, today):
            raise _error(text, name, ["answers", index, *_steps(problem[0])], problem[1])
    for index, decision in enumerate(review.decisions):
        if problem := wrong_decision(decision, review.started, now):
            raise _error(text, name, ["decisions", index, problem[0]], problem[1])
    return review


def begun(review: Review) -> str:
    """Return the text of a new file for `review`, which has neither answers nor decisions."""
    return HEAD.format(platform=review.platform) + written(plain(review)) + "answers: []\n"


def added(text: str, entry: Answer | Decision, *, now: datetime, zone: tzinfo, name: str) -> str:
    """Return `text` with `entry` as the last of its kind; every other character stays. Raises `FileError`."""
    before = read(text, now=now, zone=zone, name=name)
    key = "answers" if isinstance(entry, Answer) else "decisions"
    made = put(text, key, plain(entry), name)
    by_hand = FileError(f"{name}: cannot be added to without changing what it says; add the entry by hand")
    try:
        after = read(made, now=now, zone=zone, name=name)
    except FileError:
        raise by_hand from None
    if after != before.model_copy(update={key: (*getattr(before, key), entry)}):
        raise by_hand
    return made


def plain(entry: BaseModel) -> dict[str, object]:
    """Return an entry as its file has it: nothing that is empty, words and days as a person writes them."""
    return {key: _plain(value) for key, value in entry if value not in (None, "", ())}


def _plain(value: object) -> object:
    if isinstance(value, BaseModel):
        return plain(value)
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    return str(value) if isinstance(value, str) else value


def _steps(key: str) -> list[str | int]:
    return [int(step) if step.isdigit() else step for step in key.split(".")]


def _error(text: str, name: str, path: list[str | int], said: str) -> FileError:
    line, column = place(tree_of(text, name), path)
    return FileError(f"{name}:{line}:{column}: {'.'.join(map(str, path))}: {said}")
