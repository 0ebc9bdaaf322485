"""Make what a person says on the command line into entries of a review."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from hardener import redact
from hardener.app.reviews import today
from hardener.app.surroundings import Surroundings, login
from hardener.app.waivers import EntryError
from hardener.errors import AskedError
from hardener.files import read_bytes
from hardener.filled import said_of
from hardener.model import Model
from hardener.review.judging import SILENCE, Verdict, judge
from hardener.review.question import SIX, Question, questionnaire
from hardener.review.record import (
    HARDENER,
    Answer,
    Condition,
    Decision,
    Evidence,
    Result,
    Review,
    wrong_answer,
    wrong_decision,
)

USUAL, UNSURE = timedelta(days=365), timedelta(days=90)
"""How long a decision holds unless told: a year, or a season where one of the six questions has no answer."""
M = TypeVar("M", bound=Model)


def begun(context: Surroundings, platform: str, given: Mapping[str, str | None]) -> Review:
    """Return a review that begins now. Raises `EntryError`."""
    now = context.now().astimezone(context.zone).replace(microsecond=0)
    return _made(Review, {"platform": _said(context, platform), "started": now, **_who(context, given)})


def answer(context: Surroundings, question: Question, said: str, given: Mapping[str, str | None]) -> Answer:
    """Return the answer `said` to a question, with the evidence that is `given`, under the names of the file's keys.

    `page` names a file, of which the hash is worked out and the name kept. Raises `EntryError`, `FileError`.
    """
    about, day = _who(context, given), _told(given, "on", today(context))
    words = {name: _said(context, text) for name in ("source", "quote") if (text := given.get(name)) is not None}
    evidence = {**words, **_page(context, given.get("page"))}
    value = question.parsed(said)
    made = _made(
        Answer,
        {
            **about,
            "question": question.id,
            "value": _said(context, value) if isinstance(value, str) else value,
            "on": day,
            "evidence": (_made(Evidence, {**evidence, "on": day}),) if evidence else (),
        },
    )
    if problem := wrong_answer(made, today(context)):
        raise EntryError(problem[0].rpartition(".")[2], problem[1])
    return made


def decision(
    context: Surroundings, verdict: Verdict, result: Result, given: Mapping[str, str | None], texts: Sequence[str]
) -> Decision:
    """Return a decision of now; `texts` are its conditions, all due on the day `given`, if one is.

    Raises `EntryError`; `AskedError` where a question is open without which nothing is decided.
    """
    # Answers that another decision once rested on may be too old for this one.
    fresh = judge(verdict.review.model_copy(update={"decisions": ()}), today(context))
    if missing := fresh.missing:
        said = f"answer first, with unknown at the least: {', '.join(missing)}"
        raise AskedError(f"nothing is decided yet; {said} (hardener review answer)")
    now = context.now().astimezone(context.zone).replace(microsecond=0)
    due = given.get("due")
    if due is not None and not texts:
        raise EntryError("due", "there is no --condition that it is for")
    made = _made(
        Decision,
        {
            **_who(context, given),
            "result": result,
            "at": now,
            "until": _told(given, "until", _usual(fresh, now.date())),
            "conditions": tuple(_made(Condition, {"text": _said(context, text), "due": due}) for text in texts),
        },
    )
    if problem := wrong_decision(made, verdict.review.started, context.now()):
        raise EntryError(problem[0], problem[1])
    return made


def _told(given: Mapping[str, str | None], name: str, otherwise: str | date) -> str | date:
    """Return what somebody gave, also where that is empty and so a mistake to be told."""
    said = given.get(name)
    return otherwise if said is None else said


def _usual(verdict: Verdict, day: date) -> date:
    six = questionnaire().groups[SIX].questions
    unsure = any(one.question.id in six and one.standing in SILENCE for one in verdict.each)
    return day + (UNSURE if unsure else USUAL)


def _who(context: Surroundings, given: Mapping[str, str | None]) -> dict[str, str]:
    by = _said(context, str(_told(given, "by", login())))
    if by.strip().casefold() == HARDENER:
        raise EntryError("by", f"say who it is; {HARDENER} stands for what a look at the platform says")
    found = {"by": by}
    return found | {name: _said(context, text) for name in ("note", "plan") if (text := given.get(name)) is not None}


def _page(context: Surroundings, page: str | None) -> dict[str, str]:
    if page is None:
        return {}
    found = hashlib.sha256(read_bytes(Path(page), name=f"--page {page}")).hexdigest()
    return {"page": _said(context, Path(page).name), "sha256": found}


def _said(context: Surroundings, text: str) -> str:
    """Return a person's text as it may be kept: on one line, without links into programs, addresses and passcodes."""
    if context.config_path.exists():
        return context.said(text)
    return redact.line(text, redact.READ)


def _made(model: type[M], given: Mapping[str, object]) -> M:
    try:
        return model.model_validate({key: value for key, value in given.items() if value is not None})
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise EntryError(str(first["loc"][0]) if first["loc"] else "", said_of(first)) from None
