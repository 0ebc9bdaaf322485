"""A review as a page: for the privacy officer, the director and the board's file."""

from __future__ import annotations

from datetime import datetime

from hardener.language import known, marked, tr
from hardener.pages import times
from hardener.pages.paper import filled
from hardener.pages.verdicts import Look
from hardener.report import review as text
from hardener.report.times import zone_name
from hardener.review.judging import Flag, Judged, Standing, Verdict
from hardener.review.question import questionnaire

RED = Look("stop", marked("Red"), "")
OPEN = Look("ask", marked("Open"), "")
UNKNOWN = Look("stop", marked("Red: not known"), "")
CLEAR = Look("plain", marked("Not raised"), "")
ANSWERED = Look("plain", marked("Answered"), "")
"""No answer has the colour of a verdict that is good: nobody is endorsed."""


def review(verdict: Verdict, name: str, made: datetime, library: str = "") -> str:
    """Return the page on one review, made at `made` in the library's time."""
    by_id = {one.question.id: one for one in verdict.each}
    decision = verdict.decision
    return filled(
        "review.html",
        library=library,
        heading=text.heading(verdict, name),
        as_of=f"{times.when(made, year=True)}, {zone_name(made.tzinfo)}",
        stands=text.stands(verdict),
        who=text.who(verdict),
        conditions=[text.condition(one, verdict) for one in decision.conditions] if decision is not None else [],
        counted=text.counted(verdict),
        flags=[(_flag(flag), text.raised(flag)) for flag in verdict.flags],
        groups=[
            (ident, known(group.title), [_row(by_id[question]) for question in group.questions])
            for ident, group in questionnaire().groups.items()
        ],
        limits=text.limits(),
        unanswered=tr("Nobody has answered this yet."),
    )


def _flag(flag: Flag) -> Look:
    return RED if flag.red else OPEN if flag.open else CLEAR


def _row(one: Judged) -> tuple[str, str, Look, str, list[str]]:
    return one.question.id, known(one.question.asks), _look(one), text.answered(one), text.rests(one.answer)


def _look(one: Judged) -> Look:
    if one.red:
        return UNKNOWN if one.standing is not Standing.ANSWERED else RED
    return OPEN if one.standing is Standing.OPEN else ANSWERED
